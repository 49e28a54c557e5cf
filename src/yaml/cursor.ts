/** A place in the text of one document. Columns count from 0, as indentation does. */
export class Cursor {
  /** Where the current line begins. */
  lineStart: number;

  constructor(
    readonly text: string,
    public position: number,
    /** Where the document ends. */
    readonly end: number,
  ) {
    this.lineStart = position;
  }

  /** The UTF-16 unit here, or so many units ahead. */
  code(ahead = 0): number {
    const index = this.position + ahead;
    return index < this.end ? this.text.charCodeAt(index) : endOfText;
  }

  get column(): number {
    return this.position - this.lineStart;
  }

  /** Whether `---` or `...` stands here alone, which ends whatever came before. */
  get atMarker(): boolean {
    if (this.position !== this.lineStart) return false;
    const { text, position } = this;
    return (text.startsWith('---', position) || text.startsWith('...', position)) && isGap(this.code(3));
  }

  /** Whether nothing but blanks stands before this place, on a line begun after `offset`. */
  hasCrossedLineSince(offset: number): boolean {
    if (this.lineStart <= offset) return false;
    for (let index = this.lineStart; index < this.position; index++) {
      if (!isBlank(this.text.charCodeAt(index))) return false;
    }
    return true;
  }

  since(offset: number): string {
    return this.text.slice(offset, this.position);
  }

  skipBlanks(): void {
    while (isBlank(this.code())) this.position++;
  }

  skipToLineEnd(): void {
    while (!isBreakOrEnd(this.code())) this.position++;
  }

  /** Steps over one line break, and gives the text that it stands for in a scalar. */
  takeBreak(): string {
    const code = this.code();
    this.position += code === carriageReturn && this.code(1) === lineFeed ? 2 : 1;
    this.lineStart = this.position;
    return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
  }
}

/** Code of what stands behind the last character of a document. */
const endOfText = 0;

export const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
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
