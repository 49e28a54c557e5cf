import { Construct } from 'constructs';
import { GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { checkProps, type PropKinds } from '../garden-object/props';
import { protectionAnnotations } from '../gardener/protection';
import { Target } from '../gardener/target';
import { IssueCollector } from '../issues/check';
import { toSpec } from './cloud-profile-spec';
import { capabilitiesOf } from './image-mapping';
import { MachineImage } from './machine-image';
import type { AlicloudCloudProfileProps, MachineCapability } from './props';

/** A custom image in one region: what the image-sharing job needs to know. */
export interface CustomImage {
  readonly region: string;
  readonly imageId: string;
  /** Name of the machine image. */
  readonly name: string;
  readonly version: string;
}

const propKinds: PropKinds<AlicloudCloudProfileProps> = {
  kubernetes: 'map',
  machineImages: 'list',
  machineTypes: 'list',
  regions: 'list',
  volumeTypes: 'list',
  machineCapabilities: 'list',
  bastion: 'map',
  limits: 'map',
  controlPlane: 'map',
  caBundle: 'text',
  seedSelector: 'map',
  name: 'text',
  labels: 'map',
  annotations: 'map',
  protect: 'boolean',
  extraSpec: 'map',
};

/**
 * A CloudProfile of type `alicloud` with its CloudProfileConfig (`core.gardener.cloud/v1beta1`). An image and
 * its region IDs are stated once and produce both halves. What the API server would fill in is written out, so
 * that what it stores equals what is emitted.
 *
 * Never throws for bad values: they are issues when the app is synthesized.
 */
export class AlicloudCloudProfile extends Construct {
  /** Custom images by region, in the order of the props: for `ImageSharingJob` and the extension's values. */
  readonly customImages: readonly CustomImage[];
  /** The capabilities that it declares; empty if it declares none. */
  readonly machineCapabilities: readonly MachineCapability[];
  /** Names of its machine images. */
  readonly imageNames: readonly string[];
  /** The API object, for JSON patches and metadata. */
  readonly apiObject: GardenObject;

  constructor(scope: Construct, id: string, props: AlicloudCloudProfileProps) {
    super(scope, id);
    const issues = new IssueCollector();
    const given = checkProps(
      props,
      propKinds,
      ['kubernetes', 'machineImages', 'machineTypes', 'regions'],
      issues,
    );
    const images = (given.machineImages ?? []).filter((image) => image instanceof MachineImage);
    const spec = toSpec(given, images, new Target(targetOptions(this)), issues);
    this.customImages = customImages(images);
    this.machineCapabilities = capabilitiesOf(given.machineCapabilities, images);
    this.imageNames = images.map((image) => image.name);
    this.apiObject = new GardenObject(this, 'Resource', {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'CloudProfile',
      metadata: {
        name: given.name ?? id,
        labels: { ...given.labels },
        annotations: { ...(given.protect === false ? {} : protectionAnnotations), ...given.annotations },
      },
      body: { spec },
      findings: () => [...issues.findings, ...images.flatMap((image) => image.findings)],
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

/** What the images that are ours are called in every region. */
export function customImages(images: readonly MachineImage[]): CustomImage[] {
  return images
    .filter((image) => image.isCustom)
    .flatMap(({ name, versions }) =>
      versions.flatMap(({ version, regions, flavors }) =>
        [regions ?? {}, ...(flavors ?? []).map((flavor) => flavor.regions)].flatMap((ids) =>
          Object.entries(ids).map(([region, imageId]) => ({ region, imageId, name, version })),
        ),
      ),
    );
}
