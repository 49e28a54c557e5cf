import { asObject, asText, type JsonObject, listAt, objectAt, quote, textAt } from '../../gardener/json';
import { isLabelValue, isQualifiedName } from '../../gardener/names';
import type { Check } from '../../issues/check';
import { shownValue } from '../secret-scan';
import { kubernetesRules as rules } from './table';

/** Keys and values of all annotations together, in bytes. */
const maxAnnotationsSize = 256 * 1024;

const labelKeyHint =
  "use name or prefix/name: the name 1 to 63 letters, digits, '-', '_' or '.', alphanumeric at both ends, the prefix a DNS subdomain";
const labelValueHint =
  "use at most 63 letters, digits, '-', '_' or '.', alphanumeric at both ends; longer text belongs into an annotation";

/** Labels as Kubernetes wants them; every error stands at the map itself. */
export function validateLabels(labels: JsonObject, check: Check): void {
  for (const [key, value] of Object.entries(labels)) {
    const entry = check.key(key).as(check.field);
    if (!isQualifiedName(key)) {
      entry.report(rules['label-key-invalid'], `${quote(key)} is no label key`, labelKeyHint);
    }
    if (!isLabelValue(asText(value))) {
      const message = `${shownValue(value, entry.written)}, value of ${quote(key)}, is no label value`;
      entry.report(rules['label-value-invalid'], message, labelValueHint);
    }
  }
}

/** Annotations: keys like those of labels but in any case, values free up to 256 KiB together. */
export function validateAnnotations(annotations: JsonObject, check: Check): void {
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(key) + Buffer.byteLength(asText(value));
    if (isQualifiedName(lowerCase(key))) continue;
    const message = `${quote(key)} is no annotation key`;
    check.key(key).as(check.field).report(rules['annotation-key-invalid'], message, labelKeyHint);
  }
  if (size <= maxAnnotationsSize) return;
  const message = `all annotations together have ${size} bytes, more than ${maxAnnotationsSize}`;
  check.report(rules['annotations-too-long'], message, 'move large content into a ConfigMap or a file');
}

/** Go maps the dotted capital I to a plain i, JavaScript to an i and a combining dot. */
function lowerCase(text: string): string {
  return text.replaceAll('\u0130', 'i').toLowerCase();
}

/** A Kubernetes LabelSelector: `matchLabels` and `matchExpressions`. */
export function validateLabelSelector(selector: JsonObject, check: Check): void {
  validateLabels(objectAt(selector, 'matchLabels'), check.at('matchLabels'));
  for (const [index, item] of listAt(selector, 'matchExpressions').entries()) {
    validateRequirement(asObject(item), check.at('matchExpressions', index));
  }
}

function validateRequirement(requirement: JsonObject, check: Check): void {
  const operator = textAt(requirement, 'operator');
  const values = listAt(requirement, 'values');
  validateOperator(operator, values.length, check);

  const key = textAt(requirement, 'key');
  if (!isQualifiedName(key)) {
    const message = `${quote(key)} is no label key`;
    check.at('key').report(rules['label-selector-key-invalid'], message, labelKeyHint);
  }
  for (const [index, item] of values.entries()) {
    if (isLabelValue(asText(item))) continue;
    const message = `${quote(item)} can be no label's value`;
    check.at('values', index).report(rules['label-selector-value-invalid'], message, labelValueHint);
  }
}

function validateOperator(operator: string, count: number, check: Check): void {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (count > 0) return;
      check
        .at('values')
        .report(
          rules['label-selector-values-required'],
          `no values for ${operator}`,
          `list at least one, or use ${operator === 'In' ? 'Exists' : 'DoesNotExist'}`,
        );
      return;
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return;
      check
        .at('values')
        .report(
          rules['label-selector-values-forbidden'],
          `values next to ${operator}`,
          `remove them, or use ${operator === 'Exists' ? 'In' : 'NotIn'}`,
        );
      return;
    default:
      check
        .at('operator')
        .report(
          rules['label-selector-operator-invalid'],
          operator === '' ? 'no operator' : `${quote(operator)} is no operator`,
          'use In, NotIn, Exists or DoesNotExist',
        );
  }
}

const effects: readonly string[] = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Tolerations of a pod, with the operators `Equal` and `Exists`. */
export function validateTolerations(list: readonly unknown[], check: Check): void {
  for (const [index, item] of list.entries()) {
    const toleration = asObject(item);
    validateKeyAndOperator(toleration, check.at(index));
    validateEffect(toleration, check.at(index));
  }
}

function validateKeyAndOperator(toleration: JsonObject, check: Check): void {
  const key = textAt(toleration, 'key');
  const operator = textAt(toleration, 'operator');
  const value = textAt(toleration, 'value');
  if (key !== '' && !isQualifiedName(key)) {
    check.at('key').report(rules['toleration-key-invalid'], `${quote(key)} is no taint's key`, labelKeyHint);
  }

  const invalid = (message: string, hint: string): void =>
    check.at('operator').report(rules['toleration-operator-invalid'], message, hint);
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
      check
        .at('operator')
        .report(
          rules['toleration-operator-unsupported'],
          `${quote(operator)} is not supported`,
          'use Equal or Exists',
        );
  }
}

function validateEffect(toleration: JsonObject, check: Check): void {
  const effect = textAt(toleration, 'effect');
  const seconds = toleration['tolerationSeconds'] ?? undefined;
  if (seconds !== undefined && effect !== 'NoExecute') {
    check
      .at('effect')
      .report(
        rules['toleration-effect-invalid'],
        `tolerationSeconds with effect ${quote(effect)}`,
        'use NoExecute, or remove tolerationSeconds',
      );
  }
  if (effect !== '' && !effects.includes(effect)) {
    check
      .at('effect')
      .report(
        rules['toleration-effect-unsupported'],
        `${quote(effect)} is not supported`,
        `use ${effects.join(', ')}, or none for all of them`,
      );
  }
}
