import type { CustomImage } from '../cloud-profile/alicloud-cloud-profile';
import type { Manifest } from '../garden-object/garden-object';
import { mergeDeep } from '../garden-object/props';
import {
  anyMap,
  anything,
  boolean,
  either,
  instance,
  list,
  mapOf,
  type Members,
  number,
  part,
  required,
  text,
} from '../garden-object/shapes';
import { gardenAppRules } from '../garden-object/table';
import type { Check } from '../issues/check';
import type { ChartResource, ProviderAlicloudSettings } from './chart-settings';
import { ImageOwner } from './image-owner';

/** Props that become values of provider-alicloud's chart. */
export interface ProviderAlicloudValuesProps extends ProviderAlicloudSettings {
  /**
   * AccessKey of the account that owns custom images. Breaks the Infrastructure controller of every release since
   * v1.48, so that `ImageSharingJob` is the better way.
   * @default none
   */
  readonly imageOwner?: ImageOwner;
  /**
   * Images that the extension itself may share: `profile.customImages`, or image IDs. Without effect for those
   * that a Shoot's account sees already, and an error of its Infrastructure for the others.
   * @default none
   */
  readonly sharedImages?: readonly (CustomImage | string)[];
  /** Further values, over those of the other props; `null` takes a default of the chart away. @default none */
  readonly values?: Manifest;
  /**
   * Secrets and ConfigMaps in `garden`, by a name of letters and digits, whose keys `values` may refer to with
   * `{{ .resources.<name>.data.<key> }}`. Since Gardener 1.147. @default none
   */
  readonly references?: Readonly<Record<string, ChartResource>>;
}

type Settings = ProviderAlicloudSettings & Pick<ProviderAlicloudValuesProps, 'imageOwner' | 'sharedImages'>;

/** Where each prop stands in the values, in the order of the chart. */
export const valuePlaces: Readonly<Record<keyof Settings, string>> = {
  image: 'image',
  replicaCount: 'replicaCount',
  maxUnavailable: 'maxUnavailable',
  maxSurge: 'maxSurge',
  resources: 'resources',
  vpaEnabled: 'vpa.enabled',
  vpaUpdateMode: 'vpa.updatePolicy.updateMode',
  metricsPort: 'metricsPort',
  healthPort: 'healthPort',
  webhookServerPort: 'webhookConfig.serverPort',
  webhookServicePort: 'webhookConfig.servicePort',
  usablePorts: 'usablePorts',
  controllers: 'controllers',
  disableControllers: 'disableControllers',
  disableWebhooks: 'disableWebhooks',
  ignoreResources: 'ignoreResources',
  imageVectorOverwrite: 'imageVectorOverwrite',
  enableScraping: 'metrics.enableScraping',
  clientConnection: 'config.clientConnection',
  etcdStorage: 'config.etcd.storage',
  backendLoadBalancerSpec: 'config.service.backendLoadBalancerSpec',
  imageOwner: 'config.machineImageOwnerSecret',
  sharedImages: 'config.toBeSharedImageIDs',
  enableADController: 'config.csi.enableADController',
};

export const valuesMembers: Members<ProviderAlicloudValuesProps> = {
  image: anyMap,
  replicaCount: number,
  maxUnavailable: anything,
  maxSurge: anything,
  resources: anyMap,
  vpaEnabled: boolean,
  vpaUpdateMode: text,
  metricsPort: number,
  healthPort: number,
  webhookServerPort: number,
  webhookServicePort: number,
  usablePorts: list(anything),
  controllers: anyMap,
  disableControllers: list(anything),
  disableWebhooks: list(anything),
  ignoreResources: boolean,
  imageVectorOverwrite: text,
  enableScraping: boolean,
  clientConnection: anyMap,
  etcdStorage: anyMap,
  backendLoadBalancerSpec: text,
  imageOwner: instance(ImageOwner, 'make it with ImageOwner.fromSecret or ImageOwner.substituted'),
  sharedImages: list(
    either(part<CustomImage>({ imageId: required(text) }), text, 'use profile.customImages'),
  ),
  enableADController: boolean,
  values: anyMap,
  references: mapOf(anyMap),
};

/** What the props come to. */
export interface ExtensionValues {
  readonly values: Manifest;
  /** The same without what was asked to be in clear. */
  readonly valuesWithoutOwner: Manifest;
  readonly references: Readonly<Record<string, ChartResource>>;
  readonly holdsSecretInClear: boolean;
}

/** @param unavailable why Gardener cannot resolve references here, if so */
export function toExtensionValues(
  props: Partial<ProviderAlicloudValuesProps>,
  unavailable: string | undefined,
  check: Check,
): ExtensionValues {
  const { imageOwner, sharedImages, values = {}, references = {}, ...settings } = props;
  const owner = imageOwner?.toValues(unavailable, check.at('imageOwner'));
  const images = sharedImages === undefined ? [] : toImageIds(sharedImages, check.at('sharedImages'));
  const given: Readonly<Record<string, unknown>> = {
    ...settings,
    sharedImages: images.length === 0 ? undefined : images,
  };
  return {
    values: mergeDeep(atPlaces({ ...given, imageOwner: owner?.values }), values),
    valuesWithoutOwner: mergeDeep(atPlaces(given), values),
    references: { ...owner?.resources, ...references },
    holdsSecretInClear: imageOwner?.isInClear ?? false,
  };
}

function atPlaces(given: Readonly<Record<string, unknown>>): Manifest {
  return Object.entries(valuePlaces).reduce<Manifest>((values, [prop, place]) => {
    const value = given[prop];
    if (value === undefined) return values;
    const nested = place
      .split('.')
      .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Manifest;
    return mergeDeep(values, nested);
  }, {});
}

/** An image with several flavors, or in several versions, may repeat an ID. */
function toImageIds(images: readonly (CustomImage | string)[], check: Check): string[] {
  const ids = new Set<string>();
  images.forEach((image, index) => {
    const id = typeof image === 'string' ? image : image.imageId;
    if (id !== '') ids.add(id);
    else check.at(index).report(gardenAppRules['prop-type'], 'is an empty ID', 'use profile.customImages');
  });
  return [...ids];
}
