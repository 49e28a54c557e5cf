import { nodes } from '#validators';
import { isObject, type JsonObject, quote } from '../gardener/json';
import { coreGroup, kindNamed, kinds, operatorGroup, seedManagementGroup } from '../gardener/kinds';
import { withoutSopsMetadata } from '../gardener/secrecy';
import type { Target } from '../gardener/target';
import { Check, type Finding, type KindRules } from '../issues/check';
import type { Issue } from '../issues/issue';
import { decode, typeMetaField } from '../schema/decode';
import { type SchemaName, schemaNames, type SchemaNode, schemaReaders } from '../schema/schema-node';
import { validateExtensionLabels } from './extension-labels';
import { warnOfStoredForm } from './stored-form';
import { engineRules } from './table';

/** Other objects that a verdict depends on; none need be there. */
export interface Related {
  /** What the manifest replaces. */
  readonly previous?: unknown;
  /** The CloudProfile of a NamespacedCloudProfile. */
  readonly parent?: unknown;
  /** Whether the manifest is in the form in which it is stored already. */
  readonly isStored?: boolean;
}

/**
 * The order of work of an API server: strict decoding, then the kind's rules, which default, drop and judge.
 * Whatever cannot be decoded is not judged further.
 */
export function judge(manifest: unknown, target: Target, related: Related = {}): Finding[] {
  try {
    return judgeObject(manifest, target, related);
  } catch (error) {
    // The reader of YAML lets nothing in that is too deep to walk; a program's own objects may be, or hold themselves.
    if (!(error instanceof RangeError)) throw error;
    const check = Check.root(target);
    const message = 'the object is nested too deeply, or contains itself';
    check.report(engineRules['nested-too-deeply'], message, 'make it flatter');
    return check.findings;
  }
}

function judgeObject(manifest: unknown, target: Target, { previous, parent, isStored }: Related): Finding[] {
  const check = Check.root(target);
  if (!isObject(manifest)) {
    check.report(
      engineRules['not-an-object'],
      `the document is ${describe(manifest)}, not an object`,
      'write a manifest with apiVersion, kind, metadata and spec',
    );
    return check.findings;
  }
  const identity = identityOf(manifest);
  if ('foreign' in identity) return [];
  if ('unknown' in identity) {
    check.report(engineRules['kind-unknown'], identity.unknown, identity.hint);
    return check.findings;
  }
  const { judged } = identity;
  if (judged.since !== undefined && target.gardener < judged.since) {
    check.report(
      engineRules['kind-too-new'],
      `Gardener 1.${target.gardener} has no kind ${judged.kind}`,
      `it came with 1.${judged.since}`,
    );
    return check.findings;
  }
  const decoded = decode(judged.schema, withoutSopsMetadata(manifest), check);
  const stored = decodeStored(previous, judged.kind, target);
  if (decoded === undefined) {
    judgeMetadata(judged, manifest, stored, check);
    return withoutRepeats(check.findings);
  }
  const rules = judged.rules();
  const context = {
    check,
    ...(stored !== undefined && { previous: stored }),
    ...(judged.kind === 'NamespacedCloudProfile' &&
      parent !== undefined && { parent: decodeStored(parent, 'CloudProfile', target) ?? {} }),
  };
  rules.validate(decoded, context);
  validateExtensionLabels(decoded, judged.kind, check);
  rules.warn?.(decoded, context);
  if (isStored !== true) warnOfStoredForm(judged.schema, decoded, check);
  return withoutRepeats(check.findings);
}

/** The server of a custom resource says what is wrong with its metadata beside what does not fit the schema. */
function judgeMetadata(
  judged: JudgedKind,
  manifest: JsonObject,
  previous: JsonObject | undefined,
  check: Check,
): void {
  if (schemaReaders[judged.schema] !== 'custom-resource') return;
  const { apiVersion, kind, metadata } = manifest;
  const alone = decode(judged.schema, { apiVersion, kind, metadata }, Check.root(check.target));
  if (alone === undefined) return;
  const context = { check, ...(previous === undefined ? {} : { previous }) };
  judged.rules().validateMetadata?.(alone, context);
}

