import {
  anyMap,
  anything,
  boolean,
  either,
  instance,
  list,
  mapOf,
  type Members,
  part,
  required,
  text,
} from '../garden-object/shapes';
import type { ExpirableVersion, LifecycleStage } from './cloud-profile-spec';
import { MachineImage } from './machine-image';

/** `spec.machineCapabilities[]` */
export interface MachineCapability {
  /** E.g. `architecture`; `gardener-` is reserved. */
  readonly name: string;
  /** All values that machine types and images may name, in order of preference. */
  readonly values: readonly string[];
}

/** `spec.machineTypes[]`: an ECS instance type. */
export interface MachineType {
  /** ECS instance type ID, e.g. `ecs.g7.large`. */
  readonly name: string;
  /** Number of vCPUs, e.g. `2`. */
  readonly cpu: string;
  /** Number of GPUs, e.g. `0`. */
  readonly gpu: string;
  /** Memory, e.g. `8Gi`. */
  readonly memory: string;
  /** Architecture of its CPU. @default `amd64` */
  readonly architecture?: 'amd64' | 'arm64';
  /** Whether Shoots may use it. @default true */
  readonly usable?: boolean;
  /** Storage that comes with the machine. @default none */
  readonly storage?: MachineTypeStorage;
  /** Values of the profile's capabilities. @default the architecture, where the profile declares several */
  readonly capabilities?: Readonly<Record<string, readonly string[]>>;
  /** How long machine-controller-manager waits for a machine, e.g. `20m0s`. Since Gardener 1.137. @default its own */
  readonly machineControllerManager?: { readonly machineCreationTimeout?: string };
  /** What ECS says of the type; never emitted. @default nothing is known */
  readonly facts?: MachineTypeFacts;
}

/**
 * What ECS says of an instance type, beyond its size. `gardener-alicloud import machine-types` keeps it in the
 * data file, warnings are made from it, and no manifest has it.
 */
export interface MachineTypeFacts {
  /** `NvmeSupport`: a type that requires NVMe refuses images without it. @default not known */
  readonly nvme?: 'required' | 'supported' | 'unsupported';
  /** `SupportedBootModes` @default not known */
  readonly bootModes?: readonly ('BIOS' | 'UEFI')[];
}

/** Exactly one of `size` and `minSize`. */
export interface MachineTypeStorage {
  /** Class of the storage, e.g. `standard`. */
  readonly class: string;
  /** Type of the storage: a disk category, e.g. `cloud_essd`. */
  readonly type: string;
  /** Size of the disk, e.g. `50Gi`. */
  readonly size?: string;
  /** Smallest size that a Shoot may choose, e.g. `20Gi`. */
  readonly minSize?: string;
}

/** `spec.volumeTypes[]`: an ECS disk category. */
export interface VolumeType {
  /** Disk category, e.g. `cloud_essd`. */
  readonly name: string;
  /** By convention `standard` or `premium`. */
  readonly class: string;
  /** Whether Shoots may use it. @default true */
  readonly usable?: boolean;
  /** Smallest volume, e.g. `20Gi`. @default none */
  readonly minSize?: string;
}

/** `spec.regions[]` */
export interface Region {
  /** Region ID, e.g. `eu-central-1`. */
  readonly name: string;
  /** Zone IDs, e.g. `eu-central-1a`, but `cn-hangzhou-h`; as an object, to take something out of a zone. */
  readonly zones: readonly (string | Zone)[];
  /** Labels of the region, which Seed selectors may use. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** Names of access restrictions that Shoots may ask for. @default none */
  readonly accessRestrictions?: readonly { readonly name: string }[];
}

/** `spec.regions[].zones[]` */
export interface Zone {
  /** ID of the zone, e.g. `eu-central-1a`. */
  readonly name: string;
  /** Machine types that the zone does not sell. @default none */
  readonly unavailableMachineTypes?: readonly string[];
  /** Disk categories that the zone does not sell. @default none */
  readonly unavailableVolumeTypes?: readonly string[];
}

