import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { JsonObject } from '../kind';
import { labelKeyHint, labelValueHint } from './labels';
import { isLabelValue, isQualifiedName } from './names';
import { quote } from './quote';
import { asObject, textAt } from './read';
import { kubernetesRules as rules } from './rules';

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
