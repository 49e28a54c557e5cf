import { isObject } from './json-value';

/** Names an object across versions of its API: group, kind, namespace and name. */
export function objectKey(manifest: unknown): string | undefined {
  if (!isObject(manifest) || !isObject(manifest['metadata'])) return undefined;
  const { apiVersion, kind, metadata } = manifest;
  const { namespace, name } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    return undefined;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return [group, kind, typeof namespace === 'string' ? namespace : '', name].join('/');
}

/** The stored object that a manifest replaces: the one of the same group, kind, namespace and name. */
export function counterpart(manifest: unknown, candidates: readonly unknown[]): unknown {
  const key = objectKey(manifest);
  return key === undefined ? undefined : candidates.find((candidate) => objectKey(candidate) === key);
}
