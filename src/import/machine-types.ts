import type { MachineType, MachineTypeFacts } from '../cloud-profile/props';
import { parseQuantity } from '../gardener/quantity';
import { type Answer, type Item, listIn, numberOf, textOf } from './answers';
import { toMachineTypeList } from './landscape-data';
import { type Offers, toOffers } from './offers';
import { byCodeUnit, counted, ImportProblem, listed, type Outcome } from './outcome';
import {
  type ImportSource,
  inEachRegion,
  ofWantedRegions,
  readFilesOf,
  readLive,
  readSavedAnswers,
} from './source';

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
  const isLive = source.live !== undefined;
  const catalogue = answers.filter(({ action }) => action === 'DescribeInstanceTypes');
  const stock = answers.filter(({ action }) => action !== 'DescribeInstanceTypes');
  // With what zones sell alone, known types can still be judged.
  if (catalogue.every(({ items }) => items.length === 0) && (stock.length === 0 || known.length === 0))
    throw new ImportProblem(
      source.paths.join(', ') || 'ECS',
      'has no instance type',
      'give answers of DescribeInstanceTypes',
    );
  const { types, notes } = toMachineTypes(catalogue);
  const { offers, notes: offerNotes } = toOffers(stock, isLive);
  const { kept, notes: regionNotes } = ofWantedRegions(offers, source);
  const silent = source.regions.filter((region) => !kept.some((offer) => offer.region === region));
  const merged = mergeMachineTypes(known, {
    types,
    isWholeCatalogue: isLive,
    offers: stock.length === 0 ? undefined : kept,
    isEveryRegion: silent.length === 0,
    families: families.map((family) => (family.startsWith('ecs.') ? family : `ecs.${family}`)),
  });
  const silence =
    stock.length === 0 || silent.length === 0
      ? []
      : [`no answer says what ${listed(silent)} sells: what others do not sell may be sold there`];
  return { ...merged, notes: [...notes, ...offerNotes, ...regionNotes, ...silence, ...merged.notes] };
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

/** A type of the catalogue, with the family that the answer names. */
interface FoundType {
  readonly type: MachineType;
  readonly family: string;
}

interface Catalogue {
  /** Types of the catalogue: what exists, whether or not a zone sells it. */
  readonly types: readonly FoundType[];
  /** Whether these are all types that exist, or may be what somebody asked for only. */
  readonly isWholeCatalogue: boolean;
  /** What zones sell. @default unknown: what exists counts as sold */
  readonly offers?: readonly Offers[] | undefined;
  /** Whether the offers are those of all regions that were asked for. */
  readonly isEveryRegion: boolean;
  /** Families to take, e.g. `ecs.g7`; empty: all. */
  readonly families: readonly string[];
}

/**
 * Adds types to the landscape, and says of those that are gone that new Shoots cannot use them. None is ever
 * taken out: a Shoot that has one could not be changed any more. What somebody wrote about a type stays.
 *
 * A type is gone only where an answer shows it: the whole catalogue, or what the zones sell. A saved answer of
 * DescribeInstanceTypes may be that to a question for a few types, and shows nothing about the others.
 */
function mergeMachineTypes(
  known: readonly MachineType[],
  catalogue: Catalogue,
): Outcome<readonly MachineType[]> {
  const changes: string[] = [];
  const notes: string[] = [];
  const families = new Map(catalogue.types.map(({ type, family }) => [type.name, family]));
  const inScope = (name: string): boolean => {
    const family = families.get(name);
    return (
      catalogue.families.length === 0 ||
      catalogue.families.some((wanted) =>
        family === undefined ? isOfFamily(name, wanted) : family === wanted,
      )
    );
  };
  const found = new Map(
    catalogue.types.filter(({ type }) => inScope(type.name)).map(({ type }) => [type.name, type]),
  );
  for (const family of catalogue.families)
    if (catalogue.types.length > 0 && ![...families.values()].includes(family))
      notes.push(`no type is of the family ${family}`);

  const left: string[] = [];
  let learned = 0;
  const data = known.map((old) => {
    const type = found.get(old.name);
    found.delete(old.name);
    if (type === undefined && !inScope(old.name)) return old;
    const gone =
      type === undefined && catalogue.isWholeCatalogue
        ? 'retired'
        : saleOf(old.name, catalogue) === 'none'
          ? 'sold in no zone'
          : undefined;
    if (type === undefined && gone === undefined) {
      if (saleOf(old.name, catalogue) === 'unknown') left.push(old.name);
      return old;
    }
    const updated: MachineType = type === undefined ? old : { ...old, ...type };
    for (const field of ['cpu', 'gpu', 'memory', 'architecture'] as const) {
      const before = old[field] ?? (field === 'architecture' ? 'amd64' : '');
      if (before !== updated[field])
        changes.push(`~ ${old.name}: ${field} ${before} -> ${updated[field] ?? ''}`);
    }
    if (JSON.stringify(old.facts) !== JSON.stringify(updated.facts)) learned++;
    if (gone === undefined) {
      if (old.usable === false && saleOf(old.name, catalogue) === 'some')
        notes.push(`${old.name} is sold, and usable: false in the data file`);
      return updated;
    }
    if (old.usable === false) return updated;
    changes.push(`~ ${old.name}: usable: false (${gone})`);
    return { ...updated, usable: false };
  });
  if (learned > 0)
    changes.push(`~ NVMe support or boot modes of ${counted(learned, 'type')} are new or have changed`);
  if (left.length > 0)
    notes.push(
      `${counted(left.length, 'type')} that the answers do not have left as they are: ${listed(left)}`,
    );

  const sellable = [...found.values()].filter(({ name }) => saleOf(name, catalogue) !== 'none');
  const unsold = [...found.keys()].filter((name) => saleOf(name, catalogue) === 'none');
  if (unsold.length > 0)
    notes.push(`${counted(unsold.length, 'type')} that no zone sells left out: ${listed(unsold)}`);
  changes.push(...describeAdded(sellable, families));
  return { data: [...data, ...sellable].sort(byFamilyAndSize), changes, notes, findings: [] };
}

