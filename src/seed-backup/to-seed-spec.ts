import { canonicalQuantity, inOrder } from '../garden-app/canonical';
import { SecretReference } from '../secrets/secret-reference';
import type { Target } from '../validation/target';
import type { SeedDnsDomain, SeedLoadBalancerServices, SeedSettings, SeedSpec } from './seed-spec';

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
export function toSeedSpec(seed: Partial<SeedSpec>, backup: object, target: Target): Record<string, unknown> {
  const { dns, ingress, settings, volume, ...rest } = seed;
  return inOrder(specFields, {
    ...rest,
    backup,
    dns: dns === undefined ? undefined : toDns(dns, target),
    ingress:
      ingress === undefined ? undefined : { ...ingress, controller: ingress.controller ?? { kind: 'nginx' } },
    settings: settings === undefined ? undefined : toSettings(settings),
    volume:
      volume?.minimumSize === undefined
        ? volume
        : { ...volume, minimumSize: canonicalQuantity(volume.minimumSize) },
  });
}

function toDns({ provider, internal, defaults, ...rest }: SeedSpec['dns'], target: Target): unknown {
  const { credentials, ...type } = provider;
  // The DNS provider moved to credentialsRef with Gardener 1.135, its domains were born with it.
  const reference =
    target.gardener >= 135 ? credentialsRef(credentials) : { secretRef: credentials.toSecretRef() };
  return {
    provider: { ...type, ...reference },
    ...(internal === undefined ? {} : { internal: toDomain(internal) }),
    ...(defaults === undefined || defaults.length === 0
      ? {}
      : { defaults: defaults.map((domain) => toDomain(domain)) }),
    ...rest,
  };
}

function toDomain({ credentials, ...domain }: SeedDnsDomain): unknown {
  return { ...domain, ...credentialsRef(credentials) };
}

function credentialsRef(credentials: unknown): object {
  return credentials instanceof SecretReference
    ? { credentialsRef: credentials.toCredentialsRef() }
    : { credentials };
}

function toSettings(settings: SeedSettings): unknown {
  const {
    excessCapacityReservation: reservation,
    verticalPodAutoscaler: autoscaler,
    loadBalancerServices,
  } = settings;
  return {
    ...settings,
    ...(reservation?.configs === undefined
      ? {}
      : {
          excessCapacityReservation: {
            ...reservation,
            configs: reservation.configs.map((config) => ({
              ...config,
              resources: quantities(config.resources),
            })),
          },
        }),
    ...(autoscaler?.maxAllowed === undefined
      ? {}
      : { verticalPodAutoscaler: { ...autoscaler, maxAllowed: quantities(autoscaler.maxAllowed) } }),
    ...(loadBalancerServices === undefined
      ? {}
      : { loadBalancerServices: toLoadBalancers(loadBalancerServices) }),
  };
}

function toLoadBalancers(services: SeedLoadBalancerServices): unknown {
  return services.zones?.length === 0 ? { ...services, zones: undefined } : services;
}

function quantities(resources: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(resources).map(([name, value]) => [name, canonicalQuantity(value)]),
  );
}
