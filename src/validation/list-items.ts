import type { YamlDocument } from '../yaml/read';
import { isObject } from './json-value';

/**
 * What a document asks an API server to take: itself, or the items of a `kind: List`, as `kubectl get -o yaml`
 * writes it. Fields of an item are its own; only their places are those of the list.
 */
export function objectsOf(document: YamlDocument): YamlDocument[] {
  const items = listItems(document.value);
  if (items === undefined) return [document];
  return items.map((value, index) => ({
    index: document.index,
    value,
    problems: index === 0 ? document.problems : [],
    locate: (field) => document.locate(field === '' ? `items[${index}]` : `items[${index}].${field}`),
  }));
}

/** The items of a list of objects; undefined for any other value. */
export function listItems(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value) || typeof value['kind'] !== 'string' || !value['kind'].endsWith('List'))
    return undefined;
  const { items } = value;
  return Array.isArray(items) && items.length > 0 ? (items as unknown[]) : undefined;
}
