import { findCredentials } from '../../alibaba-cloud/access-key';
import { asList, asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import { Check, type ValidationContext } from '../../issues/check';
import { type ChartIdentity, isProviderAlicloud, ociChart } from '../alicloud/chart-values';
import { warnProviderAlicloudValues } from '../alicloud/chart-warnings';
import { inspectChart, templatesSince, warnOciRepository } from './chart';
import { isLegacy, rawChartOf, toDeploymentForm, warnLegacyKeys } from './form';
import { shownValue } from '../secret-scan';
import { controllerDeploymentRuleTable as rules } from './table';

/** What Gardener accepts in a ControllerDeployment and an operator regrets. */
export function warnControllerDeployment(manifest: JsonObject, context: ValidationContext): void {
  const { check: root } = context;
  if (isLegacy(manifest)) warnLegacyVersion(manifest, context);
  // Decoding problems are reported by validation already: they are not wanted twice.
  if (toDeploymentForm(manifest, Check.root(root.target)) === undefined) return;
  const { helm, check } = toDeploymentForm(manifest, root) ?? {};
  if (helm === undefined || check === undefined) return;

  const chart = warnChart(helm, check, rawChartOf(check, manifest));
  const values = helm['values'];
  warnChartValues(values, check.at('values'));
  if (!isProviderAlicloud(chart, asText(asObject(manifest['metadata'])['name']))) return;
  warnOlderChart(chart, check.at('ociRepository'));
  if (isObject(values)) {
    warnProviderAlicloudValues(values, chart.minor ?? root.target.provider, check.at('values'));
  }
  warnImageTag(helm, check);
  warnGardenKubeconfig(manifest, root);
}

/** Where a chart and the target name different releases, everything is judged for the target's. */
export function warnOlderChart({ minor }: ChartIdentity, check: Check): void {
  const { provider, isProviderGiven } = check.target;
  if (!isProviderGiven || minor === undefined || minor >= provider) return;
  check.report(
    rules['provider-alicloud-chart-older'],
    `the chart is of provider-alicloud 1.${minor}, and the target is 1.${provider}`,
    `write providerVersion: 1.${minor}, or take a newer chart`,
  );
}

/** Warnings on values of any chart: their form, and credentials in them. */
export function warnChartValues(values: unknown, check: Check): void {
  if (values === undefined || values === null) return;
  if (!isObject(values)) {
    check.report(
      rules['chart-values-not-an-object'],
      `the values are ${shownValue(values, check.written)}`,
      'write a map',
    );
  }
  for (const { steps, part, encoded } of findCredentials(values, { byName: true })) {
    const what = part === 'id' ? 'an AccessKey ID' : 'an AccessKey secret';
    const how = encoded === 0 ? 'in the manifest' : 'in the manifest, merely base64-encoded';
    check
      .at(...steps)
      .report(
        rules['chart-values-credential'],
        `${what} stands ${how}`,
        `declare a Secret in resources and write {{ .resources.<name>.data.<key> }} (Gardener 1.${templatesSince} and later)`,
      );
  }
}

function warnChart(helm: JsonObject, check: Check, rawChart: Check): ChartIdentity {
  const oci = helm['ociRepository'];
  if (isObject(oci)) {
    warnOciRepository(oci, check.at('ociRepository'));
    return ociChart(oci);
  }
  const raw = asText(helm['rawChart']);
  if (raw === '') return {};
  const archive = inspectChart(raw);
  if ('name' in archive) return { name: archive.name };
  rawChart.report(
    rules['chart-raw-not-an-archive'],
    `the chart cannot be rendered: ${archive.problem}`,
    'pack it with "helm package" and encode the .tgz with base64',
  );
  return {};
}

function warnImageTag(helm: JsonObject, check: Check): void {
  if (asText(helm['rawChart']) === '' || asText(asObject(asObject(helm['values'])['image'])['tag']) !== '')
    return;
  check
    .at('values', 'image', 'tag')
    .report(
      rules['provider-alicloud-image-tag-unset'],
      'image.tag is not set, and a chart from the source tree installs "latest"',
      'set it to the release that the chart comes from, e.g. v1.71.0',
    );
}

function warnGardenKubeconfig(manifest: JsonObject, check: Check): void {
  if (check.target.gardener < 114 || manifest['injectGardenKubeconfig'] === true) return;
  const given = manifest['injectGardenKubeconfig'] === false ? 'false' : 'not set';
  check
    .at('injectGardenKubeconfig')
    .report(
      rules['provider-alicloud-garden-kubeconfig-missing'],
      `injectGardenKubeconfig is ${given}, but provider-alicloud needs access to the garden cluster`,
      'write injectGardenKubeconfig: true',
    );
}

function warnLegacyVersion(manifest: JsonObject, { check, previous }: ValidationContext): void {
  const { target } = check;
  if (manifest['type'] === 'helm') {
    warnLegacyKeys(manifest['providerConfig'], check.at('providerConfig'));
    if (target.gardener >= 96) {
      check
        .at('apiVersion')
        .report(
          rules['controller-deployment-legacy-version'],
          'core.gardener.cloud/v1beta1 is the old form of a ControllerDeployment',
          'write apiVersion: core.gardener.cloud/v1 with helm at the top level',
        );
    }
  }
  if (previous !== undefined && asList(previous['resources']).length > 0) {
    check
      .at('apiVersion')
      .report(
        rules['controller-deployment-resources-lost'],
        `the stored object has ${asList(previous['resources']).length} resource(s), v1beta1 drops them`,
        'write apiVersion: core.gardener.cloud/v1',
      );
  }
}
