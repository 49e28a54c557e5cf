import type { MachineType } from '../../cloud-profile/props';
import { parseQuantity } from '../../validation/kubernetes/quantity';
import { ImportProblem } from '../import-problem';
import { byCodeUnit } from '../outcome';
import { numberOf, textOf, type Answer, type Item } from '../sources/answers';

const architectures: Readonly<Record<string, 'amd64' | 'arm64'>> = { X86: 'amd64', ARM: 'arm64' };

/**
 * Machine types from answers of DescribeInstanceTypes. Memory is what the answer says, never a multiple of the
 * vCPUs. A type for machines that Gardener does not know is left out with a note.
 *
 * @throws ImportProblem for an incomplete answer
 */
export function toMachineTypes(answers: readonly Answer[]): { types: MachineType[]; notes: string[] } {
  const last = answers.at(-1);
  if (last !== undefined && answers.every(({ body }) => hasNext(body))) {
    throw new ImportProblem(
      last.where,
      'is not the last page: it has a NextToken',
      'save the pages that follow too (--NextToken), each in a file of its own',
    );
  }
  const types = new Map<string, MachineType>();
  const notes = new Set<string>();
  for (const { items, where } of answers) {
    for (const item of items) {
      const name = textOf(item, 'InstanceTypeId', where);
      const architecture = architectures[textOf(item, 'CpuArchitecture', where)];
      if (architecture === undefined) {
        notes.add(`${name} is for ${String(item['CpuArchitecture'])}, Gardener knows X86 and ARM: left out`);
        continue;
      }
      types.set(name, {
        name,
        cpu: String(wholeOf(item, 'CpuCoreCount', where)),
        gpu: String(item['GPUAmount'] === undefined ? 0 : wholeOf(item, 'GPUAmount', where)),
        memory: toMemory(numberOf(item, 'MemorySize', where)),
        architecture,
      });
    }
  }
  return { types: [...types.values()].sort(byFamilyAndSize), notes: [...notes] };
}

/** `0.5` GiB is `512Mi`; what is no whole MiB is rounded down, so that no machine promises more than it has. */
export function toMemory(gibibytes: number): string {
  const quantity = `${Math.floor(gibibytes * 1024)}Mi`;
  return parseQuantity(quantity)?.canonical ?? quantity;
}

/** `ecs.gn6i-c4g1.xlarge` is of the family `ecs.gn6i`. */
export function familyOf(name: string): string {
  return /^ecs\.[a-z0-9]+/.exec(name)?.[0] ?? name;
}

/** Families by name, each from its smallest type to its largest. */
export function byFamilyAndSize(a: MachineType, b: MachineType): number {
  return (
    byCodeUnit(familyOf(a.name), familyOf(b.name)) ||
    Number(a.cpu) - Number(b.cpu) ||
    (parseQuantity(a.memory)?.compare(parseQuantity(b.memory) ?? zero) ?? 0) ||
    byCodeUnit(a.name, b.name)
  );
}

const zero = parseQuantity(0) as NonNullable<ReturnType<typeof parseQuantity>>;

function wholeOf(item: Item, field: string, where: string): number {
  const number = numberOf(item, field, where);
  if (Number.isInteger(number)) return number;
  throw new ImportProblem(where, `an entry has ${number} for ${field}`, 'it has to be a whole number');
}

function hasNext(body: Item): boolean {
  return typeof body['NextToken'] === 'string' && body['NextToken'] !== '';
}
