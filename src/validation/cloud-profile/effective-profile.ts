import type { Target } from '../target';
import {
  architecture,
  declaredCapabilities,
  defaultArchitecture,
  type DeclaredCapabilities,
} from './capabilities';
import { currentStage, isInactive } from './lifecycle';
import type {
  CloudProfileSpec,
  ExpirableVersion,
  MachineImage,
  MachineImageVersion,
  MachineType,
} from './profile';

/** An entry of a list, with the index at which the user wrote it. */
export interface Entry<T> {
  readonly value: T;
  readonly written: number;
}

export interface EffectiveImage {
  readonly image: MachineImage;
  readonly versions: readonly Entry<MachineImageVersion>[];
}

/** What Gardener validates: the manifest after defaults, the drop at creation, and the migration to capabilities. */
export interface EffectiveProfile {
  readonly spec: CloudProfileSpec;
  /** undefined without `machineCapabilities`. */
  readonly capabilities: DeclaredCapabilities | undefined;
  readonly kubernetesVersions: readonly Entry<ExpirableVersion>[];
  readonly images: readonly EffectiveImage[];
  readonly machineTypes: readonly MachineType[];
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
    spec,
    capabilities: declaredCapabilities(spec.machineCapabilities),
    kubernetesVersions: survivors(spec.kubernetes?.versions, (version) => {
      return keepsExpired || !isInactive(currentStage(version, target));
    }),
    images: (spec.machineImages ?? []).map((image) => ({
      image,
      versions: survivors(image.versions, (version) => {
        return keepsExpired || currentStage(version, target) !== 'expired';
      }).map(({ value, written }) => ({ value: migrate.imageVersion(value), written })),
    })),
    machineTypes: (spec.machineTypes ?? []).map((type) => migrate.machineType(type)),
  };
}

function survivors<T>(list: readonly T[] | undefined, survives: (value: T) => boolean): Entry<T>[] {
  const entries: Entry<T>[] = [];
  (list ?? []).forEach((value, written) => {
    if (survives(value)) entries.push({ value, written });
  });
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
  return profile.capabilities === undefined ? [defaultArchitecture] : [];
}

/** The architecture of a machine type after defaulting; an empty text is not defaulted. */
export function architectureOf(type: MachineType, profile: EffectiveProfile): string {
  return type.architecture ?? (profile.capabilities === undefined ? defaultArchitecture : '');
}
