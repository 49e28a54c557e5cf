import {
  list,
  mapOf,
  type Members,
  oneOf,
  part,
  readArgument,
  readProps,
  required,
  text,
  unplaced,
} from '../garden-object/shapes';
import type { Finding } from '../issues/check';
import type { ExpirableVersion, LifecycleStage } from './cloud-profile-spec';
import { type GardenLinuxOptions, readGardenLinuxMetadata } from './garden-linux-metadata';

/** Image ID by region ID: the same image has another ID in each region. */
export type RegionImageIds = Readonly<Record<string, string>>;

/**
 * What ECS says of an image, beyond its ID. `gardener-alicloud import images` keeps it in the data file, warnings
 * are made from it, and no manifest has it.
 */
export interface ImageFacts {
  /** `Features.NvmeSupport`: without it no machine type runs the image that requires NVMe. @default not known */
  readonly nvme?: 'supported' | 'unsupported';
  /** `BootMode` @default not known */
  readonly bootMode?: 'BIOS' | 'UEFI' | 'UEFI-Preferred';
  /** Data disks that the image brings along: each node gets them as well. @default none, or not known */
  readonly dataDisks?: number;
  /** Whether one of its disks is encrypted. @default it is not, or not known */
  readonly encrypted?: boolean;
}

/** A variant of an image version for machines with certain capabilities. */
export interface ImageFlavor {
  /** E.g. `{ architecture: ['arm64'] }`. Several architectures declared: exactly one here. */
  readonly capabilities: Readonly<Record<string, readonly string[]>>;
  readonly regions: RegionImageIds;
  /** What ECS says of the image; never emitted. @default nothing is known */
  readonly facts?: ImageFacts;
}

/** One version of a machine image, with its IDs: stated here and nowhere else. */
export interface MachineImageVersion extends ExpirableVersion {
  /** IDs of the image, if it has one per region. Give this or `flavors`. */
  readonly regions?: RegionImageIds;
  /** IDs by capabilities, if there is one image per region and architecture. Needs provider-alicloud 1.70. */
  readonly flavors?: readonly ImageFlavor[];
  /** What ECS says of the image in `regions`; never emitted. @default nothing is known */
  readonly facts?: ImageFacts;
  /** Architectures of the machines that it runs on. @default `['amd64']`, or those of `flavors` */
  readonly architectures?: readonly ('amd64' | 'arm64')[];
  /** Container runtimes. @default `[{ name: 'containerd' }]` */
  readonly cri?: readonly ContainerRuntimeInterface[];
  /** Kubelet versions that it works with, e.g. `>= 1.31`. @default all */
  readonly kubeletVersionConstraint?: string;
  /** Whether nodes can be updated in place, and from which version on. @default not at all */
  readonly inPlaceUpdates?: { readonly supported: boolean; readonly minVersionForUpdate?: string };
}

/** `cri[]` of an image version. */
export interface ContainerRuntimeInterface {
  readonly name: 'containerd';
  /** E.g. gVisor: `[{ type: 'gvisor' }]`. @default none */
  readonly containerRuntimes?: readonly { readonly type: string; readonly providerConfig?: unknown }[];
}

/** An image but for its name. */
export interface MachineImageProps {
  readonly versions: readonly MachineImageVersion[];
  /** How Shoots are moved to newer versions. @default `major` */
  readonly updateStrategy?: 'patch' | 'minor' | 'major';
}

/**
 * A machine image with its versions and its ID in every region. One object serves `spec.machineImages`,
 * `spec.providerConfig.machineImages` and the sharing of custom images. Immutable.
 */
export class MachineImage {
  /** An image that everybody sees: Alibaba Cloud's own, or one that its publisher has made public. */
  static of(name: string, props: MachineImageProps): MachineImage {
    return MachineImage.made(name, props, false);
  }

  /**
   * An image that an account of yours owns, and that is shared with the accounts of the end users: see
   * `ImageSharingJob`, which takes `profile.customImages`. For encrypted disks: wherever Shoots want an
   * encrypted system disk the image has to be a custom one, as Alibaba Cloud's own images cannot be copied encrypted.
   */
  static custom(name: string, props: MachineImageProps): MachineImage {
    return MachineImage.made(name, props, true);
  }

  /**
   * Reads what Garden Linux publishes with its releases for Alibaba Cloud (`*.s3_metadata.yaml`): several
   * releases and architectures make one image. `1877.3` becomes `1877.3.0`, as Gardener wants three numbers.
   *
   * @param files paths, relative to the working directory of the app. A file that cannot be read, or is not
   * Garden Linux' metadata for Alibaba Cloud, is an error when the app is synthesized.
   */
  static fromGardenLinuxMetadata(
    name: string,
    files: readonly string[],
    options: GardenLinuxOptions = {},
  ): MachineImage {
    const { props, findings } = readGardenLinuxMetadata(files, options);
    return MachineImage.made(name, props, false, findings);
  }

  private static made(
    name: unknown,
    props: unknown,
    isCustom: boolean,
    found: readonly Finding[] = [],
  ): MachineImage {
    const check = unplaced();
    const given = readProps(props, imageMembers, check);
    const usable = readArgument(name, required(text), check.at('name')) ?? '';
    return new MachineImage(usable, { versions: [], ...given }, isCustom, [...found, ...check.findings]);
  }

  private constructor(
    readonly name: string,
    private readonly props: MachineImageProps,
    /** Whether an account of ours owns it and shares it. */
    readonly isCustom: boolean,
    /** What is wrong with what it was made of. @internal */
    readonly findings: readonly Finding[],
  ) {}

  get versions(): readonly MachineImageVersion[] {
    return this.props.versions;
  }

  get updateStrategy(): MachineImageProps['updateStrategy'] {
    return this.props.updateStrategy;
  }
}

const imageMembers: Members<MachineImageProps> = {
  versions: required(
    list(
      part<MachineImageVersion>({
        version: required(text),
        regions: mapOf(text),
        flavors: list(
          part<ImageFlavor>({
            capabilities: required(mapOf(list(text))),
            regions: required(mapOf(text)),
          }),
        ),
        architectures: list(text),
        lifecycle: list(part<LifecycleStage>({})),
      }),
    ),
  ),
  updateStrategy: oneOf('patch', 'minor', 'major'),
};
