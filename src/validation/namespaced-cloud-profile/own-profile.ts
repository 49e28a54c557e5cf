import type {
  NamespacedCloudProfileProps,
  NamespacedCloudProfileSpec,
} from '../../../imports/core.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';
import { isObject } from '../../gardener/json';
import { currentStage, isInactive, type ExpirableVersion } from '../../gardener/lifecycle';
import type { Target } from '../../gardener/target';
import { architecture, type DeclaredCapabilities } from '../cloud-profile/capabilities';
import {
  type CloudProfileSpec,
  type EffectiveProfile,
  entriesOf,
  type Entry,
  type MachineImageVersion,
  type MachineType,
  survivors,
  type VolumeType,
} from '../cloud-profile/effective-profile';
import { defaultArchitecture } from '../../gardener/defaults';

/** A NamespacedCloudProfile as strict decoding leaves it: types are right, nothing need be there. */
export type NamespacedCloudProfile = Decoded<NamespacedCloudProfileProps>;
export type NamespacedSpec = Decoded<NamespacedCloudProfileSpec>;

/** What a NamespacedCloudProfile itself says, as Gardener looks at it. */
export interface OwnProfile extends EffectiveProfile {
  readonly volumeTypes: readonly Entry<VolumeType>[];
}

/** Gardener minor since which an image without versions stays if it has an update strategy. */
const strategyKeepsSince = 121;

/**
 * What Gardener validates: versions that are expired or not available yet are dropped, on update too, unless
 * the stored profile has them already; nothing is defaulted.
 */
export function readOwnProfile(
  spec: NamespacedSpec,
  previous: NamespacedSpec | undefined,
  target: Target,
): OwnProfile {
  const known = new Set((previous?.kubernetes?.versions ?? []).map(({ version }) => version ?? ''));
  const stored = versionsByImage(previous ?? {});
  const survives = (version: ExpirableVersion): boolean => !isInactive(currentStage(version, target));
  const images = (spec.machineImages ?? []).map((image, written) => {
    const before = stored.get(image.name ?? '');
    const versions = survivors(
      image.versions,
      (version) => before?.has(version.version ?? '') === true || survives(version),
    );
    return { value: image, written, versions };
  });
  return {
    capabilities: undefined,
    kubernetesVersions: survivors(
      spec.kubernetes?.versions,
      (version) => known.has(version.version ?? '') || survives(version),
    ),
    images: images.filter(
      ({ value, versions }) =>
        versions.length > 0 || (target.gardener >= strategyKeepsSince && (value.updateStrategy ?? '') !== ''),
    ),
    machineTypes: entriesOf(spec.machineTypes),
    volumeTypes: entriesOf(spec.volumeTypes),
    isDefaulted: false,
  };
}

/** Image versions by image and version; of two with one name the last counts. */
export function versionsByImage(
  spec: Pick<CloudProfileSpec, 'machineImages'>,
): ReadonlyMap<string, ReadonlyMap<string, MachineImageVersion>> {
  return new Map(
    (spec.machineImages ?? []).map(({ name, versions = [] }) => [
      name ?? '',
      new Map(versions.map((version) => [version.version ?? '', version])),
    ]),
  );
}

/** The profile in the format of its parent: flavors where that has capabilities, architectures where not. */
export function inParentFormat(own: OwnProfile, declared: DeclaredCapabilities | undefined): OwnProfile {
  return {
    ...own,
    capabilities: declared,
    images: own.images.map((image) => ({
      ...image,
      versions: image.versions.map((entry) => ({
        ...entry,
        value: versionInParentFormat(entry.value, declared),
      })),
    })),
    machineTypes: own.machineTypes.map(({ value, written }) => ({
      value: typeInParentFormat(value, declared),
      written,
    })),
  };
}

function versionInParentFormat(
  version: MachineImageVersion,
  declared: DeclaredCapabilities | undefined,
): MachineImageVersion {
  const { architectures = [], capabilityFlavors = [] } = version;
  if (declared === undefined) {
    const named = capabilityFlavors.flatMap((flavor) => flavor[architecture] ?? []);
    const known = architectures.length > 0 ? architectures : [...new Set(named)];
    return { ...version, architectures: known, capabilityFlavors: [] };
  }
  if (capabilityFlavors.length > 0) return version;
  return { ...version, capabilityFlavors: architectures.map((name) => ({ [architecture]: [name] })) };
}

/** What names no architecture is amd64 where it has to name one. */
function typeInParentFormat(type: MachineType, declared: DeclaredCapabilities | undefined): MachineType {
  const { capabilities = {} } = type;
  if (declared === undefined) {
    const named = type.architecture ?? capabilities[architecture]?.[0];
    return { ...type, ...(named !== undefined && { architecture: named }), capabilities: {} };
  }
  if (Object.keys(capabilities).length > 0) return type;
  const only = declared.get(architecture)?.list;
  const name = only?.length === 1 ? only[0] : (type.architecture ?? defaultArchitecture);
  return { ...type, capabilities: { [architecture]: [name ?? defaultArchitecture] } };
}

const alicloudConfig = 'alicloud.provider.extensions.gardener.cloud/';

/** Whether a providerConfig says that it is for provider-alicloud. */
export function isAlicloudConfig(config: unknown): boolean {
  const apiVersion = isObject(config) ? config['apiVersion'] : undefined;
  return typeof apiVersion === 'string' && apiVersion.startsWith(alicloudConfig);
}
