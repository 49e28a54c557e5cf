import { parseVersion } from '../../gardener/semver';
import { type DeclaredCapabilities, defaultArchitecture } from '../cloud-profile/capabilities';
import type {
  CloudProfileSpec,
  EffectiveImage,
  EffectiveProfile,
  Entry,
  MachineImage,
  MachineImageVersion,
  MachineType,
  VersionEntry,
} from '../cloud-profile/effective-profile';
import { completeFields, typeInParentFormat, versionInParentFormat } from './overrides';
import type { ExpirableVersion, LifecycleStage } from '../../gardener/lifecycle';

/**
 * What Shoots get: the parent with what the profile adds and extends, as Gardener writes it into
 * `status.cloudProfileSpec`. An entry of the parent points behind the profile's own list.
 */
export function mergeProfiles(
  parent: CloudProfileSpec,
  profile: EffectiveProfile,
  declared: DeclaredCapabilities | undefined,
): EffectiveProfile {
  return {
    capabilities: declared,
    kubernetesVersions: mergeKubernetes(parent.kubernetes?.versions ?? [], profile.kubernetesVersions),
    images: mergeImages(parent.machineImages ?? [], profile.images, declared),
    machineTypes: mergeMachineTypes(parent.machineTypes ?? [], profile.machineTypes, declared),
    isDefaulted: false,
  };
}

/** Versions are extended, never added. */
function mergeKubernetes(
  versions: readonly ExpirableVersion[],
  overrides: readonly VersionEntry[],
): VersionEntry[] {
  const own = new Map(overrides.map((entry) => [entry.value.version ?? '', entry]));
  return versions.map((value) => {
    const override = own.get(value.version ?? '');
    const merged = override === undefined ? value : extend(value, override.value);
    return entryOf(merged, override?.written ?? overrides.length);
  });
}

function mergeImages(
  images: readonly MachineImage[],
  overrides: readonly EffectiveImage[],
  declared: DeclaredCapabilities | undefined,
): EffectiveImage[] {
  const merged = new Map<string, EffectiveImage>();
  for (const image of images) {
    const value = { updateStrategy: 'major', ...image };
    const versions = (image.versions ?? []).map((version) =>
      entryOf(defaulted(version, declared), overrides.length),
    );
    merged.set(image.name ?? '', { value, written: overrides.length, versions });
  }
  for (const override of overrides) {
    const name = override.value.name ?? '';
    const own = override.versions.map(({ value, written }) =>
      entryOf(versionInParentFormat(value, declared), written),
    );
    const base = merged.get(name);
    if (base === undefined) {
      merged.set(name, { ...override, versions: mergeImageVersions([], own, declared) });
      continue;
    }
    const { updateStrategy = '' } = override.value;
    merged.set(name, {
      value: updateStrategy === '' ? base.value : { ...base.value, updateStrategy },
      written: override.written,
      versions: mergeImageVersions(base.versions, own, declared),
    });
  }
  return [...merged.values()];
}

function mergeImageVersions(
  base: readonly VersionEntry<MachineImageVersion>[],
  own: readonly VersionEntry<MachineImageVersion>[],
  declared: DeclaredCapabilities | undefined,
): VersionEntry<MachineImageVersion>[] {
  const merged = new Map(base.map((entry) => [entry.value.version ?? '', { ...entry, written: own.length }]));
  for (const override of own) {
    const known = merged.get(override.value.version ?? '');
    if (known === undefined || completeFields(override.value).some((field) => field !== 'inPlaceUpdates')) {
      // Only what is new gets a default, an extension has to stay recognizable as one until here.
      merged.set(override.value.version ?? '', {
        ...override,
        value: withArchitectures(override.value, declared),
      });
    } else {
      const value = { ...known.value, ...extend(known.value, override.value) };
      merged.set(override.value.version ?? '', { ...known, value, written: override.written });
    }
  }
  return [...merged.values()];
}

function mergeMachineTypes(
  types: readonly MachineType[],
  overrides: readonly Entry<MachineType>[],
  declared: DeclaredCapabilities | undefined,
): Entry<MachineType>[] {
  const merged = new Map<string, Entry<MachineType>>();
  for (const value of types) {
    merged.set(value.name ?? '', { value: withArchitecture(value, declared), written: overrides.length });
  }
  for (const { value, written } of overrides) {
    merged.set(value.name ?? '', {
      value: withArchitecture(typeInParentFormat(value, declared), declared),
      written,
    });
  }
  return [...merged.values()];
}

function entryOf<T extends ExpirableVersion>(value: T, written: number): VersionEntry<T> {
  return { value, written, semver: parseVersion(value.version ?? '') };
}

/** Another expiry for a version of the parent, in the style in which the parent or the override is written. */
function extend<T extends ExpirableVersion>(base: T, override: ExpirableVersion): T {
  const own = override.lifecycle ?? [];
  const { classification: _classification, expirationDate: _expirationDate, ...timeless } = base;
  if (own.length > 0) return { ...(timeless as T), lifecycle: own };
  const { expirationDate } = override;
  if (expirationDate === undefined) return base;
  const stages = base.lifecycle ?? [];
  if (stages.length === 0) return { ...base, expirationDate };
  const expired: LifecycleStage = { classification: 'expired', startTime: expirationDate };
  const others = stages.filter((stage) => stage.classification !== 'expired');
  return { ...base, lifecycle: [...others, expired] };
}

/** A version of the parent as it is stored. */
function defaulted(
  version: MachineImageVersion,
  declared: DeclaredCapabilities | undefined,
): MachineImageVersion {
  const cri = (version.cri ?? []).length > 0 ? version.cri : [{ name: 'containerd' }];
  return withArchitectures({ ...version, ...(cri && { cri }) }, declared);
}

function withArchitectures(
  version: MachineImageVersion,
  declared: DeclaredCapabilities | undefined,
): MachineImageVersion {
  if (declared !== undefined || (version.architectures ?? []).length > 0) return version;
  return { ...version, architectures: [defaultArchitecture] };
}

function withArchitecture(type: MachineType, declared: DeclaredCapabilities | undefined): MachineType {
  if (declared !== undefined || type.architecture !== undefined) return type;
  return { ...type, architecture: defaultArchitecture };
}
