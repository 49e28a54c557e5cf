/**
 * Begins and goes on with characters that mean nothing to YAML, wherever they stand: most of a manifest. Not
 * `e1`, in which the yaml library sees a float.
 */
const harmless = /^(?![eE][-+]?\d)[A-Za-z_/$(][-\w./@+=$()]*$/;

/** Words that some YAML 1.1 or 1.2 parser reads as a boolean or as null; none is longer than five characters. */
const reservedWords = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);
const longestReservedWord = 5;

/**
 * What any parser may read as a number or a time: integers of all bases with `_` or `,` between the digits,
 * sexagesimals (`12:30`), floats, infinities, dates.
 */
const numeric = new RegExp(
  [
    String.raw`^[-+]?[0-9][0-9_,]*$`,
    String.raw`^[-+]?0[xXoObB][0-9A-Fa-f_,]*$`,
    String.raw`^[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?$`,
    String.raw`^[-+]?(?:[0-9][0-9_,]*)?\.?[0-9_]*(?:[eE][-+]?[0-9_]+)?$`,
    String.raw`^[-+]?\.(?:inf|nan)$`,
    String.raw`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s]|$)`,
  ].join('|'),
  'i',
);

/** Stands for itself at the start of a plain scalar. The rest are indicators, or look like one. */
const plainStart = /^(?:[\w./$(^;<\\)+]|--?[A-Za-z]|[^\p{ASCII}])/u;
const markerStart = /^(?:<<|\.\.\.)/;

/**
 * Ends a plain scalar, changes in one, or is invisible: `: `, ` #`, blanks at an end, control characters, and
 * the line breaks and blanks outside of ASCII.
 */
const unsafeInPlain =
  /:(?:\s|$)|\s#|\s$|[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff0-\uffff]/;

/** What JSON's escaping leaves raw, but YAML does not allow in a text, or breaks the line at. */
const unescapedByJson = /[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g;

/**
 * A block literal keeps a text exactly only if no line's blanks may be taken for indentation: not at the very
 * start, and not alone on a line.
 */
const unsafeInLiteral =
  /^\s|\n[ \t]*\t|\n +(?:\n|$)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff0-\uffff]/;

/** Whether a string can stand for itself at first sight, as most strings of a manifest do. */
export function isHarmless(text: string): boolean {
  return harmless.test(text) && !isReserved(text);
}

/** The text of a string on one line: plain where every parser reads it as this string, else in double quotes. */
export function inlineString(text: string): string {
  return isHarmless(text) || isPlain(text) ? text : quoted(text);
}

/** Whether a string of several lines can be written as a block literal (`|`). */
export function fitsLiteral(text: string): boolean {
  return text.includes('\n') && !unsafeInLiteral.test(text);
}

/** A block literal: header, and lines indented by `indent`, without the line break at the very end. */
export function literalBlock(text: string, indent: string): string {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  let chomping = '';
  if (body.length === text.length) chomping = '-';
  else if (body.endsWith('\n')) chomping = '+';
  return `|${chomping}\n${indent}${body.replace(/\n(?!\n|$)/g, `\n${indent}`)}`;
}

/** The text of a finite number; an exponent is written so that YAML 1.1 sees it too (`1.0e+21`). */
export function inlineNumber(value: number): string {
  const text = Object.is(value, -0) ? '0' : String(value);
  const exponent = text.indexOf('e');
  if (exponent < 0) return text;
  const mantissa = text.slice(0, exponent);
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}${text.slice(exponent)}`;
}

function isReserved(text: string): boolean {
  return text.length <= longestReservedWord && reservedWords.has(text.toLowerCase());
}

function isPlain(text: string): boolean {
  return (
    plainStart.test(text) &&
    !markerStart.test(text) &&
    !unsafeInPlain.test(text) &&
    !numeric.test(text) &&
    !isReserved(text)
  );
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    unescapedByJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
