import { listed } from '../../gardener/closest';
import { quote } from '../../gardener/json';
import { isQualifiedName } from '../../gardener/names';
import { parseQuantity, roundedQuantity } from '../../gardener/quantity';
import type { Check } from '../../issues/check';
import { validateAnnotations, validateTolerations } from '../kubernetes/labels';
import type { SeedHolder, SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

// Follows validateSeedSettings in pkg/api/core/validation/seed.go of gardener/gardener.

type SeedSettings = NonNullable<SeedSpec['settings']>;
type LoadBalancerServices = NonNullable<SeedSettings['loadBalancerServices']>;
type LoadBalancerZone = NonNullable<LoadBalancerServices['zones']>[number];

/** Undefined where nobody here knows them: those of a ManagedSeed are its Shoot's unless it names some. */
type Zones = readonly string[] | undefined;

const trafficPolicies = ['Cluster', 'Local'];
const zoneSelectionModes = ['Prefer', 'Enforce'];
const vpaResources = ['cpu', 'memory'];

/** `spec.settings`: each is optional, and judged when it is there. */
export function validateSettings({ settings, provider }: SeedSpec, check: Check, holder: SeedHolder): void {
  if (settings === undefined) return;
  const atSettings = check.at('settings');
  const { excessCapacityReservation, loadBalancerServices, topologyAwareRouting } = settings;
  const given = provider?.zones ?? [];
  const zones = given.length === 0 && holder === 'ManagedSeed' ? undefined : given;
  validateExcessCapacity(
    excessCapacityReservation?.configs ?? [],
    atSettings.at('excessCapacityReservation', 'configs'),
  );
  if (loadBalancerServices !== undefined) {
    validateLoadBalancers(loadBalancerServices, zones, atSettings.at('loadBalancerServices'));
  }
  validateVpa(settings, atSettings.at('verticalPodAutoscaler'));
  validateZoneSelection(settings, zones, atSettings.at('zoneSelection'));
  if (topologyAwareRouting?.enabled === true && zones !== undefined && zones.length < 2) {
    atSettings
      .at('topologyAwareRouting', 'enabled')
      .report(
        rules['seed-topology-routing-one-zone'],
        `is true, but the seed has ${countZones(zones)}`,
        'list at least two provider.zones, or switch it off',
      );
  }
}

type ExcessCapacity = NonNullable<NonNullable<SeedSettings['excessCapacityReservation']>['configs']>;

function validateExcessCapacity(configs: ExcessCapacity, check: Check): void {
  for (const [index, config] of configs.entries()) {
    const atConfig = check.at(index);
    const resources = Object.entries(config.resources ?? {});
    if (resources.length === 0) {
      atConfig
        .at('resources')
        .report(
          rules['seed-reserve-empty'],
          'is empty',
          'say what to reserve, e.g. cpu: "2" and memory: 6Gi, or remove the entry',
        );
    }
    for (const [resource, value] of resources) {
      validateResourceQuantity(resource, value, atConfig.at('resources', resource));
    }
    validateTolerations(config.tolerations ?? [], atConfig.at('tolerations'));
  }
}

function validateLoadBalancers(services: LoadBalancerServices, zones: Zones, check: Check): void {
  validateLoadBalancer(services, check);
  if (services.class !== undefined && !isQualifiedName(services.class)) {
    check
      .at('class')
      .report(
        rules['seed-load-balancer-class-invalid'],
        `${quote(services.class)} is no qualified name`,
        'write it as name or domain/name, e.g. example.com/slb',
      );
  }
  const zonal = services.zones ?? [];
  const atZones = check.at('zones');
  if (zonal.length > 0 && zones !== undefined && zones.length < 2) {
    atZones.report(
      rules['seed-load-balancer-zones-too-few'],
      `are given, but the seed has ${countZones(zones)}`,
      'list at least two provider.zones, or remove the settings by zone',
    );
  }
  const known = zones === undefined ? undefined : new Set(zones);
  const remedy =
    zones === undefined || zones.length === 0
      ? 'list provider.zones'
      : `use one of ${listed(zones.map((zone) => quote(zone)))}`;
  const seen = new Set<string>();
  for (const [index, zone] of zonal.entries()) {
    const atZone = atZones.at(index);
    const name = zone.name ?? '';
    if (known?.has(name) === false) {
      atZone
        .at('name')
        .report(
          rules['seed-load-balancer-zone-unknown'],
          `${quote(name)} is none of the seed's zones`,
          remedy,
        );
    }
    if (seen.has(name)) {
      atZone
        .at('name')
        .report(
          rules['seed-load-balancer-zone-duplicate'],
          `${quote(name)} has settings already`,
          'give each zone once',
        );
    }
    seen.add(name);
    validateLoadBalancer(zone, atZone);
  }
}

function validateLoadBalancer(settings: LoadBalancerZone, check: Check): void {
  validateAnnotations(settings.annotations ?? {}, check.at('annotations'));
  const policy = settings.externalTrafficPolicy;
  if (policy === undefined || trafficPolicies.includes(policy)) return;
  check
    .at('externalTrafficPolicy')
    .report(
      rules['seed-load-balancer-policy-unknown'],
      `${quote(policy)} is no traffic policy`,
      `write ${trafficPolicies.join(' or ')}`,
    );
}

function validateVpa({ verticalPodAutoscaler }: SeedSettings, check: Check): void {
  for (const [resource, value] of Object.entries(verticalPodAutoscaler?.maxAllowed ?? {})) {
    const atResource = check.at('maxAllowed', resource);
    if (!vpaResources.includes(resource)) {
      atResource.report(
        rules['seed-vpa-resource-unknown'],
        `${quote(resource)} is nothing that the autoscaler limits`,
        `limit ${vpaResources.join(' or ')}`,
      );
    }
    validateResourceQuantity(resource, value, atResource);
  }
  const known = vpaFeatureGates(check.target.gardener);
  for (const gate of Object.keys(verticalPodAutoscaler?.featureGates ?? {})) {
    if (known.includes(gate)) continue;
    check
      .at('featureGates', gate)
      .report(
        rules['seed-vpa-gate-unknown'],
        `Gardener 1.${check.target.gardener} does not know the feature gate ${gate}`,
        known.length === 0 ? 'remove it' : `use one of ${known.join(', ')}`,
      );
  }
}

function validateZoneSelection({ zoneSelection }: SeedSettings, zones: Zones, check: Check): void {
  if (zoneSelection === undefined) return;
  if (zones?.length === 0) {
    check.report(
      rules['seed-zone-selection-without-zones'],
      'is given, but the seed has no zones',
      'list provider.zones, or remove zoneSelection',
    );
  }
  const mode = zoneSelection.mode ?? '';
  if (zoneSelectionModes.includes(mode)) return;
  check
    .at('mode')
    .report(
      rules['seed-zone-selection-mode'],
      mode === '' ? 'is missing' : `${quote(mode)} is no mode`,
      `write ${zoneSelectionModes.join(' or ')}`,
    );
}

function countZones(zones: readonly string[]): string {
  if (zones.length === 0) return 'no zones';
  return zones.length === 1 ? 'one zone' : `${zones.length} zones`;
}

/** Gates of the Vertical Pod Autoscaler that a Seed may set, with the minors of Gardener that take them. */
const gates: readonly { readonly name: string; readonly since: number; readonly removed?: number }[] = [
  { name: 'InPlaceOrRecreate', since: 124, removed: 145 },
  { name: 'PerVPAConfig', since: 140 },
  { name: 'InPlace', since: 145 },
  { name: 'CPUStartupBoost', since: 145 },
];

function vpaFeatureGates(gardener: number): readonly string[] {
  return gates
    .filter(({ since, removed }) => gardener >= since && (removed === undefined || gardener < removed))
    .map(({ name }) => name);
}

/** The minor that refuses a gate which this one takes, if there is one. */
export function vpaGateRemovedIn(name: string, gardener: number): number | undefined {
  return gates.find((gate) => gate.name === name && gardener >= gate.since && gardener < (gate.removed ?? 0))
    ?.removed;
}

/** Kubernetes counts these; of all others there may be fractions. */
const countedResources = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

/** A resource of a pod is not negative, and whole if it is one that is counted. */
export function validateResourceQuantity(resource: string, value: string | number, check: Check): void {
  const quantity = parseQuantity(value);
  if (quantity === undefined) return; // Decoding has said so.
  if (quantity.isNegative) {
    check.report(rules['seed-quantity-negative'], `${quantity.canonical} is negative`, 'give zero or more');
  }
  if (isCounted(resource) && roundedQuantity(quantity, -3) % 1000n !== 0n) {
    check.report(
      rules['seed-quantity-fraction'],
      `${quantity.canonical} is no whole number`,
      `${resource} are counted: give a whole number`,
    );
  }
}

/** Extended resources (`example.com/gpu`) are counted, too. */
function isCounted(resource: string): boolean {
  if (countedResources.has(resource)) return true;
  if (!resource.includes('/') || resource.includes('kubernetes.io/') || resource.startsWith('requests.'))
    return false;
  return isQualifiedName(`requests.${resource}`);
}
