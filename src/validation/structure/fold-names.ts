import { isObject } from '../json-value';
import type { JsonObject } from '../kind';
import type { SchemaNode } from './schema-node';

/** Go takes the long s for an s; the Kelvin sign already becomes a k in lower case. */
const longS = /\u017f/g;

/**
 * Gives fields the spelling of the schema, as Go's plain `encoding/json` finds them in any case. Of several
 * spellings the last in alphabetical order wins, since documents reach Go with sorted keys.
 * @returns the value itself if every field is spelled as in the schema, or not in it at all
 */
export function foldNames(node: SchemaNode, value: unknown): unknown {
  if (node.is === 'list' && Array.isArray(value)) return value.map((item) => foldNames(node.items, item));
  if (node.is !== 'object' || !isObject(value)) return value;
  const names = new Map(Object.keys(node.fields).map((name) => [fold(name), name]));
  const folded: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value).sort(byCodePoint)) {
    const name = Object.hasOwn(node.fields, key) ? key : names.get(fold(key));
    const field = name === undefined ? undefined : node.fields[name];
    folded[name ?? key] = field === undefined ? value[key] : foldNames(field.node, value[key]);
  }
  return isSame(folded, value) ? value : folded;
}

function fold(name: string): string {
  return name.replace(longS, 's').toLowerCase();
}

function byCodePoint(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function isSame(folded: JsonObject, value: JsonObject): boolean {
  const names = Object.keys(value);
  return names.length === Object.keys(folded).length && names.every((name) => folded[name] === value[name]);
}
