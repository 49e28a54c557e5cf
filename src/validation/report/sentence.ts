import type { Issue } from '../issue';

/** `<field>: <what is wrong>; <what to do>`, the same words in every format. */
export function toSentence(issue: Issue): string {
  const field = issue.field === '' ? '' : `${issue.field}: `;
  const hint = issue.hint === undefined ? '' : `; ${issue.hint}`;
  return `${field}${issue.message}${hint}`;
}
