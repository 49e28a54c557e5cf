import { deploymentPolicies } from '../../gardener/defaults';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { isDns1123Label, isDns1123Subdomain } from '../../gardener/names';
import { Check, type ValidationContext } from '../../issues/check';
import { isProviderAlicloud, ociChart, servesAlicloud } from '../alicloud/chart-values';
import { warnProviderAlicloudValues } from '../alicloud/chart-warnings';
import { warnOciRepository } from '../controller-deployment/chart';
import { controllerDeploymentRuleTable as chartRules } from '../controller-deployment/table';
import { warnChartValues, warnOlderChart } from '../controller-deployment/warnings';
import { isPrimary } from '../controller-registration/controller-resources';
import { warnPodSecurity, warnResources } from '../controller-registration/warnings';
import { validateLabelSelector } from '../kubernetes/labels';
import { extensionRuleTable as rules } from './table';

/** First Gardener whose operator asks for a deployment. */
export const deploymentRequiredSince = 134;

/** What gardener-operator accepts in an Extension and an operator regrets. */
export function warnExtension(manifest: JsonObject, { check }: ValidationContext): void {
  const metadata = asObject(manifest['metadata']);
  const spec = asObject(manifest['spec']);
  const resources = asList(spec['resources']);
  const name = asText(metadata['name']);
  if (isDns1123Subdomain(name) && !isDns1123Label(name)) {
    check
      .at('metadata', 'name')
      .report(
        rules['extension-name-not-label'],
        `${JSON.stringify(name)} cannot name a ControllerRegistration`,
        'use at most 63 lower case letters, digits and dashes',
      );
  }
  warnResources(resources, check.at('spec', 'resources'));
  warnPodSecurity(metadata, servesAlicloud(resources), check);
  const deployment = asObject(spec['deployment']);
  const at = check.at('spec', 'deployment');
  if (isObject(deployment['extension'])) warnExtensionDeployment(deployment['extension'], manifest, at);
  if (isObject(deployment['admission'])) warnAdmission(deployment['admission'], at.at('admission'));
}

function warnExtensionDeployment(extension: JsonObject, manifest: JsonObject, deployment: Check): void {
  const check = deployment.at('extension');
  const resources = asList(asObject(manifest['spec'])['resources']);
  warnMadeRegistration(extension, resources, check);
  warnOci(extension, check);
  for (const field of ['values', 'runtimeClusterValues']) {
    warnChartValues(extension[field], check.at(field));
  }

  const chart = ociChart(asObject(valueAt(extension, 'helm', 'ociRepository')));
  if (!isProviderAlicloud(chart, asText(valueAt(manifest, 'metadata', 'name')))) return;
  warnOlderChart(chart, check.at('helm', 'ociRepository'));
  const provider = chart.minor ?? check.target.provider;
  const { values, runtimeClusterValues, injectGardenKubeconfig } = extension;
  if (isObject(values)) {
    warnProviderAlicloudValues(values, provider, check.at('values'));
  }
  if (isObject(runtimeClusterValues)) {
    warnRuntimeValues(runtimeClusterValues, provider, check.at('runtimeClusterValues'));
  }
  if (injectGardenKubeconfig === false) {
    check
      .at('injectGardenKubeconfig')
      .report(
        chartRules['provider-alicloud-garden-kubeconfig-missing'],
        'injectGardenKubeconfig is false, but provider-alicloud needs access to the garden cluster',
        'leave it out: gardener-operator sets it for an extension that serves kind Worker',
      );
  }
  if (asObject(manifest['spec'])['deployment'] !== undefined && !hasAdmission(manifest)) {
    deployment
      .at('admission')
      .report(
        rules['extension-admission-missing'],
        'provider-alicloud has no admission here',
        'add charts admission-alicloud-runtime and admission-alicloud-application, unless they are deployed elsewhere',
      );
  }
}

function hasAdmission(manifest: JsonObject): boolean {
  return isObject(valueAt(manifest, 'spec', 'deployment', 'admission'));
}

/** What is not checked on the Extension, but on the ControllerRegistration that is made of it. */
function warnMadeRegistration(extension: JsonObject, resources: readonly unknown[], check: Check): void {
  const { policy, seedSelector } = extension;
  if (policy !== undefined && !deploymentPolicies.includes(asText(policy))) {
    check
      .at('policy')
      .report(
        rules['extension-policy-unknown'],
        `${JSON.stringify(policy)} is no policy`,
        `use ${deploymentPolicies.join(', ')}`,
      );
  }
  if (!isObject(seedSelector)) return;
  const primary = resources.findIndex(isPrimary);
  if (primary >= 0) {
    check
      .at('seedSelector')
      .report(
        rules['extension-seed-selector-primary'],
        `there is a seedSelector, but resources[${primary}] is primary`,
        'leave the selector out, or write primary: false on all resources',
      );
  }
  const selector = Check.root(check.target);
  validateLabelSelector(seedSelector, selector);
  for (const { field, message, hint } of selector.findings) {
    const at = check.at('seedSelector', ...stepsOf(field));
    at.report(rules['extension-seed-selector-invalid'], message, hint);
  }
}

/** `matchExpressions[0].key` as steps. */
function stepsOf(field: string): (string | number)[] {
  const steps = field.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

function warnOci(deployment: JsonObject, check: Check): void {
  const oci = valueAt(deployment, 'helm', 'ociRepository');
  if (isObject(oci)) {
    warnOciRepository(oci, check.at('helm', 'ociRepository'));
  } else if (check.target.gardener < deploymentRequiredSince) {
    check
      .at('helm')
      .report(rules['extension-chart-unpulled'], 'there is no chart to deploy', 'write helm.ociRepository');
  }
}

function warnAdmission(admission: JsonObject, check: Check): void {
  for (const cluster of ['runtimeCluster', 'virtualCluster']) {
    if (isObject(admission[cluster])) warnOci(admission[cluster], check.at(cluster));
  }
  warnChartValues(admission['values'], check.at('values'));
}

/** The same chart is installed in the runtime cluster, but hardly anything of its configuration counts there. */
function warnRuntimeValues(values: JsonObject, provider: number, check: Check): void {
  const config = asObject(values['config']);
  const { machineImageOwnerSecret, toBeSharedImageIDs, ...rest } = config;
  const meaningless = { machineImageOwnerSecret, toBeSharedImageIDs };
  for (const [key, value] of Object.entries(meaningless)) {
    if (value === undefined) continue;
    check
      .at('config', key)
      .report(
        rules['extension-runtime-values-without-effect'],
        `${key} has no effect in the garden runtime cluster`,
        'leave it out',
      );
  }
  const judged = values['config'] === undefined ? values : { ...values, config: rest };
  warnProviderAlicloudValues(judged, provider, check);
}
