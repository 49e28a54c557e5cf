import type { MachineImageVersion } from '../../cloud-profile/machine-image';

export type Architecture = 'amd64' | 'arm64';

/** Image IDs of one version: by architecture, then by region. */
export type IdsByArchitecture = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** A version of an image, as a source has it. */
export interface FoundVersion {
  readonly version: string;
  readonly ids: IdsByArchitecture;
}

/**
 * The IDs of a version by architecture; undefined when it distinguishes more than architectures, which an
 * import knows nothing of.
 */
export function idsOf(version: MachineImageVersion): IdsByArchitecture | undefined {
  if (version.flavors === undefined)
    return new Map(
      version.regions === undefined ? [] : [[version.architectures?.[0] ?? 'amd64', version.regions]],
    );
  const ids = new Map<string, Readonly<Record<string, string>>>();
  for (const { capabilities, regions } of version.flavors) {
    const { architecture: [architecture, ...others] = ['amd64'], ...more } = capabilities;
    if (architecture === undefined || others.length + Object.keys(more).length > 0) return undefined;
    if (ids.has(architecture)) return undefined;
    ids.set(architecture, regions);
  }
  return ids;
}
