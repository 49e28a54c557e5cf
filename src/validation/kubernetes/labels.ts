import type { FieldPath } from '../../gardener/field-path';
import { asObject, asText, type JsonObject, listAt, objectAt, quote, textAt } from '../../gardener/json';
import { isLabelValue, isQualifiedName } from '../../gardener/names';
import type { IssueCollector } from '../../issues/check';
import { shownValue } from '../secret-scan';
import { kubernetesRules as rules } from './table';

/** Keys and values of all annotations together, in bytes. */
const maxAnnotationsSize = 256 * 1024;

const labelKeyHint =
  "use name or prefix/name: the name 1 to 63 letters, digits, '-', '_' or '.', alphanumeric at both ends, the prefix a DNS subdomain";
const labelValueHint =
  "use at most 63 letters, digits, '-', '_' or '.', alphanumeric at both ends; longer text belongs into an annotation";

/** Labels as Kubernetes wants them; every error stands at the map itself. */
export function validateLabels(labels: JsonObject, path: FieldPath, issues: IssueCollector): void {
  for (const [key, value] of Object.entries(labels)) {
    const at = path.key(key);
    if (!isQualifiedName(key)) {
      issues.report(rules['label-key-invalid'], path, `${quote(key)} is no label key`, {
        hint: labelKeyHint,
        at,
      });
    }
    if (!isLabelValue(asText(value))) {
      const message = `${shownValue(value, at)}, value of ${quote(key)}, is no label value`;
      issues.report(rules['label-value-invalid'], path, message, { hint: labelValueHint, at });
    }
  }
}

/** Annotations: keys like those of labels but in any case, values free up to 256 KiB together. */
export function validateAnnotations(annotations: JsonObject, path: FieldPath, issues: IssueCollector): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(key) + Buffer.byteLength(asText(value));
    if (isQualifiedName(lowerCase(key))) continue;
    const message = `${quote(key)} is no annotation key`;
    issues.report(rules['annotation-key-invalid'], path, message, { hint: labelKeyHint, at: path.key(key) });
  }
  if (size <= maxAnnotationsSize) return;
  const message = `all annotations together have ${size} bytes, more than ${maxAnnotationsSize}`;
  issues.report(rules['annotations-too-long'], path, message, {
    hint: 'move large content into a ConfigMap or a file',
  });
}

/** Go maps the dotted capital I to a plain i, JavaScript to an i and a combining dot. */
function lowerCase(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase();
}

/** A Kubernetes LabelSelector: `matchLabels` and `matchExpressions`. */
export function validateLabelSelector(selector: JsonObject, path: FieldPath, issues: IssueCollector): void {
  validateLabels(objectAt(selector, 'matchLabels'), path.child('matchLabels'), issues);
  for (const [index, item] of listAt(selector, 'matchExpressions').entries()) {
    validateRequirement(asObject(item), path.child('matchExpressions').index(index), issues);
  }
}

function validateRequirement(requirement: JsonObject, path: FieldPath, issues: IssueCollector): void {
  const operator = textAt(requirement, 'operator');
  const values = listAt(requirement, 'values');
  validateOperator(operator, values.length, path, issues);

  const key = textAt(requirement, 'key');
  if (!isQualifiedName(key)) {
    const message = `${quote(key)} is no label key`;
    issues.report(rules['label-selector-key-invalid'], path.child('key'), message, { hint: labelKeyHint });
  }
  for (const [index, item] of values.entries()) {
    if (isLabelValue(asText(item))) continue;
    const message = `${quote(item)} can be no label's value`;
    const field = path.child('values').index(index);
    issues.report(rules['label-selector-value-invalid'], field, message, { hint: labelValueHint });
  }
}

function validateOperator(operator: string, count: number, path: FieldPath, issues: IssueCollector): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (count > 0) return;
      issues.report(
        rules['label-selector-values-required'],
        path.child('values'),
        `no values for ${operator}`,
        {
          hint: `list at least one, or use ${operator === 'In' ? 'Exists' : 'DoesNotExist'}`,
        },
      );
      return;
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return;
      issues.report(
        rules['label-selector-values-forbidden'],
        path.child('values'),
        `values next to ${operator}`,
        {
          hint: `remove them, or use ${operator === 'Exists' ? 'In' : 'NotIn'}`,
        },
      );
      return;
    default:
      issues.report(
        rules['label-selector-operator-invalid'],
        path.child('operator'),
        operator === '' ? 'no operator' : `${quote(operator)} is no operator`,
        { hint: 'use In, NotIn, Exists or DoesNotExist' },
      );
  }
}

const effects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Tolerations of a pod, with the operators `Equal` and `Exists`. */
export function validateTolerations(list: readonly unknown[], path: FieldPath, issues: IssueCollector): void {
  for (const [index, item] of list.entries()) {
    const toleration = asObject(item);
    validateKeyAndOperator(toleration, path.index(index), issues);
    validateEffect(toleration, path.index(index), issues);
  }
}

function validateKeyAndOperator(toleration: JsonObject, path: FieldPath, issues: IssueCollector): void {
  const key = textAt(toleration, 'key');
  const operator = textAt(toleration, 'operator');
  const value = textAt(toleration, 'value');
  if (key !== '' && !isQualifiedName(key)) {
    issues.report(rules['toleration-key-invalid'], path.child('key'), `${quote(key)} is no taint's key`, {
      hint: labelKeyHint,
    });
  }

  const invalid = (message: string, hint: string): void =>
    issues.report(rules['toleration-operator-invalid'], path.child('operator'), message, { hint });
  if (key === '' && operator !== 'Exists') {
    invalid(`${quote(operator)} without a key`, 'name the key, or use Exists, which tolerates every taint');
  }
  switch (operator) {
    case '':
    case 'Equal':
      if (!isLabelValue(value)) invalid(`${quote(value)} can be no taint's value`, labelValueHint);
      return;
    case 'Exists':
      if (value !== '') invalid(`Exists with the value ${quote(value)}`, 'remove the value, or use Equal');
      return;
    default:
      issues.report(
        rules['toleration-operator-unsupported'],
        path.child('operator'),
        `${quote(operator)} is not supported`,
        { hint: 'use Equal or Exists' },
      );
  }
}

function validateEffect(toleration: JsonObject, path: FieldPath, issues: IssueCollector): void {
  const effect = textAt(toleration, 'effect');
  const seconds = toleration['tolerationSeconds'] ?? undefined;
  if (seconds !== undefined && effect !== 'NoExecute') {
    issues.report(
      rules['toleration-effect-invalid'],
      path.child('effect'),
      `tolerationSeconds with effect ${quote(effect)}`,
      { hint: 'use NoExecute, or remove tolerationSeconds' },
    );
  }
  if (effect !== '' && !effects.includes(effect)) {
    issues.report(
      rules['toleration-effect-unsupported'],
      path.child('effect'),
      `${quote(effect)} is not supported`,
      { hint: `use ${effects.join(', ')}, or none for all of them` },
    );
  }
}
