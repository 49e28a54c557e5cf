import { defaultUpdateStrategy } from '../gardener/defaults';
import { inOrder, mergeDeep } from '../garden-object/props';
import type { Check } from '../issues/check';
import { checkImageFit } from './image-fit';
import {
  capabilitiesOf,
  checkFlavorSupport,
  type MappedVersion,
  mapVersion,
  toProviderVersion,
  toSpecVersion,
} from './image-mapping';
import type { MachineImage } from './machine-image';
import type {
  AlicloudCloudProfileProps,
  Bastion,
  MachineCapability,
  MachineType,
  Region,
  VolumeType,
} from './props';

const specFields = [
  'type',
  'kubernetes',
  'regions',
  'machineCapabilities',
  'machineImages',
  'machineTypes',
  'volumeTypes',
  'bastion',
  'limits',
  'controlPlane',
  'caBundle',
  'seedSelector',
  'providerConfig',
];

/** `spec` of the CloudProfile, with what the API server would fill in. */
export function toSpec(
  props: Partial<AlicloudCloudProfileProps>,
  images: readonly MachineImage[],
  check: Check,
): Readonly<Record<string, unknown>> {
  const capabilities = capabilitiesOf(props.machineCapabilities, images);
  const mapped = mapImages(images, capabilities, check);
  checkImageFit(images, props.machineTypes ?? [], check);

  const spec = {
    type: 'alicloud',
    kubernetes: props.kubernetes === undefined ? undefined : toKubernetes(props.kubernetes),
    regions: props.regions?.map((region) => toRegion(region)),
    machineCapabilities: capabilities,
    machineImages: mapped.map(({ image, versions }) => ({
      name: image.name,
      updateStrategy: image.updateStrategy ?? defaultUpdateStrategy,
      versions: versions.map((version) => toSpecVersion(version, capabilities)),
    })),
    machineTypes: props.machineTypes?.map((type) => toMachineType(type, capabilities)),
    volumeTypes: props.volumeTypes?.map((type) => toVolumeType(type)),
    bastion: props.bastion === undefined ? undefined : toBastion(props.bastion),
    limits: props.limits,
    controlPlane: props.controlPlane,
    caBundle: props.caBundle,
    seedSelector: props.seedSelector,
    providerConfig: toProviderConfig(mapped),
  };
  return inOrder(specFields, props.extraSpec === undefined ? spec : mergeDeep(spec, props.extraSpec));
}

/** An image and its versions, in the form that both halves of a profile are made from. */
interface MappedImage {
  readonly image: MachineImage;
  readonly versions: readonly MappedVersion[];
}

/** Reports what the images of a profile contradict in themselves, or what the target cannot take. */
export function mapImages(
  images: readonly MachineImage[],
  capabilities: readonly MachineCapability[],
  check: Check,
): readonly MappedImage[] {
  const mapped = images.map((image, i) => ({
    image,
    versions: image.versions.map((version, j) => {
      const place = check.at('spec', 'machineImages', i, 'versions', j);
      return mapVersion(version, capabilities, place);
    }),
  }));
  checkFlavorSupport(
    capabilities,
    mapped.flatMap(({ versions }) => versions),
    check,
  );
  return mapped;
}

/** The CloudProfileConfig: the image IDs of the same images. */
export function toProviderConfig(images: readonly MappedImage[]): Readonly<Record<string, unknown>> {
  return {
    apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
    kind: 'CloudProfileConfig',
    machineImages: images.map(({ image, versions }) => ({
      name: image.name,
      versions: versions.map((version) => toProviderVersion(version)),
    })),
  };
}

function toKubernetes(kubernetes: AlicloudCloudProfileProps['kubernetes']): unknown {
  return {
    ...kubernetes,
    versions: kubernetes.versions.map((version) =>
      inOrder(['version', 'classification', 'expirationDate', 'lifecycle'], version),
    ),
  };
}

function toRegion(region: Region): unknown {
  const zones = region.zones.map((zone) => (typeof zone === 'string' ? { name: zone } : zone));
  return inOrder(['name', 'zones', 'labels', 'accessRestrictions'], { ...region, zones });
}

const machineTypeFields = 'name cpu gpu memory architecture usable storage capabilities'.split(' ');

export function toMachineType(type: MachineType, capabilities: readonly MachineCapability[]): unknown {
  const several = capabilities.find(({ name }) => name === 'architecture')?.values ?? [];
  const architecture = type.architecture ?? type.capabilities?.['architecture']?.[0] ?? several[0] ?? 'amd64';
  const filled =
    several.length > 0 && type.capabilities?.['architecture'] === undefined
      ? { ...type.capabilities, architecture: [architecture] }
      : type.capabilities;
  return inOrder(machineTypeFields, {
    ...type,
    // What is undefined is left out.
    facts: undefined,
    architecture,
    usable: type.usable ?? true,
    capabilities: filled,
  });
}

export function toVolumeType(type: VolumeType): unknown {
  return inOrder(['name', 'class', 'usable', 'minSize'], { ...type, usable: type.usable ?? true });
}

function toBastion({ machineImage, machineType, ...rest }: Bastion): unknown {
  return {
    ...(machineImage === undefined
      ? {}
      : {
          machineImage: inOrder(['name', 'version'], {
            name: machineImage.image.name,
            version: machineImage.version,
          }),
        }),
    ...(machineType === undefined ? {} : { machineType }),
    ...rest,
  };
}

/** A stage in the life of a version, from its start time to the next stage. */
export interface LifecycleStage {
  /** What the version is from `startTime` on. */
  readonly classification: 'preview' | 'supported' | 'deprecated' | 'expired';
  /** RFC 3339, e.g. `2027-02-28T23:59:59Z`; optional on the first stage only. */
  readonly startTime?: string;
}

/** What Kubernetes and image versions have in common. */
export interface ExpirableVersion {
  /** E.g. `1.33.4`, or for an image `1877.3.0`. */
  readonly version: string;
  /**
   * `expired` follows from the date, it cannot be written.
   * @default none: usable like `supported`, but not for a bastion
   */
  readonly classification?: 'preview' | 'supported' | 'deprecated';
  /** When the version may no longer be used, RFC 3339 with whole seconds. @default it does not expire */
  readonly expirationDate?: string;
  /**
   * Replaces classification and expirationDate; needs the feature gate VersionClassificationLifecycle of
   * gardener-apiserver (Gardener 1.137, off by default). @default none
   */
  readonly lifecycle?: readonly LifecycleStage[];
}
