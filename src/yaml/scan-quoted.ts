import { isBlank, isBreak, isGap } from './characters';
import type { Cursor } from './cursor';
import { YamlFault } from './problem';
import { fold } from './scan-scalar';

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
    text += takeGap(cursor, word.joined);
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
function takeGap(cursor: Cursor, joined: boolean): string {
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
