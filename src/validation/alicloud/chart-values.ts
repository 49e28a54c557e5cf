import { asList, asObject, asText, type JsonObject } from '../../gardener/json';
import { readOciReference } from '../controller-deployment/chart';

/** What a value of the chart must be. A template expression stands for any of them. */
type ChartValueType = 'text' | 'integer' | 'boolean' | 'object' | 'list' | 'texts' | 'port';

/** One value that templates of the chart read. */
export interface ChartValue {
  /** Place in the values, joined by dots. */
  readonly path: string;
  readonly type: ChartValueType;
  /** The chart's own default; none if it is unset there. */
  readonly default?: unknown;
  /** What it does. */
  readonly effect: string;
}

/** A value that people set although nothing reads it. */
interface UselessChartValue {
  readonly path: string;
  /** Why it has no effect. */
  readonly why: string;
  /** Where the setting belongs. */
  readonly instead: string;
}

/** Name of the chart of provider-alicloud, which is also the name of all objects that it makes. */
const providerAlicloudChart = 'gardener-extension-provider-alicloud';

/** Last parts of the OCI repositories that hold provider-alicloud's charts. */
const providerAlicloudRepositories = {
  extension: 'provider-alicloud',
  admissionRuntime: 'admission-alicloud-runtime',
  admissionApplication: 'admission-alicloud-application',
} as const;

/** Kinds and types that provider-alicloud serves. */
export const providerAlicloudResources: readonly { readonly kind: string; readonly type: string }[] = [
  { kind: 'BackupBucket', type: 'alicloud' },
  { kind: 'BackupEntry', type: 'alicloud' },
  { kind: 'Bastion', type: 'alicloud' },
  { kind: 'ControlPlane', type: 'alicloud' },
  { kind: 'DNSRecord', type: 'alicloud-dns' },
  { kind: 'Infrastructure', type: 'alicloud' },
  { kind: 'Worker', type: 'alicloud' },
];

/** Name that an image owner's Secret has by convention; the chart itself has no default. */
export const defaultOwnerSecretName = 'machine-image-owner';

/** First minor release whose Infrastructure controller has no actuator when an owner secret is configured. */
export const ownerSecretBreaksInfrastructureSince = 48;

const reconciled = [
  'backupbucket',
  'backupentry',
  'bastion',
  'controlplane',
  'dnsrecord',
  'healthcheck',
  'infrastructure',
  'worker',
] as const;

/**
 * All values that the templates of chart gardener-extension-provider-alicloud read, v1.54 to v1.72. What is
 * below `gardener` is written by gardenlet and gardener-operator and is not for users.
 */
