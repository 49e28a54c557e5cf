import { Construct } from 'constructs';
import { GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { checkProps, inOrder, mergeDeep, type PropKinds } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { protectionAnnotations } from '../gardener/protection';
import { Target } from '../gardener/target';
import { IssueCollector } from '../issues/check';
import { AlicloudCloudProfile, type CustomImage, customImages } from './alicloud-cloud-profile';
import { checkImages, mapImages, toMachineType, toProviderConfig, toVolumeType } from './cloud-profile-spec';
import { capabilitiesOf, toSpecVersion } from './image-mapping';
import { MachineImage } from './machine-image';
import type { MachineType, VolumeType } from './props';

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

const propKinds: PropKinds<AlicloudNamespacedCloudProfileProps> = {
  namespace: 'text',
  parent: 'any',
  kubernetes: 'map',
  machineImages: 'list',
  extendedImages: 'list',
  machineTypes: 'list',
  volumeTypes: 'list',
  limits: 'map',
  caBundle: 'text',
  name: 'text',
  labels: 'map',
  annotations: 'map',
  protect: 'boolean',
  extraSpec: 'map',
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
  /** The API object, for JSON patches and metadata. */
  readonly apiObject: GardenObject;

  constructor(scope: Construct, id: string, props: AlicloudNamespacedCloudProfileProps) {
    super(scope, id);
    const issues = new IssueCollector();
    const given = checkProps(props, propKinds, ['namespace', 'parent'], issues);
    const images = (given.machineImages ?? []).filter((image) => image instanceof MachineImage);
    checkImages(given.machineImages, images, issues);
    const parent = given.parent instanceof AlicloudCloudProfile ? given.parent : undefined;
    if (given.parent !== undefined && parent === undefined && typeof given.parent !== 'string') {
      issues.report(gardenAppRules['prop-type'], 'parent', 'is neither an AlicloudCloudProfile nor a name', {
        hint: 'give the construct of the CloudProfile, or its name',
      });
    }
    const spec = toSpec(given, images, parent, new Target(targetOptions(this)), issues);
    this.customImages = customImages(images);
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
      findings: () => [...issues.findings, ...images.flatMap((image) => image.findings)],
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
  target: Target,
  issues: IssueCollector,
): Readonly<Record<string, unknown>> {
  const name = parent?.name ?? (typeof props.parent === 'string' ? props.parent : undefined);
  const capabilities = parent?.machineCapabilities ?? capabilitiesOf(undefined, images);
  const extended = extendedImages(props.extendedImages ?? [], issues);
  const ofParent = new Set([...(parent?.imageNames ?? []), ...extended.keys()]);
  const mapped = mapImages(images, capabilities, target, issues);
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
      versions: toExtended(props.kubernetes.versions, 'kubernetes.versions', issues),
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

/** An image of the parent keeps the strategy that it has there, unless another one is asked for. */
function toStrategy(
  image: MachineImage,
  ofParent: ReadonlySet<string>,
): { readonly updateStrategy?: string | undefined } {
  if (image.updateStrategy !== undefined) return { updateStrategy: image.updateStrategy };
  return ofParent.has(image.name) ? {} : { updateStrategy: 'major' };
}

/** Versions with another expiry by the name of their image. */
function extendedImages(
  given: readonly ExtendedImage[],
  issues: IssueCollector,
): Map<string, readonly Record<string, unknown>[]> {
  const byName = new Map<string, readonly Record<string, unknown>[]>();
  for (const [index, entry] of given.entries()) {
    const { image, versions } = isMap(entry) ? entry : {};
    const name = image instanceof MachineImage ? image.name : image;
    if (typeof name !== 'string') {
      issues.report(
        gardenAppRules['prop-type'],
        `extendedImages[${index}].image`,
        'is neither a MachineImage nor a name',
        { hint: 'give the image, or its name' },
      );
      continue;
    }
    const longer = toExtended(versions, `extendedImages[${index}].versions`, issues);
    byName.set(name, [...(byName.get(name) ?? []), ...longer]);
  }
  return byName;
}

function toExtended(given: unknown, prop: string, issues: IssueCollector): Record<string, unknown>[] {
  const versions: readonly unknown[] = Array.isArray(given) ? given : [];
  const usable = versions.filter((version) => isMap<ExtendedVersion>(version));
  if (!Array.isArray(given) || usable.length < versions.length) {
    issues.report(gardenAppRules['prop-type'], prop, 'is not a list of versions', {
      hint: 'give a list of { version, expirationDate }',
    });
  }
  return usable.map((version) => inOrder(['version', 'expirationDate'], version));
}

function isMap<T>(value: unknown): value is Partial<T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