/** A target that nobody here knows yet: one warning, however many objects are judged for it. */
export function versionIssues(target: Target): Issue[] {
  const rule = engineRules['version-newer-than-known'];
  return target.newer.map(({ option, product, asked, judged }) => ({
    severity: rule.severity,
    type: rule.type,
    field: option,
    rule: rule.id,
    message: `${product} ${shorten(asked)} is newer than ${judged}, the newest that is known here: everything is judged as for ${judged}`,
    hint: 'fields and rules that are newer are not seen; look for a newer release of cdk8s-gardener-alicloud',
  }));
}

function shorten(version: string): string {
  return version.length <= 40 ? version : `${version.slice(0, 40)}…`;
}

/** Whether a manifest is of a kind that has rules here. */
export function isJudged(manifest: unknown): boolean {
  return isObject(manifest) && 'judged' in identityOf(manifest);
}

/**
 * Where a field of a manifest lies below one that its API server takes unread, for whoever it belongs to: the path
 * of that outer field. Undefined where the API server reads it.
 */
export function unreadAreaOf(manifest: unknown, field: string): string | undefined {
  if (!isObject(manifest)) return undefined;
  const identity = identityOf(manifest);
  if (!('judged' in identity) || schemaReaders[identity.judged.schema] === 'custom-resource')
    return undefined;
  let node: SchemaNode | undefined = nodes[identity.judged.schema];
  for (const { 0: step, index } of field.matchAll(/\[[^\]]*\]|[^.[\]]+/g)) {
    if (node?.is === 'free') return field.slice(0, index).replace(/\.$/, '');
    if (node?.is === 'object') node = Object.hasOwn(node.fields, step) ? node.fields[step]?.node : undefined;
    else if (node?.is === 'list') node = node.items;
    else if (node?.is === 'map') node = node.values;
    else return undefined;
  }
  return undefined;
}

/** A stored object was accepted once: what its decoding says is of no interest. Another kind than meant is none. */
function decodeStored(object: unknown, kind: string, target: Target): JsonObject | undefined {
  if (!isObject(object)) return undefined;
  const identity = identify(object['apiVersion'], object['kind']);
  if (!('judged' in identity) || identity.judged.kind !== kind) return undefined;
  return decode(identity.judged.schema, withoutSopsMetadata(object), Check.root(target));
}

/**
 * A server of Go types finds out what an object is in any case of letters, and refuses the key as unknown
 * afterwards; that of a custom resource does not.
 */
