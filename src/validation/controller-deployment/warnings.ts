import { findCredentials } from '../../alibaba-cloud/access-key';
import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, type JsonObject, jsonText } from '../../gardener/json';
import { IssueCollector, type ValidationContext } from '../../issues/check';
import { type ChartIdentity, isProviderAlicloud, ociChart } from '../alicloud/chart-values';
import { warnProviderAlicloudValues } from '../alicloud/chart-warnings';
import { inspectChart, templatesSince, warnOciRepository } from './chart';
import { atLegacyPlace, isLegacy, toDeploymentForm, warnLegacyKeys } from './errors';
import { controllerDeploymentRuleTable as rules } from './table';

/** What Gardener accepts in a ControllerDeployment and an operator regrets. */
export function warnControllerDeployment(manifest: JsonObject, context: ValidationContext): void {
  const { issues, target } = context;
  if (isLegacy(manifest)) warnLegacyVersion(manifest, context);
  // Decoding problems are reported by validation already.
  const form = toDeploymentForm(manifest, { ...context, issues: new IssueCollector() });
  const helm = form?.helm;
  if (helm === undefined) return;

  const found = new IssueCollector();
  const path = FieldPath.of('helm');
  const chart = warnChart(helm, path, found);
  const values = helm['values'];
  warnChartValues(values, path.child('values'), found);
  if (isProviderAlicloud(chart, asText(asObject(manifest['metadata'])['name']))) {
    const provider = chart.minor ?? target.provider;
    if (isObject(values)) {
      warnProviderAlicloudValues(values, { path: path.child('values'), provider, issues: found });
    }
    warnImageTag(helm, path, found);
    warnGardenKubeconfig(manifest, context);
  }
  for (const finding of found.findings) {
    issues.findings.push(isLegacy(manifest) ? atLegacyPlace(finding) : finding);
  }
}

/** Warnings on values of any chart: their form, and credentials in them. */
export function warnChartValues(values: unknown, path: FieldPath, issues: IssueCollector): void {
  if (values === undefined || values === null) return;
  if (!isObject(values)) {
    issues.report(
      rules['chart-values-not-an-object'],
      path,
      `the values are ${Array.isArray(values) ? 'a list' : jsonText(values)}`,
      { hint: 'write an object' },
    );
  }
  for (const { at, part, encoded } of findCredentials(values, path, { byName: true })) {
    const what = part === 'id' ? 'an AccessKey ID' : 'an AccessKey secret';
    const how = encoded === 0 ? 'in the manifest' : 'in the manifest, merely base64-encoded';
    issues.report(rules['chart-values-credential'], at, `${what} stands ${how}`, {
      hint: `declare a Secret in resources and write {{ .resources.<name>.data.<key> }} (Gardener 1.${templatesSince} and later)`,
    });
  }
}

function warnChart(helm: JsonObject, path: FieldPath, issues: IssueCollector): ChartIdentity {
  const oci = helm['ociRepository'];
  if (isObject(oci)) {
    warnOciRepository(oci, path.child('ociRepository'), issues);
    return ociChart(oci);
  }
  const raw = asText(helm['rawChart']);
  if (raw === '') return {};
  const archive = inspectChart(raw);
  if ('name' in archive) return { name: archive.name };
  issues.report(
    rules['chart-raw-not-an-archive'],
    path.child('rawChart'),
    `the chart cannot be rendered: ${archive.problem}`,
    { hint: 'pack it with "helm package" and encode the .tgz with base64' },
  );
  return {};
}

function warnImageTag(helm: JsonObject, path: FieldPath, issues: IssueCollector): void {
  if (asText(helm['rawChart']) === '' || asText(asObject(asObject(helm['values'])['image'])['tag']) !== '')
    return;
  issues.report(
    rules['provider-alicloud-image-tag-unset'],
    path.child('values', 'image', 'tag'),
    'image.tag is not set, and a chart from the source tree installs "latest"',
    { hint: 'set it to the release that the chart comes from, e.g. v1.71.0' },
  );
}

function warnGardenKubeconfig(manifest: JsonObject, { issues, target }: ValidationContext): void {
  if (target.gardener < 114 || manifest['injectGardenKubeconfig'] === true) return;
  const given = manifest['injectGardenKubeconfig'] === false ? 'false' : 'not set';
  issues.report(
    rules['provider-alicloud-garden-kubeconfig-missing'],
    'injectGardenKubeconfig',
    `injectGardenKubeconfig is ${given}, but provider-alicloud needs access to the garden cluster`,
    { hint: 'write injectGardenKubeconfig: true' },
  );
}

function warnLegacyVersion(manifest: JsonObject, { issues, target, previous }: ValidationContext): void {
  if (manifest['type'] === 'helm') {
    warnLegacyKeys(manifest['providerConfig'], FieldPath.of('providerConfig'), issues);
    if (target.gardener >= 96) {
      issues.report(
        rules['controller-deployment-legacy-version'],
        'apiVersion',
        'core.gardener.cloud/v1beta1 is the old form of a ControllerDeployment',
        { hint: 'write apiVersion: core.gardener.cloud/v1 with helm at the top level' },
      );
    }
  }
  if (previous !== undefined && asList(previous['resources']).length > 0) {
    issues.report(
      rules['controller-deployment-resources-lost'],
      'apiVersion',
      `the stored object has ${asList(previous['resources']).length} resource(s), v1beta1 drops them`,
      { hint: 'write apiVersion: core.gardener.cloud/v1' },
    );
  }
}
