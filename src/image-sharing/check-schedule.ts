import type { IssueCollector } from '../validation/issue-collector';
import { checkCronExpression } from './cron-expression';
import { imageSharingRules as rules } from './rules';
import { closestTimeZone, isTimeZone } from './time-zones';

/** When the job runs. */
export interface Schedule {
  readonly schedule?: string;
  readonly timeZone?: string;
  readonly oneOff?: boolean;
}

/** Reports what the API server would say of a schedule, which cdk8s-plus writes as it is. */
export function checkSchedule(
  { schedule, timeZone, oneOff = false }: Schedule,
  issues: IssueCollector,
): void {
  if (oneOff) {
    for (const [field, value] of Object.entries({ schedule, timeZone })) {
      if (value === undefined) continue;
      issues.report(rules['image-sharing-schedule-unused'], field, 'is for a job that runs more than once', {
        hint: `remove ${field}, or oneOff`,
      });
    }
    return;
  }
  if (schedule === undefined) {
    issues.report(rules['image-sharing-schedule-missing'], 'schedule', 'is missing', {
      hint: 'write a cron expression such as */15 * * * *, or oneOff: true',
    });
  } else {
    const problem = checkCronExpression(schedule);
    if (problem !== undefined) {
      const rule = problem.neverFires ? 'image-sharing-schedule-never' : 'image-sharing-schedule-invalid';
      issues.report(rules[rule], 'schedule', problem.message, { hint: problem.hint });
    }
  }
  if (timeZone === undefined || isTimeZone(timeZone)) return;
  const near = closestTimeZone(timeZone);
  issues.report(
    rules['image-sharing-time-zone-invalid'],
    'timeZone',
    `${JSON.stringify(timeZone)} is no IANA time zone`,
    { hint: near === undefined ? 'use a name such as Europe/Berlin or Etc/UTC' : `did you mean ${near}` },
  );
}
