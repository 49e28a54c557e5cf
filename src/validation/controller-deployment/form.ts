// Follows pkg/apis/core/v1beta1/conversions.go of gardener/gardener.
import { FieldPath } from '../../gardener/field-path';
import { asList, asObject, asText, isObject, type JsonObject } from '../../gardener/json';
import { isStandardBase64 } from '../../gardener/names';
import type { Check } from '../../issues/check';
import { shownValue } from '../secret-scan';
import { controllerDeploymentRuleTable as rules } from './table';

export const typeAnnotation = 'migration.controllerdeployment.gardener.cloud/type';
export const configAnnotation = 'migration.controllerdeployment.gardener.cloud/providerConfig';

/** The one form that both API versions are converted to before they are judged. */
interface DeploymentForm {
  readonly helm?: JsonObject;
  /** Where `helm` stands: Gardener names v1's, whichever version it was written in. */
  readonly check: Check;
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
export function toDeploymentForm(manifest: JsonObject, root: Check): DeploymentForm | undefined {
  if (!isLegacy(manifest)) {
    const annotations = asObject(asObject(manifest['metadata'])['annotations']);
    return {
      ...(isObject(manifest['helm']) ? { helm: manifest['helm'] } : {}),
      check: root.at('helm'),
      type: asText(annotations[typeAnnotation]),
      hasProviderConfig: annotations[configAnnotation] !== undefined,
      resources: asList(manifest['resources']),
    };
  }
  const source = root.at('providerConfig');
  const check = source.as(FieldPath.of('helm'));
  const type = asText(manifest['type']);
  if (type !== 'helm') {
    const hasProviderConfig = manifest['providerConfig'] !== undefined;
    return { check, type, hasProviderConfig, resources: [] };
  }
  const helm = toHelm(manifest['providerConfig'], source);
  if (helm === undefined) return undefined;
  return { helm, check, type: '', hasProviderConfig: false, resources: [] };
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
function toHelm(providerConfig: unknown, check: Check): JsonObject | undefined {
  if (providerConfig === undefined || providerConfig === null) return {};
  const before = check.findings.length;
  const helm: Record<string, unknown> = {};
  if (!isObject(providerConfig)) {
    malformed(check, providerConfig, 'a map');
    return undefined;
  }
  const chart = field(providerConfig, 'chart');
  if (chart !== undefined) helm['rawChart'] = toBytes(chart.value, check.at(chart.key));
  const values = field(providerConfig, 'values');
  if (values !== undefined) helm['values'] = values.value;
  const oci = field(providerConfig, 'ociRepository');
  if (oci !== undefined) helm['ociRepository'] = toOci(oci.value, check.at(oci.key));
  return check.findings.length === before ? helm : undefined;
}

/** Keys that the conversion drops. */
export function warnLegacyKeys(providerConfig: unknown, check: Check): void {
  if (!isObject(providerConfig)) return;
  const known = ['chart', 'values', 'ociRepository'];
  for (const key of Object.keys(providerConfig)) {
    if (known.some((name) => name.toLowerCase() === key.toLowerCase())) continue;
    const hint =
      key.toLowerCase() === 'rawchart' ? 'in v1beta1 the key is chart' : `known are ${known.join(', ')}`;
    check
      .at(key)
      .report(
        rules['controller-deployment-legacy-key-ignored'],
        `${JSON.stringify(key)} is dropped silently`,
        hint,
      );
  }
}

function toOci(value: unknown, check: Check): JsonObject {
  const oci: Record<string, unknown> = {};
  if (!isObject(value)) {
    malformed(check, value, 'a map');
    return oci;
  }
  for (const name of ociTexts) {
    const found = field(value, name);
    if (found === undefined) continue;
    if (typeof found.value !== 'string') malformed(check.at(found.key), found.value, 'a text');
    oci[name] = found.value;
  }
  for (const { name, since } of ociReferences) {
    const found = check.target.gardener < since ? undefined : field(value, name);
    if (found === undefined) continue;
    const at = check.at(found.key);
    if (!isObject(found.value)) {
      malformed(at, found.value, 'a map');
      continue;
    }
    const named = field(found.value, 'name');
    if (named !== undefined && typeof named.value !== 'string') {
      malformed(at.at(named.key), named.value, 'a text');
    }
    oci[name] = { name: named?.value ?? '' };
  }
  return oci;
}

/** Bytes are base64 text in JSON; Go also takes a list of small numbers. */
function toBytes(value: unknown, check: Check): string {
  if (typeof value === 'string' && isStandardBase64(value)) return value;
  if (Array.isArray(value) && value.every(isByte)) return Buffer.from(value).toString('base64');
  malformed(check, value, 'base64');
  return '';
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}

/** The chart itself, under the name that the user's version has for it. */
export function rawChartOf(check: Check, manifest: JsonObject): Check {
  const chart = check.at('rawChart');
  return isLegacy(manifest) ? check.at('chart').as(chart.field) : chart;
}

function malformed(check: Check, value: unknown, wanted: string): void {
  check.report(
    rules['controller-deployment-legacy-config-malformed'],
    `${shownValue(value, check.written)} is not ${wanted}`,
    `write ${wanted}`,
  );
}
