import { FieldPath } from '../../gardener/field-path';
import type { ExpirableVersion } from '../../gardener/lifecycle';
import { parseVersion } from '../../gardener/semver';
import { Check, type Finding } from '../../issues/check';
import { architecture, type DeclaredCapabilities, flavorsOf, valuesOf } from '../cloud-profile/capabilities';
import type {
  CloudProfileSpec,
  EffectiveImage,
  Entry,
  MachineImage,
  MachineImageVersion,
  MachineType,
  VersionEntry,
  VolumeType,
} from '../cloud-profile/effective-profile';
import { validateVolumeTypes } from '../cloud-profile/errors';
import { validateOfferedImages } from '../cloud-profile/machine-images';
import { validateOfferedMachineTypes } from '../cloud-profile/machine-types';
import { validateKubernetes } from '../cloud-profile/versions';
import { completeFields } from './overrides';
import type { OwnProfile } from './own-profile';
import { defaultArchitecture, defaultCri, defaultUpdateStrategy } from '../../gardener/defaults';

// Follows pkg/controllermanager/controller/namespacedcloudprofile/reconciler.go and, for what is validated,
// ValidateNamespacedCloudProfileStatus in pkg/api/core/validation/namespacedcloudprofile.go of gardener/gardener.

/**
 * What Shoots get: the parent with what the profile adds and extends, as Gardener writes it into
 * `status.cloudProfileSpec`. An entry of the parent points behind the profile's own list.
 *
 * @param own the profile in the format of the parent
 */
export function mergeProfiles(parent: CloudProfileSpec, own: OwnProfile): OwnProfile {
  const declared = own.capabilities;
  return {
    capabilities: declared,
    kubernetesVersions: mergeKubernetes(parent.kubernetes?.versions ?? [], own.kubernetesVersions),
    images: mergeImages(parent.machineImages ?? [], own.images, declared),
    machineTypes: mergeTypes(parent.machineTypes ?? [], own.machineTypes).map(({ value, written }) => ({
      value: withArchitecture(value, declared),
      written,
    })),
    volumeTypes: mergeTypes<VolumeType>(parent.volumeTypes ?? [], own.volumeTypes),
    isDefaulted: false,
  };
}

/**
 * Judges the merged profile. What the profile itself is to blame for and has been told at the same place
 * is not told again under the name of the merged field.
 */
export function validateMerged(merged: OwnProfile, told: readonly Finding[], check: Check): void {
  const findings: Finding[] = [];
  const document = Check.root(check.target, findings);
  const at = (name: string): Check =>
    document.at('spec', name).as(FieldPath.of('status', 'cloudProfileSpec', name));
  validateKubernetes(merged.kubernetesVersions, 0, at('kubernetes'));
  if (merged.images.length > 0) validateOfferedImages(merged, at('machineImages'));
  if (merged.machineTypes.length > 0) validateOfferedMachineTypes(merged, at('machineTypes'));
  validateVolumeTypes(merged.volumeTypes, at('volumeTypes'));
  const known = new Set(told.map(placeAndRule));
  for (const finding of findings) if (!known.has(placeAndRule(finding))) check.findings.push(finding);
}

function placeAndRule({ at, field, rule }: Finding): string {
  return `${at ?? field} ${rule}`;
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
    const value = { updateStrategy: defaultUpdateStrategy, ...image };
    const versions = (image.versions ?? []).map((version) => entryOf(stored(version), overrides.length));
    merged.set(image.name ?? '', { value, written: overrides.length, versions });
  }
  for (const override of overrides) {
    const name = override.value.name ?? '';
    const base = merged.get(name);
    if (base === undefined) {
      merged.set(name, { ...override, versions: mergeImageVersions([], override.versions) });
      continue;
    }
    const { updateStrategy = '' } = override.value;
    merged.set(name, {
      value: updateStrategy === '' ? base.value : { ...base.value, updateStrategy },
      written: override.written,
      versions: mergeImageVersions(base.versions, override.versions),
    });
  }
  return [...merged.values()].map((image) => ({
    ...image,
    versions: image.versions.map((entry) => ({ ...entry, value: withArchitectures(entry.value, declared) })),
  }));
}

function mergeImageVersions(
  base: readonly VersionEntry<MachineImageVersion>[],
  own: readonly VersionEntry<MachineImageVersion>[],
): VersionEntry<MachineImageVersion>[] {
  const merged = new Map(base.map((entry) => [entry.value.version ?? '', { ...entry, written: own.length }]));
  for (const override of own) {
    const version = override.value.version ?? '';
    const known = merged.get(version);
    // A version that was here before the parent got it stays as it is.
    const isComplete = completeFields(override.value).some((field) => field !== 'inPlaceUpdates');
    if (known === undefined || isComplete) merged.set(version, override);
    else {
      const value = extend(known.value, override.value);
      merged.set(version, { ...known, value, written: override.written });
    }
  }
  return [...merged.values()];
}

function mergeTypes<T extends { readonly name?: string }>(
  types: readonly T[],
  overrides: readonly Entry<T>[],
): Entry<T>[] {
  const merged = new Map<string, Entry<T>>();
  for (const value of types) merged.set(value.name ?? '', { value, written: overrides.length });
  for (const entry of overrides) merged.set(entry.value.name ?? '', entry);
  return [...merged.values()];
}

function entryOf<T extends ExpirableVersion>(value: T, written: number): VersionEntry<T> {
  return { value, written, semver: parseVersion(value.version ?? '') };
}

/** Of an override only the date counts, also beside a lifecycle, and also if there is none. */
function extend<T extends ExpirableVersion>(base: T, { expirationDate }: ExpirableVersion): T {
  const { expirationDate: _, ...rest } = base;
  return { ...(rest as T), ...(expirationDate !== undefined && { expirationDate }) };
}

/** A version of the parent as it is stored. */
function stored(version: MachineImageVersion): MachineImageVersion {
  return (version.cri ?? []).length > 0 ? version : { ...version, cri: [...defaultCri] };
}

function withArchitectures(
  version: MachineImageVersion,
  declared: DeclaredCapabilities | undefined,
): MachineImageVersion {
  if ((version.architectures ?? []).length > 0) return version;
  const named =
    declared === undefined
      ? []
      : flavorsOf(version.capabilityFlavors).flatMap((flavor) => valuesOf(flavor, architecture, declared));
  return { ...version, architectures: named.length > 0 ? [...new Set(named)] : [defaultArchitecture] };
}

function withArchitecture(type: MachineType, declared: DeclaredCapabilities | undefined): MachineType {
  if ((type.architecture ?? '') !== '') return type;
  const own = type.capabilities?.[architecture] ?? [];
  const all = declared?.get(architecture)?.list ?? [];
  const [only] = own.length === 1 ? own : all.length === 1 ? all : [];
  return { ...type, architecture: (only ?? '') === '' ? defaultArchitecture : (only ?? '') };
}
