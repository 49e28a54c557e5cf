import type { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import { isQualifiedName } from '../../gardener/names';
import { validateAnnotations, validateTolerations } from '../kubernetes/labels';
import type {
  LoadBalancerServices,
  LoadBalancerZone,
  SeedScope,
  SeedSettings,
  SeedSpec,
} from './decoded-seed';
import { validateResourceQuantity } from './errors';
import { seedRuleTable as rules } from './table';

const trafficPolicies = ['Cluster', 'Local'];
const zoneSelectionModes = ['Prefer', 'Enforce'];
const vpaResources = ['cpu', 'memory'];

/** `spec.settings`: each is optional, and judged when it is there. */
export function validateSettings({ settings, provider }: SeedSpec, scope: SeedScope): void {
  if (settings === undefined) return;
  const path = scope.path.child('settings');
  const zones = provider?.zones ?? [];
  validateExcessCapacity(settings, path, scope);
  if (settings.loadBalancerServices !== undefined) {
    validateLoadBalancers(settings.loadBalancerServices, zones, path.child('loadBalancerServices'), scope);
  }
  validateVpa(settings, path.child('verticalPodAutoscaler'), scope);
  validateZoneSelection(settings, zones, path.child('zoneSelection'), scope);
  if (settings.topologyAwareRouting?.enabled === true && zones.length < 2) {
    scope.issues.report(
      rules['seed-topology-routing-one-zone'],
      path.child('topologyAwareRouting', 'enabled'),
      `is true, but the seed has ${countZones(zones)}`,
      { hint: 'list at least two provider.zones, or switch it off' },
    );
  }
}

function validateExcessCapacity(
  { excessCapacityReservation }: SeedSettings,
  path: FieldPath,
  scope: SeedScope,
): void {
  for (const [index, config] of (excessCapacityReservation?.configs ?? []).entries()) {
    const configPath = path.child('excessCapacityReservation', 'configs').index(index);
    const resources = Object.entries(config.resources ?? {});
    if (resources.length === 0) {
      scope.issues.report(rules['seed-reserve-empty'], configPath.child('resources'), 'is empty', {
        hint: 'say what to reserve, e.g. cpu: "2" and memory: 6Gi, or remove the entry',
      });
    }
    for (const [resource, value] of resources) {
      validateResourceQuantity(resource, value, configPath.child('resources', resource), scope);
    }
    validateTolerations(config.tolerations ?? [], configPath.child('tolerations'), scope.issues);
  }
}

function validateLoadBalancers(
  services: LoadBalancerServices,
  zones: readonly string[],
  path: FieldPath,
  scope: SeedScope,
): void {
  const { issues } = scope;
  validateLoadBalancer(services, path, scope);
  if (services.class !== undefined && !isQualifiedName(services.class)) {
    issues.report(
      rules['seed-load-balancer-class-invalid'],
      path.child('class'),
      `${quote(services.class)} is no qualified name`,
      { hint: 'write it as name or domain/name, e.g. example.com/slb' },
    );
  }
  const zonal = services.zones ?? [];
  const zonesPath = path.child('zones');
  if (zonal.length > 0 && zones.length < 2) {
    issues.report(
      rules['seed-load-balancer-zones-too-few'],
      zonesPath,
      `are given, but the seed has ${countZones(zones)}`,
      { hint: 'list at least two provider.zones, or remove the settings by zone' },
    );
  }
  const seen = new Set<string>();
  for (const [index, zone] of zonal.entries()) {
    const zonePath = zonesPath.index(index);
    const name = zone.name ?? '';
    if (!zones.includes(name)) {
      issues.report(
        rules['seed-load-balancer-zone-unknown'],
        zonePath.child('name'),
        `${quote(name)} is none of the seed's zones`,
        {
          hint:
            zones.length === 0
              ? 'list provider.zones'
              : `use one of ${zones.map((zone) => quote(zone)).join(', ')}`,
        },
      );
    }
    if (seen.has(name)) {
      issues.report(
        rules['seed-load-balancer-zone-duplicate'],
        zonePath.child('name'),
        `${quote(name)} has settings already`,
        { hint: 'give each zone once' },
      );
    }
    seen.add(name);
    validateLoadBalancer(zone, zonePath, scope);
  }
}

function validateLoadBalancer(settings: LoadBalancerZone, path: FieldPath, { issues }: SeedScope): void {
  validateAnnotations(settings.annotations ?? {}, path.child('annotations'), issues);
  const policy = settings.externalTrafficPolicy;
  if (policy === undefined || trafficPolicies.includes(policy)) return;
  issues.report(
    rules['seed-load-balancer-policy-unknown'],
    path.child('externalTrafficPolicy'),
    `${quote(policy)} is no traffic policy`,
    { hint: `write ${trafficPolicies.join(' or ')}` },
  );
}

function validateVpa({ verticalPodAutoscaler }: SeedSettings, path: FieldPath, scope: SeedScope): void {
  for (const [resource, value] of Object.entries(verticalPodAutoscaler?.maxAllowed ?? {})) {
    const resourcePath = path.child('maxAllowed', resource);
    if (!vpaResources.includes(resource)) {
      scope.issues.report(
        rules['seed-vpa-resource-unknown'],
        resourcePath,
        `${quote(resource)} is nothing that the autoscaler limits`,
        { hint: `limit ${vpaResources.join(' or ')}` },
      );
    }
    validateResourceQuantity(resource, value, resourcePath, scope);
  }
  const known = vpaFeatureGates(scope.target.gardener);
  for (const gate of Object.keys(verticalPodAutoscaler?.featureGates ?? {})) {
    if (known.includes(gate)) continue;
    scope.issues.report(
      rules['seed-vpa-gate-unknown'],
      path.child('featureGates', gate),
      `Gardener 1.${scope.target.gardener} does not know the feature gate ${gate}`,
      { hint: known.length === 0 ? 'remove it' : `use one of ${known.join(', ')}` },
    );
  }
}

function validateZoneSelection(
  { zoneSelection }: SeedSettings,
  zones: readonly string[],
  path: FieldPath,
  { issues }: SeedScope,
): void {
  if (zoneSelection === undefined) return;
  if (zones.length === 0) {
    issues.report(rules['seed-zone-selection-without-zones'], path, 'is given, but the seed has no zones', {
      hint: 'list provider.zones, or remove zoneSelection',
    });
  }
  const mode = zoneSelection.mode ?? '';
  if (zoneSelectionModes.includes(mode)) return;
  issues.report(
    rules['seed-zone-selection-mode'],
    path.child('mode'),
    mode === '' ? 'is missing' : `${quote(mode)} is no mode`,
    { hint: `write ${zoneSelectionModes.join(' or ')}` },
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
