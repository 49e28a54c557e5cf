import type { MachineType } from '../../cloud-profile/props';
import { counted, listed, type Outcome } from '../outcome';
import type { Offers } from '../zones/offers';
import { byFamilyAndSize, familyOf } from './to-machine-types';

export interface MachineTypeFacts {
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
export function mergeMachineTypes(
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
