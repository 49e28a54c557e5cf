// Follows pkg/apis/operator/v1alpha1/validation/extension.go of gardener/gardener.
import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, isObject, type JsonObject } from '../../gardener/json';
import {
  validateChartResources,
  validateChartValues,
  validateOciRepository,
} from '../controller-deployment/chart';
import {
  type ControllerResourceOptions,
  validateControllerResources,
  validateControllerResourcesUpdate,
} from '../controller-registration/controller-resources';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { extensionRuleTable as rules } from './table';
import { deploymentRequiredSince, warnExtension } from './warnings';
import type { Check, KindRules, ValidationContext } from '../../issues/check';

/** First Gardener whose operator has a webhook for Extensions. */
const webhookSince = 115;

/** gardener-operator fills in clusterCompatibility only where autoEnable wants Shoots. */
export const extensionOptions: ControllerResourceOptions = {
  clusterTypes: ['garden', 'seed', 'shoot'],
  defaultCompatibility: (resource) => (asList(resource['autoEnable']).includes('shoot') ? ['shoot'] : []),
};

const metadataOptions = { name: 'subdomain', namespaced: false } as const;

function validateMetadata(manifest: JsonObject, { check, previous }: ValidationContext): void {
  const stored = previous === undefined ? undefined : asObject(previous['metadata']);
  validateObjectMeta(
    asObject(manifest['metadata']),
    {
      ...metadataOptions,
      ...(stored === undefined ? {} : { previous: stored }),
    },
    check,
  );
}

/** Rules of the operator's webhook; the schema of the CRD is judged by decoding. */
function validateExtension(manifest: JsonObject, context: ValidationContext): void {
  const { check, previous } = context;
  const { target } = check;
  validateMetadata(manifest, context);
  if (target.gardener < webhookSince) return;
  const written = asObject(manifest['spec']);
  const resources = asList(written['resources']);
  const list = check.at('spec', 'resources');
  validateControllerResources(resources, extensionOptions, list);
  if (previous !== undefined) {
    const before = asList(asObject(previous['spec'])['resources']);
    validateControllerResourcesUpdate(resources, before, list);
  }
  if (target.gardener < deploymentRequiredSince) return;
  validateDeployment(written['deployment'], check.at('spec', 'deployment'));
}

function validateDeployment(value: unknown, check: Check): void {
  const deployment = asObject(value);
  const { extension, admission } = deployment;
  if (!isObject(extension) && !isObject(admission)) {
    const said = value === undefined ? 'there is no deployment' : 'the deployment is empty';
    check.report(
      rules['extension-deployment-missing'],
      said,
      'give deployment.extension, deployment.admission or both a chart',
    );
    return;
  }
  const resources = asList(deployment['resources']);
  validateChartResources(resources, check.at('resources'));
  if (isObject(extension)) {
    const at = check.at('extension');
    validateHelm(extension['helm'], at.at('helm'));
    validateValues(extension, ['values', 'runtimeClusterValues'], resources, at);
  }
  if (isObject(admission)) validateAdmission(admission, resources, check.at('admission'));
}

function validateAdmission(admission: JsonObject, resources: readonly unknown[], check: Check): void {
  const clusters = ['runtimeCluster', 'virtualCluster'].filter((name) => isObject(admission[name]));
  if (clusters.length === 0) {
    check.report(
      rules['extension-admission-empty'],
      'admission has neither runtimeCluster nor virtualCluster',
      'name the charts, or leave admission out',
    );
    return;
  }
  for (const cluster of clusters) {
    validateHelm(asObject(admission[cluster])['helm'], check.at(cluster, 'helm'));
  }
  validateValues(admission, ['values'], resources, check);
}

function validateValues(
  deployment: JsonObject,
  fields: readonly string[],
  resources: readonly unknown[],
  check: Check,
): void {
  for (const field of fields) {
    validateChartValues(deployment[field], resources, check.at(field));
  }
}

function validateHelm(helm: unknown, check: Check): void {
  if (!isObject(helm)) {
    check.report(rules['extension-helm-missing'], 'there is no chart to deploy', 'write helm.ociRepository');
    return;
  }
  const oci = helm['ociRepository'];
  if (isObject(oci)) {
    validateOciRepository(oci, check.at('ociRepository'));
    return;
  }
  check
    .as(FieldPath.root)
    .report(
      rules['extension-oci-repository-missing'],
      `${String(check.field)} has no ociRepository, which makes the webhook of gardener-operator fail`,
      'write ociRepository with ref, or with repository and tag',
    );
}

/** Extension in operator.gardener.cloud/v1alpha1. */
export const extensionRules: KindRules = {
  validate: validateExtension,
  validateMetadata,
  warn: warnExtension,
};
