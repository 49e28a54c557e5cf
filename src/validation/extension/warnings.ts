import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { isDns1123Label, isDns1123Subdomain } from '../../gardener/names';
import { IssueCollector, type ValidationContext } from '../../issues/check';
import { isProviderAlicloud, ociChart, servesAlicloud } from '../alicloud/chart-values';
import { warnProviderAlicloudValues } from '../alicloud/chart-warnings';
import { warnOciRepository } from '../controller-deployment/chart';
import { controllerDeploymentRuleTable as chartRules } from '../controller-deployment/table';
import { warnChartValues } from '../controller-deployment/warnings';
import { isPrimary } from '../controller-registration/controller-resources';
import { warnPodSecurity, warnResources } from '../controller-registration/warnings';
import { validateLabelSelector } from '../kubernetes/labels';
import { deploymentRequiredSince } from './errors';
import { extensionRuleTable as rules } from './table';

const policies = ['Always', 'AlwaysExceptNoShoots', 'OnDemand'];
const deploymentPath = FieldPath.of('spec', 'deployment');

/** What gardener-operator accepts in an Extension and an operator regrets. */
export function warnExtension(manifest: JsonObject, context: ValidationContext): void {
  const { issues } = context;
  const metadata = asObject(manifest['metadata']);
  const spec = asObject(manifest['spec']);
  const resources = asList(spec['resources']);
  const name = asText(metadata['name']);
  if (isDns1123Subdomain(name) && !isDns1123Label(name)) {
    issues.report(
      rules['extension-name-not-label'],
      'metadata.name',
      `${JSON.stringify(name)} cannot name a ControllerRegistration`,
      { hint: 'use at most 63 lower case letters, digits and dashes' },
    );
  }
  warnResources(resources, FieldPath.of('spec', 'resources'), issues);
  warnPodSecurity(metadata, servesAlicloud(resources), issues);
  const deployment = asObject(spec['deployment']);
  if (isObject(deployment['extension'])) warnExtensionDeployment(deployment['extension'], manifest, context);
  if (isObject(deployment['admission'])) warnAdmission(deployment['admission'], context);
}

function warnExtensionDeployment(
  extension: JsonObject,
  manifest: JsonObject,
  context: ValidationContext,
): void {
  const { issues, target } = context;
  const path = deploymentPath.child('extension');
  const resources = asList(asObject(manifest['spec'])['resources']);
  warnMadeRegistration(extension, resources, path, issues);
  warnOci(extension, path, context);
  for (const field of ['values', 'runtimeClusterValues']) {
    warnChartValues(extension[field], path.child(field), issues);
  }

  const chart = ociChart(asObject(valueAt(extension, 'helm', 'ociRepository')));
  if (!isProviderAlicloud(chart, asText(valueAt(manifest, 'metadata', 'name')))) return;
  const provider = chart.minor ?? target.provider;
  const { values, runtimeClusterValues, injectGardenKubeconfig } = extension;
  if (isObject(values)) {
    warnProviderAlicloudValues(values, { path: path.child('values'), provider, issues });
  }
  if (isObject(runtimeClusterValues)) {
    warnRuntimeValues(runtimeClusterValues, provider, path.child('runtimeClusterValues'), issues);
  }
  if (injectGardenKubeconfig === false) {
    issues.report(
      chartRules['provider-alicloud-garden-kubeconfig-missing'],
      path.child('injectGardenKubeconfig'),
      'injectGardenKubeconfig is false, but provider-alicloud needs access to the garden cluster',
      { hint: 'leave it out: gardener-operator sets it for an extension that serves kind Worker' },
    );
  }
  if (asObject(manifest['spec'])['deployment'] !== undefined && !hasAdmission(manifest)) {
    issues.report(
      rules['extension-admission-missing'],
      deploymentPath.child('admission'),
      'provider-alicloud has no admission here',
      {
        hint: 'add charts admission-alicloud-runtime and admission-alicloud-application, unless they are deployed elsewhere',
      },
    );
  }
}

function hasAdmission(manifest: JsonObject): boolean {
  return isObject(valueAt(manifest, 'spec', 'deployment', 'admission'));
}

/** What is not checked on the Extension, but on the ControllerRegistration that is made of it. */
function warnMadeRegistration(
  extension: JsonObject,
  resources: readonly unknown[],
  path: FieldPath,
  issues: IssueCollector,
): void {
  const { policy, seedSelector } = extension;
  if (policy !== undefined && !policies.includes(asText(policy))) {
    issues.report(
      rules['extension-policy-unknown'],
      path.child('policy'),
      `${JSON.stringify(policy)} is no policy`,
      {
        hint: `use ${policies.join(', ')}`,
      },
    );
  }
  if (!isObject(seedSelector)) return;
  const primary = resources.findIndex(isPrimary);
  if (primary >= 0) {
    issues.report(
      rules['extension-seed-selector-primary'],
      path.child('seedSelector'),
      `there is a seedSelector, but resources[${primary}] is primary`,
      { hint: 'leave the selector out, or write primary: false on all resources' },
    );
  }
  const selector = new IssueCollector();
  validateLabelSelector(seedSelector, path.child('seedSelector'), selector);
  for (const { field, message, hint } of selector.findings) {
    issues.report(
      rules['extension-seed-selector-invalid'],
      field,
      message,
      hint === undefined ? {} : { hint },
    );
  }
}

function warnOci(deployment: JsonObject, path: FieldPath, { issues, target }: ValidationContext): void {
  const oci = valueAt(deployment, 'helm', 'ociRepository');
  if (isObject(oci)) {
    warnOciRepository(oci, path.child('helm', 'ociRepository'), issues);
  } else if (target.gardener < deploymentRequiredSince) {
    issues.report(rules['extension-chart-unpulled'], path.child('helm'), 'there is no chart to deploy', {
      hint: 'write helm.ociRepository',
    });
  }
}

function warnAdmission(admission: JsonObject, context: ValidationContext): void {
  const path = deploymentPath.child('admission');
  for (const cluster of ['runtimeCluster', 'virtualCluster']) {
    if (isObject(admission[cluster])) warnOci(admission[cluster], path.child(cluster), context);
  }
  warnChartValues(admission['values'], path.child('values'), context.issues);
}

/** The same chart is installed in the runtime cluster, but hardly anything of its configuration counts there. */
function warnRuntimeValues(
  values: JsonObject,
  provider: number,
  path: FieldPath,
  issues: IssueCollector,
): void {
  const config = asObject(values['config']);
  const { machineImageOwnerSecret, toBeSharedImageIDs, ...rest } = config;
  const meaningless = { machineImageOwnerSecret, toBeSharedImageIDs };
  for (const [key, value] of Object.entries(meaningless)) {
    if (value === undefined) continue;
    issues.report(
      rules['extension-runtime-values-without-effect'],
      path.child('config', key),
      `${key} has no effect in the garden runtime cluster`,
      { hint: 'leave it out' },
    );
  }
  const judged = values['config'] === undefined ? values : { ...values, config: rest };
  warnProviderAlicloudValues(judged, { path, provider, issues });
}
