/** Code of what stands behind the last character of a document. */
export const endOfText = 0;

export const tab = 0x09;
export const lineFeed = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;

/** The line breaks of YAML 1.1, which knows more of them than YAML 1.2 and JSON. */
export function isBreak(code: number): boolean {
  return code === lineFeed || code === carriageReturn || code === 0x85 || code === 0x2028 || code === 0x2029;
}

export function isBlank(code: number): boolean {
  return code === space || code === tab;
}

export function isBreakOrEnd(code: number): boolean {
  return code === endOfText || isBreak(code);
}

/** Whether a character ends a word: a blank, a line break, or the end of the document. */
export function isGap(code: number): boolean {
  return code <= space ? code === space || code < 0x0e : isBreak(code);
}

/** ASCII letters and digits, `_` and `-`: what anchors and tag handles are made of. */
export function isWordCharacter(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    isDigit(code) ||
    code === 0x5f ||
    code === 0x2d
  );
}

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