function identityOf(manifest: JsonObject): Identity {
  const written = identify(manifest['apiVersion'], manifest['kind']);
  if (!('unknown' in written)) return written;
  const folded = identify(typeMetaField(manifest, 'apiVersion'), typeMetaField(manifest, 'kind'));
  return 'judged' in folded && schemaReaders[folded.judged.schema] !== 'custom-resource' ? folded : written;
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = [finding.severity, finding.type, finding.field, finding.rule, finding.message].join('\u0000');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** A kind that we judge. Its rules load when the first manifest of that kind comes. */
interface JudgedKind {
  readonly schema: SchemaName;
  readonly kind: string;
  /** First Gardener minor that serves it, where that is later than the oldest target. */
  readonly since?: number;
  rules(): KindRules;
}

/* eslint-disable @typescript-eslint/no-require-imports -- synthesis starts faster when only the kinds in use load */
const rulesOf: ReadonlyMap<string, () => KindRules> = new Map([
  [
    'CloudProfile',
    () =>
      (require('./cloud-profile/cloud-profile') as typeof import('./cloud-profile/cloud-profile'))
        .cloudProfileRules,
  ],
  [
    'NamespacedCloudProfile',
    () =>
      (require('./namespaced-cloud-profile/errors') as typeof import('./namespaced-cloud-profile/errors'))
        .namespacedCloudProfileRules,
  ],
  ['Seed', () => (require('./seed/errors') as typeof import('./seed/errors')).seedRules],
  [
    'BackupBucket',
    () => (require('./backup-bucket/errors') as typeof import('./backup-bucket/errors')).backupBucketRules,
  ],
  [
    'ControllerRegistration',
    () =>
      (require('./controller-registration/errors') as typeof import('./controller-registration/errors'))
        .controllerRegistrationRules,
  ],
  [
    'ControllerDeployment',
    () =>
      (require('./controller-deployment/errors') as typeof import('./controller-deployment/errors'))
        .controllerDeploymentRules,
  ],
  ['Extension', () => (require('./extension/errors') as typeof import('./extension/errors')).extensionRules],
  ['Gardenlet', () => (require('./gardenlet/errors') as typeof import('./gardenlet/errors')).gardenletRules],
  [
    'ManagedSeed',
    () => (require('./managed-seed/errors') as typeof import('./managed-seed/errors')).managedSeedRules,
  ],
  ['Secret', () => (require('./secret/errors') as typeof import('./secret/errors')).secretRules],
]);
/* eslint-enable @typescript-eslint/no-require-imports */

const judged: readonly JudgedKind[] = kinds.flatMap(({ group, kind, versions, since }) => {
  const rules = rulesOf.get(kind);
  if (rules === undefined) return [];
  return versions.flatMap((version) => {
    const id = [...(group === '' ? [] : [group]), version, kind].join('/');
    const schema = schemaNames.find((name) => name === id);
    return schema === undefined ? [] : [{ schema, kind, rules, ...(since === undefined ? {} : { since }) }];
  });
});

const bySchema = new Map<string, JudgedKind>(judged.map((kind) => [kind.schema, kind]));
const judgedNames = [...new Set(judged.map((kind) => kind.kind))];

const judgedGroups = [coreGroup, seedManagementGroup, operatorGroup];

/** What stands in `apiVersion` and `kind`: a kind that we judge, somebody else's, or nothing an API server knows. */
type Identity =
  | { readonly judged: JudgedKind }
  | { readonly foreign: true }
  | { readonly unknown: string; readonly hint: string };

export function identify(apiVersion: unknown, kind: unknown): Identity {
  for (const [field, value] of [
    ['apiVersion', apiVersion],
    ['kind', kind],
  ] as const) {
    if (value === undefined || value === null || value === '') {
      return { unknown: `${field} is missing`, hint: 'every manifest needs apiVersion and kind' };
    }
    if (typeof value !== 'string') {
      return { unknown: `${field} is ${quote(value)}, not a text`, hint: 'put it in quotes' };
    }
  }
  return identifyText(apiVersion as string, kind as string);
}

function identifyText(apiVersion: string, kind: string): Identity {
  const found = bySchema.get(`${apiVersion}/${kind}`);
  if (found !== undefined) return { judged: found };
  const unknown = `no kind ${JSON.stringify(kind)} is served in apiVersion ${JSON.stringify(apiVersion)}`;

  const [group = '', version, ...rest] = apiVersion.split('/');
  const served = judged.filter((candidate) => candidate.kind.toLowerCase() === kind.toLowerCase());
  const hint =
    served.length > 0
      ? `write ${served.map((candidate) => spell(candidate)).join(' or ')}`
      : `kinds that are checked here are ${judgedNames.join(', ')}`;
  if (rest.length > 0) return { unknown, hint };
  if (version === undefined) {
    // Without a group there is only "v1"; of its kinds we judge one.
    return group === 'v1' && served.length === 0 ? { foreign: true } : { unknown, hint };
  }
  if (judgedGroups.includes(group)) {
    const name = kind.endsWith('List') ? kind.slice(0, -4) : kind;
    const row = kindNamed(group, name);
    const known = row?.versions.includes(version) === true && (row.isJudged !== true || name !== kind);
    return known ? { foreign: true } : { unknown, hint };
  }
  const misspelled = judgedGroups.some((known) => isNear(group.toLowerCase(), known));
  return misspelled ? { unknown, hint } : { foreign: true };
}

function spell(kind: JudgedKind): string {
  return `apiVersion: ${kind.schema.slice(0, -kind.kind.length - 1)}, kind: ${kind.kind}`;
}

/** Whether two names differ by no more than two characters put in, left out or changed. */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return Math.max(a.length, b.length) - start - end <= 2;
}
