import { asObject, asText, isObject } from '../../gardener/json';
import { groupOf } from '../../gardener/kinds';
import type { YamlDocument } from '../../yaml/read';

/**
 * What a document asks an API server to take: itself, or the items of a `kind: List`, as `kubectl get -o yaml`
 * writes it. Fields of an item are its own; only their places are those of the list.
 */
export function objectsOf(document: YamlDocument): YamlDocument[] {
  const items = listItems(document.value);
  if (items === undefined) return [document];
  return items.map((value, index) => ({
    ...document,
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

/** Stored objects, which manifests replace that have the same group, kind, namespace and name. */
export class StoredObjects {
  private readonly byKey = new Map<string, unknown>();

  /** @param all of two that are the same object the first counts */
  constructor(readonly all: readonly unknown[]) {
    for (const object of all) {
      const key = objectKey(object);
      if (key !== undefined && !this.byKey.has(key)) this.byKey.set(key, object);
    }
  }

  counterpart(manifest: unknown): unknown {
    const key = objectKey(manifest);
    return key === undefined ? undefined : this.byKey.get(key);
  }
}

/** Names an object across versions of its API. */
export function objectKey(manifest: unknown): string | undefined {
  if (!isObject(manifest) || !isObject(manifest['metadata'])) return undefined;
  const { apiVersion, kind, metadata } = manifest;
  const { namespace, name } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    return undefined;
  return [groupOf(apiVersion), kind, asText(namespace), name].join('\u0000');
}

/**
 * Whether a document wants to be a manifest, if a broken one: values of a chart, Chart.yaml, metadata of an image
 * and lists of patches do not.
 */
export function isManifestLike(value: unknown): boolean {
  if (!isObject(value)) return !Array.isArray(value);
  const keys = new Set(Object.keys(value).map((key) => key.toLowerCase()));
  const [version, kind] = [keys.has('apiversion'), keys.has('kind')];
  if (version && kind) return true;
  const hasBody = ['spec', 'data', 'stringdata', 'helm'].some((key) => keys.has(key));
  if (version || kind) return keys.has('metadata') || hasBody;
  return asObject(value['metadata'])['name'] !== undefined && hasBody;
}
