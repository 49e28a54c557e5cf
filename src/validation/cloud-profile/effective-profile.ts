import type { CloudProfileProps, CloudProfileSpec as Spec } from '../../../imports/core.gardener.cloud';
import type { Decoded, ItemOf } from '../../gardener/decoded';
import { currentStage, isInactive, type ExpirableVersion } from '../../gardener/lifecycle';
import { parseVersion, type Version } from '../../gardener/semver';
import type { Target } from '../../gardener/target';
import { architecture, type DeclaredCapabilities, declaredCapabilities } from './capabilities';
import { defaultArchitecture } from '../../gardener/defaults';

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
        (version) => migrate.imageVersion(image, version),
      ),
    })),
    machineTypes: (spec.machineTypes ?? []).map((type, written) => ({
      value: migrate.machineType(type),
      written,
    })),
    isDefaulted: true,
  };
}

/** The entries of a list of which Gardener looks at each. */
export function entriesOf<T>(list: readonly T[] | undefined): Entry<T>[] {
  return (list ?? []).map((value, written) => ({ value, written }));
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
  imageVersion(image: MachineImage, version: MachineImageVersion): MachineImageVersion;
  machineType(type: MachineType): MachineType;
}

const unchanged: Migration = {
  imageVersion: (_image, version) => version,
  machineType: (type) => type,
};

/** The update that takes capabilities away clears what depends on them. */
const withoutCapabilities: Migration = {
  imageVersion: (_image, version) => ({ ...version, capabilityFlavors: [] }),
  machineType: (type) => ({ ...type, capabilities: {} }),
};

function migration(spec: CloudProfileSpec, previous: CloudProfileSpec | undefined): Migration {
  if (previous === undefined) return unchanged;
  const declared = declaredCapabilities(spec.machineCapabilities);
  if (declared !== undefined) return new ArchitectureSync(previous, declared);
  return (previous.machineCapabilities ?? []).length > 0 ? withoutCapabilities : unchanged;
}

/**
 * On an update of a profile with capabilities the server sees to it that both ways to write an architecture say
 * the same. The update that brings several architectures fills capabilities in from the older fields; each update
 * fills the older fields in from capabilities, but for those that the update itself changes.
 */
class ArchitectureSync implements Migration {
  private readonly declared: readonly string[];
  private readonly bringsSeveral: boolean;
  private readonly images = new Map<string, Map<string, MachineImageVersion>>();
  private readonly types: ReadonlyMap<string, MachineType>;
  /** What the stored object has where it was written without: without capabilities there was a default. */
  private readonly storedDefault: readonly string[];

  constructor(previous: CloudProfileSpec, declared: DeclaredCapabilities) {
    const hadCapabilities = (previous.machineCapabilities ?? []).length > 0;
    this.declared = declared.get(architecture)?.list ?? [];
    this.bringsSeveral = !hadCapabilities && this.declared.length > 1;
    this.storedDefault = hadCapabilities ? [] : [defaultArchitecture];
    for (const { name = '', versions = [] } of previous.machineImages ?? []) {
      this.images.set(name, new Map(versions.map((version) => [version.version ?? '', version])));
    }
    this.types = new Map((previous.machineTypes ?? []).map((type) => [type.name ?? '', type]));
  }

  imageVersion(image: MachineImage, version: MachineImageVersion): MachineImageVersion {
    const { architectures = [], capabilityFlavors = [] } = version;
    if (capabilityFlavors.length === 0) {
      if (!this.bringsSeveral) return version;
      const known = architectures.length > 0 ? architectures : [defaultArchitecture];
      return { ...version, capabilityFlavors: known.map((name) => ({ [architecture]: [name] })) };
    }
    const stored = this.images.get(image.name ?? '')?.get(version.version ?? '');
    if (stored !== undefined) {
      const before = stored.architectures ?? [];
      if (isChanged(architectures, before.length > 0 ? before : this.storedDefault)) return version;
    }
    const named = capabilityFlavors.flatMap((flavor) => flavor[architecture] ?? this.declared);
    return { ...version, architectures: [...new Set(named)] };
  }

  machineType(type: MachineType): MachineType {
    const named = type.capabilities?.[architecture] ?? [];
    if (named.length === 0) {
      if (!this.bringsSeveral || type.architecture === '') return type;
      const known = [type.architecture ?? defaultArchitecture];
      return { ...type, capabilities: { ...type.capabilities, [architecture]: known } };
    }
    const [only] = named;
    if (only === undefined || named.length > 1) return type;
    const stored = this.types.get(type.name ?? '');
    if (stored !== undefined) {
      const before = stored.architecture === undefined ? this.storedDefault : [stored.architecture];
      if (isChanged(type.architecture ? [type.architecture] : [], before)) return type;
    }
    return { ...type, architecture: only };
  }
}

/** Whether an update says something of its own. */
function isChanged(now: readonly string[], before: readonly string[]): boolean {
  return (
    now.length > 0 && (now.length !== before.length || now.some((value, index) => value !== before[index]))
  );
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

export type MachineImage = ItemOf<CloudProfileSpec['machineImages']>;
export type MachineImageVersion = ItemOf<MachineImage['versions']>;
export type ContainerRuntimeInterface = ItemOf<MachineImageVersion['cri']>;
/** Capability names and the values that something has of each. */
export type Capabilities = ItemOf<MachineImageVersion['capabilityFlavors']>;
export type CapabilityDefinition = ItemOf<CloudProfileSpec['machineCapabilities']>;
export type MachineType = ItemOf<CloudProfileSpec['machineTypes']>;
export type MachineTypeStorage = NonNullable<MachineType['storage']>;
/** A quantity as it was written: a text or a number. */
export type WrittenQuantity = NonNullable<MachineType['cpu']>;
export type VolumeType = ItemOf<CloudProfileSpec['volumeTypes']>;
export type Region = ItemOf<CloudProfileSpec['regions']>;
export type Bastion = NonNullable<CloudProfileSpec['bastion']>;
export type Limits = NonNullable<CloudProfileSpec['limits']>;
