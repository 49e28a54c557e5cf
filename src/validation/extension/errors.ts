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
import { warnExtension } from './warnings';
import type { KindRules, ValidationContext } from '../../issues/check';

/** First Gardener whose operator has a webhook for Extensions, and first that asks for the deployment. */
const webhookSince = 115;
export const deploymentRequiredSince = 134;

/** gardener-operator fills in clusterCompatibility only where autoEnable wants Shoots. */
export const extensionOptions: ControllerResourceOptions = {
  clusterTypes: ['garden', 'seed', 'shoot'],
  defaultCompatibility: (resource) => (asList(resource['autoEnable']).includes('shoot') ? ['shoot'] : []),
};

const metadataOptions = { name: 'subdomain', namespaced: false } as const;
const spec = FieldPath.of('spec');
const deploymentPath = spec.child('deployment');

/** Rules of the operator's webhook; the schema of the CRD is judged by decoding. */
function validateExtension(manifest: JsonObject, context: ValidationContext): void {
  const { issues, target, previous } = context;
  const stored = previous === undefined ? undefined : asObject(previous['metadata']);
  validateObjectMeta(
    asObject(manifest['metadata']),
    { ...metadataOptions, ...(stored === undefined ? {} : { previous: stored }) },
    issues,
  );
  if (target.gardener < webhookSince) return;
  const written = asObject(manifest['spec']);
  const resources = asList(written['resources']);
  const path = spec.child('resources');
  validateControllerResources(resources, extensionOptions, path, target, issues);
  if (previous !== undefined) {
    const before = asList(asObject(previous['spec'])['resources']);
    validateControllerResourcesUpdate(resources, before, path, issues);
  }
  if (target.gardener >= deploymentRequiredSince) validateDeployment(written['deployment'], context);
}

function validateDeployment(value: unknown, context: ValidationContext): void {
  const { issues } = context;
  const deployment = asObject(value);
  const { extension, admission } = deployment;
  if (!isObject(extension) && !isObject(admission)) {
    const said = value === undefined ? 'there is no deployment' : 'the deployment is empty';
    issues.report(rules['extension-deployment-missing'], deploymentPath, said, {
      hint: 'give deployment.extension, deployment.admission or both a chart',
    });
    return;
  }
  const resources = asList(deployment['resources']);
  validateChartResources(resources, deploymentPath.child('resources'), issues);
  if (isObject(extension)) {
    const path = deploymentPath.child('extension');
    validateHelm(extension['helm'], path.child('helm'), context);
    validateValues(extension, ['values', 'runtimeClusterValues'], resources, path, context);
  }
  if (isObject(admission)) validateAdmission(admission, resources, context);
}

function validateAdmission(
  admission: JsonObject,
  resources: readonly unknown[],
  context: ValidationContext,
): void {
  const path = deploymentPath.child('admission');
  const clusters = ['runtimeCluster', 'virtualCluster'].filter((name) => isObject(admission[name]));
  if (clusters.length === 0) {
    context.issues.report(
      rules['extension-admission-empty'],
      path,
      'admission has neither runtimeCluster nor virtualCluster',
      { hint: 'name the charts, or leave admission out' },
    );
    return;
  }
  for (const cluster of clusters) {
    validateHelm(asObject(admission[cluster])['helm'], path.child(cluster, 'helm'), context);
  }
  validateValues(admission, ['values'], resources, path, context);
}

function validateValues(
  deployment: JsonObject,
  fields: readonly string[],
  resources: readonly unknown[],
  path: FieldPath,
  { target, issues }: ValidationContext,
): void {
  for (const field of fields) {
    validateChartValues(deployment[field], resources, path.child(field), target, issues);
  }
}

function validateHelm(helm: unknown, path: FieldPath, { issues }: ValidationContext): void {
  if (!isObject(helm)) {
    issues.report(rules['extension-helm-missing'], path, 'there is no chart to deploy', {
      hint: 'write helm.ociRepository',
    });
    return;
  }
  const oci = helm['ociRepository'];
  if (isObject(oci)) {
    validateOciRepository(oci, path.child('ociRepository'), issues);
    return;
  }
  issues.report(
    rules['extension-oci-repository-missing'],
    '',
    `${String(path)} has no ociRepository, which makes the webhook of gardener-operator fail`,
    { hint: 'write ociRepository with ref, or with repository and tag', at: path },
  );
}

/** Extension in operator.gardener.cloud/v1alpha1. */
export const extensionRules: KindRules = {
  validate: validateExtension,
  // The schema and the metadata are judged side by side; the webhook comes later.
  validateUndecoded: (manifest, check) =>
    validateObjectMeta(asObject(manifest['metadata']), metadataOptions, check),
  warn: warnExtension,
};
