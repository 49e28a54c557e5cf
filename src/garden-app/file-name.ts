import type { Manifest } from './garden-object';

/** `<kind>-<name>.yaml`, namespaced objects `<kind>-<namespace>-<name>.yaml`, in lower case. */
export function fileName(manifest: Manifest): string {
  const { namespace, name, generateName } = (manifest['metadata'] ?? {}) as Readonly<Record<string, unknown>>;
  const parts = [manifest['kind'], namespace, name ?? generateName].filter(
    (part) => typeof part === 'string',
  );
  // Names are checked elsewhere; whatever they hold, the file stays in its folder.
  return `${parts
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '_')}.yaml`;
}