export const providerAlicloudValues: readonly ChartValue[] = [
  {
    path: 'image.repository',
    type: 'text',
    effect: 'container image; published charts name their own release',
  },
  { path: 'image.tag', type: 'text', default: 'latest', effect: 'tag, or a digest beginning with sha256:' },
  { path: 'image.pullPolicy', type: 'text', default: 'IfNotPresent', effect: 'pull policy' },
  { path: 'replicaCount', type: 'integer', default: 1, effect: 'replicas, at most one a host' },
  { path: 'maxUnavailable', type: 'integer', default: 1, effect: 'rolling update strategy' },
  { path: 'maxSurge', type: 'text', default: '50%', effect: 'rolling update strategy' },
  { path: 'resources', type: 'object', default: {}, effect: 'requests and limits of the container' },
  { path: 'vpa.enabled', type: 'boolean', default: true, effect: 'makes a VerticalPodAutoscaler' },
  {
    path: 'vpa.updatePolicy.updateMode',
    type: 'text',
    default: 'Recreate',
    effect: 'mode of that autoscaler',
  },
  { path: 'metricsPort', type: 'port', effect: 'port of metrics, from usablePorts if unset' },
  { path: 'healthPort', type: 'port', effect: 'port of health checks, from usablePorts if unset' },
  {
    path: 'webhookConfig.serverPort',
    type: 'port',
    effect: 'port of the webhook, from usablePorts if unset',
  },
  { path: 'webhookConfig.servicePort', type: 'integer', default: 443, effect: 'port of the Service' },
  {
    path: 'usablePorts',
    type: 'list',
    default: [8080, 10250, 8081],
    effect: 'ports to take the others from',
  },
  ...reconciled.map((controller): ChartValue => ({
    path: `controllers.${controller}.concurrentSyncs`,
    type: 'integer',
    default: 5,
    effect: 'how many objects are reconciled at once',
  })),
  {
    path: 'controllers.dnsrecord.providerClientQPS',
    type: 'integer',
    default: 25,
    effect: 'rate of DNS calls',
  },
  {
    path: 'controllers.dnsrecord.providerClientBurst',
    type: 'integer',
    default: 1,
    effect: 'burst of DNS calls',
  },
  {
    path: 'controllers.dnsrecord.providerClientWaitTimeout',
    type: 'text',
    default: '2s',
    effect: 'how long a DNS call waits for its turn',
  },
  { path: 'controllers.heartbeat.renewIntervalSeconds', type: 'integer', default: 30, effect: 'heartbeat' },
  {
    path: 'controllers.ignoreOperationAnnotation',
    type: 'boolean',
    default: false,
    effect: 'reconciles without waiting for the operation annotation',
  },
  { path: 'disableControllers', type: 'texts', default: [], effect: 'controllers that are not started' },
  { path: 'disableWebhooks', type: 'texts', default: [], effect: 'webhooks that are not started' },
  {
    path: 'ignoreResources',
    type: 'boolean',
    default: false,
    effect: 'lets the resource manager ignore objects',
  },
  { path: 'imageVectorOverwrite', type: 'text', effect: 'YAML text that overwrites the image vector' },
  { path: 'metrics.enableScraping', type: 'boolean', default: true, effect: 'scrape annotations' },
  {
    path: 'config.clientConnection.acceptContentTypes',
    type: 'text',
    default: 'application/json',
    effect: 'client of the seed cluster',
  },
  {
    path: 'config.clientConnection.contentType',
    type: 'text',
    default: 'application/json',
    effect: 'client of the seed cluster',
  },
  {
    path: 'config.clientConnection.qps',
    type: 'integer',
    default: 100,
    effect: 'client of the seed cluster',
  },
  {
    path: 'config.clientConnection.burst',
    type: 'integer',
    default: 130,
    effect: 'client of the seed cluster',
  },
  {
    path: 'config.etcd.storage.className',
    type: 'text',
    default: 'gardener.cloud-fast',
    effect: 'storage class of etcd volumes',
  },
  { path: 'config.etcd.storage.capacity', type: 'text', default: '25Gi', effect: 'size of etcd volumes' },
  {
    path: 'config.etcd.storage.volumeBindingMode',
    type: 'text',
    default: 'WaitForFirstConsumer',
    effect: 'binding mode of that storage class',
  },
  {
    path: 'config.service.backendLoadBalancerSpec',
    type: 'text',
    default: 'slb.s1.small',
    effect: 'size of load balancers',
  },
  {
    path: 'config.machineImageOwnerSecret.name',
    type: 'text',
    effect: 'name of the Secret that the chart makes; must be written',
  },
  {
    path: 'config.machineImageOwnerSecret.accessKeyID',
    type: 'text',
    effect: 'copied as it is into the data of that Secret: base64 in one line',
  },
  {
    path: 'config.machineImageOwnerSecret.accessKeySecret',
    type: 'text',
    effect: 'copied as it is into the data of that Secret: base64 in one line',
  },
  { path: 'config.toBeSharedImageIDs', type: 'texts', effect: 'images that the extension may share' },
  {
    path: 'config.csi.enableADController',
    type: 'boolean',
    effect: 'deprecated; attach-detach controller for every Shoot',
  },
];

/** The four settings without which the chart does not render. */
export const clientConnectionSettings = ['acceptContentTypes', 'contentType', 'qps', 'burst'] as const;

/** Values of documentation and habit that have no effect. */
export const uselessProviderAlicloudValues: readonly UselessChartValue[] = [
  {
    path: 'config.machineImages',
    why: 'no template reads it',
    instead: 'image IDs belong into spec.providerConfig of the CloudProfile',
  },
  {
    path: 'config.resources',
    why: 'no template reads it',
    instead: 'requests and limits stand in resources, beside config',
  },
  {
    path: 'config.etcd.backup',
    why: 'the schedule is rendered one level too high and ignored when the configuration is read',
    instead: 'leave it out; the schedule of etcd backups comes from gardenlet',
  },
  {
    path: 'vpa.resourcePolicy',
    why: 'it was removed with v1.63',
    instead: 'leave it out',
  },
];

/** What is known of a chart before it is pulled. */
export interface ChartIdentity {
  /** Last part of its OCI repository, or its name in Chart.yaml. */
  readonly name?: string;
  /** Minor release, if the reference says it as `vX.Y.Z`. */
  readonly minor?: number;
}

export function ociChart(oci: JsonObject): ChartIdentity {
  const reference = readOciReference(oci);
  const name = reference?.repository.split('/').at(-1);
  const minor = /^v?1\.(\d+)\./.exec(reference?.tag ?? '')?.[1];
  return {
    ...(name === undefined ? {} : { name }),
    ...(minor === undefined ? {} : { minor: Number(minor) }),
  };
}

/** Whether a chart, or an object's name where the chart says nothing, is that of provider-alicloud. */
export function isProviderAlicloud(chart: ChartIdentity, objectName: string): boolean {
  const { name } = chart;
  if (name === providerAlicloudRepositories.extension || name === providerAlicloudChart) return true;
  return /(?:^|-)provider-alicloud(?:-|$)/.test(objectName);
}

/** Whether a list of registered resources is that of provider-alicloud. */
export function servesAlicloud(resources: unknown): boolean {
  return asList(resources).some((resource) => {
    const { kind, type } = asObject(resource);
    return asText(type) === 'alicloud' && kind !== 'Extension';
  });
}
