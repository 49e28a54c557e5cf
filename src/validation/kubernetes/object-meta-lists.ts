import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { JsonObject } from '../kind';
import { isQualifiedName } from './names';
import { quote } from './quote';
import { asObject, asText, listAt, textAt } from './read';
import { kubernetesRules as rules } from './rules';

const maxManagerLength = 128;
const maxSubresourceLength = 256;
/** Go's unicode.IsPrint: of all blanks only the plain one; what is no character becomes U+FFFD, which prints. */
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Cs} ]/u;

const serverOwned = 'leave metadata.managedFields out of the manifest';

/** `metadata.ownerReferences`. Kubernetes reports them without an index, up to 1.36 at least. */
export function validateOwnerReferences(metadata: JsonObject, path: FieldPath, issues: IssueCollector): void {
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
export function validateFinalizers(metadata: JsonObject, path: FieldPath, issues: IssueCollector): void {
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
export function validateManagedFields(metadata: JsonObject, path: FieldPath, issues: IssueCollector): void {
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
