import type { Issue } from '../validation/issue';

/** Thrown by synthesis: everything that is wrong, at once. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';

  constructor(
    /** Issues of our constructs, errors and warnings; `origin.constructPath` says which construct. */
    readonly issues: readonly Issue[],
    /** What other constructs of the app complain of, as cdk8s words it. */
    readonly others: readonly string[] = [],
  ) {
    const errors = issues.filter((issue) => issue.severity === 'error').map((issue) => sentence(issue));
    super(`Validation failed with the following errors:\n  ${[...errors, ...others].join('\n  ')}`);
    // The place in our code where it is thrown tells a user nothing.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** `[<construct>] <field>: <what is wrong>; <what to do>` */
export function sentence(issue: Issue): string {
  const field = issue.field === '' ? '' : `${issue.field}: `;
  const hint = issue.hint === undefined ? '' : `; ${issue.hint}`;
  return `[${issue.origin?.constructPath ?? ''}] ${field}${issue.message}${hint}`;
}
