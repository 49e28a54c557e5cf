import { parseGoDuration } from '../../gardener/duration';
import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, type JsonObject, jsonText } from '../../gardener/json';
import { validateLabelSelector } from '../kubernetes/labels';
import { validateObjectMeta } from '../kubernetes/object-meta';
import {
  type ControllerResourceOptions,
  isPrimary,
  validateControllerResources,
  validateControllerResourcesUpdate,
} from './controller-resources';
import { controllerRegistrationRuleTable as rules } from './table';
import { warnControllerRegistration } from './warnings';
import type { KindRules, ValidationContext } from '../../issues/check';

/** What a ControllerRegistration allows and defaults; an operator Extension differs. */
export const registrationOptions: ControllerResourceOptions = {
  clusterTypes: ['shoot', 'seed'],
  defaultCompatibility: () => ['shoot'],
};

const spec = FieldPath.of('spec');
const policies = ['Always', 'AlwaysExceptNoShoots', 'OnDemand'];

function validateControllerRegistration(manifest: JsonObject, context: ValidationContext): void {
  const { issues, target, previous } = context;
  const metadata = asObject(manifest['metadata']);
  const written = asObject(manifest['spec']);
  const resources = asList(written['resources']);
  const stored = previous === undefined ? undefined : asObject(previous['metadata']);
  validateObjectMeta(
    metadata,
    { name: 'label', namespaced: false, ...(stored === undefined ? {} : { previous: stored }) },
    issues,
  );
  if (previous !== undefined) validateUpdate(manifest, previous, context);
  validateControllerResources(resources, registrationOptions, spec.child('resources'), target, issues);
  const deployment = written['deployment'];
  if (isObject(deployment)) validateDeployment(deployment, resources, context);
}

/** A deletion cannot be taken back: the stored timestamp counts even if the manifest has none. */
function validateUpdate(manifest: JsonObject, previous: JsonObject, { issues }: ValidationContext): void {
  const [now, before] = [asObject(manifest['spec']), asObject(previous['spec'])];
  const deleting = [previous, manifest].some(
    (object) => asObject(object['metadata'])['deletionTimestamp'] !== undefined,
  );
  if (deleting && comparableSpec(now) !== comparableSpec(before)) {
    issues.report(
      rules['controller-registration-deleting'],
      spec,
      'the spec changes while the object is being deleted',
      { hint: 'wait until it is gone, then create it anew' },
    );
    return;
  }
  validateControllerResourcesUpdate(
    asList(now['resources']),
    asList(before['resources']),
    spec.child('resources'),
    issues,
  );
}

function validateDeployment(
  deployment: JsonObject,
  resources: readonly unknown[],
  { issues }: ValidationContext,
): void {
  const path = spec.child('deployment');
  const { policy, seedSelector } = deployment;
  if (policy !== undefined && !policies.includes(asText(policy))) {
    issues.report(
      rules['controller-registration-policy'],
      path.child('policy'),
      `${JSON.stringify(policy)} is no policy`,
      { hint: `use ${policies.join(', ')}, or leave it out for OnDemand` },
    );
  }
  if (isObject(seedSelector)) {
    const primary = resources.findIndex(isPrimary);
    if (primary >= 0) {
      issues.report(
        rules['controller-registration-seed-selector-primary'],
        path.child('seedSelector'),
        `there is a seedSelector, but resources[${primary}] is primary`,
        { hint: 'leave the selector out, or write primary: false on all resources' },
      );
    }
    validateLabelSelector(seedSelector, path.child('seedSelector'), issues);
  }
  const references = asList(deployment['deploymentRefs']);
  if (references.length > 1) {
    issues.report(
      rules['controller-registration-one-deployment'],
      path.child('deploymentRefs'),
      `there are ${references.length} deploymentRefs`,
      { hint: 'keep one; a chart may bring what the others would' },
    );
  }
  references.forEach((reference, index) => {
    if (asText(asObject(reference)['name']) !== '') return;
    issues.report(
      rules['controller-registration-deployment-name-missing'],
      path.child('deploymentRefs').index(index).child('name'),
      'the reference has no name',
      { hint: 'name a ControllerDeployment' },
    );
  });
}

/**
 * A text that is the same for two specs exactly if the API server, having filled in its defaults, takes them
 * for equal: empty lists are none, durations are amounts, the order of keys does not matter.
 */
function comparableSpec(spec: JsonObject): string {
  const deployment = spec['deployment'];
  return stable({
    resources: asList(spec['resources']).map((resource) => defaultedResource(asObject(resource))),
    ...(isObject(deployment)
      ? { deployment: { ...deployment, policy: deployment['policy'] ?? 'OnDemand' } }
      : {}),
  });
}

function defaultedResource(resource: JsonObject): JsonObject {
  const timeout = resource['reconcileTimeout'] ?? (resource['kind'] === 'Extension' ? '3m' : undefined);
  const common = {
    ...resource,
    primary: resource['primary'] ?? true,
    ...(timeout === undefined ? {} : { reconcileTimeout: String(parseGoDuration(asText(timeout))) }),
  };
  if (resource['kind'] === 'SelfHostedShootExposure') {
    return { ...common, continuousEndpointUpdate: resource['continuousEndpointUpdate'] ?? true };
  }
  if (resource['kind'] !== 'Extension') return common;
  const compatibility = asList(resource['clusterCompatibility']);
  return {
    ...common,
    clusterCompatibility: compatibility.length > 0 ? compatibility : ['shoot'],
    lifecycle: {
      reconcile: 'AfterKubeAPIServer',
      delete: 'BeforeKubeAPIServer',
      migrate: 'BeforeKubeAPIServer',
      ...asObject(resource['lifecycle']),
    },
  };
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (!isObject(value)) return jsonText(value ?? null);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`).join(',')}}`;
}

/** ControllerRegistration in core.gardener.cloud/v1beta1. */
export const controllerRegistrationRules: KindRules = {
  validate: validateControllerRegistration,
  warn: warnControllerRegistration,
};
