import { FieldPath } from '../field-path';
import { IssueCollector, type Finding } from '../issue-collector';
import { asList, isObject } from '../json-value';
import type { JsonObject, ValidationContext } from '../kind';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { asObject, asText } from '../kubernetes/read';
import { validateChartResources } from './chart-resources';
import { validateChartValues } from './chart-values';
import { toHelm } from './legacy-helm';
import { validateOciRepository } from './oci-repository';
import { controllerDeploymentRuleTable as rules } from './rules';

const typeAnnotation = 'migration.controllerdeployment.gardener.cloud/type';
const configAnnotation = 'migration.controllerdeployment.gardener.cloud/providerConfig';

/** The one form that both API versions are converted to before they are judged. */
export interface DeploymentForm {
  readonly helm?: JsonObject;
  /** Path of the manifest that `helm` was read from. */
  readonly source: FieldPath;
  readonly type: string;
  readonly hasProviderConfig: boolean;
  readonly resources: readonly unknown[];
}

export function isLegacy(manifest: JsonObject): boolean {
  return manifest['apiVersion'] === 'core.gardener.cloud/v1beta1';
}

/**
 * Converts as the API server does: v1beta1's type helm becomes `helm`, v1's migration annotations become a
 * custom type.
 *
 * @returns undefined if v1beta1's providerConfig cannot be decoded, which is reported
 */
export function toDeploymentForm(
  manifest: JsonObject,
  context: ValidationContext,
): DeploymentForm | undefined {
  if (!isLegacy(manifest)) {
    const annotations = asObject(asObject(manifest['metadata'])['annotations']);
    return {
      ...(isObject(manifest['helm']) ? { helm: manifest['helm'] } : {}),
      source: FieldPath.of('helm'),
      type: asText(annotations[typeAnnotation]),
      hasProviderConfig: annotations[configAnnotation] !== undefined,
      resources: asList(manifest['resources']),
    };
  }
  const source = FieldPath.of('providerConfig');
  const type = asText(manifest['type']);
  if (type !== 'helm') {
    const hasProviderConfig = manifest['providerConfig'] !== undefined;
    return { source, type, hasProviderConfig, resources: [] };
  }
  const helm = toHelm(manifest['providerConfig'], source, context.target, context.issues);
  if (helm === undefined) return undefined;
  return { helm, source, type: '', hasProviderConfig: false, resources: [] };
}

/** What Gardener refuses; paths are those of v1 whichever version the manifest is written in. */
export function validateControllerDeployment(manifest: JsonObject, context: ValidationContext): void {
  const { issues, previous } = context;
  validateObjectMeta(
    storedMetadata(manifest),
    {
      name: 'label',
      namespaced: false,
      ...(previous === undefined ? {} : { previous: storedMetadata(previous) }),
    },
    issues,
  );
  const form = toDeploymentForm(manifest, context);
  if (form === undefined) return;

  const { helm, type, hasProviderConfig, resources } = form;
  if (helm !== undefined) {
    const found = isLegacy(manifest) ? new IssueCollector() : issues;
    validateHelm(helm, resources, { ...context, issues: found }, isLegacy(manifest) ? 'chart' : 'rawChart');
    if (found !== issues) issues.findings.push(...found.findings.map(atLegacyPlace));
  }
  validateChartResources(resources, FieldPath.of('resources'), issues);
  validateKindOfDeployment(helm !== undefined, type, hasProviderConfig, context);
}

function validateHelm(
  helm: JsonObject,
  resources: readonly unknown[],
  { issues, target }: ValidationContext,
  chartKey: string,
): void {
  const path = FieldPath.of('helm');
  const oci = helm['ociRepository'];
  const hasChart = asText(helm['rawChart']) !== '';
  if (hasChart === (oci !== undefined)) {
    const said = hasChart ? `both ${chartKey} and ociRepository are given` : 'there is no chart';
    const hint = `give either ${chartKey} or ociRepository`;
    issues.report(rules['chart-source-not-one'], path, said, { hint });
  }
  if (oci !== undefined) validateOciRepository(asObject(oci), path.child('ociRepository'), issues);
  validateChartValues(helm['values'], resources, path.child('values'), target, issues);
}

/** Gardener names v1's `helm` for v1beta1's `providerConfig`; the cause stands where the user wrote it. */
export function atLegacyPlace(finding: Finding): Finding {
  const place = (finding.at ?? finding.field).replace(/^helm\b/, 'providerConfig');
  return { ...finding, at: place.replace(/^providerConfig\.rawChart\b/, 'providerConfig.chart') };
}

function validateKindOfDeployment(
  hasHelm: boolean,
  type: string,
  hasProviderConfig: boolean,
  { issues }: ValidationContext,
): void {
  if (!hasHelm) {
    if (type !== '') return;
    issues.report(
      rules['controller-deployment-nothing-to-deploy'],
      '[]',
      'there is neither helm nor a custom type',
      {
        hint: 'write helm at the top level (v1), or type and providerConfig (v1beta1); there is no spec',
        at: FieldPath.root,
      },
    );
    return;
  }
  const annotation = FieldPath.of('metadata', 'annotations');
  if (type !== '') {
    issues.report(
      rules['controller-deployment-type-with-helm'],
      'type',
      `annotation ${typeAnnotation} is ${JSON.stringify(type)} beside helm`,
      { hint: 'remove the annotation, or helm', at: annotation.key(typeAnnotation) },
    );
  }
  if (hasProviderConfig) {
    issues.report(
      rules['controller-deployment-config-with-helm'],
      'providerConfig',
      `annotation ${configAnnotation} stands beside helm`,
      { hint: 'remove the annotation, or helm', at: annotation.key(configAnnotation) },
    );
  }
}

/** The metadata that is judged: the migration annotations of v1 are taken out when the object is read. */
function storedMetadata(manifest: JsonObject): JsonObject {
  const metadata = asObject(manifest['metadata']);
  const annotations = asObject(metadata['annotations']);
  if (isLegacy(manifest) || !(typeAnnotation in annotations || configAnnotation in annotations))
    return metadata;
  const { [typeAnnotation]: _type, [configAnnotation]: _config, ...kept } = annotations;
  return { ...metadata, annotations: kept };
}
