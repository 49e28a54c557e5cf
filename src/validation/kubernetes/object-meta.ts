import { asObject, asText, type JsonObject, listAt, objectAt, quote, textAt } from '../../gardener/json';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  maxLabelLength,
  maxSubdomainLength,
} from '../../gardener/names';
import { parseTimestamp } from '../../gardener/timestamp';
import type { Check } from '../../issues/check';
import { validateAnnotations, validateLabels } from './labels';
import { kubernetesRules as rules } from './table';

export interface ObjectMetaOptions {
  /** What the kind asks of names: an RFC 1123 label (no dots, 63) or subdomain (dots, 253). */
  readonly name: 'label' | 'subdomain';
  /** A namespace on a kind without namespaces is ignored. */
  readonly namespaced: boolean;
  /** Kubernetes' own kinds ask more of finalizers. @default false */
  readonly isCore?: boolean;
  /** Whether the generation is judged as it was written; other kinds begin with 1. @default false */
  readonly keepsGeneration?: boolean;
  /** Metadata of the stored object; the rules for updates hold as well when it is there. */
  readonly previous?: JsonObject;
}

/**
 * Everything that Kubernetes asks of an object's metadata, at creation and on update.
 *
 * @param place of the object
 */
export function validateObjectMeta(metadata: JsonObject, options: ObjectMetaOptions, place: Check): void {
  const check = place.at('metadata');
  validateName(metadata, options, check);
  if (options.namespaced) validateNamespace(textAt(metadata, 'namespace'), check.at('namespace'));
  validateGeneration(metadata['generation'], options, check.at('generation'));
  validateLabels(objectAt(metadata, 'labels'), check.at('labels'));
  validateAnnotations(objectAt(metadata, 'annotations'), check.at('annotations'));
  validateOwnerReferences(metadata, check.at('ownerReferences'));
  validateFinalizers(metadata, options.isCore === true, check.at('finalizers'));
  validateManagedFields(listAt(metadata, 'managedFields').map(asObject), check.at('managedFields'));
  if (options.previous !== undefined) {
    validateObjectMetaUpdate(metadata, options.previous, options.namespaced, check);
  }
}

/** On update the API server puts the stored generation in its place, and most kinds begin with 1. */
function validateGeneration(generation: unknown, options: ObjectMetaOptions, check: Check): void {
  if (options.keepsGeneration !== true || options.previous !== undefined) return;
  if (typeof generation !== 'number' || generation >= 0) return;
  check.report(rules['metadata-generation-negative'], `${generation} is negative`, 'leave generation out');
}

function validateName(metadata: JsonObject, options: ObjectMetaOptions, check: Check): void {
  const isName = options.name === 'label' ? isDns1123Label : isDns1123Subdomain;
  const prefix = textAt(metadata, 'generateName');
  let name = textAt(metadata, 'name');
  if (prefix !== '' && !isName(maskTrailingDash(prefix))) {
    const message = `${quote(prefix)} cannot start a name`;
    check.at('generateName').report(rules['metadata-generate-name-invalid'], message, nameHint(options.name));
  }
  // Only at creation a name is made of it, and then has to hold by itself.
  if (name === '' && prefix !== '' && options.previous === undefined) name = generateName(prefix);

  const at = check.at('name');
  if (name === '') {
    at.report(rules['metadata-name-required'], 'no name', 'name the object');
  } else if (!isName(name)) {
    at.report(rules['metadata-name-invalid'], `${quote(name)} is no valid name`, nameHint(options.name));
  }
}

