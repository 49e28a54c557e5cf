import { Construct } from 'constructs';
import { GardenObject, type Manifest, targetOptions } from '../garden-object/garden-object';
import { readProps, reportBelow } from '../garden-object/shapes';
import { protectionAnnotations } from '../gardener/protection';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import { toSpec } from './cloud-profile-spec';
import { capabilitiesOf } from './image-mapping';
import type { Offer } from './image-fit';
import type { MachineImage } from './machine-image';
import { type AlicloudCloudProfileProps, type MachineCapability, profileMembers } from './props';

/** A custom image in one region: what the image-sharing job needs to know. */
export interface CustomImage {
  /** Region that the ID belongs to, e.g. `eu-central-1`. */
  readonly region: string;
  /** ID of the image in that region, e.g. `m-gw8…`. */
  readonly imageId: string;
  /** Name of the machine image. */
  readonly name: string;
  /** Version of the image in the profile. */
  readonly version: string;
}

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
  /** What its Shoots, and NamespacedCloudProfiles below it, choose from. @internal */
  readonly offered: Offer;
  /** The API object, for JSON patches and metadata. */
  readonly apiObject: GardenObject;

  constructor(scope: Construct, id: string, props: AlicloudCloudProfileProps) {
    super(scope, id);
    const check = Check.root(new Target(targetOptions(this)));
    const given = readProps(props, profileMembers, check);
    const images = given.machineImages ?? [];
    const spec = toSpec(given, images, check);
    images.forEach((image, index) => {
      reportBelow(check.at('machineImages', index), image.findings);
    });
    this.customImages = customImages(images);
    this.machineCapabilities = capabilitiesOf(given.machineCapabilities, images);
    this.imageNames = images.map((image) => image.name);
    this.offered = { images, machineTypes: given.machineTypes ?? [] };
    this.apiObject = new GardenObject(this, 'Resource', {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'CloudProfile',
      metadata: {
        name: given.name ?? id,
        labels: { ...given.labels },
        annotations: { ...(given.protect === false ? {} : protectionAnnotations), ...given.annotations },
      },
      body: { spec },
      findings: () => check.findings,
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
