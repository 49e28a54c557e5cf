import { inOrder } from '../garden-object/props';
import { either, instance, list, type Members, part, required } from '../garden-object/shapes';
import type { Target } from '../gardener/target';
import { SecretReference, WorkloadIdentityReference } from '../secrets/credentials-secret';

/** `spec` of a Seed, all of it but `backup`, which `AlicloudSeedBackup` adds. */
export interface SeedSpec {
  readonly provider: SeedProvider;
  readonly networks: SeedNetworks;
  readonly dns: SeedDns;
  readonly ingress: SeedIngress;
  /** @default those of Gardener: everything that is on by default stays on */
  readonly settings?: SeedSettings;
  /** Keys with values; `seed.gardener.cloud/protected` keeps Shoots away. @default none */
  readonly taints?: readonly { readonly key: string; readonly value?: string }[];
  /** @default none */
  readonly volume?: SeedVolume;
  /** Names of access restrictions that the Seed fulfils. @default none */
  readonly accessRestrictions?: readonly { readonly name: string }[];
  /** Extensions of the Seed itself. Since Gardener 1.116. @default none */
  readonly extensions?: readonly SeedExtension[];
  /** Objects in `garden` that extensions refer to; they must exist before the Seed. @default none */
  readonly resources?: readonly SeedResource[];
}

/**
 * What the Seed of a ManagedSeed has beyond its Shoot. Provider, region, zones, networks, ingress and DNS provider
 * are the Shoot's where they are left out, and must be the same where they are given. `dns.internal` is always
 * needed.
 */
export interface ManagedSeedSpec extends Partial<
  Omit<SeedSpec, 'provider' | 'networks' | 'dns' | 'ingress'>
> {
  /** @default the Shoot's provider type, region and zones */
  readonly provider?: Partial<SeedProvider>;
  /** @default the Shoot's networks */
  readonly networks?: Partial<SeedNetworks>;
  /** @default the DNS provider of the Shoot's domain */
  readonly dns?: Partial<SeedDns>;
  /** @default `ingress.` and the Shoot's domain, served by nginx */
  readonly ingress?: Partial<SeedIngress>;
}

/** `spec.provider` of a Seed. */
export interface SeedProvider {
  /** Provider of the machines, e.g. `alicloud`. */
  readonly type: string;
  readonly region: string;
  readonly zones?: readonly string[];
  readonly providerConfig?: Readonly<Record<string, unknown>>;
}

/** Ranges in CIDR notation; they cannot be changed later. */
export interface SeedNetworks {
  readonly pods: string;
  readonly services: string;
  readonly nodes?: string;
  /** Ranges that Shoots get if they name none. */
  readonly shootDefaults?: { readonly pods?: string; readonly services?: string };
  readonly blockCIDRs?: readonly string[];
  /** @default `['IPv4']` */
  readonly ipFamilies?: readonly ('IPv4' | 'IPv6')[];
}

/** `spec.dns` of a Seed. */
export interface SeedDns {
  /** For Alibaba Cloud DNS the type is `alicloud-dns`. A WorkloadIdentity needs Gardener 1.135. */
  readonly provider: {
    readonly type: string;
    readonly credentials: SecretReference | WorkloadIdentityReference;
  };
  /** Needed since Gardener 1.135. */
  readonly internal?: SeedDnsDomain;
  /** Cannot be emptied again. Since Gardener 1.131. */
  readonly defaults?: readonly SeedDnsDomain[];
}

/** A domain, and who manages its records. */
export interface SeedDnsDomain {
  readonly type: string;
  readonly domain: string;
  readonly zone?: string;
  readonly credentials: SecretReference;
}

/** `spec.ingress` of a Seed. */
export interface SeedIngress {
  /** Cannot be changed later. */
  readonly domain: string;
  /** @default `{ kind: 'nginx' }` */
  readonly controller?: {
    readonly kind: 'nginx';
    readonly providerConfig?: Readonly<Record<string, unknown>>;
  };
}

/** `spec.volume` of a Seed. */
export interface SeedVolume {
  /** E.g. `20Gi`. */
  readonly minimumSize?: string;
  readonly providers?: readonly { readonly purpose: string; readonly name: string }[];
}

/** `spec.extensions[]` of a Seed. */
export interface SeedExtension {
  readonly type: string;
  readonly providerConfig?: Readonly<Record<string, unknown>>;
  readonly disabled?: boolean;
}

/** `spec.resources[]` of a Seed: an object by the name that extensions know it by. */
export interface SeedResource {
  readonly name: string;
  readonly resourceRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
}

interface Switch {
  readonly enabled: boolean;
}

