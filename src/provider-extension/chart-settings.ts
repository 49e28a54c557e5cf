import { isObject } from '../gardener/json';

/** Requests and limits of a container, e.g. `{ requests: { memory: '128Mi' } }`. */
export interface ContainerResources {
  /** What the container may use at most. */
  readonly limits?: Readonly<Record<string, string>>;
  /** What is reserved for it. */
  readonly requests?: Readonly<Record<string, string>>;
}

/** `image` of a chart. */
export interface ChartImage {
  /** Repository of the image, without its tag. @default the one of the chart's release, for published charts */
  readonly repository?: string;
  /** Tag, or digest beginning with `sha256:`. @default the chart's release; `latest` for a chart from the source tree */
  readonly tag?: string;
  /** `Always`, `IfNotPresent` or `Never`. @default `IfNotPresent` */
  readonly pullPolicy?: string;
}

/** How often one kind of object is reconciled at once. */
export interface ControllerSettings {
  /** How many objects it works on at the same time. @default 5 */
  readonly concurrentSyncs?: number;
}

/** `controllers.dnsrecord` */
export interface DnsRecordControllerSettings extends ControllerSettings {
  /** Calls to the DNS API per second. @default 25 */
  readonly providerClientQPS?: number;
  /** Calls beyond that. @default 1 */
  readonly providerClientBurst?: number;
  /** How long a call waits for its turn. @default `2s` */
  readonly providerClientWaitTimeout?: string;
}

/** `controllers` */
export interface ControllersSettings {
  /** The controller of backupbucket objects. */
  readonly backupbucket?: ControllerSettings;
  /** The controller of backupentry objects. */
  readonly backupentry?: ControllerSettings;
  /** The controller of bastion objects. */
  readonly bastion?: ControllerSettings;
  /** The controller of controlplane objects. */
  readonly controlplane?: ControllerSettings;
  /** The controller of dnsrecord objects. */
  readonly dnsrecord?: DnsRecordControllerSettings;
  /** The controller of health checks. */
  readonly healthcheck?: ControllerSettings;
  /** The controller of infrastructure objects. */
  readonly infrastructure?: ControllerSettings;
  /** The controller of worker objects. */
  readonly worker?: ControllerSettings;
  /** How often the extension says that it is alive. */
  readonly heartbeat?: {
    /** @default 30 */
    readonly renewIntervalSeconds?: number;
  };
  /** Whether objects are reconciled without waiting for the operation annotation. @default false */
  readonly ignoreOperationAnnotation?: boolean;
}

/** `config.clientConnection`: the client of the Seed's API server. */
export interface ClientConnectionSettings {
  /** What the header Accept says. @default `application/json` */
  readonly acceptContentTypes?: string;
  /** Type of the content that is sent. @default `application/json` */
  readonly contentType?: string;
  /** Requests per second. @default 100 */
  readonly qps?: number;
  /** Requests that may come at once. @default 130 */
  readonly burst?: number;
}

/** `config.etcd.storage`: volumes of the etcds on an Alibaba Cloud Seed. */
export interface EtcdStorageSettings {
  /** Name of the StorageClass. @default `gardener.cloud-fast` */
  readonly className?: string;
  /** Size of the volume. @default `25Gi` */
  readonly capacity?: string;
  /** When a volume is bound. @default `WaitForFirstConsumer` */
  readonly volumeBindingMode?: string;
}

/** Every value of chart gardener-extension-provider-alicloud that is not a secret, nor written by Gardener. */
export interface ProviderAlicloudSettings {
  /** Image of the extension. @default that of the chart */
  readonly image?: ChartImage;
  /** Replicas, at most one a host. @default 1 */
  readonly replicaCount?: number;
  /** Of a rolling update. @default 1 */
  readonly maxUnavailable?: number | string;
  /** Of a rolling update. @default `50%` */
  readonly maxSurge?: number | string;
  /** Requests and limits of the container. @default none */
  readonly resources?: ContainerResources;
  /** Whether a VerticalPodAutoscaler is made. @default true */
  readonly vpaEnabled?: boolean;
  /** How the VerticalPodAutoscaler applies what it recommends. @default `Recreate` */
  readonly vpaUpdateMode?: string;
  /** Port of the metrics. @default the first of `usablePorts` */
  readonly metricsPort?: number;
  /** Port of the health checks. @default the third of `usablePorts` */
  readonly healthPort?: number;
  /** Port of the webhook in the container. @default the second of `usablePorts` */
  readonly webhookServerPort?: number;
  /** Port of the webhook's Service. @default 443 */
  readonly webhookServicePort?: number;
  /** Further ports that the extension may use. @default [8080, 10250, 8081] */
  readonly usablePorts?: readonly number[];
  /** Settings of its controllers. @default those of the chart */
  readonly controllers?: ControllersSettings;
  /** Names of controllers that are not started. @default none */
  readonly disableControllers?: readonly string[];
  /** Names of webhooks that are not started. @default none */
  readonly disableWebhooks?: readonly string[];
  /** Whether the resource manager is to ignore the chart's objects. @default false */
  readonly ignoreResources?: boolean;
  /** YAML text that overwrites the image vector. @default none */
  readonly imageVectorOverwrite?: string;
  /** Whether metrics are scraped. @default true */
  readonly enableScraping?: boolean;
  /** Single settings keep their default. @default those of the chart */
  readonly clientConnection?: ClientConnectionSettings;
  /** Storage of the Shoots' etcds. @default that of the chart */
  readonly etcdStorage?: EtcdStorageSettings;
  /** Specification of the load balancers in front of Shoots' API servers. @default `slb.s1.small` */
  readonly backendLoadBalancerSpec?: string;
  /**
   * Whether every Shoot gets the attach-detach controller of CSI. Deprecated upstream: the ControlPlaneConfig of a
   * Shoot says it for that Shoot.
   * @default unset
   */
  readonly enableADController?: boolean;
}

/**
 * A Secret or ConfigMap in `garden` that chart values refer to, with label
 * `gardener.cloud/role: resource-reference`.
 */
export interface ChartResource {
  /** `Secret` or `ConfigMap`. */
  readonly kind: 'Secret' | 'ConfigMap';
  /** Its name. */
  readonly name: string;
}

/** `resources` of a ControllerDeployment or operator Extension, by name. */
export function toChartResources(references: Readonly<Record<string, ChartResource>>): unknown[] {
  return Object.entries(references).map(([name, resource]) => ({
    name,
    resourceRef: isObject(resource)
      ? { apiVersion: 'v1', kind: resource.kind, name: resource.name }
      : resource,
  }));
}
