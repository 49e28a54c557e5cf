import type { Change, LandscapeDiff, Mark } from '../landscape-diff';
import { toReasons, toSentence } from '../sentence';
import { toSummary, toTitle } from './object-title';

export interface DiffTextOptions {
  /** Whether the reader is a terminal that shows colours. @default false */
  readonly colour?: boolean;
  /** Safe changes of one object that are told; refused and dangerous ones all are. @default 40 */
  readonly safeLimit?: number;
}

const sgr: Readonly<Record<Mark, number>> = { refused: 31, dangerous: 33, safe: 32 };
const width = 'dangerous'.length;

/** The diff for people: a block an object, a line a change with its reasons below it, the counts at the end. */
export function renderDiffText(diff: LandscapeDiff, options: DiffTextOptions = {}): string {
  const { colour = false, safeLimit = 40 } = options;
  const blocks = diff.objects.map((object) => {
    const shown = capSafe(object.changes, safeLimit);
    const lines = shown.flatMap((change) => toLines(change, colour));
    const left = object.changes.length - shown.length;
    if (left > 0) lines.push(`  and ${left} more safe changes; --output json has them all`);
    return [`${toTitle(object)}: ${object.action}`, ...lines].map(printable(colour)).join('\n');
  });
  return `${[...blocks, toSummary(diff.summary)].join('\n\n')}\n`;
}

function capSafe(changes: readonly Change[], limit: number): Change[] {
  let safe = 0;
  return changes.filter(({ mark }) => mark !== 'safe' || safe++ < limit);
}

function toLines(change: Change, colour: boolean): string[] {
  const word = change.mark.padEnd(width);
  const mark = colour ? `\u001b[${sgr[change.mark]}m${word}\u001b[39m` : word;
  const indent = ' '.repeat(width + 4);
  return [`  ${mark}  ${toSentence(change)}`, ...toReasons(change).map((reason) => `${indent}${reason}`)];
}

/** A value from a manifest must neither break the line nor steer the terminal; only our own colours may. */
function printable(colour: boolean): (line: string) => string {
  return (line) =>
    line.replace(/\u001b\[(?:3[1-3]|39)m|[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
      if (colour && character.length > 1) return character;
      return escape(character);
    });
}

function escape(text: string): string {
  return `\\u${text.charCodeAt(0).toString(16).padStart(4, '0')}${text.slice(1)}`;
}
