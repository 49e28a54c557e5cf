import { FieldPath } from '../../gardener/field-path';
import { asObject, asText, type JsonObject, listAt, objectAt, quote, textAt } from '../../gardener/json';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  maxLabelLength,
  maxSubdomainLength,
} from '../../gardener/names';
import { parseTimestamp } from '../../gardener/timestamp';
import type { IssueCollector } from '../../issues/check';
import { validateAnnotations, validateLabels } from './labels';
import { kubernetesRules as rules } from './table';

export interface ObjectMetaOptions {
  /** @default metadata */
  readonly path?: FieldPath;
  /** What the kind asks of names: an RFC 1123 label (no dots, 63) or subdomain (dots, 253). */
  readonly name: 'label' | 'subdomain';
  /** A namespace on a kind without namespaces is ignored. */
  readonly namespaced: boolean;
  /** Metadata of the stored object; the rules for updates hold as well when it is there. */
  readonly previous?: JsonObject;
}

/** Everything that Kubernetes asks of an object's metadata, at creation and on update. */
export function validateObjectMeta(
  metadata: JsonObject,
  options: ObjectMetaOptions,
  issues: IssueCollector,
): void {
  const path = options.path ?? FieldPath.of('metadata');
  validateName(metadata, options, path, issues);
  if (options.namespaced) validateNamespace(textAt(metadata, 'namespace'), path.child('namespace'), issues);
  // On update the API server puts the stored generation in its place.
  const generation = metadata['generation'];
  if (options.previous === undefined && typeof generation === 'number' && generation < 0) {
    issues.report(
      rules['metadata-generation-negative'],
      path.child('generation'),
      `${generation} is negative`,
      {
        hint: 'leave generation out',
      },
    );
  }
  validateLabels(objectAt(metadata, 'labels'), path.child('labels'), issues);
  validateAnnotations(objectAt(metadata, 'annotations'), path.child('annotations'), issues);
  validateOwnerReferences(metadata, path, issues);
  validateFinalizers(metadata, path, issues);
  validateManagedFields(metadata, path, issues);
  if (options.previous !== undefined) {
    validateObjectMetaUpdate(metadata, options.previous, path, options.namespaced, issues);
  }
}

function validateName(
  metadata: JsonObject,
  options: ObjectMetaOptions,
  path: FieldPath,
  issues: IssueCollector,
): void {
  const isName = options.name === 'label' ? isDns1123Label : isDns1123Subdomain;
  const prefix = textAt(metadata, 'generateName');
  let name = textAt(metadata, 'name');
  if (prefix !== '' && !isName(maskTrailingDash(prefix))) {
    const message = `${quote(prefix)} cannot start a name`;
    issues.report(rules['metadata-generate-name-invalid'], path.child('generateName'), message, {
      hint: nameHint(options.name),
    });
  }
  // Only at creation a name is made of it, and then has to hold by itself.
  if (name === '' && prefix !== '' && options.previous === undefined) name = generateName(prefix);

  if (name === '') {
    issues.report(rules['metadata-name-required'], path.child('name'), 'no name', {
      hint: 'name the object',
    });
  } else if (!isName(name)) {
    const message = `${quote(name)} is no valid name`;
    issues.report(rules['metadata-name-invalid'], path.child('name'), message, {
      hint: nameHint(options.name),
    });
  }
}

function validateNamespace(namespace: string, path: FieldPath, issues: IssueCollector): void {
  if (namespace === '') {
    issues.report(rules['metadata-namespace-required'], path, 'no namespace', {
      hint: 'name it, e.g. garden',
    });
  } else if (!isDns1123Label(namespace)) {
    issues.report(rules['metadata-namespace-invalid'], path, `${quote(namespace)} is no namespace`, {
      hint: nameHint('label'),
    });
  }
}

/** Kubernetes lets a prefix end in a dash, by looking at it with its last two characters replaced. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

/** As the API server makes names: a prefix of at most 58 characters and five of its own. */
function generateName(prefix: string): string {
  return `${prefix.slice(0, maxLabelLength - 5)}xxxxx`;
}

