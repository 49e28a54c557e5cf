import { isBlank, isBreak, isBreakOrEnd, isDigit, isGap, space, tab } from './characters';
import type { Cursor } from './cursor';
import { YamlFault } from './problem';

const codes = { hash: 0x23, colon: 0x3a, plus: 0x2b, minus: 0x2d, zero: 0x30 } as const;
const flowIndicators = new Set(Array.from(',?[]{}', (character) => character.charCodeAt(0)));

/**
 * Reads text without quotes, over several lines as long as they are indented by `indent` (in `[]` and `{}`:
 * whatever the indentation).
 */
export function scanPlain(cursor: Cursor, inFlow: boolean, indent: number): string {
  let text = '';
  let joint = '';
  while (!cursor.atMarker && cursor.code() !== codes.hash) {
    const start = cursor.position;
    skipWord(cursor, inFlow);
    if (cursor.position > start) text += joint + cursor.since(start);
    if (!isBlank(cursor.code()) && !isBreak(cursor.code())) break;
    joint = takeGap(cursor, indent);
    if (!inFlow && cursor.column < indent) break;
  }
  return text;
}

function skipWord(cursor: Cursor, inFlow: boolean): void {
  for (let code = cursor.code(); !isGap(code); code = cursor.code()) {
    if (code === codes.colon && isGap(cursor.code(1))) return;
    if (inFlow && flowIndicators.has(code)) return;
    cursor.position++;
  }
}

/** Steps over blanks and line breaks; gives what stands for them in the text if a word follows. */
function takeGap(cursor: Cursor, indent: number): string {
  const start = cursor.position;
  let firstBreak = '';
  let moreBreaks = '';
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBreak(code)) {
      if (firstBreak === '') firstBreak = cursor.takeBreak();
      else moreBreaks += cursor.takeBreak();
    } else {
      if (firstBreak !== '' && code === tab && cursor.column < indent) throw tabFault(cursor.position);
      cursor.position++;
    }
  }
  return firstBreak === '' ? cursor.since(start) : fold(firstBreak, moreBreaks);
}

/** One line break becomes a blank, more of them lose the first; the exotic ones of Unicode stay. */
export function fold(firstBreak: string, moreBreaks: string): string {
  if (firstBreak !== '\n') return firstBreak + moreBreaks;
  return moreBreaks === '' ? ' ' : moreBreaks;
}

/** A tab that counts as indentation, which no YAML parser agrees to. */
export function tabFault(offset: number): YamlFault {
  return new YamlFault('tab', offset, 'a tab stands in the indentation', 'indent with blanks');
}

interface BlockHeader {
  readonly chomping: 'clip' | 'strip' | 'keep';
  /** Given by a digit; else the first line decides. */
  readonly indent: number | undefined;
}

/** Reads the text after `|` (literal) or `>` (folded), with the cursor on that character. */
export function scanBlock(cursor: Cursor, literal: boolean, parentIndent: number): string {
  const { chomping, indent: given } = scanBlockHeader(cursor, parentIndent);
  let lines = takeEmptyLines(cursor, given);
  const indent = given ?? Math.max(lines.widest, parentIndent + 1, 1);
  let text = '';
  let lastBreak = '';
  let afterBlank = false;
  while (cursor.column === indent && cursor.position < cursor.end) {
    const startsBlank = isBlank(cursor.code());
    // Only a break between two lines of words folds; lines that are indented further keep theirs.
    if (!literal && !afterBlank && !startsBlank && lastBreak === '\n') {
      text += lines.breaks === '' ? ' ' : lines.breaks;
    } else {
      text += lastBreak + lines.breaks;
    }
    afterBlank = startsBlank;
    const start = cursor.position;
    cursor.skipToLineEnd();
    text += cursor.since(start);
    lastBreak = isBreak(cursor.code()) ? cursor.takeBreak() : '';
    lines = takeEmptyLines(cursor, indent);
  }
  if (chomping !== 'strip') text += lastBreak;
  return chomping === 'keep' ? text + lines.breaks : text;
}

function scanBlockHeader(cursor: Cursor, parentIndent: number): BlockHeader {
  const start = cursor.position++;
  let chomping: BlockHeader['chomping'] = 'clip';
  let indent: number | undefined;
  // Both signs, in either order, each at most once.
  for (let seen = 0; seen < 2; seen++) {
    const code = cursor.code();
    if (chomping === 'clip' && (code === codes.plus || code === codes.minus)) {
      chomping = code === codes.plus ? 'keep' : 'strip';
    } else if (indent === undefined && isDigit(code)) {
      if (code === codes.zero) {
        throw new YamlFault('syntax', cursor.position, 'the indentation of a block text is 0', 'give 1 to 9');
      }
      indent = Math.max(parentIndent, 0) + code - codes.zero;
    } else break;
    cursor.position++;
  }
  cursor.skipBlanks();
  if (cursor.code() === codes.hash) cursor.skipToLineEnd();
  if (!isBreakOrEnd(cursor.code())) {
    const header = cursor.since(start);
    throw new YamlFault(
      'syntax',
      cursor.position,
      `text follows ${JSON.stringify(header)} in the same line`,
      'begin a block text in the next line',
    );
  }
  if (isBreak(cursor.code())) cursor.takeBreak();
  return { chomping, indent };
}

/** Steps over lines that are empty, and the indentation of the first that is not. */
function takeEmptyLines(cursor: Cursor, indent: number | undefined): { breaks: string; widest: number } {
  const limit = indent ?? Number.POSITIVE_INFINITY;
  let breaks = '';
  let widest = 0;
  for (;;) {
    while (cursor.column < limit && cursor.code() === space) cursor.position++;
    widest = Math.max(widest, cursor.column);
    if (cursor.column < limit && cursor.code() === tab) throw tabFault(cursor.position);
    if (!isBreak(cursor.code())) return { breaks, widest };
    breaks += cursor.takeBreak();
  }
}
