import type { CloudProfileProps, CloudProfileSpec as Spec } from '../../../imports/core.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';
import { currentStage, isInactive, type ExpirableVersion } from '../../gardener/lifecycle';
import { parseVersion, type Version } from '../../gardener/semver';
import type { Target } from '../../gardener/target';
import {
  architecture,
  type DeclaredCapabilities,
  declaredCapabilities,
  defaultArchitecture,
} from './capabilities';

/** An entry of a list that Gardener looks at, with the index at which the user wrote it. */
export interface Entry<T> {
  readonly value: T;
  readonly written: number;
}

export interface VersionEntry<T extends ExpirableVersion = ExpirableVersion> extends Entry<T> {
  /** undefined when it is no semantic version. */
  readonly semver: Version | undefined;
}

export interface EffectiveImage extends Entry<MachineImage> {
  readonly versions: readonly VersionEntry<MachineImageVersion>[];
}

/** What Gardener validates: the manifest after the drop at creation and the migration to capabilities. */
export interface EffectiveProfile {
  /** undefined without `machineCapabilities`. */
  readonly capabilities: DeclaredCapabilities | undefined;
  readonly kubernetesVersions: readonly VersionEntry[];
  readonly images: readonly EffectiveImage[];
  readonly machineTypes: readonly Entry<MachineType>[];
  /** Whether the API server fills in what is missing; it does so in a CloudProfile only. */
  readonly isDefaulted: boolean;
}

/** @param previous the stored profile that is replaced; without it the profile is created */
export function toEffectiveProfile(
  spec: CloudProfileSpec,
  previous: CloudProfileSpec | undefined,
  target: Target,
): EffectiveProfile {
  const migrate = migration(spec, previous);
  const keepsExpired = previous !== undefined;
  return {
    capabilities: declaredCapabilities(spec.machineCapabilities),
    kubernetesVersions: survivors(spec.kubernetes?.versions, (version) => {
      return keepsExpired || !isInactive(currentStage(version, target));
    }),
    images: (spec.machineImages ?? []).map((image, written) => ({
      value: image,
      written,
      versions: survivors(
        image.versions,
        (version) => keepsExpired || currentStage(version, target) !== 'expired',
        (version) => migrate.imageVersion(version),
      ),
    })),
    machineTypes: (spec.machineTypes ?? []).map((type, written) => ({
      value: migrate.machineType(type),
      written,
    })),
    isDefaulted: true,
  };
}

/** The versions that survive, in their order. */
export function survivors<T extends ExpirableVersion>(
  list: readonly T[] | undefined,
  survives: (version: T) => boolean,
  migrate: (version: T) => T = (version) => version,
): VersionEntry<T>[] {
  const entries: VersionEntry<T>[] = [];
  for (const [written, version] of (list ?? []).entries()) {
    if (!survives(version)) continue;
    entries.push({ value: migrate(version), written, semver: parseVersion(version.version ?? '') });
  }
  return entries;
}

interface Migration {
  imageVersion(version: MachineImageVersion): MachineImageVersion;
  machineType(type: MachineType): MachineType;
}

const unchanged: Migration = {
  imageVersion: (version) => version,
  machineType: (type) => type,
};

/** The update that takes capabilities away clears what depends on them. */
const withoutCapabilities: Migration = {
  imageVersion: (version) => ({ ...version, capabilityFlavors: [] }),
  machineType: (type) => ({ ...type, capabilities: {} }),
};

/** The update that brings several architectures fills them in from the older fields. */
const toSeveralArchitectures: Migration = {
  imageVersion: (version) => {
    if ((version.capabilityFlavors ?? []).length > 0) return version;
    const written = version.architectures ?? [];
    const known = written.length > 0 ? written : [defaultArchitecture];
    return { ...version, capabilityFlavors: known.map((name) => ({ [architecture]: [name] })) };
  },
  machineType: (type) => {
    if (type.architecture === '' || (type.capabilities?.[architecture] ?? []).length > 0) return type;
    const known = [type.architecture ?? defaultArchitecture];
    return { ...type, capabilities: { ...type.capabilities, [architecture]: known } };
  },
};

function migration(spec: CloudProfileSpec, previous: CloudProfileSpec | undefined): Migration {
  if (previous === undefined) return unchanged;
  const had = (previous.machineCapabilities ?? []).length > 0;
  const declared = declaredCapabilities(spec.machineCapabilities);
  if (had) return declared === undefined ? withoutCapabilities : unchanged;
  const values = declared?.get(architecture);
  return values === undefined || values.list.length === 1 ? unchanged : toSeveralArchitectures;
}

/** The architectures of an image version after defaulting; with capabilities there is no default. */
export function architecturesOf(version: MachineImageVersion, profile: EffectiveProfile): readonly string[] {
  const written = version.architectures ?? [];
  if (written.length > 0) return written;
  return profile.isDefaulted && profile.capabilities === undefined ? [defaultArchitecture] : [];
}

/** The architecture of a machine type after defaulting; an empty text is not defaulted. */
export function architectureOf(type: MachineType, profile: EffectiveProfile): string {
  const isDefaulted = profile.isDefaulted && profile.capabilities === undefined;
  return type.architecture ?? (isDefaulted ? defaultArchitecture : '');
}

/** A CloudProfile as strict decoding leaves it: types are right, nothing need be there. */
export type CloudProfile = Decoded<CloudProfileProps> & { readonly status?: unknown };
export type CloudProfileSpec = Decoded<Spec>;

type Item<T> = NonNullable<T> extends readonly (infer Entry)[] ? Entry : never;

export type MachineImage = Item<CloudProfileSpec['machineImages']>;
export type MachineImageVersion = Item<MachineImage['versions']>;
export type ContainerRuntimeInterface = Item<MachineImageVersion['cri']>;
/** Capability names and the values that something has of each. */
export type Capabilities = Item<MachineImageVersion['capabilityFlavors']>;
export type CapabilityDefinition = Item<CloudProfileSpec['machineCapabilities']>;
export type MachineType = Item<CloudProfileSpec['machineTypes']>;
export type MachineTypeStorage = NonNullable<MachineType['storage']>;
/** A quantity as it was written: a text or a number. */
export type WrittenQuantity = NonNullable<MachineType['cpu']>;
export type VolumeType = Item<CloudProfileSpec['volumeTypes']>;
export type Region = Item<CloudProfileSpec['regions']>;
export type Bastion = NonNullable<CloudProfileSpec['bastion']>;
export type Limits = NonNullable<CloudProfileSpec['limits']>;
