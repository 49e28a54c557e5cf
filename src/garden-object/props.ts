import { Lazy } from 'cdk8s';
import { FieldPath } from '../gardener/field-path';

/** Something in a manifest that YAML has no form for. */
export interface Unplain {
  readonly field: FieldPath;
  readonly message: string;
  readonly hint: string;
}

/** Deeper than any manifest; a cycle gets there quickly. */
const deepest = 200;

/**
 * The value as JSON knows it: lazy values produced, `undefined` left out, `null` kept. Gives back the very
 * same object where nothing had to change, so that a large manifest is not copied.
 */
export function toPlain(value: unknown, unplain: Unplain[], path = FieldPath.root, depth = 0): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) report(unplain, path, `${value} is no number that YAML and JSON share`);
      return value;
    case 'object':
      break;
    case 'undefined':
      return undefined;
    default:
      report(unplain, path, `a ${typeof value} cannot be written to YAML`);
      return undefined;
  }
  if (value === null) return null;
  if (depth > deepest) {
    report(unplain, path, `the value contains itself, or is nested more than ${deepest} levels deep`);
    return undefined;
  }
  if (Array.isArray(value)) return plainList(value, unplain, path, depth);
  if (value instanceof Lazy)
    return toPlain((value as { produce(): unknown }).produce(), unplain, path, depth + 1);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    const name = value.constructor.name;
    const hint =
      name === 'Date' ? 'write the date as a text, e.g. date.toISOString()' : 'write a plain value';
    unplain.push({ field: path, message: `an object of class ${name} cannot be written to YAML`, hint });
    return undefined;
  }
  return plainMap(value as Readonly<Record<string, unknown>>, unplain, path, depth);
}

function plainList(list: readonly unknown[], unplain: Unplain[], path: FieldPath, depth: number): unknown {
  let changed: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const before = list[index];
    const after = toPlain(before, unplain, typeof before === 'object' ? path.index(index) : path, depth + 1);
    // A hole has no form in YAML either.
    if (after !== before || before === undefined) changed ??= list.slice(0, index);
    if (changed !== undefined && after !== undefined) changed.push(after);
  }
  return changed ?? list;
}

function plainMap(
  map: Readonly<Record<string, unknown>>,
  unplain: Unplain[],
  path: FieldPath,
  depth: number,
): unknown {
  let changed: Record<string, unknown> | undefined;
  const keys = Object.keys(map);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as string;
    const before = map[key];
    const scalar = typeof before === 'string' || typeof before === 'boolean';
    const after = scalar ? before : toPlain(before, unplain, path.child(key), depth + 1);
    if (after !== before || before === undefined) {
      changed ??= Object.fromEntries(keys.slice(0, index).map((kept) => [kept, map[kept]]));
    }
    if (changed !== undefined && after !== undefined) changed[key] = after;
  }
  return changed ?? map;
}

function report(unplain: Unplain[], field: FieldPath, message: string): void {
  unplain.push({ field, message, hint: 'write a plain value: text, number, boolean, list or map' });
}

/**
 * Puts known fields first, in their order; whatever else there is follows, so that an unknown field reaches the
 * validator instead of vanishing. What is undefined is left out.
 */
export function inOrder(fields: readonly string[], value: object): Record<string, unknown> {
  const given = value as Readonly<Record<string, unknown>>;
  const ordered: Record<string, unknown> = {};
  for (const field of fields) if (given[field] !== undefined) ordered[field] = given[field];
  for (const field of Object.keys(given)) {
    if (given[field] !== undefined && !Object.hasOwn(ordered, field)) ordered[field] = given[field];
  }
  return ordered;
}

type Map = Readonly<Record<string, unknown>>;

/** Lays `extra` over `base`: maps merge, everything else, `null` included, replaces. */
export function mergeDeep(base: Map, extra: Map): Map {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(extra)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isMap(below) && isMap(value) ? mergeDeep(below, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
