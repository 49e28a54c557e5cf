import { isBlank, isBreak, isBreakOrEnd, isDigit, isGap, isWordCharacter } from './characters';
import type { Cursor } from './cursor';
import { YamlFault } from './problem';

const exclamation = 0x21;
const hash = 0x23;
const tagPunctuation = codesOf(";/?:@&=+$,.!~*'()[]%");
const anchorEnd = codesOf('?:,]}%@`');

/** A tag as written: the handle says how to complete the suffix. */
export interface TagText {
  readonly handle: string;
  readonly suffix: string;
}

export type Directive = { readonly version: string } | { readonly handle: string; readonly prefix: string };

/** Reads the name after `&` or `*`. */
export function scanAnchor(cursor: Cursor): string {
  const start = cursor.position++;
  skipWord(cursor);
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
  skipWord(cursor);
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

/** Reads a `%YAML` or `%TAG` line. */
export function scanDirective(cursor: Cursor): Directive {
  const start = cursor.position++;
  skipWord(cursor);
  const name = cursor.since(start + 1);
  let directive: Directive | undefined;
  if (isGap(cursor.code())) {
    if (name === 'YAML') directive = scanVersion(cursor);
    else if (name === 'TAG') directive = scanTagDirective(cursor);
  }
  if (directive === undefined) {
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
  return directive;
}

function scanVersion(cursor: Cursor): Directive | undefined {
  cursor.skipBlanks();
  const start = cursor.position;
  while (isDigit(cursor.code()) || cursor.code() === 0x2e) cursor.position++;
  const match = /^(\d{1,2})\.(\d{1,2})$/.exec(cursor.since(start));
  return match === null ? undefined : { version: `${Number(match[1])}.${Number(match[2])}` };
}

function scanTagDirective(cursor: Cursor): Directive | undefined {
  cursor.skipBlanks();
  if (cursor.code() !== exclamation) return undefined;
  const handle = scanTagHandle(cursor);
  if ((handle !== '!' && !handle.endsWith('!')) || !isBlank(cursor.code())) return undefined;
  cursor.skipBlanks();
  const prefix = scanTagUri(cursor, cursor.position);
  return prefix === '' || !isGap(cursor.code()) ? undefined : { handle, prefix };
}

function skipWord(cursor: Cursor): void {
  while (isWordCharacter(cursor.code())) cursor.position++;
}

function badTag(offset: number): YamlFault {
  return new YamlFault('syntax', offset, 'this is no tag of YAML', 'put text that begins with "!" in quotes');
}

function codesOf(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)));
}
