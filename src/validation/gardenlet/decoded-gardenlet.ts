import type { Metadata, ResourceList, SeedSpec } from '../seed/decoded-seed';

/** What decoding leaves of a Gardenlet, a ManagedSeed and the configuration in them; see decoded-seed.ts. */

/** Durations are texts in Go's notation; one of them was a number of nanoseconds once. */
export type DurationValue = string | number;

export interface ClientConnection {
  readonly burst?: number;
  readonly kubeconfig?: string;
}

export interface GardenClientConnection extends ClientConnection {
  readonly bootstrapKubeconfig?: object;
  readonly kubeconfigSecret?: object;
  readonly kubeconfigValidity?: {
    readonly validity?: DurationValue;
    readonly autoRotationJitterPercentageMin?: number;
    readonly autoRotationJitterPercentageMax?: number;
  };
}

export interface LeaderElection {
  readonly leaderElect?: boolean;
  readonly leaseDuration?: DurationValue;
  readonly renewDeadline?: DurationValue;
  readonly retryPeriod?: DurationValue;
  readonly resourceLock?: string;
  readonly resourceName?: string;
  readonly resourceNamespace?: string;
}

export interface Controller {
  readonly concurrentSyncs?: number;
  readonly syncPeriod?: DurationValue;
}

export interface Controllers {
  readonly backupEntry?: Controller & {
    readonly deletionGracePeriodHours?: number;
    readonly deletionGracePeriodShootPurposes?: readonly string[];
  };
  readonly bastion?: Controller;
  readonly shoot?: Controller & {
    readonly progressReportPeriod?: DurationValue;
    readonly retryDuration?: DurationValue;
    readonly dnsEntryTTLSeconds?: number;
  };
  readonly shootCare?: Controller & {
    readonly staleExtensionHealthChecks?: { readonly enabled?: boolean; readonly threshold?: DurationValue };
    readonly managedResourceProgressingThreshold?: DurationValue;
    readonly conditionThresholds?: readonly { readonly type?: string; readonly duration?: DurationValue }[];
  };
  readonly managedSeed?: Controller & {
    readonly waitSyncPeriod?: DurationValue;
    readonly syncJitterPeriod?: DurationValue;
  };
  readonly networkPolicy?: Controller & { readonly additionalNamespaceSelectors?: readonly unknown[] };
  readonly tokenRequestorWorkloadIdentity?: { readonly tokenExpirationDuration?: DurationValue };
}

export interface Sni {
  readonly ingress?: { readonly serviceExternalIP?: string };
}

export interface GardenletConfiguration {
  readonly gardenClientConnection?: GardenClientConnection;
  readonly seedClientConnection?: ClientConnection;
  readonly shootClientConnection?: ClientConnection;
  readonly controllers?: Controllers;
  readonly resources?: { readonly capacity?: ResourceList; readonly reserved?: ResourceList };
  readonly leaderElection?: LeaderElection;
  readonly logLevel?: string;
  readonly logFormat?: string;
  readonly seedConfig?: { readonly metadata?: Metadata; readonly spec?: SeedSpec };
  readonly sni?: Sni;
  readonly exposureClassHandlers?: readonly {
    readonly name?: string;
    readonly loadBalancerService?: { readonly class?: string };
    readonly sni?: Sni;
  }[];
  readonly nodeToleration?: {
    readonly defaultNotReadyTolerationSeconds?: number;
    readonly defaultUnreachableTolerationSeconds?: number;
  };
}

export interface GardenletImage {
  readonly ref?: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly pullPolicy?: string;
}

export interface GardenletDeployment {
  readonly replicaCount?: number;
  readonly revisionHistoryLimit?: number;
  readonly serviceAccountName?: string;
  readonly image?: GardenletImage;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly resources?: { readonly requests?: ResourceList; readonly limits?: ResourceList };
}

export interface OciRepository {
  readonly ref?: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
}

export interface GardenletSpec {
  readonly deployment?: GardenletDeployment & { readonly helm?: { readonly ociRepository?: OciRepository } };
  readonly config?: unknown;
}

export interface Gardenlet {
  readonly metadata?: Metadata & { readonly namespace?: string };
  readonly spec?: GardenletSpec;
}