function validateNamespace(namespace: string, check: Check): void {
  if (namespace === '') {
    check.report(rules['metadata-namespace-required'], 'no namespace', 'name it, e.g. garden');
  } else if (!isDns1123Label(namespace)) {
    const message = `${quote(namespace)} is no namespace`;
    check.report(rules['metadata-namespace-invalid'], message, nameHint('label'));
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
function validateOwnerReferences(metadata: JsonObject, check: Check): void {
  let controllers = 0;
  for (const [index, item] of listAt(metadata, 'ownerReferences').entries()) {
    const reference = asObject(item);
    const entry = check.at(index);
    validateOwnerReference(reference, check, entry);
    if (reference['controller'] === true && ++controllers > 1) {
      entry
        .at('controller')
        .as(check.field)
        .report(
          rules['owner-reference-controllers'],
          'more than one has controller: true',
          'only one owner is the controller',
        );
    }
  }
}

function validateOwnerReference(reference: JsonObject, list: Check, entry: Check): void {
  const field = (name: string): Check => entry.at(name).as(list.at(name).field);
  const apiVersion = textAt(reference, 'apiVersion');
  if (versionOf(apiVersion) === '') {
    const message = apiVersion === '' ? 'no apiVersion' : `${quote(apiVersion)} names no version`;
    field('apiVersion').report(rules['owner-reference-incomplete'], message, 'use v1 or <group>/<version>');
  }
  for (const name of ['kind', 'name', 'uid']) {
    if (textAt(reference, name) !== '') continue;
    const hint = 'name the owner completely, or leave ownerReferences out';
    field(name).report(rules['owner-reference-incomplete'], `no ${name}`, hint);
  }
  if (isCore(apiVersion) && reference['kind'] === 'Event') {
    const message = 'an Event cannot own anything';
    entry.as(list.field).report(rules['owner-reference-kind-banned'], message, 'name another owner, or none');
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

/** Finalizers that need no prefix on Kubernetes' own kinds. */
const standardFinalizers: readonly string[] = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** `metadata.finalizers`; errors stand at the list, those of Kubernetes' own kinds at the item as well. */
function validateFinalizers(metadata: JsonObject, isOfCore: boolean, check: Check): void {
  const finalizers = listAt(metadata, 'finalizers').map(asText);
  for (const [index, finalizer] of finalizers.entries()) {
    const message = `${quote(finalizer)} is no finalizer`;
    const entry = check.at(index);
    const isQualified = isQualifiedName(finalizer);
    if (!isQualified) {
      const hint = 'use name or prefix/name, e.g. example.com/cleanup';
      entry.as(check.field).report(rules['finalizer-invalid'], message, hint);
    }
    if (!isOfCore || (isQualified && finalizer.includes('/')) || standardFinalizers.includes(finalizer))
      continue;
    entry.report(rules['finalizer-invalid'], message, 'use prefix/name, e.g. example.com/cleanup');
  }
  if (!finalizers.includes('orphan') || !finalizers.includes('foregroundDeletion')) return;
  const message = 'orphan and foregroundDeletion exclude each other';
  check.report(rules['finalizers-conflict'], message, 'use one of them, or none');
}

/**
 * `metadata.managedFields`. The API server throws all of them away if it cannot read one; of those that it can
 * read, only names may be wrong.
 */
function validateManagedFields(entries: readonly JsonObject[], check: Check): void {
  if (entries.length === 0) return;
  check.report(rules['managed-fields-written'], 'the API server writes managedFields itself', serverOwned);
  if (!entries.every(isReadable)) return;
  for (const [index, entry] of entries.entries()) {
    const manager = textAt(entry, 'manager');
    const at = check.at(index);
    if (Buffer.byteLength(manager) > maxManagerLength) {
      const message = `${quote(manager)} has over ${maxManagerLength} bytes`;
      at.at('manager').report(rules['managed-fields-too-long'], message, serverOwned);
    }
    if (unprintable.test(manager)) {
      const message = `${quote(manager)} has unprintable characters`;
      at.at('manager').report(rules['managed-fields-invalid'], message, serverOwned);
    }
    const subresource = textAt(entry, 'subresource');
    if (Buffer.byteLength(subresource) > maxSubresourceLength) {
      const message = `${quote(subresource)} has over ${maxSubresourceLength} bytes`;
      at.at('subresource').report(rules['managed-fields-too-long'], message, serverOwned);
    }
  }
}

function isReadable(entry: JsonObject): boolean {
  return (
    ['Apply', 'Update'].includes(textAt(entry, 'operation')) &&
    textAt(entry, 'fieldsType') === 'FieldsV1' &&
    textAt(entry, 'apiVersion') !== ''
  );
}

/**
 * What an update may not change. Before validation the API server itself carries over what it owns: the
 * resource version of an unconditional update, a uid that is left out, the generation, the creation
 * timestamp, and the marks of a deletion that is under way.
 */
function validateObjectMetaUpdate(
  metadata: JsonObject,
  previous: JsonObject,
  namespaced: boolean,
  check: Check,
): void {
  const changed = (name: string): string =>
    `${quote(textAt(previous, name))} was changed to ${quote(textAt(metadata, name))}`;

  if (textAt(metadata, 'name') !== textAt(previous, 'name')) {
    const hint = 'nothing can be renamed: create a new object, then delete the old one';
    check.at('name').report(rules['metadata-name-immutable'], changed('name'), hint);
  }
  if (namespaced && textAt(metadata, 'namespace') !== textAt(previous, 'namespace')) {
    const hint = 'nothing can move: create it in the other namespace, then delete the old one';
    check.at('namespace').report(rules['metadata-namespace-immutable'], changed('namespace'), hint);
  }
  const [uid, oldUid] = [textAt(metadata, 'uid'), textAt(previous, 'uid')];
  // Without the stored uid (manifests in Git have none) there is nothing to compare with.
  if (uid !== '' && oldUid !== '' && uid !== oldUid) {
    check.at('uid').report(rules['metadata-uid-immutable'], changed('uid'), 'leave uid out');
  }
  validateDeletion(metadata, previous, check);
}

function validateDeletion(metadata: JsonObject, previous: JsonObject, check: Check): void {
  const isDeleting = isTime(previous['deletionTimestamp']);
  const report = (name: string, message: string): void => {
    const hint = `leave ${name} out; only a deletion sets it`;
    check.at(name).report(rules['metadata-deletion-immutable'], message, hint);
  };
  const isSet = (metadata['deletionTimestamp'] ?? undefined) !== undefined;
  if (!isDeleting && isSet) {
    report('deletionTimestamp', `${quote(metadata['deletionTimestamp'])} was set by hand`);
  }
  const seconds = metadata['deletionGracePeriodSeconds'] ?? undefined;
  const stored = previous['deletionGracePeriodSeconds'] ?? undefined;
  if (seconds !== undefined && seconds !== stored) {
    report('deletionGracePeriodSeconds', `${quote(seconds)} was set by hand`);
  } else if (seconds === undefined && stored !== undefined && !isDeleting) {
    report('deletionGracePeriodSeconds', `${quote(stored)} was taken away by hand`);
  }
  if (!isDeleting) return;

  const old = new Set(listAt(previous, 'finalizers').map(asText));
  const list = check.at('finalizers');
  for (const [index, finalizer] of listAt(metadata, 'finalizers').map(asText).entries()) {
    if (old.has(finalizer)) continue;
    const message = `${quote(finalizer)} was added while the object is being deleted`;
    const entry = list.at(index).as(list.field);
    entry.report(rules['finalizer-added-on-deletion'], message, 'wait until the object is gone');
  }
}

/** Go's zero time is stored as none. */
function isTime(value: unknown): boolean {
  const milliseconds = typeof value === 'string' ? parseTimestamp(value) : undefined;
  return milliseconds !== undefined && milliseconds !== parseTimestamp('0001-01-01T00:00:00Z');
}
