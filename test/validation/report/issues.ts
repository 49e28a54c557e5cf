import type { Issue } from '../../../src/issues/issue';

/** An error in a file, with whatever a test is about. */
export function issue(patch: Partial<Issue> = {}): Issue {
  return {
    severity: 'error',
    type: 'Required',
    field: 'spec.regions',
    rule: 'cloud-profile-regions-required',
    message: 'no regions',
    hint: 'list at least one',
    origin: { file: 'garden/alicloud.yaml', document: 1, line: 4, column: 3 },
    ...patch,
  };
}

/** An issue as of an object that was not read from a file. */
export function issueOf(constructPath: string, patch: Partial<Issue> = {}): Issue {
  return issue({ origin: { constructPath }, ...patch });
}

/** An issue that nobody can place, and that has no hint. */
export const bare: Issue = {
  severity: 'warning',
  type: 'Invalid',
  field: '',
  rule: 'some-rule',
  message: 'something is odd',
};