function nameHint(kind: ObjectMetaOptions['name']): string {
  const [characters, length] =
    kind === 'label' ? ["'-'", maxLabelLength] : ["'-' or '.'", maxSubdomainLength];
  return `use lower case letters, digits, ${characters}, alphanumeric at both ends, at most ${length} characters`;
}

const maxManagerLength = 128;
const maxSubresourceLength = 256;
/** Go's unicode.IsPrint: of all blanks only the plain one; what is no character becomes U+FFFD, which prints. */
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cs} ]/u;

const serverOwned = 'leave metadata.managedFields out of the manifest';

/** `metadata.ownerReferences`. Kubernetes reports them without an index, up to 1.36 at least. */
function validateOwnerReferences(metadata: JsonObject, path: FieldPath, issues: IssueCollector): void {
  const field = path.child('ownerReferences');
  let controllers = 0;
  for (const [index, item] of listAt(metadata, 'ownerReferences').entries()) {
    const reference = asObject(item);
    validateOwnerReference(reference, field, field.index(index), issues);
    if (reference['controller'] === true && ++controllers > 1) {
      issues.report(rules['owner-reference-controllers'], field, 'more than one has controller: true', {
        hint: 'only one owner is the controller',
        at: field.index(index).child('controller'),
      });
    }
  }
}

function validateOwnerReference(
  reference: JsonObject,
  field: FieldPath,
  at: FieldPath,
  issues: IssueCollector,
): void {
  const apiVersion = textAt(reference, 'apiVersion');
  if (versionOf(apiVersion) === '') {
    const message = apiVersion === '' ? 'no apiVersion' : `${quote(apiVersion)} names no version`;
    issues.report(rules['owner-reference-incomplete'], field.child('apiVersion'), message, {
      hint: 'use v1 or <group>/<version>',
      at: at.child('apiVersion'),
    });
  }
  for (const name of ['kind', 'name', 'uid']) {
    if (textAt(reference, name) !== '') continue;
    issues.report(rules['owner-reference-incomplete'], field.child(name), `no ${name}`, {
      hint: 'name the owner completely, or leave ownerReferences out',
      at: at.child(name),
    });
  }
  if (isCore(apiVersion) && reference['kind'] === 'Event') {
    issues.report(rules['owner-reference-kind-banned'], field, 'an Event cannot own anything', {
      hint: 'name another owner, or none',
      at,
    });
  }
}

/** The version in `version` or `group/version`; empty where there is none. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/', 3);
  if (parts.length > 2) return '';
  return parts[1] ?? parts[0] ?? '';
}

/** The legacy group has no name; Go takes `/v1` for it as well. */
function isCore(apiVersion: string): boolean {
  return apiVersion === 'v1' || apiVersion === '/v1';
}

/** `metadata.finalizers`; errors stand at the list. */
function validateFinalizers(metadata: JsonObject, path: FieldPath, issues: IssueCollector): void {
  const field = path.child('finalizers');
  const finalizers = listAt(metadata, 'finalizers').map(asText);
  for (const [index, finalizer] of finalizers.entries()) {
    if (isQualifiedName(finalizer)) continue;
    issues.report(rules['finalizer-invalid'], field, `${quote(finalizer)} is no finalizer`, {
      hint: 'use name or prefix/name, e.g. example.com/cleanup',
      at: field.index(index),
    });
  }
  if (!finalizers.includes('orphan') || !finalizers.includes('foregroundDeletion')) return;
  issues.report(rules['finalizers-conflict'], field, 'orphan and foregroundDeletion exclude each other', {
    hint: 'use one of them, or none',
  });
}

