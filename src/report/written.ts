import { type JsonObject, listAt } from '../gardener/json';

// A page is wanted most when something is wrong: values of a wrong type are shown as they were written,
// what cannot be shown reads as absent, and the validation says what Gardener makes of it.

/** A text, number or truth value as it was written; empty for anything else. */
function written(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return '';
  }
}

export function writtenAt(object: JsonObject, key: string): string {
  return written(object[key]);
}

export function writtenListAt(object: JsonObject, key: string): string[] {
  return listAt(object, key).map(written);
}

/** By code unit, the same everywhere. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
