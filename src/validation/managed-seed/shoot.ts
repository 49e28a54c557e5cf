import { listed } from '../../gardener/closest';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import type { Check } from '../../issues/check';
import { type Finding } from '../../issues/check';
import { decode } from '../../schema/decode';
import { managedSeedRules } from './errors';
import { managedSeedRuleTable as rules } from './table';

// A ManagedSeed together with its Shoot. Follows plugin/pkg/managedseed/validator/admission.go of
// gardener/gardener, which compares what is given with the Shoot, and takes the rest from it.

const schema = 'seedmanagement.gardener.cloud/v1alpha1/ManagedSeed';
const specPath = ['spec', 'gardenlet', 'config', 'seedConfig', 'spec'] as const;

/**
 * What the API server says of a ManagedSeed when it looks its Shoot up, beyond what it says of the ManagedSeed
 * alone. `check` is at the ManagedSeed.
 * @param shoot as far as it is known
 */
export function admitManagedSeed(manifest: JsonObject, shoot: JsonObject | undefined, check: Check): void {
  const seedConfig = valueAt(manifest, 'spec', 'gardenlet', 'config', 'seedConfig');
  if (!isObject(seedConfig)) {
    check
      .at('spec', 'gardenlet', 'config', 'seedConfig')
      .report(
        rules['managed-seed-without-seed'],
        'is missing, and the API server does not take a ManagedSeed without it',
        'write seedConfig with dns.internal at least; what else is missing is taken from the Shoot',
      );
    return;
  }
  if (shoot === undefined) return;
  admitShoot(asObject(shoot['spec']), check.at('spec', 'shoot', 'name'));
  const spec = asObject(seedConfig['spec']);
  const facts = factsOf(asObject(shoot['spec']));
  compareWithShoot(spec, facts, check.at(...specPath));
  const filled = withSpec(manifest, fill(spec, facts));
  const alone = new Set(findingsOf(manifest, check).map(toKey));
  for (const finding of findingsOf(filled, check)) {
    if (!alone.has(toKey(finding))) check.findings.push(finding);
  }
}

/** What a Shoot must be like, or not, to become a seed. */
function admitShoot(shoot: JsonObject, check: Check): void {
  const report = (message: string, hint: string): void =>
    check.report(rules['managed-seed-shoot-unfit'], message, hint);
  if (valueAt(shoot, 'addons', 'nginxIngress', 'enabled') === true) {
    report(
      'is a Shoot with the ingress addon, which no seed may have',
      'switch spec.addons.nginxIngress off in the Shoot; the seed has an ingress of its own',
    );
  }
  if (valueAt(shoot, 'kubernetes', 'verticalPodAutoscaler', 'enabled') !== true) {
    report(
      'is a Shoot without the Vertical Pod Autoscaler, which every seed needs',
      'set spec.kubernetes.verticalPodAutoscaler.enabled: true in the Shoot',
    );
  }
  if (asList(valueAt(shoot, 'provider', 'workers')).length === 0) {
    report('is a Shoot without workers', 'give the Shoot a pool of workers');
  }
}

/** What a Seed has from its Shoot; empty where the Shoot leaves it to somebody else. */
interface ShootFacts {
  readonly type: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly nodes: string;
  readonly pods: string;
  readonly services: string;
  readonly ingressDomain: string;
}

function factsOf(shoot: JsonObject): ShootFacts {
  const zones = asList(valueAt(shoot, 'provider', 'workers')).flatMap((worker) =>
    asList(valueAt(worker, 'zones')).map((zone) => asText(zone)),
  );
  // Without a domain the API server makes one of the default domains.
  const domain = asText(valueAt(shoot, 'dns', 'domain'));
  return {
    type: asText(valueAt(shoot, 'provider', 'type')),
    region: asText(shoot['region']),
    zones: [...new Set(zones)].sort(),
    nodes: asText(valueAt(shoot, 'networking', 'nodes')),
    pods: asText(valueAt(shoot, 'networking', 'pods')),
    services: asText(valueAt(shoot, 'networking', 'services')),
    ingressDomain: domain === '' ? '' : `ingress.${domain}`,
  };
}

function compareWithShoot(spec: JsonObject, facts: ShootFacts, check: Check): void {
  const { type, region, zones, nodes, pods, services, ingressDomain } = facts;
  const fields: readonly (readonly [string, string, string])[] = [
    ['provider', 'type', type],
    ['provider', 'region', region],
    ['networks', 'nodes', nodes],
    ['networks', 'pods', pods],
    ['networks', 'services', services],
    ['ingress', 'domain', ingressDomain],
  ];
  for (const [part, field, wanted] of fields) {
    const given = asText(valueAt(spec, part, field));
    if (given === '' || wanted === '' || given === wanted) continue;
    check
      .at(part, field)
      .report(
        rules['managed-seed-shoot-differs'],
        `is ${given}, but of the Shoot it is ${wanted}`,
        `remove it, or write ${wanted}`,
      );
  }
  const known = new Set(zones);
  const foreign = asList(valueAt(spec, 'provider', 'zones'))
    .map((zone) => asText(zone))
    .filter((zone) => !known.has(zone));
  if (foreign.length === 0 || zones.length === 0) return;
  check
    .at('provider', 'zones')
    .report(
      rules['managed-seed-shoot-differs'],
      `${listed(foreign)} ${foreign.length === 1 ? 'is none' : 'are none'} of the Shoot's zones`,
      `use some of ${listed(zones)}, or leave them out`,
    );
}

/** The Seed's spec with what it has from the Shoot. */
function fill(spec: JsonObject, facts: ShootFacts): JsonObject {
  const { type, region, zones, nodes, pods, services, ingressDomain } = facts;
  const backup = spec['backup'];
  return {
    ...spec,
    provider: withDefaults(spec['provider'], { type, region, zones }),
    networks: withDefaults(spec['networks'], { nodes, pods, services }),
    ...(isObject(backup) ? { backup: withDefaults(backup, { provider: type }) } : {}),
    ...(isObject(spec['ingress'])
      ? { ingress: withDefaults(spec['ingress'], { domain: ingressDomain }) }
      : {}),
  };
}

function withDefaults(given: unknown, defaults: JsonObject): JsonObject {
  const filled: Record<string, unknown> = { ...asObject(given) };
  for (const [field, value] of Object.entries(defaults)) {
    if (!isEmpty(value) && isEmpty(valueAt(given, field))) filled[field] = value;
  }
  return filled;
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function withSpec(manifest: JsonObject, spec: JsonObject): JsonObject {
  const replace = (object: JsonObject, [name, ...rest]: readonly string[]): JsonObject =>
    name === undefined ? spec : { ...object, [name]: replace(asObject(object[name]), rest) };
  return replace(manifest, specPath);
}

/** What the rules say of a ManagedSeed by itself. */
function findingsOf(manifest: JsonObject, check: Check): readonly Finding[] {
  const aside = check.aside();
  const decoded = decode(schema, manifest, aside);
  if (decoded === undefined) return [];
  const context = { check: aside };
  managedSeedRules.validate(decoded, context);
  managedSeedRules.warn?.(decoded, context);
  return aside.findings;
}

function toKey({ rule, field }: Finding): string {
  return `${rule} ${field}`;
}
