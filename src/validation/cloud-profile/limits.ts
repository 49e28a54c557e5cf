import type { IssueCollector } from '../issue-collector';
import { coreRules as rules } from './core-rules';
import type { Place } from './place';
import type { Limits } from './profile';

export function validateLimits(limits: Limits | undefined, place: Place, issues: IssueCollector): void {
  const maximum = limits?.maxNodesTotal;
  if (maximum === undefined || maximum > 0) return;
  place
    .child('maxNodesTotal')
    .report(
      issues,
      rules['cloud-profile-limits-positive'],
      `${maximum} is not greater than 0`,
      'write at least 1, or leave it out for no limit',
    );
}

/** Adding and removing the limit is fine, so is raising it. */
export function validateLimitsUpdate(
  limits: Limits | undefined,
  previous: Limits | undefined,
  place: Place,
  issues: IssueCollector,
): void {
  const [now, before] = [limits?.maxNodesTotal, previous?.maxNodesTotal];
  if (now === undefined || before === undefined || now >= before) return;
  place
    .child('maxNodesTotal')
    .report(
      issues,
      rules['cloud-profile-limits-lowered'],
      `${now} is lower than ${before}`,
      `keep at least ${before}, or remove the limit`,
    );
}
