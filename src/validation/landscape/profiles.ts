import { asText } from '../kubernetes/read';
import { valueAt } from '../json-value';
import { coreGroup, type Landscape } from './landscape';
import type { LandscapeIssues } from './landscape-document';
import { landscapeRules as rules } from './rules';

/** NamespacedCloudProfiles whose parent is not among CloudProfiles that are. */
export function validateParents(landscape: Landscape, issues: LandscapeIssues): void {
  const profiles = landscape.all(coreGroup, 'CloudProfile').map(({ name }) => name);
  if (profiles.length === 0) return;
  for (const { document, spec } of landscape.all(coreGroup, 'NamespacedCloudProfile')) {
    const parent = asText(valueAt(spec, 'parent', 'name'));
    if (parent === '' || profiles.includes(parent)) continue;
    issues.report(
      document,
      rules['landscape-parent-elsewhere'],
      'spec.parent.name',
      `CloudProfile ${JSON.stringify(parent)} is not among these documents`,
      { hint: `there are ${profiles.join(', ')}` },
    );
  }
}
