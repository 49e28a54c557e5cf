import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import { isObject } from '../json-value';
import type { JsonObject } from '../kind';
import { isStandardBase64 } from '../kubernetes/base64';
import type { Target } from '../target';
import { controllerDeploymentRuleTable as rules } from './rules';

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
export function toHelm(
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
  const text = JSON.stringify(value);
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  issues.report(rules['controller-deployment-legacy-config-malformed'], path, `${shown} is not ${wanted}`, {
    hint: `write ${wanted}`,
  });
}
