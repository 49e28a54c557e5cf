// Follows pkg/apis/core/validation/controllerregistration.go of gardener/gardener.
import { defaultDeploymentPolicy, deploymentPolicies, withResourceDefaults } from '../../gardener/defaults';
import { parseGoDuration } from '../../gardener/duration';
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
import type { Check, KindRules, ValidationContext } from '../../issues/check';

/** What a ControllerRegistration allows and defaults; an operator Extension differs. */
export const registrationOptions: ControllerResourceOptions = {
  clusterTypes: ['shoot', 'seed'],
  defaultCompatibility: () => ['shoot'],
};

function validateControllerRegistration(manifest: JsonObject, context: ValidationContext): void {
  const { check, previous } = context;
  const metadata = asObject(manifest['metadata']);
  const written = asObject(manifest['spec']);
  const resources = asList(written['resources']);
  const stored = previous === undefined ? undefined : asObject(previous['metadata']);
  validateObjectMeta(
    metadata,
    {
      name: 'label',
      namespaced: false,
      ...(stored === undefined ? {} : { previous: stored }),
    },
    check,
  );
  if (previous !== undefined) validateUpdate(manifest, previous, check.at('spec'));
  validateControllerResources(resources, registrationOptions, check.at('spec', 'resources'));
  const deployment = written['deployment'];
  if (isObject(deployment)) validateDeployment(deployment, resources, check.at('spec', 'deployment'));
}

/** A deletion cannot be taken back: the stored timestamp counts even if the manifest has none. */
function validateUpdate(manifest: JsonObject, previous: JsonObject, check: Check): void {
  const [now, before] = [asObject(manifest['spec']), asObject(previous['spec'])];
  const deleting = [previous, manifest].some(
    (object) => asObject(object['metadata'])['deletionTimestamp'] !== undefined,
  );
  if (deleting && comparableSpec(now) !== comparableSpec(before)) {
    check.report(
      rules['controller-registration-deleting'],
      'the spec changes while the object is being deleted',
      'wait until it is gone, then create it anew',
    );
    return;
  }
  validateControllerResourcesUpdate(
    asList(now['resources']),
    asList(before['resources']),
    check.at('resources'),
  );
}

function validateDeployment(deployment: JsonObject, resources: readonly unknown[], check: Check): void {
  const { policy, seedSelector } = deployment;
  if (policy !== undefined && !deploymentPolicies.includes(asText(policy))) {
    check
      .at('policy')
      .report(
        rules['controller-registration-policy'],
        `${JSON.stringify(policy)} is no policy`,
        `use ${deploymentPolicies.join(', ')}, or leave it out for ${defaultDeploymentPolicy}`,
      );
  }
  if (isObject(seedSelector)) {
    const primary = resources.findIndex(isPrimary);
    if (primary >= 0) {
      check
        .at('seedSelector')
        .report(
          rules['controller-registration-seed-selector-primary'],
          `there is a seedSelector, but resources[${primary}] is primary`,
          'leave the selector out, or write primary: false on all resources',
        );
    }
    validateLabelSelector(seedSelector, check.at('seedSelector'));
  }
  const references = asList(deployment['deploymentRefs']);
  if (references.length > 1) {
    check
      .at('deploymentRefs')
      .report(
        rules['controller-registration-one-deployment'],
        `there are ${references.length} deploymentRefs`,
        'keep one; a chart may bring what the others would',
      );
  }
  references.forEach((reference, index) => {
    if (asText(asObject(reference)['name']) !== '') return;
    check
      .at('deploymentRefs', index, 'name')
      .report(
        rules['controller-registration-deployment-name-missing'],
        'the reference has no name',
        'name a ControllerDeployment',
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
      ? { deployment: { ...deployment, policy: deployment['policy'] ?? defaultDeploymentPolicy } }
      : {}),
  });
}

function defaultedResource(resource: JsonObject): JsonObject {
  const filled = withResourceDefaults(resource);
  const timeout = filled['reconcileTimeout'];
  return timeout === undefined
    ? filled
    : { ...filled, reconcileTimeout: String(parseGoDuration(asText(timeout))) };
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
