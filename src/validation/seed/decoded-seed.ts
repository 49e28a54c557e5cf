import type { FieldPath } from '../../gardener/field-path';
import type { Target } from '../../gardener/target';
import type { IssueCollector } from '../../issues/check';

/**
 * What strict decoding leaves of a Seed: known fields of the right type, no nulls. Every field may be missing,
 * as the API server takes what is missing for the empty value and only the rules decide.
 */

/** `corev1.ObjectReference`, as far as credentials need it. */
export interface ObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

export interface SecretReference {
  readonly name?: string;
  readonly namespace?: string;
}

/** Quantities may be written as numbers. */
export type QuantityValue = string | number;
export type ResourceList = Readonly<Record<string, QuantityValue>>;

export interface Metadata {
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface SeedBackup {
  readonly provider?: string;
  readonly region?: string;
  readonly providerConfig?: unknown;
  readonly credentialsRef?: ObjectReference;
  /** Gone since v1.123. */
  readonly secretRef?: SecretReference;
}

export interface SeedDnsProvider {
  readonly type?: string;
  readonly credentialsRef?: ObjectReference;
  /** Gone since v1.139. */
  readonly secretRef?: SecretReference;
}

export interface SeedDomain {
  readonly type?: string;
  readonly domain?: string;
  readonly zone?: string;
  readonly credentialsRef?: ObjectReference;
}

interface SeedDns {
  readonly provider?: SeedDnsProvider;
  readonly internal?: SeedDomain;
  readonly defaults?: readonly SeedDomain[];
}

export interface SeedNetworks {
  readonly nodes?: string;
  readonly pods?: string;
  readonly services?: string;
  readonly shootDefaults?: { readonly pods?: string; readonly services?: string };
  readonly ipFamilies?: readonly string[];
}

interface ExcessCapacity {
  readonly resources?: ResourceList;
  readonly tolerations?: readonly unknown[];
}

export interface LoadBalancerZone {
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly externalTrafficPolicy?: string;
}

export interface LoadBalancerServices extends LoadBalancerZone {
  readonly class?: string;
  readonly zones?: readonly LoadBalancerZone[];
}

interface Switch {
  readonly enabled?: boolean;
}

export interface SeedSettings {
  readonly excessCapacityReservation?: Switch & { readonly configs?: readonly ExcessCapacity[] };
  readonly scheduling?: { readonly visible?: boolean };
  readonly loadBalancerServices?: LoadBalancerServices;
  readonly verticalPodAutoscaler?: Switch & {
    readonly featureGates?: Readonly<Record<string, boolean>>;
    readonly maxAllowed?: ResourceList;
  };
  readonly dependencyWatchdog?: { readonly weeder?: Switch; readonly prober?: Switch };
  readonly topologyAwareRouting?: Switch;
  readonly zoneSelection?: { readonly mode?: string };
}

interface SeedTaint {
  readonly key?: string;
  readonly value?: string;
}

interface SeedVolume {
  readonly minimumSize?: QuantityValue;
  readonly providers?: readonly { readonly purpose?: string; readonly name?: string }[];
}

export interface NamedResource {
  readonly name?: string;
  readonly resourceRef?: ObjectReference;
}

export interface SeedSpec {
  readonly provider?: {
    readonly type?: string;
    readonly region?: string;
    readonly zones?: readonly string[];
  };
  readonly backup?: SeedBackup;
  readonly dns?: SeedDns;
  readonly networks?: SeedNetworks;
  readonly ingress?: { readonly domain?: string; readonly controller?: { readonly kind?: string } };
  readonly settings?: SeedSettings;
  readonly taints?: readonly SeedTaint[];
  readonly volume?: SeedVolume;
  readonly extensions?: readonly { readonly type?: string }[];
  readonly resources?: readonly NamedResource[];
}

export interface Seed {
  readonly metadata?: Metadata;
  readonly spec?: SeedSpec;
}

/** Where a Seed's spec stands, and against what it is judged. */
export interface SeedScope {
  readonly issues: IssueCollector;
  readonly target: Target;
  /** Path of the spec, e.g. `spec` or `spec.config.seedConfig.spec`. */
  readonly path: FieldPath;
  /** In a Gardenlet's or ManagedSeed's configuration several parts need not be given. */
  readonly inTemplate: boolean;
}