/** `spec.bastion`: at least one of the two. */
export interface Bastion {
  /** An image with a version whose classification is `supported`. @default chosen by the extension */
  readonly machineImage?: { readonly image: MachineImage; readonly version?: string };
  /** A machine type of the profile. @default chosen by the extension */
  readonly machineType?: { readonly name: string };
}

/** `spec.seedSelector`: a label selector, and the provider types of seeds. */
export interface SeedSelector {
  /** Labels that a Seed must have. */
  readonly matchLabels?: Readonly<Record<string, string>>;
  /** Conditions on the labels of a Seed. */
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
  /** Types of the Seeds that are taken, e.g. `alicloud`; `*` is any. */
  readonly providerTypes?: readonly string[];
}

/** Props of `AlicloudCloudProfile`: `spec` of a CloudProfile, each image ID stated once. */
export interface AlicloudCloudProfileProps {
  /** `spec.kubernetes.versions`: at least one; the newest must not expire. */
  readonly kubernetes: { readonly versions: readonly ExpirableVersion[] };
  /** Images with their versions and IDs: `spec.machineImages` and `spec.providerConfig.machineImages`. */
  readonly machineImages: readonly MachineImage[];
  /** `spec.machineTypes`: at least one. */
  readonly machineTypes: readonly MachineType[];
  /** `spec.regions`: at least one. */
  readonly regions: readonly Region[];
  /** `spec.volumeTypes` @default none */
  readonly volumeTypes?: readonly VolumeType[];
  /**
   * `spec.machineCapabilities`. Needs Gardener 1.146 (or the gate CloudProfileCapabilities) and provider-alicloud 1.70.
   * @default the architectures of the images, as soon as one of them is not for amd64 alone; else none
   */
  readonly machineCapabilities?: readonly MachineCapability[];
  /** `spec.bastion` @default chosen by the extension */
  readonly bastion?: Bastion;
  /** `spec.limits`; may be raised later, not lowered. @default none */
  readonly limits?: { readonly maxNodesTotal?: number };
  /** `spec.controlPlane`; since Gardener 1.150. @default none */
  readonly controlPlane?: {
    /** Whether the control plane of a Shoot may be pinned to a zone. @default false */
    readonly allowZonePinning?: boolean;
  };
  /** `spec.caBundle`: PEM certificates that nodes trust. @default none */
  readonly caBundle?: string;
  /** `spec.seedSelector` @default every seed */
  readonly seedSelector?: SeedSelector;
  /** `metadata.name` @default the construct's id */
  readonly name?: string;
  /** `metadata.labels` @default none */
  readonly labels?: Readonly<Record<string, string>>;
  /** `metadata.annotations` @default none beside the protection */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whether annotations keep GitOps engines from deleting it when its file goes away. @default true */
  readonly protect?: boolean;
  /** Fields of `spec` that have no prop, or are to be other than the props say; merged in, maps deeply. @default none */
  readonly extraSpec?: Readonly<Record<string, unknown>>;
}

export const image = instance(
  MachineImage,
  'make it with MachineImage.of, .custom or .fromGardenLinuxMetadata',
);

const version = part<ExpirableVersion>({ lifecycle: list(part<LifecycleStage>({})) });

export const machineType = part<MachineType>({
  capabilities: mapOf(list(anything)),
  storage: part<MachineTypeStorage>({}),
});

export const profileMembers: Members<AlicloudCloudProfileProps> = {
  kubernetes: required(part<AlicloudCloudProfileProps['kubernetes']>({ versions: required(list(version)) })),
  machineImages: required(list(image)),
  machineTypes: required(list(machineType)),
  regions: required(list(part<Region>({ zones: required(list(either(text, anyMap))) }))),
  volumeTypes: list(part<VolumeType>({})),
  machineCapabilities: list(part<MachineCapability>({ name: required(text), values: required(list(text)) })),
  bastion: part<Bastion>({
    machineImage: part<NonNullable<Bastion['machineImage']>>({ image: required(image) }),
  }),
  limits: anyMap,
  controlPlane: anyMap,
  caBundle: text,
  seedSelector: anyMap,
  name: text,
  labels: mapOf(text),
  annotations: mapOf(text),
  protect: boolean,
  extraSpec: anyMap,
};