/**
 * Whether a zone sells a type. What is sold out for now is sold again some day. `none` needs an answer that says
 * so: the type is closed wherever it is listed, and no zone may sell it without being asked.
 */
function saleOf(name: string, { offers, isEveryRegion }: Catalogue): 'some' | 'none' | 'unknown' {
  if (offers === undefined || offers.length === 0) return 'unknown';
  const stocks = offers.flatMap(({ types }) => types?.get(name) ?? []);
  if (stocks.some((stock) => stock !== 'closed')) return 'some';
  const isWhole = offers.every(
    ({ stock, types, isWhole }) => isWhole || stock !== 'sold' || (stocks.length > 0 && types !== undefined),
  );
  return isWhole && isEveryRegion ? 'none' : 'unknown';
}

/** One line a family: a thousand new types are no thousand lines. */
function describeAdded(added: readonly MachineType[], families: ReadonlyMap<string, string>): string[] {
  const byFamily = new Map<string, string[]>();
  for (const { name } of [...added].sort(byFamilyAndSize)) {
    const family = families.get(name) ?? familyOf(name);
    const names = byFamily.get(family) ?? [];
    names.push(name);
    byFamily.set(family, names);
  }
  return [...byFamily].map(
    ([family, names]) => `+ ${family}: ${counted(names.length, 'type')}: ${listed(names)}`,
  );
}

/** Architectures of instance types, as ECS and as Kubernetes call them. */
const architectures: ReadonlyMap<string, 'amd64' | 'arm64'> = new Map([
  ['X86', 'amd64'],
  ['ARM', 'arm64'],
]);

/**
 * Machine types from answers of DescribeInstanceTypes. Memory is what the answer says, never a multiple of the
 * vCPUs. A type for machines that Gardener does not know is left out with a note.
 *
 * @throws ImportProblem for an incomplete answer
 */
function toMachineTypes(answers: readonly Answer[]): { types: FoundType[]; notes: string[] } {
  const last = answers.at(-1);
  if (last !== undefined && answers.every(({ body }) => hasNext(body))) {
    throw new ImportProblem(
      last.where,
      'is not the last page: it has a NextToken',
      'save the pages that follow too (--NextToken), each in a file of its own',
    );
  }
  const types = new Map<string, FoundType>();
  const notes = new Set<string>();
  for (const { items, where } of answers) {
    for (const item of items) {
      const name = textOf(item, 'InstanceTypeId', where);
      const architecture = architectures.get(textOf(item, 'CpuArchitecture', where));
      if (architecture === undefined) {
        notes.add(`${name} is for ${String(item['CpuArchitecture'])}, Gardener knows X86 and ARM: left out`);
        continue;
      }
      const facts = factsOf(item);
      const type = {
        name,
        cpu: String(wholeOf(item, 'CpuCoreCount', where)),
        gpu: String(item['GPUAmount'] === undefined ? 0 : wholeOf(item, 'GPUAmount', where)),
        memory: toMemory(numberOf(item, 'MemorySize', where)),
        architecture,
        ...(Object.keys(facts).length === 0 ? {} : { facts }),
      };
      const family = item['InstanceTypeFamily'];
      types.set(name, {
        type,
        family: typeof family === 'string' && family !== '' ? family : familyOf(name),
      });
    }
  }
  const inOrder = [...types.values()].sort((a, b) => byFamilyAndSize(a.type, b.type));
  return { types: inOrder, notes: [...notes] };
}

const nvmeSupport = ['required', 'supported', 'unsupported'] as const;
const bootModes = ['BIOS', 'UEFI'] as const;

/** What the answer says of a type beyond its size; what it does not say is not there. */
function factsOf(item: Item): MachineTypeFacts {
  const nvme = nvmeSupport.find((word) => word === String(item['NvmeSupport']).toLowerCase());
  const named = (listIn(item, 'SupportedBootModes', 'SupportedBootMode') ?? []).map(String);
  const modes = bootModes.filter((mode) => named.includes(mode));
  return {
    ...(nvme === undefined ? {} : { nvme }),
    ...(modes.length === 0 ? {} : { bootModes: modes }),
  };
}

/** `0.5` GiB is `512Mi`; what is no whole MiB is rounded down, so that no machine promises more than it has. */
export function toMemory(gibibytes: number): string {
  const quantity = `${Math.floor(gibibytes * 1024)}Mi`;
  return parseQuantity(quantity)?.canonical ?? quantity;
}

/**
 * `ecs.gn6i-c4g1.xlarge` is of the family `ecs.gn6i`: a guess by the name, for types that no answer names the
 * family of. The family of `ecs.vgn7i-vws-m4.xlarge` is `ecs.vgn7i-vws`.
 */
export function familyOf(name: string): string {
  return /^ecs\.[a-z0-9]+/.exec(name)?.[0] ?? name;
}

function isOfFamily(name: string, family: string): boolean {
  return name.startsWith(`${family}.`) || name.startsWith(`${family}-`);
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
