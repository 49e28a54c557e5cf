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

/** A decoded CloudProfile, as far as rules look at it: types are right, nothing need be there. */
export interface CloudProfile {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: CloudProfileSpec;
  readonly status?: unknown;
}

export interface CloudProfileSpec {
  readonly bastion?: Bastion;
  readonly caBundle?: string;
  /** The first shape of machineCapabilities, Gardener 1.118 to 1.127. */
  readonly capabilities?: readonly CapabilityDefinition[];
  readonly kubernetes?: { readonly versions?: readonly ExpirableVersion[] };
  readonly limits?: Limits;
  readonly machineCapabilities?: readonly CapabilityDefinition[];
  readonly machineImages?: readonly MachineImage[];
  readonly machineTypes?: readonly MachineType[];
  readonly providerConfig?: unknown;
  readonly regions?: readonly Region[];
  readonly seedSelector?: Readonly<Record<string, unknown>>;
  readonly type?: string;
  readonly volumeTypes?: readonly VolumeType[];
}

export interface MachineImage {
  readonly name?: string;
  readonly updateStrategy?: string;
  readonly versions?: readonly MachineImageVersion[];
}

/** Capability names and the values that something has of each. */
export type Capabilities = Readonly<Record<string, readonly string[]>>;

export interface MachineImageVersion extends ExpirableVersion {
  readonly architectures?: readonly string[];
  readonly capabilityFlavors?: readonly Capabilities[];
  readonly cri?: readonly ContainerRuntimeInterface[];
  readonly inPlaceUpdates?: { readonly minVersionForUpdate?: string; readonly supported?: boolean };
  readonly kubeletVersionConstraint?: string;
}

export interface ContainerRuntimeInterface {
  readonly name?: string;
  readonly containerRuntimes?: readonly { readonly type?: string }[];
}

/** A quantity as it was written: a text or a number. */
export type WrittenQuantity = string | number;

export interface MachineType {
  readonly name?: string;
  readonly architecture?: string;
  readonly capabilities?: Capabilities;
  readonly cpu?: WrittenQuantity;
  readonly gpu?: WrittenQuantity;
  readonly machineControllerManager?: { readonly machineCreationTimeout?: string };
  readonly memory?: WrittenQuantity;
  readonly storage?: MachineTypeStorage;
  readonly usable?: boolean;
}

export interface MachineTypeStorage {
  readonly size?: WrittenQuantity;
  readonly minSize?: WrittenQuantity;
}

export interface VolumeType {
  readonly name?: string;
  readonly class?: string;
  readonly minSize?: WrittenQuantity;
  readonly usable?: boolean;
}

export interface Region {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly zones?: readonly Zone[];
}

interface Zone {
  readonly name?: string;
  readonly unavailableMachineTypes?: readonly string[];
  readonly unavailableVolumeTypes?: readonly string[];
}

export interface CapabilityDefinition {
  readonly name?: string;
  readonly values?: readonly string[];
}

export interface Bastion {
  readonly machineImage?: { readonly name?: string; readonly version?: string };
  readonly machineType?: { readonly name?: string };
}

export interface Limits {
  readonly maxNodesTotal?: number;
}
