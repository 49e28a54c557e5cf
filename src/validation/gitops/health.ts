import { FieldPath } from '../field-path';
import { asList } from '../json-value';
import { asObject } from '../kubernetes/read';
import type { LandscapeIssues } from '../landscape/landscape-document';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './rules';

/** What a Kustomization waits for. */
export function validateHealth(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  for (const { object } of paths) {
    const { document, spec } = object;
    const checks = asList(spec['healthChecks']).length;
    if (spec['wait'] === true && checks > 0) {
      issues.report(
        document,
        rules['gitops-health-checks-ignored'],
        'spec.healthChecks',
        `wait: true disables ${checks} health check(s)`,
        { hint: 'remove one of the two; healthCheckExprs go with wait' },
      );
    }
    const index = asList(spec['healthCheckExprs']).findIndex((item) => asObject(item)['kind'] === 'Seed');
    if (index < 0) continue;
    issues.report(
      document,
      rules['gitops-seed-health'],
      FieldPath.of('spec', 'healthCheckExprs').index(index),
      'the Kustomization fails until every Seed has its gardenlet',
      { hint: 'leave it out' },
    );
  }
}
