import { isObject, type JsonObject } from '../gardener/json';

/** An entry of a list that pairs by name. */
export interface Entry {
  readonly name: string;
  readonly value: JsonObject;
  readonly index: number;
}

export interface EntryPair {
  readonly name: string;
  readonly before: Entry;
  readonly now: Entry;
}

interface PairedEntries {
  readonly added: readonly Entry[];
  readonly removed: readonly Entry[];
  readonly kept: readonly EntryPair[];
  /** Whether the kept ones stand in another order. */
  readonly isReordered: boolean;
}

/** Entries that have one name are told apart by their place among them: `a`, `a (2)`. */
export function pairEntries(
  before: readonly unknown[],
  now: readonly unknown[],
  nameOf: (entry: JsonObject) => string,
): PairedEntries {
  const old = index(before, nameOf);
  const fresh = index(now, nameOf);
  const kept: EntryPair[] = [];
  for (const [name, entry] of fresh) {
    const previous = old.get(name);
    if (previous !== undefined) kept.push({ name, before: previous, now: entry });
  }
  return {
    added: [...fresh.values()].filter(({ name }) => !old.has(name)),
    removed: [...old.values()].filter(({ name }) => !fresh.has(name)),
    kept,
    isReordered: kept.some((pair, at) => at > 0 && pair.before.index < (kept[at - 1]?.before.index ?? 0)),
  };
}

function index(list: readonly unknown[], nameOf: (entry: JsonObject) => string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const counts = new Map<string, number>();
  for (const [at, item] of list.entries()) {
    const value = isObject(item) ? item : { '': item };
    const plain = nameOf(value);
    const count = (counts.get(plain) ?? 0) + 1;
    counts.set(plain, count);
    const name = count === 1 ? plain : `${plain} (${count})`;
    entries.set(name, { name, value, index: at });
  }
  return entries;
}

/** Fields that name the entries of Gardener's and Kubernetes' lists, the likeliest first. */
const nameFields = ['name', 'key', 'version', 'type', 'purpose', 'domain'];

/** The field by which two lists of objects pair, if there is one that all entries have, each with its own value. */
export function nameField(before: readonly unknown[], now: readonly unknown[]): string | undefined {
  if (before.length + now.length === 0) return undefined;
  return nameFields.find((field) => isUnique(before, field) && isUnique(now, field));
}

function isUnique(list: readonly unknown[], field: string): boolean {
  const seen = new Set<unknown>();
  for (const item of list) {
    const name = isObject(item) ? item[field] : undefined;
    if (typeof name !== 'string' || seen.has(name)) return false;
    seen.add(name);
  }
  return true;
}

/** Names in a sentence before the rest is only counted. */
const defaultLimit = 5;

/** `a, b and 24 more`; one more than the limit is written out, as its name is no longer than its count. */
export function listNames(names: readonly string[], limit = defaultLimit): string {
  if (names.length <= limit + 1) return names.join(', ');
  return `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
}

/** A map without some of its keys. */
export function omit(map: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
