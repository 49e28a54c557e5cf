import { parseQuantity } from '../validation/kubernetes/quantity';
import { canonicalTimestamp } from '../validation/kubernetes/timestamp';

/** The form in which the API server stores a quantity; what is none stays, for the validator to refuse. */
export function canonicalQuantity(value: string): string {
  return parseQuantity(value)?.canonical ?? value;
}

/** The form in which the API server stores a time; what is none stays, for the validator to refuse. */
export function canonicalTime(value: string): string {
  return typeof value === 'string' ? (canonicalTimestamp(value) ?? value) : value;
}

/**
 * Puts known fields first, in their order; whatever else there is follows, so that an unknown field reaches the
 * validator instead of vanishing. What is undefined is left out.
 */
export function inOrder(fields: readonly string[], value: object): Record<string, unknown> {
  const given = value as Readonly<Record<string, unknown>>;
  const ordered: Record<string, unknown> = {};
  for (const field of [...fields, ...Object.keys(given)]) {
    if (given[field] !== undefined) ordered[field] = given[field];
  }
  return ordered;
}
