import type { Issue } from '../../issues/issue';
import { printable, printableLine } from './printable';
import { inOrder, summarize, type ValidationReport } from './validation-report';

/** Issues printed before "and 41 more", so that one broken template does not bury the rest. */
const defaultLimit = 200;

export interface TextOptions {
  /** Whether the reader is a terminal that shows colours. @default false */
  readonly colour?: boolean;
  /** Issues printed at most, errors before warnings; the count at the end is of all. @default 200 */
  readonly limit?: number;
}

/**
 * The report for people: a block a file or construct, a line an issue
 * (`<file>:<line>:<column>: error: <field>: <what is wrong>; <what to do>  [rule]`), the count at the end.
 */
export function renderText(report: ValidationReport, options: TextOptions = {}): string {
  const ordered = inOrder(report);
  const paint = options.colour === true ? colours : plain;
  const shown = selectMostSevere(ordered.issues, options.limit ?? defaultLimit);

  const blocks: string[] = [];
  let group: string | undefined;
  let lines: string[] = [];
  for (const issue of shown) {
    const next = groupOf(issue);
    if (next !== group && lines.length > 0) {
      blocks.push(lines.join('\n'));
      lines = [];
    }
    group = next;
    lines.push(toLine(issue, paint));
  }
  if (lines.length > 0) blocks.push(lines.join('\n'));
  const left = ordered.issues.length - shown.length;
  if (left > 0) blocks.push(paint.faint(`and ${left} more`));
  blocks.push(toSummary(ordered, paint));
  return `${blocks.join('\n\n')}\n`;
}

type Painter = (text: string) => string;

const plain = { bold: same, faint: same, red: same, yellow: same, green: same };
const colours: Readonly<Record<keyof typeof plain, Painter>> = {
  bold: sgr(1, 22),
  faint: sgr(2, 22),
  red: sgr(31, 39),
  yellow: sgr(33, 39),
  green: sgr(32, 39),
};

function same(text: string): string {
  return text;
}

/** An ECMA-48 "select graphic rendition" sequence and the one that takes it back. */
function sgr(on: number, off: number): Painter {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}

/** As many as fit, an error never pushed out by a warning, in the order they had. */
function selectMostSevere(issues: readonly Issue[], limit: number): readonly Issue[] {
  if (issues.length <= limit) return issues;
  const errors = issues.filter((issue) => issue.severity === 'error');
  const warnings = issues.filter((issue) => issue.severity === 'warning');
  const kept = new Set([...errors, ...warnings].slice(0, limit));
  return issues.filter((issue) => kept.has(issue));
}

function groupOf({ origin = {} }: Issue): string {
  return JSON.stringify([origin.file, origin.constructPath]);
}

function toLine(issue: Issue, paint: typeof colours): string {
  const place = placeOf(issue);
  const severity = issue.severity === 'error' ? paint.red('error') : paint.yellow('warning');
  const where = place === '' ? '' : `${paint.bold(printable(place))}: `;
  return printableLine(
    `${where}${severity}: ${printable(toSentence(issue))}  ${paint.faint(`[${issue.rule}]`)}`,
  );
}

/** `<file>:<line>:<column>`, which editors and terminals make a link of, or the construct's path. */
function placeOf({ origin = {} }: Issue): string {
  const { file, line, column, constructPath } = origin;
  if (file === undefined) return constructPath ?? '';
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}

function toSummary(report: ValidationReport, paint: typeof colours): string {
  const { files, documents, errors, warnings, withoutRules = 0, leftOut = 0, judgedFor } = summarize(report);
  const seen = [countOf(documents, 'document')];
  if (files > 0) seen.unshift(countOf(files, 'file'));
  const counts = `${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}`;
  const tone = errors > 0 ? paint.red : warnings > 0 ? paint.yellow : paint.green;
  const versions = judgedFor === undefined ? '' : `, judged for ${judgedFor}`;
  const unjudged = [
    ...(withoutRules === 0 ? [] : [`${countOf(withoutRules, 'document')} of kinds without rules`]),
    ...(leftOut === 0 ? [] : [`${countOf(leftOut, 'document')} left out`]),
  ];
  const rest = unjudged.length === 0 ? '' : `; not judged: ${unjudged.join(', ')}`;
  return `${tone(counts)} in ${seen.join(', ')}${rest}${versions}`;
}

/** `no errors`, `1 error`, `2 errors`. */
export function countOf(count: number, noun: string): string {
  if (count === 0) return `no ${noun}s`;
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}

/** `<field>: <what is wrong>; <what to do>`, the same words in every format. */
export function toSentence(issue: Issue): string {
  const field = issue.field === '' ? '' : `${issue.field}: `;
  const hint = issue.hint === undefined ? '' : `; ${issue.hint}`;
  return `${field}${issue.message}${hint}`;
}
