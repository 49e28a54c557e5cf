import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import { asObject, asText } from '../kubernetes/read';
import { controllerDeploymentRuleTable as rules } from './rules';

const alphanumeric = /^[a-zA-Z0-9]+$/;
const wanted = { hint: 'write apiVersion: v1, kind: Secret or ConfigMap, and a name' };

/** Rules on the list of Secrets and ConfigMaps that chart values may refer to. */
export function validateChartResources(
  resources: readonly unknown[],
  path: FieldPath,
  issues: IssueCollector,
): void {
  const names = new Set<string>();
  resources.forEach((resource, index) => {
    const at = path.index(index);
    const name = asText(asObject(resource)['name']);
    if (name === '') {
      issues.report(rules['chart-resource-name-missing'], at.child('name'), 'the resource has no name', {
        hint: 'give it a name of letters and digits',
      });
    } else if (names.has(name)) {
      issues.report(
        rules['chart-resource-name-repeated'],
        at.child('name'),
        `${JSON.stringify(name)} names an earlier resource already`,
        { hint: 'give each resource a name of its own' },
      );
    }
    names.add(name);
    if (!alphanumeric.test(name)) {
      issues.report(
        rules['chart-resource-name-not-alphanumeric'],
        at.child('name'),
        `${JSON.stringify(name)} is no name of ASCII letters and digits`,
        { hint: suggestName(name) },
      );
    }
    validateReference(asObject(resource)['resourceRef'], at.child('resourceRef'), issues);
  });
}

function validateReference(value: unknown, path: FieldPath, issues: IssueCollector): void {
  const reference = asObject(value);
  const kind = asText(reference['kind']);
  const apiVersion = asText(reference['apiVersion']);
  for (const part of ['apiVersion', 'kind', 'name']) {
    if (asText(reference[part]) !== '') continue;
    issues.report(
      rules['chart-resource-reference-incomplete'],
      path.child(part),
      `the reference has no ${part}`,
      wanted,
    );
  }
  if (apiVersion.split('/').length > 2) {
    issues.report(
      rules['chart-resource-api-version'],
      path,
      `apiVersion ${JSON.stringify(apiVersion)} has more than one slash`,
      wanted,
    );
  } else if (!isCore(apiVersion) || (kind !== 'Secret' && kind !== 'ConfigMap')) {
    const named = `kind ${JSON.stringify(kind)} of apiVersion ${JSON.stringify(apiVersion)}`;
    issues.report(rules['chart-resource-kind'], path, `${named} cannot be referred to`, wanted);
  }
}

/** `/v1` is the same group and version to Kubernetes, an empty group spelled out. */
function isCore(apiVersion: string): boolean {
  return apiVersion === 'v1' || apiVersion === '/v1';
}

function suggestName(name: string): string {
  const camel = name.replace(/[^a-zA-Z0-9]+(.)?/g, (_, next: string | undefined) =>
    (next ?? '').toUpperCase(),
  );
  return alphanumeric.test(camel) ? `write ${JSON.stringify(camel)}` : 'write letters and digits only';
}
