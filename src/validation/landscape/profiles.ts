import { IssueCollector, type Finding } from '../issue-collector';
import { valueAt } from '../json-value';
import { asText } from '../kubernetes/read';
import type { Target } from '../target';
import { coreGroup, type Landscape, type LandscapeObject } from './landscape';
import type { LandscapeIssues } from './landscape-document';
import { landscapeRules as rules } from './rules';

/** NamespacedCloudProfiles below CloudProfiles of the landscape: the merged result is judged. */
export function validateParents(landscape: Landscape, target: Target, issues: LandscapeIssues): void {
  const profiles = landscape.all(coreGroup, 'CloudProfile');
  if (profiles.length === 0) return;
  for (const object of landscape.all(coreGroup, 'NamespacedCloudProfile')) {
    const name = asText(valueAt(object.spec, 'parent', 'name'));
    const parent = landscape.find(coreGroup, 'CloudProfile', name);
    if (parent !== undefined) {
      for (const finding of findingsOfMerge(object, parent, target)) issues.add(object.document, finding);
    } else if (name !== '') {
      issues.report(
        object.document,
        rules['landscape-parent-elsewhere'],
        'spec.parent.name',
        `CloudProfile ${JSON.stringify(name)} is not among these documents`,
        { hint: `there are ${profiles.map((profile) => profile.name).join(', ')}` },
      );
    }
  }
}

/** What is wrong only together with the parent: the profile by itself is judged elsewhere. */
function findingsOfMerge(
  object: LandscapeObject,
  parent: LandscapeObject,
  target: Target,
): readonly Finding[] {
  /* eslint-disable @typescript-eslint/no-require-imports -- a landscape without such profiles need not load them */
  const { decode } = require('../structure') as typeof import('../structure');
  const { namespacedCloudProfileRules, validateNamespacedCloudProfileWithParent } =
    require('../namespaced-cloud-profile') as typeof import('../namespaced-cloud-profile');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const ignored = new IssueCollector();
  const profile = decode(
    'core.gardener.cloud/v1beta1/NamespacedCloudProfile',
    object.manifest,
    target,
    ignored,
  );
  const decodedParent = decode('core.gardener.cloud/v1beta1/CloudProfile', parent.manifest, target, ignored);
  if (profile === undefined || decodedParent === undefined) return [];
  const alone = new IssueCollector();
  const merged = new IssueCollector();
  namespacedCloudProfileRules.validate(profile, { issues: alone, target });
  validateNamespacedCloudProfileWithParent(profile, decodedParent, { issues: merged, target });
  const known = new Set(alone.findings.map(toKey));
  return merged.findings.filter((finding) => !known.has(toKey(finding)));
}

function toKey({ type, field, message }: Finding): string {
  return [type, field, message].join('\u0000');
}
