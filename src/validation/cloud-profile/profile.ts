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

export interface ExpirableVersion {
  readonly version?: string;
  readonly classification?: string;
  /** RFC 3339. */
  readonly expirationDate?: string;
  readonly lifecycle?: readonly LifecycleStage[];
}

export interface LifecycleStage {
  readonly classification?: string;
  /** RFC 3339. */
  readonly startTime?: string;
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

export interface Zone {
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
