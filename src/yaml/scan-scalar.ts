import {
  type Cursor,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isGap,
  isWordCharacter,
  space,
  tab,
} from './cursor';
import { YamlFault } from './problem';

const backslash = 0x5c;
const quotes = { single: 0x27, double: 0x22 } as const;

/** The escapes of one character; YAML 1.1 has no `\/`. */
const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

/** Digits of the escapes that give a character's number. */
const digits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads quoted text, with the cursor on the first quote. */
export function scanQuoted(cursor: Cursor): string {
  const quote = cursor.code();
  const start = cursor.position++;
  const simple = scanOneLine(cursor, quote);
  if (simple !== undefined) return simple;
  let text = '';
  for (;;) {
    if (cursor.atMarker || cursor.position >= cursor.end) throw unclosed(start);
    const word = takeWord(cursor, quote);
    text += word.text;
    if (cursor.code() === quote) {
      cursor.position++;
      return text;
    }
    text += takeQuotedGap(cursor, word.joined);
  }
}

/** Text in quotes as it mostly is: on one line, and without any escape. */
function scanOneLine(cursor: Cursor, quote: number): string | undefined {
  const { text, position } = cursor;
  for (let index = position; index < cursor.end; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      if (quote === quotes.single && index + 1 < cursor.end && text.charCodeAt(index + 1) === quote) return;
      cursor.position = index + 1;
      return text.slice(position, index);
    }
    if (code === backslash ? quote === quotes.double : isBreak(code)) return;
  }
  return;
}

/** Reads up to a blank, a line break or the closing quote; joined: up to an escaped line break. */
function takeWord(cursor: Cursor, quote: number): { text: string; joined: boolean } {
  let text = '';
  let start = cursor.position;
  for (let code = cursor.code(); !isGap(code); code = cursor.code()) {
    if (quote === quotes.double && code === backslash) {
      text += cursor.since(start);
      if (isBreak(cursor.code(1))) {
        cursor.position++;
        cursor.takeBreak();
        return { text, joined: true };
      }
      text += takeEscape(cursor);
      start = cursor.position;
    } else if (code === quote) {
      if (quote === quotes.double || cursor.code(1) !== quote) break;
      text += `${cursor.since(start)}'`;
      cursor.position += 2;
      start = cursor.position;
    } else {
      cursor.position++;
    }
  }
  return { text: text + cursor.since(start), joined: false };
}

/** Steps over blanks and line breaks; gives what stands for them. After an escaped line break, blanks vanish. */
function takeQuotedGap(cursor: Cursor, joined: boolean): string {
  const start = cursor.position;
  let firstBreak = '';
  let moreBreaks = '';
  for (let code = cursor.code(); isBlank(code) || isBreak(code); code = cursor.code()) {
    if (isBlank(code)) cursor.position++;
    else if (joined || firstBreak !== '') moreBreaks += cursor.takeBreak();
    else firstBreak = cursor.takeBreak();
  }
  if (joined) return moreBreaks;
  return firstBreak === '' ? cursor.since(start) : fold(firstBreak, moreBreaks);
}

function takeEscape(cursor: Cursor): string {
  const offset = cursor.position;
  const name = cursor.position + 1 < cursor.end ? cursor.text.charAt(offset + 1) : '';
  const character = Object.hasOwn(escapes, name) ? escapes[name] : undefined;
  cursor.position += 2;
  if (character !== undefined) return character;
  const length = Object.hasOwn(digits, name) ? digits[name] : undefined;
  if (length === undefined) throw badEscape(offset, `"\\${name}" is no escape of YAML`);
  const number = cursor.text.slice(cursor.position, Math.min(cursor.position + length, cursor.end));
  cursor.position += length;
  if (number.length < length || !/^[0-9A-Fa-f]+$/.test(number)) {
    throw badEscape(offset, `"\\${name}" is not followed by ${length} hexadecimal digits`);
  }
  const code = Number.parseInt(number, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    throw badEscape(offset, `"\\${name}${number}" is no character`);
  }
  return String.fromCodePoint(code);
}

function badEscape(offset: number, message: string): YamlFault {
  return new YamlFault('syntax', offset, message, 'write "\\\\" for a backslash, or use single quotes');
}

