import type { CustomImage } from '../cloud-profile/alicloud-cloud-profile';
import type { Manifest } from '../garden-object/garden-object';
import { mergeDeep, type PropKinds } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { isObject } from '../gardener/json';
import type { IssueCollector } from '../issues/check';
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
const places: Readonly<Record<keyof Settings, string>> = {
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

export const valuesPropKinds: PropKinds<ProviderAlicloudValuesProps> = {
  image: 'map',
  replicaCount: 'number',
  maxUnavailable: 'any',
  maxSurge: 'any',
  resources: 'map',
  vpaEnabled: 'boolean',
  vpaUpdateMode: 'text',
  metricsPort: 'number',
  healthPort: 'number',
  webhookServerPort: 'number',
  webhookServicePort: 'number',
  usablePorts: 'list',
  controllers: 'map',
  disableControllers: 'list',
  disableWebhooks: 'list',
  ignoreResources: 'boolean',
  imageVectorOverwrite: 'text',
  enableScraping: 'boolean',
  clientConnection: 'map',
  etcdStorage: 'map',
  backendLoadBalancerSpec: 'text',
  imageOwner: 'map',
  sharedImages: 'list',
  enableADController: 'boolean',
  values: 'map',
  references: 'map',
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
  issues: IssueCollector,
): ExtensionValues {
  const { imageOwner, sharedImages, values = {}, references = {}, ...settings } = props;
  const owner = toOwner(imageOwner, unavailable, issues);
  const images = sharedImages === undefined ? [] : toImageIds(sharedImages, issues);
  const given: Readonly<Record<string, unknown>> = {
    ...settings,
    sharedImages: images.length === 0 ? undefined : images,
  };
  return {
    values: mergeDeep(atPlaces({ ...given, imageOwner: owner?.values }), values),
    valuesWithoutOwner: mergeDeep(atPlaces(given), values),
    references: { ...owner?.resources, ...references },
    holdsSecretInClear: imageOwner instanceof ImageOwner && imageOwner.isInClear,
  };
}

function atPlaces(given: Readonly<Record<string, unknown>>): Manifest {
  return Object.entries(places).reduce<Manifest>((values, [prop, place]) => {
    const value = given[prop];
    if (value === undefined) return values;
    const nested = place
      .split('.')
      .reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Manifest;
    return mergeDeep(values, nested);
  }, {});
}

function toOwner(
  owner: unknown,
  unavailable: string | undefined,
  issues: IssueCollector,
): ReturnType<ImageOwner['toValues']> | undefined {
  if (owner === undefined) return undefined;
  if (owner instanceof ImageOwner) return owner.toValues(unavailable, issues);
  issues.report(gardenAppRules['prop-type'], 'imageOwner', 'is no ImageOwner', {
    hint: 'make it with ImageOwner.fromSecret or ImageOwner.substituted',
  });
  return undefined;
}

/** An image with several flavors, or in several versions, may repeat an ID. */
function toImageIds(images: readonly unknown[], issues: IssueCollector): string[] {
  const ids = new Set<string>();
  images.forEach((image, index) => {
    const id = isObject(image) ? image['imageId'] : image;
    if (typeof id === 'string' && id !== '') {
      ids.add(id);
      return;
    }
    issues.report(gardenAppRules['prop-type'], `sharedImages[${index}]`, 'is neither an image nor an ID', {
      hint: 'use profile.customImages',
    });
  });
  return [...ids];
}
