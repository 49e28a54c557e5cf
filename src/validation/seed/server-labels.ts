import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import { seedRuleTable as rules } from './rules';

const ownedPrefixes = [
  'provider.extensions.gardener.cloud/',
  'dnsrecord.extensions.gardener.cloud/',
  'extensions.extensions.gardener.cloud/',
  'name.seed.gardener.cloud/',
];
const ownedLabels = ['seed.gardener.cloud/provider', 'seed.gardener.cloud/region'];

/** Labels that the API server strips and writes itself. */
export function warnOfLabels(
  labels: Readonly<Record<string, string>>,
  path: FieldPath,
  issues: IssueCollector,
): void {
  for (const label of Object.keys(labels)) {
    if (!ownedLabels.includes(label) && !ownedPrefixes.some((prefix) => label.startsWith(prefix))) continue;
    issues.report(rules['seed-label-of-server'], path.key(label), 'is set by the API server', {
      hint: 'remove it: the server recomputes it, and whatever compares manifests sees a difference',
    });
  }
}
