/** What an import makes of a data file, and what it has to say about it. */
export interface Outcome<T> {
  readonly data: T;
  /** One line for each change to the data, beginning with `+`, `~` or `-`. */
  readonly changes: readonly string[];
  /** What is worth knowing and keeps nothing from being written. */
  readonly notes: readonly string[];
  /** What somebody has to decide first: with any of these nothing is written. */
  readonly findings: readonly string[];
}

/** So many names of a list are printed. */
const NAMES = 8;

/** `a, b, c and 41 more` */
export function listed(names: readonly string[]): string {
  const rest = names.length - NAMES;
  return rest <= 1 ? names.join(', ') : `${names.slice(0, NAMES).join(', ')} and ${rest} more`;
}

/** `1 region`, `2 regions` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** By code unit: an order that no locale changes. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
