import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import { quote } from '../kubernetes/quote';
import type { OciRepository } from './decoded-gardenlet';
import { rules } from './rules';

/** Where gardenlet's own chart lies. The reference itself is not parsed by the server. */
export function validateOciRepository(oci: OciRepository, path: FieldPath, issues: IssueCollector): void {
  const { ref, repository = '', tag = '', digest } = oci;
  const hint = 'give ref alone, or repository with tag or digest';
  if ((ref ?? '') === '' && repository === '') {
    issues.report(rules['gardenlet-chart-missing'], path, 'names no chart', { hint });
    return;
  }
  if (ref !== undefined) {
    for (const field of ['repository', 'tag', 'digest'] as const) {
      if ((oci[field] ?? '') === '') continue;
      issues.report(rules['gardenlet-chart-ambiguous'], path.child(field), 'stands beside a ref', { hint });
    }
    return;
  }
  if (tag === '' && (digest ?? '') === '') {
    issues.report(rules['gardenlet-chart-missing'], path, 'has a repository, but neither tag nor digest', {
      hint,
    });
  }
  if (digest !== undefined && !digest.startsWith('sha256:')) {
    issues.report(rules['gardenlet-chart-digest'], path.child('digest'), `${quote(digest)} is no digest`, {
      hint: 'write sha256: and the digest, or leave it out',
    });
  }
}
