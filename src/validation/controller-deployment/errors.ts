import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, type JsonObject, jsonText } from '../../gardener/json';
import { isStandardBase64 } from '../../gardener/names';
import type { Target } from '../../gardener/target';
import { type Finding, IssueCollector, type KindRules, type ValidationContext } from '../../issues/check';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateChartResources, validateChartValues, validateOciRepository } from './chart';
import { controllerDeploymentRuleTable as rules } from './table';
import { warnControllerDeployment } from './warnings';

const typeAnnotation = 'migration.controllerdeployment.gardener.cloud/type';
const configAnnotation = 'migration.controllerdeployment.gardener.cloud/providerConfig';

/** The one form that both API versions are converted to before they are judged. */
interface DeploymentForm {
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
function validateControllerDeployment(manifest: JsonObject, context: ValidationContext): void {
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
    if (found !== issues) {
      for (const finding of found.findings) issues.findings.push(atLegacyPlace(finding));
    }
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

/**
 * Go's JSON package finds a field under any spelling of its case. Of several the last in the order of their
 * code units counts, as YAML becomes JSON with sorted keys; null takes the value away.
 */
function field(
  object: JsonObject,
  name: string,
): { readonly key: string; readonly value: unknown } | undefined {
  const wanted = name.toLowerCase();
  const key = Object.keys(object)
    .filter((candidate) => candidate.toLowerCase() === wanted)
    .sort()
    .at(-1);
  if (key === undefined || object[key] === null || object[key] === undefined) return undefined;
  return { key, value: object[key] };
}

const ociTexts = ['ref', 'repository', 'tag', 'digest'] as const;
const ociReferences: readonly { readonly name: string; readonly since: number }[] = [
  { name: 'pullSecretRef', since: 115 },
  { name: 'caBundleSecretRef', since: 136 },
];

/**
 * Decodes the `providerConfig` of a v1beta1 ControllerDeployment of type helm into the `helm` of v1, as the
 * API server converts it: unknown keys vanish, `chart` becomes `rawChart`.
 *
 * @returns undefined if a value is of a wrong type; that is reported as Malformed
 */
function toHelm(
  providerConfig: unknown,
  path: FieldPath,
  target: Target,
  issues: IssueCollector,
): JsonObject | undefined {
  if (providerConfig === undefined || providerConfig === null) return {};
  const before = issues.findings.length;
  const helm: Record<string, unknown> = {};
  if (!isObject(providerConfig)) {
    malformed(path, providerConfig, 'an object', issues);
    return undefined;
  }
  const chart = field(providerConfig, 'chart');
  if (chart !== undefined) helm['rawChart'] = toBytes(chart.value, path.child(chart.key), issues);
  const values = field(providerConfig, 'values');
  if (values !== undefined) helm['values'] = values.value;
  const oci = field(providerConfig, 'ociRepository');
  if (oci !== undefined) helm['ociRepository'] = toOci(oci.value, path.child(oci.key), target, issues);
  return issues.findings.length === before ? helm : undefined;
}

/** Keys that the conversion drops. */
export function warnLegacyKeys(providerConfig: unknown, path: FieldPath, issues: IssueCollector): void {
  if (!isObject(providerConfig)) return;
  const known = ['chart', 'values', 'ociRepository'];
  for (const key of Object.keys(providerConfig)) {
    if (known.some((name) => name.toLowerCase() === key.toLowerCase())) continue;
    const hint =
      key.toLowerCase() === 'rawchart' ? 'in v1beta1 the key is chart' : `known are ${known.join(', ')}`;
    issues.report(
      rules['controller-deployment-legacy-key-ignored'],
      path.child(key),
      `${JSON.stringify(key)} is dropped silently`,
      { hint },
    );
  }
}

function toOci(value: unknown, path: FieldPath, target: Target, issues: IssueCollector): JsonObject {
  const oci: Record<string, unknown> = {};
  if (!isObject(value)) {
    malformed(path, value, 'an object', issues);
    return oci;
  }
  for (const name of ociTexts) {
    const found = field(value, name);
    if (found === undefined) continue;
    if (typeof found.value !== 'string') malformed(path.child(found.key), found.value, 'a text', issues);
    oci[name] = found.value;
  }
  for (const { name, since } of ociReferences) {
    const found = target.gardener < since ? undefined : field(value, name);
    if (found === undefined) continue;
    const at = path.child(found.key);
    if (!isObject(found.value)) {
      malformed(at, found.value, 'an object', issues);
      continue;
    }
    const named = field(found.value, 'name');
    if (named !== undefined && typeof named.value !== 'string') {
      malformed(at.child(named.key), named.value, 'a text', issues);
    }
    oci[name] = { name: named?.value ?? '' };
  }
  return oci;
}

/** Bytes are base64 text in JSON; Go also takes a list of small numbers. */
function toBytes(value: unknown, path: FieldPath, issues: IssueCollector): string {
  if (typeof value === 'string' && isStandardBase64(value)) return value;
  if (Array.isArray(value) && value.every(isByte)) return Buffer.from(value).toString('base64');
  malformed(path, value, 'base64', issues);
  return '';
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

function malformed(path: FieldPath, value: unknown, wanted: string, issues: IssueCollector): void {
  const text = jsonText(value);
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  issues.report(rules['controller-deployment-legacy-config-malformed'], path, `${shown} is not ${wanted}`, {
    hint: `write ${wanted}`,
  });
}

/** ControllerDeployment in core.gardener.cloud/v1 and v1beta1. */
export const controllerDeploymentRules: KindRules = {
  validate: validateControllerDeployment,
  warn: warnControllerDeployment,
};
