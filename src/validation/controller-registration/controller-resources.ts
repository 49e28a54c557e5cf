import { asList, asObject, asText, type JsonObject } from '../../gardener/json';
import type { Target } from '../../gardener/target';
import type { Check } from '../../issues/check';
import { controllerRegistrationRuleTable as rules } from './table';

const kindsSinceEver = [
  'BackupBucket',
  'BackupEntry',
  'Bastion',
  'ContainerRuntime',
  'ControlPlane',
  'DNSRecord',
  'Extension',
  'Infrastructure',
  'Network',
  'OperatingSystemConfig',
  'Worker',
];

/** Kinds that a controller can serve in the target Gardener. */
function extensionKinds(target: Target): readonly string[] {
  return target.gardener < 138 ? kindsSinceEver : [...kindsSinceEver, 'SelfHostedShootExposure'].sort();
}

export interface ControllerResourceOptions {
  /** Types of clusters that autoEnable and clusterCompatibility may name. */
  readonly clusterTypes: readonly string[];
  /** What clusterCompatibility is for a resource of kind Extension that does not write it. */
  readonly defaultCompatibility: (resource: JsonObject) => readonly string[];
}

const extensionOnly = [
  'globallyEnabled',
  'autoEnable',
  'clusterCompatibility',
  'reconcileTimeout',
  'lifecycle',
];
const moments = ['AfterKubeAPIServer', 'BeforeKubeAPIServer'];

/** Rules on served resources, the same for ControllerRegistration and operator Extension. */
export function validateControllerResources(
  resources: readonly unknown[],
  options: ControllerResourceOptions,
  check: Check,
): void {
  const latestType = new Map<string, string>();
  const seen = new Set<string>();
  resources.forEach((item, index) => {
    const resource = asObject(item);
    const at = check.at(index);
    const kind = asText(resource['kind']);
    const type = asText(resource['type']);
    validateKindAndType(kind, type, at);

    const pair = resourceId(resource);
    if (latestType.get(kind) === type) {
      const message = `kind ${kind} and type ${JSON.stringify(type)} are listed above already`;
      at.report(rules['controller-resource-repeated'], message, 'list each pair once');
    } else if (seen.has(pair)) {
      const message = `kind ${kind} and type ${JSON.stringify(type)} are listed further above, too`;
      at.report(rules['controller-resource-repeated-apart'], message, 'list each pair once');
    }
    latestType.set(kind, type);
    seen.add(pair);
    validateByKind(resource, kind, options, at);
  });
}

/** One name for a kind and a type. */
export function resourceId(resource: JsonObject): string {
  return `${asText(resource['kind'])}/${asText(resource['type'])}`;
}

/** primary is true unless it is written. */
export function isPrimary(resource: unknown): boolean {
  return asObject(resource)['primary'] !== false;
}

/** Update rule: primary of a kind and type stays; the last of several stored entries counts. */
export function validateControllerResourcesUpdate(
  resources: readonly unknown[],
  previous: readonly unknown[],
  check: Check,
): void {
  const stored = new Map(previous.map((item) => [resourceId(asObject(item)), isPrimary(item)]));
  resources.forEach((item, index) => {
    const was = stored.get(resourceId(asObject(item)));
    if (was === undefined || was === isPrimary(item)) return;
    check
      .at(index)
      .at('primary')
      .report(
        rules['controller-resource-primary-immutable'],
        `primary was ${String(was)} and becomes ${String(!was)}`,
        was ? 'leave it out, or write true' : 'write primary: false',
      );
  });
}

function validateKindAndType(kind: string, type: string, at: Check): void {
  const { target } = at;
  const kinds = extensionKinds(target);
  const hint = `use one of ${kinds.join(', ')}`;
  if (kind === '') {
    at.at('kind').report(rules['controller-resource-kind-missing'], 'the kind is missing', hint);
  }
  if (!kinds.includes(kind)) {
    at.at('kind').report(
      rules['controller-resource-kind'],
      `${JSON.stringify(kind)} is no kind of an extension in Gardener 1.${target.gardener}`,
      hint,
    );
  }
  if (type === '') {
    at.at('type').report(
      rules['controller-resource-type-missing'],
      'the type is missing',
      'write the type that the controller serves, e.g. alicloud',
    );
  }
}

function validateByKind(
  resource: JsonObject,
  kind: string,
  options: ControllerResourceOptions,
  at: Check,
): void {
  if (kind !== 'SelfHostedShootExposure' && resource['continuousEndpointUpdate'] !== undefined) {
    at.at('continuousEndpointUpdate').report(
      rules['controller-resource-endpoint-update'],
      `continuousEndpointUpdate stands on kind ${JSON.stringify(kind)}`,
      'leave it out; it is for kind SelfHostedShootExposure',
    );
  }
  if (kind === 'Extension') {
    validateClusterTypes(resource, options, at);
    validateLifecycle(asObject(resource['lifecycle']), at.at('lifecycle'));
    return;
  }
  for (const field of extensionOnly) {
    const value = resource[field];
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    at.at(field).report(
      rules['controller-resource-extension-only'],
      `${field} stands on kind ${JSON.stringify(kind)}`,
      'leave it out; it is for kind Extension',
    );
  }
}

/** A null in a list is the empty text to the API server. */
function texts(value: unknown): string[] {
  return asList(value).map(asText);
}

/** What a resource of kind Extension can be enabled for, its default included. */
export function compatibilityOf(resource: JsonObject, options: ControllerResourceOptions): readonly string[] {
  const written = texts(resource['clusterCompatibility']);
  return written.length > 0 ? written : options.defaultCompatibility(resource);
}

function validateClusterTypes(resource: JsonObject, options: ControllerResourceOptions, at: Check): void {
  const compatible = compatibilityOf(resource, options);
  const autoEnabled = texts(resource['autoEnable']);
  judgeClusterTypes(compatible, options.clusterTypes, at.at('clusterCompatibility'));
  judgeClusterTypes(autoEnabled, options.clusterTypes, at.at('autoEnable'));
  autoEnabled.forEach((type, index) => {
    if (compatible.includes(type)) return;
    const said = compatible.length === 0 ? 'is empty' : `is ${compatible.join(', ')}`;
    at.at('autoEnable')
      .at(index)
      .report(
        rules['controller-resource-auto-enable-incompatible'],
        `autoEnable names ${JSON.stringify(type)}, but clusterCompatibility ${said}`,
        `add it to clusterCompatibility, or leave it out here`,
      );
  });
}

function judgeClusterTypes(types: readonly string[], allowed: readonly string[], check: Check): void {
  types.forEach((type, index) => {
    if (!allowed.includes(type)) {
      check
        .at(index)
        .report(
          rules['controller-resource-cluster-type'],
          `${JSON.stringify(type)} is no type of cluster`,
          `use ${allowed.join(' or ')}`,
        );
    }
    if (types.indexOf(type) < index) {
      check
        .at(index)
        .report(
          rules['controller-resource-cluster-type-repeated'],
          `${JSON.stringify(type)} is listed twice`,
          'list it once',
        );
    }
  });
}

function validateLifecycle(lifecycle: JsonObject, check: Check): void {
  for (const field of ['reconcile', 'delete', 'migrate']) {
    const value = lifecycle[field];
    const allowed = field === 'reconcile' ? [...moments, 'AfterWorker'] : moments;
    if (value === undefined || allowed.includes(asText(value))) continue;
    check
      .at(field)
      .report(
        rules['controller-resource-lifecycle'],
        `${JSON.stringify(value)} is no moment to ${field}`,
        `use ${allowed.join(' or ')}`,
      );
  }
}