function unclosed(start: number): YamlFault {
  return new YamlFault(
    'syntax',
    start,
    'the quote that begins here is never closed',
    'add the closing quote',
  );
}

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
function fold(firstBreak: string, moreBreaks: string): string {
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

const exclamation = 0x21;
const hash = 0x23;
const tagPunctuation = codesOf(";/?:@&=+$,.!~*'()[]%");
const anchorEnd = codesOf('?:,]}%@`');

/** A tag as written: the handle says how to complete the suffix. */
export interface TagText {
  readonly handle: string;
  readonly suffix: string;
}

/** Reads the name after `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  const start = cursor.position++;
  skipTagWord(cursor);
  const name = cursor.since(start + 1);
  if (name !== '' && (isGap(cursor.code()) || anchorEnd.has(cursor.code()))) return name;
  const sign = cursor.text.charAt(start);
  throw new YamlFault(
    'syntax',
    start,
    `the name of ${sign === '&' ? 'an anchor' : 'an alias'} must be made of letters, digits, "-" and "_"`,
    `put text that begins with "${sign}" in quotes`,
  );
}

/** Reads a tag, with the cursor on its `!`. */
export function scanTag(cursor: Cursor): TagText {
  const start = cursor.position;
  const tag = cursor.text.startsWith('!<', start) ? scanVerbatimTag(cursor) : scanShortTag(cursor, start);
  if (!isGap(cursor.code())) throw badTag(start);
  return tag;
}

function scanVerbatimTag(cursor: Cursor): TagText {
  const start = cursor.position;
  cursor.position += 2;
  const suffix = scanTagUri(cursor, start);
  if (suffix === '' || cursor.code() !== 0x3e) throw badTag(start);
  cursor.position++;
  return { handle: '', suffix };
}

function scanShortTag(cursor: Cursor, start: number): TagText {
  const handle = scanTagHandle(cursor);
  const suffix = scanTagUri(cursor, start);
  if (handle.length > 1 && handle.endsWith('!')) {
    if (suffix === '') throw badTag(start);
    return { handle, suffix };
  }
  const whole = handle.slice(1) + suffix;
  return whole === '' ? { handle: '', suffix: '!' } : { handle: '!', suffix: whole };
}

function scanTagHandle(cursor: Cursor): string {
  const start = cursor.position++;
  skipTagWord(cursor);
  if (cursor.code() === exclamation) cursor.position++;
  return cursor.since(start);
}

function scanTagUri(cursor: Cursor, tagStart: number): string {
  const start = cursor.position;
  for (let code = cursor.code(); isWordCharacter(code) || tagPunctuation.has(code); code = cursor.code()) {
    cursor.position++;
  }
  const uri = cursor.since(start);
  if (!uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    throw badTag(tagStart);
  }
}

/** Steps over a `%YAML` or `%TAG` line, whose form counts even where nobody reads it. */
export function skipDirective(cursor: Cursor): void {
  const start = cursor.position++;
  skipTagWord(cursor);
  const name = cursor.since(start + 1);
  const isKnown =
    isGap(cursor.code()) &&
    ((name === 'YAML' && skipVersion(cursor)) || (name === 'TAG' && skipTagDirective(cursor)));
  if (!isKnown) {
    throw new YamlFault(
      'syntax',
      start,
      'this is no directive of YAML',
      'put text that begins with "%" in quotes',
    );
  }
  cursor.skipBlanks();
  if (cursor.code() === hash) cursor.skipToLineEnd();
  if (!isBreakOrEnd(cursor.code())) {
    throw new YamlFault('syntax', cursor.position, 'text follows a directive in the same line');
  }
  if (isBreak(cursor.code())) cursor.takeBreak();
}

function skipVersion(cursor: Cursor): boolean {
  cursor.skipBlanks();
  const start = cursor.position;
  while (isDigit(cursor.code()) || cursor.code() === 0x2e) cursor.position++;
  return /^\d{1,2}\.\d{1,2}$/.test(cursor.since(start));
}

function skipTagDirective(cursor: Cursor): boolean {
  cursor.skipBlanks();
  if (cursor.code() !== exclamation) return false;
  const handle = scanTagHandle(cursor);
  if (!handle.endsWith('!') || !isBlank(cursor.code())) return false;
  cursor.skipBlanks();
  return scanTagUri(cursor, cursor.position) !== '' && isGap(cursor.code());
}

function skipTagWord(cursor: Cursor): void {
  while (isWordCharacter(cursor.code())) cursor.position++;
}

function badTag(offset: number): YamlFault {
  return new YamlFault('syntax', offset, 'this is no tag of YAML', 'put text that begins with "!" in quotes');
}

function codesOf(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)));
}
