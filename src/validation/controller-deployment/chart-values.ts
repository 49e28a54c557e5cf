import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import { asObject, asText } from '../kubernetes/read';
import type { Target } from '../target';
import { controllerDeploymentRuleTable as rules } from './rules';

/** First Gardener that resolves references to resources in chart values, and refuses all other braces there. */
export const templatesSince = 147;

const expression = /\{\{[^{}]*\}\}/g;
const reference = /^\{\{[\t\n\f\r ]*\.resources\.([a-zA-Z0-9]+)\.data\.([a-zA-Z0-9]+)[\t\n\f\r ]*\}\}$/;
const allowed = 'only {{ .resources.<name>.data.<key> }} with letters and digits is allowed';

/** A resource's key that chart values refer to. */
export interface ResourceKeyReference {
  readonly name: string;
  readonly key: string;
}

/** All references to resources in one text. */
export function resourceReferences(text: string): ResourceKeyReference[] {
  return (text.match(expression) ?? []).flatMap((found) => {
    const [, name, key] = reference.exec(found) ?? [];
    return name === undefined || key === undefined ? [] : [{ name, key }];
  });
}

/**
 * The rule on braces in chart values: every text, keys too, is looked at, wherever it stands. Gardener names
 * the whole values; the issue is shown at the text that has them.
 *
 * @param values decoded chart values of any type
 * @param resources the list that the object declares
 */
export function validateChartValues(
  values: unknown,
  resources: readonly unknown[],
  path: FieldPath,
  target: Target,
  issues: IssueCollector,
): void {
  if (values === undefined) return;
  const declared = new Set(resources.map((resource) => asText(asObject(resource)['name'])));
  walkTexts(values, path, (text, at) => {
    if (!text.includes('{{') && !text.includes('}}')) return;
    if (target.gardener >= templatesSince) {
      judgeText(text, declared, path, at, issues);
    } else {
      warnEarly(text, path, at, issues);
    }
  });
}

function judgeText(
  text: string,
  declared: ReadonlySet<string>,
  path: FieldPath,
  at: FieldPath,
  issues: IssueCollector,
): void {
  for (const found of text.match(expression) ?? []) {
    const name = reference.exec(found)?.[1];
    if (name === undefined) {
      const hint = `${allowed}; braces for Helm cannot be written in values`;
      issues.report(rules['chart-values-template'], path, `${found} at ${String(at)} is no reference`, {
        hint,
        at,
      });
    } else if (!declared.has(name)) {
      const known = [...declared].filter((candidate) => candidate !== '');
      const hint =
        known.length === 0
          ? 'declare it in resources'
          : `declare it in resources, or use ${known.join(', ')}`;
      issues.report(
        rules['chart-values-resource-undeclared'],
        path,
        `${found} at ${String(at)} refers to a resource that is not declared`,
        { hint, at },
      );
    }
  }
  const rest = text.replace(expression, '');
  for (const brace of ['{{', '}}']) {
    if (!rest.includes(brace)) continue;
    const stray = `${JSON.stringify(text)} at ${String(at)} has a stray ${brace}`;
    issues.report(rules['chart-values-template'], path, stray, { hint: allowed, at });
  }
  if (/\{\{\{/.test(text) && !rest.includes('{{')) {
    issues.report(
      rules['chart-values-brace-before-template'],
      at,
      `${JSON.stringify(text)} cannot be rendered`,
      { hint: 'put a space between the brace and the expression' },
    );
  }
}

function warnEarly(text: string, path: FieldPath, at: FieldPath, issues: IssueCollector): void {
  issues.report(
    rules['chart-values-template-early'],
    at,
    `${JSON.stringify(text)} reaches the chart as it is, and is judged from Gardener 1.${templatesSince} on`,
    { hint: `write the value itself, so that ${String(path)} outlives the upgrade` },
  );
}

/** Visits every text in a JSON value, keys of maps included; a key stands at its own entry. */
export function walkTexts(
  value: unknown,
  path: FieldPath,
  visit: (text: string, at: FieldPath) => void,
): void {
  if (typeof value === 'string') {
    visit(value, path);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => walkTexts(item, path.index(index), visit));
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const at = path.child(key);
      visit(key, at);
      walkTexts(item, at, visit);
    }
  }
}