/** `metadata.managedFields`. */
function validateManagedFields(metadata: JsonObject, path: FieldPath, issues: IssueCollector): void {
  for (const [index, item] of listAt(metadata, 'managedFields').entries()) {
    const entry = asObject(item);
    const at = path.child('managedFields').index(index);
    const operation = textAt(entry, 'operation');
    const fieldsType = textAt(entry, 'fieldsType');
    const manager = textAt(entry, 'manager');
    const report = (
      id: 'managed-fields-invalid' | 'managed-fields-too-long',
      name: string,
      why: string,
    ): void =>
      issues.report(rules[id], at.child(name), `${quote(textAt(entry, name))} ${why}`, { hint: serverOwned });

    if (operation !== 'Apply' && operation !== 'Update') {
      report('managed-fields-invalid', 'operation', 'is neither Apply nor Update');
    }
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      report('managed-fields-invalid', 'fieldsType', 'is not FieldsV1');
    }
    if (Buffer.byteLength(manager) > maxManagerLength) {
      report('managed-fields-too-long', 'manager', `has over ${maxManagerLength} bytes`);
    }
    if (unprintable.test(manager)) report('managed-fields-invalid', 'manager', 'has unprintable characters');
    if (Buffer.byteLength(textAt(entry, 'subresource')) > maxSubresourceLength) {
      report('managed-fields-too-long', 'subresource', `has over ${maxSubresourceLength} bytes`);
    }
  }
}

/**
 * What an update may not change. Before validation the API server itself carries over what it owns: the
 * resource version of an unconditional update, a uid that is left out, the generation, the creation
 * timestamp, and the marks of a deletion that is under way.
 */
function validateObjectMetaUpdate(
  metadata: JsonObject,
  previous: JsonObject,
  path: FieldPath,
  namespaced: boolean,
  issues: IssueCollector,
): void {
  const field = (name: string): FieldPath => path.child(name);
  const changed = (name: string): string =>
    `${quote(textAt(previous, name))} was changed to ${quote(textAt(metadata, name))}`;

  if (textAt(metadata, 'name') !== textAt(previous, 'name')) {
    issues.report(rules['metadata-name-immutable'], field('name'), changed('name'), {
      hint: 'an object cannot be renamed: create a new one, then delete the old one',
    });
  }
  if (namespaced && textAt(metadata, 'namespace') !== textAt(previous, 'namespace')) {
    issues.report(rules['metadata-namespace-immutable'], field('namespace'), changed('namespace'), {
      hint: 'an object cannot move: create it in the other namespace, then delete the old one',
    });
  }
  const [uid, oldUid] = [textAt(metadata, 'uid'), textAt(previous, 'uid')];
  // Without the stored uid (manifests in Git have none) there is nothing to compare with.
  if (uid !== '' && oldUid !== '' && uid !== oldUid) {
    issues.report(rules['metadata-uid-immutable'], field('uid'), changed('uid'), { hint: 'leave uid out' });
  }
  validateDeletion(metadata, previous, path, issues);
}

function validateDeletion(
  metadata: JsonObject,
  previous: JsonObject,
  path: FieldPath,
  issues: IssueCollector,
): void {
  const isDeleting = isTime(previous['deletionTimestamp']);
  const report = (name: string): void =>
    issues.report(
      rules['metadata-deletion-immutable'],
      path.child(name),
      `${quote(metadata[name])} was set by hand`,
      { hint: `leave ${name} out; only a deletion sets it` },
    );
  const isSet = (metadata['deletionTimestamp'] ?? undefined) !== undefined;
  if (!isDeleting && isSet) report('deletionTimestamp');

  const seconds = metadata['deletionGracePeriodSeconds'] ?? undefined;
  const oldSeconds = previous['deletionGracePeriodSeconds'] ?? undefined;
  if (seconds !== undefined && seconds !== oldSeconds) report('deletionGracePeriodSeconds');
  if (!isDeleting) return;

  const old = new Set(listAt(previous, 'finalizers').map(asText));
  for (const [index, finalizer] of listAt(metadata, 'finalizers').map(asText).entries()) {
    if (old.has(finalizer)) continue;
    issues.report(
      rules['finalizer-added-on-deletion'],
      path.child('finalizers'),
      `${quote(finalizer)} was added while the object is being deleted`,
      { hint: 'wait until the object is gone', at: path.child('finalizers').index(index) },
    );
  }
}

/** Go's zero time is stored as none. */
function isTime(value: unknown): boolean {
  const milliseconds = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return milliseconds !== undefined && milliseconds !== parseTimestamp('0001-01-01T00:00:00Z');
}
