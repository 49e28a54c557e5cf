import { defaultUpdateStrategy } from '../gardener/defaults';
import { Construct } from 'constructs';
import { GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { inOrder, mergeDeep } from '../garden-object/props';
import {
  anyMap,
  boolean,
  either,
  instance,
  list,
  mapOf,
  type Members,
  object,
  part,
  readProps,
  reportBelow,
  required,
  text,
} from '../garden-object/shapes';
import { protectionAnnotations } from '../gardener/protection';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { AlicloudCloudProfile, type CustomImage, customImages } from './alicloud-cloud-profile';
import { mapImages, toMachineType, toProviderConfig, toVolumeType } from './cloud-profile-spec';
import { checkAddedTypes, checkImageFit, type Offer } from './image-fit';
import { capabilitiesOf, toSpecVersion } from './image-mapping';
import type { MachineImage } from './machine-image';
import { image, machineType, type MachineType, type VolumeType } from './props';

/** A version that the parent offers, usable for longer or shorter than there. */
export interface ExtendedVersion {
  /** As the parent writes it. */
  readonly version: string;
  /** When it may no longer be used here, RFC 3339 with whole seconds. */
  readonly expirationDate: string;
}

/** Versions of an image that the parent offers. */
export interface ExtendedImage {
  /** The image, or its name. */
  readonly image: MachineImage | string;
  /** `versions` of the image: those whose dates are extended. */
  readonly versions: readonly ExtendedVersion[];
}

/** Props of `AlicloudNamespacedCloudProfile`: what a project has beyond the CloudProfile that it builds on. */
export interface AlicloudNamespacedCloudProfileProps {
  /** `metadata.namespace`: the namespace of the project, e.g. `garden-shop`. */
  readonly namespace: string;
  /**
   * `spec.parent`: the CloudProfile, or its name where it is made elsewhere. Give the construct if there is one:
   * both are then judged together, and images take the form that the parent wants.
   */
  readonly parent: AlicloudCloudProfile | string;
  /** `spec.kubernetes.versions`: another expiry of versions that the parent offers. @default as in the parent */
  readonly kubernetes?: { readonly versions: readonly ExtendedVersion[] };
  /**
   * Images, or versions of images, that the parent does not have: `spec.machineImages` and
   * `spec.providerConfig.machineImages`. With the name of a parent, an image that `extendedImages` does not name
   * counts as new, and gets an update strategy of its own. @default none
   */
  readonly machineImages?: readonly MachineImage[];
  /** `spec.machineImages`: another expiry of image versions that the parent offers. @default as in the parent */
  readonly extendedImages?: readonly ExtendedImage[];
  /** `spec.machineTypes`: more of them; since Gardener 1.145 also other data of those of the parent. @default none */
  readonly machineTypes?: readonly MachineType[];
  /** `spec.volumeTypes`: more of them. @default none */
  readonly volumeTypes?: readonly VolumeType[];
  /** `spec.limits`: replaces that of the parent, also by a higher one. @default as in the parent */
  readonly limits?: { readonly maxNodesTotal?: number };
  /** `spec.caBundle`: PEM certificates that nodes trust, beside those of the parent. @default none */
  readonly caBundle?: string;
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

const extendedVersions = list(part<ExtendedVersion>({}));

const namespacedMembers: Members<AlicloudNamespacedCloudProfileProps> = {
  namespace: required(text),
  parent: required(
    either(instance(AlicloudCloudProfile), text, 'give the construct of the CloudProfile, or its name'),
  ),
  kubernetes: part<NonNullable<AlicloudNamespacedCloudProfileProps['kubernetes']>>({
    versions: required(extendedVersions),
  }),
  machineImages: list(image),
  extendedImages: list(
    object<ExtendedImage>({ image: required(either(image, text)), versions: required(extendedVersions) }),
  ),
  machineTypes: list(machineType),
  volumeTypes: list(part<VolumeType>({})),
  limits: anyMap,
  caBundle: text,
  name: text,
  labels: mapOf(text),
  annotations: mapOf(text),
  protect: boolean,
  extraSpec: anyMap,
};

/**
 * A NamespacedCloudProfile for a CloudProfile of type `alicloud` (`core.gardener.cloud/v1beta1`): what one project
 * may use beyond it. New images and their region IDs are stated once and produce both halves.
 *
 * Never throws for bad values: they are issues when the app is synthesized.
 */
export class AlicloudNamespacedCloudProfile extends Construct {
  /** Custom images that it adds, by region: for `ImageSharingJob`. */
  readonly customImages: readonly CustomImage[];
  /** What its Shoots choose from. @internal */
  readonly offered: Offer;
  /** The API object, for JSON patches and metadata. */
  readonly apiObject: GardenObject;

  constructor(scope: Construct, id: string, props: AlicloudNamespacedCloudProfileProps) {
    super(scope, id);
    const check = Check.root(new Target(targetOptions(this)));
    const given = readProps(props, namespacedMembers, check);
    const images = given.machineImages ?? [];
    const parent = given.parent instanceof AlicloudCloudProfile ? given.parent : undefined;
    const spec = toSpec(given, images, parent, check);
    images.forEach((image, index) => {
      reportBelow(check.at('machineImages', index), image.findings);
    });
    this.customImages = customImages(images);
    this.offered = toOffer(images, given.machineTypes ?? [], parent);
    this.apiObject = new GardenObject(this, 'Resource', {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'NamespacedCloudProfile',
      metadata: {
        name: given.name ?? id,
        ...(given.namespace === undefined ? {} : { namespace: given.namespace }),
        labels: { ...given.labels },
        annotations: { ...(given.protect === false ? {} : protectionAnnotations), ...given.annotations },
      },
      body: { spec },
      findings: () => check.findings,
      ...(parent === undefined ? {} : { parent: parent.apiObject }),
    });
    this.node.defaultChild = this.apiObject;
  }

  /** `metadata.name` */
  get name(): string {
    return this.apiObject.name;
  }

  /** The manifest as it is written. */
  get manifest(): Manifest {
    return this.apiObject.toJson();
  }
}

const specFields = [
  'parent',
  'kubernetes',
  'machineImages',
  'machineTypes',
  'volumeTypes',
  'limits',
  'caBundle',
  'providerConfig',
];

function toSpec(
  props: Partial<AlicloudNamespacedCloudProfileProps>,
  images: readonly MachineImage[],
  parent: AlicloudCloudProfile | undefined,
  check: Check,
): Readonly<Record<string, unknown>> {
  const name = parent?.name ?? (typeof props.parent === 'string' ? props.parent : undefined);
  const capabilities = parent?.machineCapabilities ?? capabilitiesOf(undefined, images);
  const extended = extendedImages(props.extendedImages ?? []);
  const ofParent = new Set([...(parent?.imageNames ?? []), ...extended.keys()]);
  const mapped = mapImages(images, capabilities, check);
  const machineTypes = props.machineTypes ?? [];
  checkImageFit(images, toOffer(images, machineTypes, parent).machineTypes, check);
  checkAddedTypes(parent?.offered.images ?? [], machineTypes, check);
  const added = mapped.map(({ image, versions }) => {
    const longer = extended.get(image.name) ?? [];
    extended.delete(image.name);
    return {
      name: image.name,
      ...toStrategy(image, ofParent),
      versions: [...versions.map((version) => toSpecVersion(version, capabilities)), ...longer],
    };
  });
  const spec = {
    parent: { kind: 'CloudProfile', ...(name === undefined ? {} : { name }) },
    kubernetes: props.kubernetes && {
      ...props.kubernetes,
      versions: toExtended(props.kubernetes.versions),
    },
    machineImages: [...added, ...[...extended].map(([image, versions]) => ({ name: image, versions }))],
    machineTypes: props.machineTypes?.map((type) => toMachineType(type, capabilities)),
    volumeTypes: props.volumeTypes?.map((type) => toVolumeType(type)),
    limits: props.limits,
    caBundle: props.caBundle,
    providerConfig: mapped.length === 0 ? undefined : toProviderConfig(mapped),
  };
  return inOrder(specFields, props.extraSpec === undefined ? spec : mergeDeep(spec, props.extraSpec));
}

/** Where a type of the parent is given again, this one counts. */
function toOffer(
  images: readonly MachineImage[],
  machineTypes: readonly MachineType[],
  parent: AlicloudCloudProfile | undefined,
): Offer {
  const own = new Set(machineTypes.map(({ name }) => name));
  const { images: others = [], machineTypes: types = [] } = parent?.offered ?? {};
  return {
    images: [...others, ...images],
    machineTypes: [...types.filter(({ name }) => !own.has(name)), ...machineTypes],
  };
}

/** An image of the parent keeps the strategy that it has there, unless another one is asked for. */
function toStrategy(
  image: MachineImage,
  ofParent: ReadonlySet<string>,
): { readonly updateStrategy?: string | undefined } {
  if (image.updateStrategy !== undefined) return { updateStrategy: image.updateStrategy };
  return ofParent.has(image.name) ? {} : { updateStrategy: defaultUpdateStrategy };
}

/** Versions with another expiry by the name of their image. */
function extendedImages(given: readonly ExtendedImage[]): Map<string, readonly Record<string, unknown>[]> {
  const byName = new Map<string, readonly Record<string, unknown>[]>();
  for (const { image, versions } of given) {
    const name = typeof image === 'string' ? image : image.name;
    byName.set(name, [...(byName.get(name) ?? []), ...toExtended(versions)]);
  }
  return byName;
}

function toExtended(versions: readonly ExtendedVersion[]): Record<string, unknown>[] {
  return versions.map((version) => inOrder(['version', 'expirationDate'], version));
}
