import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { JsonObject } from '../kind';
import { labelKeyHint, labelValueHint, validateLabels } from './labels';
import { isLabelValue, isQualifiedName } from './names';
import { quote } from './quote';
import { asObject, asText, listAt, objectAt, textAt } from './read';
import { kubernetesRules as rules } from './rules';

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
