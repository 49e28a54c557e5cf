import type { MachineType } from '../cloud-profile/props';
import { parseQuantity } from '../gardener/quantity';
import { type Answer, type Item, numberOf, textOf } from './answers';
import { toMachineTypeList } from './landscape-data';
import { type Offers, toOffers } from './offers';
import {
  byCodeUnit,
  checkRegion,
  counted,
  ImportProblem,
  type ImportSource,
  inEachRegion,
  listed,
  type Outcome,
  readFilesOf,
  readLive,
  readSavedAnswers,
} from './request';

interface ImportMachineTypesOptions {
  readonly source: ImportSource;
  /** Families to take, `ecs.g7` or `g7`; empty: all. */
  readonly families: readonly string[];
}

/** Imports machine types into what their data file holds. */
export async function importMachineTypes(
  value: unknown,
  label: string,
  { source, families }: ImportMachineTypesOptions,
): Promise<Outcome<readonly MachineType[]>> {
  const known = value === undefined ? [] : toMachineTypeList(value, label);
  const answers = await readTypeAnswers(source);
  const catalogue = answers.filter(({ action }) => action === 'DescribeInstanceTypes');
  if (catalogue.every(({ items }) => items.length === 0))
    throw new ImportProblem(
      source.paths.join(', ') || 'ECS',
      'has no instance type',
      'give answers of DescribeInstanceTypes',
    );
  const { types, notes } = toMachineTypes(catalogue);
  const stock = answers.filter(({ action }) => action !== 'DescribeInstanceTypes');
  const { offers } = toOffers(stock);
  for (const { region, zone } of offers) checkRegion(region, zone, source.regions);
  const merged = mergeMachineTypes(known, {
    types,
    isWholeCatalogue: source.live !== undefined,
    offers: stock.length === 0 ? undefined : offers,
    families: families.map((family) => (family.startsWith('ecs.') ? family : `ecs.${family}`)),
  });
  return { ...merged, notes: [...notes, ...merged.notes] };
}

async function readTypeAnswers(source: ImportSource): Promise<Answer[]> {
  const [first] = source.regions;
  if (source.live === undefined)
    return readSavedAnswers(readFilesOf(source), [
      'DescribeInstanceTypes',
      'DescribeAvailableResource',
      'DescribeZones',
    ]);
  if (first === undefined)
    throw new ImportProblem(
      '--region',
      'is missing',
      'name the regions of the landscape: what they sell becomes its machine types',
    );
  return await readLive(source.live, async (catalogue) => [
    ...(await catalogue.instanceTypes(first)),
    ...(await inEachRegion(catalogue, source.regions, async (region) => [await catalogue.offers(region)])),
  ]);
}

interface MachineTypeFacts {
  /** Types of the catalogue: what exists, whether or not a zone sells it. */
  readonly types: readonly MachineType[];
  /** Whether these are all types that exist, or may be some families only. */
  readonly isWholeCatalogue: boolean;
  /** What zones sell. @default unknown: what exists counts as sold */
  readonly offers?: readonly Offers[] | undefined;
  /** Families to take, e.g. `ecs.g7`; empty: all. */
  readonly families: readonly string[];
}

/**
 * Adds types to the landscape, and says of those that are gone that new Shoots cannot use them. None is ever
 * taken out: a Shoot that has one could not be changed any more. What somebody wrote about a type stays.
 */
function mergeMachineTypes(
  known: readonly MachineType[],
  facts: MachineTypeFacts,
): Outcome<readonly MachineType[]> {
  const changes: string[] = [];
  const notes: string[] = [];
  const inScope = (name: string): boolean =>
    facts.families.length === 0 || facts.families.includes(familyOf(name));
  const found = new Map(facts.types.filter(({ name }) => inScope(name)).map((type) => [type.name, type]));
  for (const family of facts.families)
    if (![...found.keys()].some((name) => familyOf(name) === family))
      notes.push(`no type is of the family ${family}`);

  const data = known.map((old) => {
    const type = found.get(old.name);
    found.delete(old.name);
    if (type === undefined && !isJudged(old.name, facts, inScope)) return old;
    const updated: MachineType = type === undefined ? old : { ...old, ...type };
    for (const field of ['cpu', 'gpu', 'memory', 'architecture'] as const) {
      const before = old[field] ?? (field === 'architecture' ? 'amd64' : '');
      if (before !== updated[field])
        changes.push(`~ ${old.name}: ${field} ${before} -> ${updated[field] ?? ''}`);
    }
    const gone = type === undefined ? 'retired' : isSold(type, facts.offers) ? undefined : 'sold in no zone';
    if (gone === undefined) {
      if (old.usable === false) notes.push(`${old.name} is sold, and usable: false in the data file`);
      return updated;
    }
    if (old.usable === false) return updated;
    changes.push(`~ ${old.name}: usable: false (${gone})`);
    return { ...updated, usable: false };
  });
  const left = known.filter(
    ({ name }) =>
      inScope(name) && !facts.types.some((type) => type.name === name) && !isJudged(name, facts, inScope),
  );
  if (left.length > 0)
    notes.push(
      `the answers have no type of ${listed([...new Set(left.map(({ name }) => familyOf(name)))])}: left as it is`,
    );

  const added = [...found.values()].filter((type) => isSold(type, facts.offers));
  const unsold = [...found.values()].filter((type) => !added.includes(type)).map(({ name }) => name);
  if (unsold.length > 0)
    notes.push(`${counted(unsold.length, 'type')} that no zone sells left out: ${listed(unsold)}`);
  changes.push(...describeAdded(added));
  return { data: [...data, ...added].sort(byFamilyAndSize), changes, notes, findings: [] };
}

/** Whether a type that the answers do not have is gone: not where they may leave out its whole family. */
function isJudged(name: string, facts: MachineTypeFacts, inScope: (name: string) => boolean): boolean {
  if (!inScope(name)) return false;
  return facts.isWholeCatalogue || facts.types.some((type) => familyOf(type.name) === familyOf(name));
}

/** What is sold out for now is sold again some day. */
function isSold({ name }: MachineType, offers: readonly Offers[] | undefined): boolean {
  return offers?.some(({ types }) => types?.has(name) === true && types.get(name) !== 'closed') ?? true;
}

/** One line a family: a thousand new types are no thousand lines. */
function describeAdded(added: readonly MachineType[]): string[] {
  const byFamily = new Map<string, string[]>();
  for (const { name } of [...added].sort(byFamilyAndSize))
    byFamily.set(familyOf(name), [...(byFamily.get(familyOf(name)) ?? []), name]);
  return [...byFamily].map(
    ([family, names]) => `+ ${family}: ${counted(names.length, 'type')}: ${listed(names)}`,
  );
}

const architectures: Readonly<Record<string, 'amd64' | 'arm64'>> = { X86: 'amd64', ARM: 'arm64' };

/**
 * Machine types from answers of DescribeInstanceTypes. Memory is what the answer says, never a multiple of the
 * vCPUs. A type for machines that Gardener does not know is left out with a note.
 *
 * @throws ImportProblem for an incomplete answer
 */
function toMachineTypes(answers: readonly Answer[]): { types: MachineType[]; notes: string[] } {
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
