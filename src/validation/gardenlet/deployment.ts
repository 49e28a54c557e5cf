import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import { isDns1123Subdomain } from '../kubernetes/names';
import { validateAnnotations, validateLabels } from '../kubernetes/object-meta';
import { quote } from '../kubernetes/quote';
import type { GardenletDeployment, GardenletImage } from './decoded-gardenlet';
import { warnOfResources } from '../seed/quantity-drift';
import { gardenletRuleTable as rules } from './rules';

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** How a gardenlet is deployed. Its resources, tolerations, volumes and variables are not looked at. */
export function validateDeployment(
  deployment: GardenletDeployment,
  path: FieldPath,
  { issues }: { readonly issues: IssueCollector },
): void {
  for (const field of ['replicaCount', 'revisionHistoryLimit'] as const) {
    const value = deployment[field] ?? 0;
    if (value >= 0) continue;
    issues.report(rules['gardenlet-number-negative'], path.child(field), `${value} is negative`, {
      hint: 'give zero or more',
    });
  }
  const { serviceAccountName } = deployment;
  if (serviceAccountName !== undefined && !isDns1123Subdomain(serviceAccountName)) {
    issues.report(
      rules['gardenlet-service-account-invalid'],
      path.child('serviceAccountName'),
      `${quote(serviceAccountName)} is no name of a service account`,
      { hint: 'lower case letters, digits, "-" and "."; alphanumeric at both ends' },
    );
  }
  if (deployment.image !== undefined) validateImage(deployment.image, path.child('image'), issues);
  validateLabels(deployment.podLabels ?? {}, path.child('podLabels'), issues);
  validateAnnotations(deployment.podAnnotations ?? {}, path.child('podAnnotations'), issues);
}

/** Resources are stored in canonical form, whatever is written. */
export function warnOfDeployment(
  { resources }: GardenletDeployment,
  path: FieldPath,
  scope: { readonly issues: IssueCollector },
): void {
  warnOfResources(resources?.requests, path.child('resources', 'requests'), scope);
  warnOfResources(resources?.limits, path.child('resources', 'limits'), scope);
}

function validateImage(image: GardenletImage, path: FieldPath, issues: IssueCollector): void {
  for (const field of ['ref', 'repository', 'tag'] as const) {
    if (image[field] !== '') continue;
    issues.report(rules['gardenlet-image-empty'], path.child(field), 'is empty', {
      hint: 'give a value, or leave it out: then that of the chart is taken',
    });
  }
  if (image.ref !== undefined && (image.repository !== undefined || image.tag !== undefined)) {
    issues.report(rules['gardenlet-image-ambiguous'], path, 'has a ref beside repository or tag', {
      hint: 'give ref alone, or repository and tag',
    });
  }
  const policy = image.pullPolicy;
  if (policy === undefined || pullPolicies.includes(policy)) return;
  issues.report(
    rules['gardenlet-image-pull-policy'],
    path.child('pullPolicy'),
    `${quote(policy)} is no pull policy`,
    { hint: `use one of ${pullPolicies.join(', ')}` },
  );
}
