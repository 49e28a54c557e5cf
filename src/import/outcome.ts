import { printable } from '../validation/report/printable';
import { brokenByteIn, decodeText } from '../yaml/bytes';

/** What was given cannot be imported: a wrong file, a wrong answer, a cloud that refuses. One sentence. */
export class ImportProblem extends Error {
  override readonly name = 'ImportProblem';

  /** `<where>: <what is wrong>; <what to do>` */
  constructor(where: string, what: string, remedy?: string) {
    super(printable(`${where}: ${what}${remedy === undefined ? '' : `; ${remedy}`}`));
  }
}

/**
 * The text of a file.
 *
 * @param label its path, as the user wrote it
 * @throws ImportProblem for bytes that are no text
 */
export function toText(bytes: Buffer, label: string): string {
  const text = decodeText(bytes);
  const found = brokenByteIn(text);
  if (found === undefined) return text;
  const line = text.slice(0, found.offset).split('\n').length;
  throw new ImportProblem(
    `${label}:${line}`,
    `the byte ${found.byte} is not UTF-8`,
    'save the file as UTF-8',
  );
}

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