/** `spec.settings` of a Seed. */
export interface SeedSettings {
  readonly excessCapacityReservation?: {
    /** @default true */
    readonly enabled?: boolean;
    readonly configs?: readonly {
      readonly resources: Readonly<Record<string, string>>;
      readonly nodeSelector?: Readonly<Record<string, string>>;
      readonly tolerations?: readonly SeedToleration[];
    }[];
  };
  /** @default visible */
  readonly scheduling?: { readonly visible: boolean };
  readonly loadBalancerServices?: SeedLoadBalancerServices;
  readonly verticalPodAutoscaler?: Switch & {
    /** Which gates exist changes with the Gardener version. */
    readonly featureGates?: Readonly<Record<string, boolean>>;
    /** Keys `cpu` and `memory`. */
    readonly maxAllowed?: Readonly<Record<string, string>>;
  };
  readonly dependencyWatchdog?: { readonly weeder?: Switch; readonly prober?: Switch };
  /** Needs two zones or more. @default false */
  readonly topologyAwareRouting?: Switch;
  /** Since Gardener 1.139. */
  readonly zoneSelection?: { readonly mode: 'Prefer' | 'Enforce' };
  /** Since Gardener 1.145. @default false */
  readonly persistentVolumeClaimAutoscaler?: Switch;
}

/** A toleration of the Pods that hold spare capacity. */
export interface SeedToleration {
  readonly key?: string;
  readonly operator?: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
  readonly tolerationSeconds?: number;
}

interface LoadBalancerSettings {
  readonly annotations?: Readonly<Record<string, string>>;
  /** @default `Cluster` */
  readonly externalTrafficPolicy?: 'Cluster' | 'Local';
  readonly proxyProtocol?: { readonly allowed: boolean };
}

/** `spec.settings.loadBalancerServices` of a Seed. */
export interface SeedLoadBalancerServices extends LoadBalancerSettings {
  /** Settings of single zones; needs two zones or more. */
  readonly zones?: readonly (LoadBalancerSettings & { readonly name: string })[];
  /** Since Gardener 1.131. @default enabled */
  readonly zonalIngress?: { readonly enabled?: boolean };
  /** Since Gardener 1.132. */
  readonly class?: string;
}

const secret = instance(SecretReference, "use SecretReference.of('garden', …)");
const domain = part<SeedDnsDomain>({ credentials: required(secret) });
const dnsProvider = part<SeedDns['provider']>({
  credentials: required(
    either(
      secret,
      instance(WorkloadIdentityReference),
      "use SecretReference.of('garden', …) or WorkloadIdentityReference.of('garden', …)",
    ),
  ),
});
const dnsMembers: Partial<Members<Partial<SeedDns>>> = { internal: domain, defaults: list(domain) };
/** Of a Seed the parts that are looked into; the validator judges the others. */
export const seedShape = part<SeedSpec>({
  dns: required(part<SeedDns>({ ...dnsMembers, provider: required(dnsProvider) })),
  ingress: required(part<SeedIngress>({})),
});

/** The same where the Shoot tells what is left out. */
export const managedSeedShape = part<ManagedSeedSpec>({
  provider: part({}),
  dns: part<Partial<SeedDns>>({ ...dnsMembers, provider: dnsProvider }),
  ingress: part<Partial<SeedIngress>>({}),
});

const specFields = [
  'provider',
  'networks',
  'dns',
  'ingress',
  'backup',
  'settings',
  'taints',
  'volume',
  'accessRestrictions',
  'extensions',
  'resources',
];

/** `spec` of a Seed with its backup, in the shape of the target version. Unknown fields stay, to be refused. */
export function toSeedSpec(seed: ManagedSeedSpec, backup: object, target: Target): Record<string, unknown> {
  const { dns, ingress, ...rest } = seed;
  return inOrder(specFields, {
    ...rest,
    backup,
    dns: dns === undefined ? undefined : toDns(dns, target),
    ingress:
      ingress === undefined ? undefined : { ...ingress, controller: ingress.controller ?? { kind: 'nginx' } },
  });
}

function toDns({ provider, internal, defaults, ...rest }: Partial<SeedDns>, target: Target): unknown {
  return {
    ...(provider === undefined ? {} : { provider: toDnsProvider(provider, target) }),
    ...(internal === undefined ? {} : { internal: toDomain(internal) }),
    ...(defaults === undefined || defaults.length === 0
      ? {}
      : { defaults: defaults.map((domain) => toDomain(domain)) }),
    ...rest,
  };
}

/** The DNS provider moved to credentialsRef with Gardener 1.135, its domains were born with it. */
function toDnsProvider({ credentials, ...type }: SeedDns['provider'], target: Target): unknown {
  return target.gardener >= 135 || credentials instanceof WorkloadIdentityReference
    ? { ...type, credentialsRef: credentials.toCredentialsRef() }
    : { ...type, secretRef: credentials.toSecretRef() };
}

function toDomain({ credentials, ...domain }: SeedDnsDomain): unknown {
  return { ...domain, credentialsRef: credentials.toCredentialsRef() };
}
