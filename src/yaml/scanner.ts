import { type Cursor, isBlank, isBreak, isGap, space, tab } from './cursor';
import { YamlFault } from './problem';
import {
  scanAnchor,
  scanBlock,
  scanPlain,
  scanQuoted,
  scanTag,
  skipDirective,
  tabFault,
  type TagText,
} from './scan-scalar';

/** Tokens that are taken stay in the queue until there are so many, and no other. */
const queueLength = 256;
/**
 * Cuts the text of a document into tokens, by the grammar that Kubernetes' YAML library (libyaml, YAML 1.1)
 * goes by: which places may begin a key, where indentation opens and closes a collection, where tabs may
 * stand. Tokens come one by one, so that nothing behind the document's end is looked at.
 */
export class Scanner {
  private readonly queue: Token[] = [];
  private head = 0;
  /** Tokens that the parser has taken. */
  private taken = 0;
  private flowLevel = 0;
  /** Column of the innermost block collection; -1: there is none. */
  private indent = -1;
  private readonly outerIndents: number[] = [];
  private keyAllowed = true;
  /** Found by `allowKey` for the token that is about to be made. */
  private nextCandidate: KeyCandidate | undefined;
  private readonly candidates: KeyCandidates;

  constructor(private readonly cursor: Cursor) {
    this.candidates = new KeyCandidates(cursor);
  }

  /** The next token; `end` for ever once there is no more. */
  peek(): Token {
    let token = this.queue[this.head];
    // A token that may turn out to begin a key has to wait: the key's own tokens come before it.
    while (
      token === undefined ||
      (token.candidate !== undefined && this.candidates.isOpen(token.candidate))
    ) {
      this.fetch();
      token = this.queue[this.head];
    }
    return token;
  }

  /** Takes the next token. */
  next(): Token {
    const token = this.peek();
    if (token.type === 'end') return token;
    this.head++;
    this.taken++;
    if (this.head > queueLength && this.head === this.queue.length) {
      this.queue.length = 0;
      this.head = 0;
    }
    return token;
  }

  private fetch(): void {
    const { cursor } = this;
    this.skipToToken();
    this.closeBlocks(cursor.column);
    if (cursor.position >= cursor.end) this.fetchEnd();
    else if (cursor.column === 0 && cursor.code() === 0x25) this.fetchDirective();
    else if (cursor.atMarker) this.fetchMarker();
    else if (!this.fetchIndicator(cursor.text.charAt(cursor.position))) this.fetchPlain();
  }

  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      const tabsAllowed = this.flowLevel > 0 || !this.keyAllowed;
      for (let code = cursor.code(); code === space || (tabsAllowed && code === tab); code = cursor.code()) {
        cursor.position++;
      }
      if (cursor.code() === 0x23) cursor.skipToLineEnd();
      if (!isBreak(cursor.code())) return;
      cursor.takeBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  /** @returns whether a token other than a plain scalar stands here */
  private fetchIndicator(character: string): boolean {
    const beforeGap = isGap(this.cursor.code(1));
    switch (character) {
      case '[':
      case '{':
        this.allowKey();
        this.candidates.enterLevel();
        this.flowLevel++;
        return this.fetchSign(character, true);
      case ']':
      case '}':
        this.candidates.drop();
        if (this.flowLevel > 0) {
          this.flowLevel--;
          this.candidates.leaveLevel();
        }
        return this.fetchSign(character, false);
      case ',':
        this.candidates.drop();
        return this.fetchSign('comma', true);
      case '-':
        return beforeGap && this.fetchItem();
      case '?':
        return (beforeGap || this.flowLevel > 0) && this.fetchKey();
      case ':':
        return (beforeGap || this.flowLevel > 0) && this.fetchValue();
      case '&':
      case '*':
      case '!':
        return this.fetchProperty(character);
      case '|':
      case '>':
        return this.flowLevel === 0 && this.fetchBlockScalar(character);
      case '"':
      case "'":
        return this.fetchScalar('quoted');
      default:
        return false;
    }
  }

  private fetchSign(type: TokenType, keyAllowed: boolean): true {
    this.keyAllowed = keyAllowed;
    this.push(type, this.cursor.position);
    this.cursor.position++;
    return true;
  }

  private fetchItem(): true {
    if (this.flowLevel === 0) {
      this.expectKeyAllowed('a list item ("- ")');
      this.openBlock('list-start', this.cursor.position, this.cursor.column, undefined);
    }
    this.candidates.drop();
    return this.fetchSign('item', true);
  }

  private fetchKey(): true {
    if (this.flowLevel === 0) {
      this.expectKeyAllowed('a key ("? ")');
      this.openBlock('map-start', this.cursor.position, this.cursor.column, undefined);
    }
    this.candidates.drop();
    return this.fetchSign('key', this.flowLevel === 0);
  }

  private fetchValue(): true {
    const candidate = this.candidates.open;
    if (candidate !== undefined) {
      candidate.open = false;
      this.insert('key', candidate.start, candidate.token);
      this.openBlock('map-start', candidate.start, candidate.start - candidate.lineStart, candidate.token);
      return this.fetchSign('value', false);
    }
    if (this.flowLevel === 0) {
      this.expectKeyAllowed('a value (": ")');
      this.openBlock('map-start', this.cursor.position, this.cursor.column, undefined);
    }
    return this.fetchSign('value', this.flowLevel === 0);
  }

  private fetchProperty(sign: '&' | '*' | '!'): true {
    const start = this.cursor.position;
    this.allowKey();
    this.keyAllowed = false;
    if (sign === '!') this.push('tag', start, '', scanTag(this.cursor));
    else this.push(sign === '&' ? 'anchor' : 'alias', start, scanAnchor(this.cursor));
    return true;
  }

  private fetchBlockScalar(sign: '|' | '>'): true {
    const start = this.cursor.position;
    this.candidates.drop();
    this.keyAllowed = true;
    this.push('quoted', start, scanBlock(this.cursor, sign === '|', this.indent));
    return true;
  }

  private fetchScalar(type: 'plain' | 'quoted'): true {
    const { cursor } = this;
    const start = cursor.position;
    this.allowKey();
    this.keyAllowed = false;
    if (type === 'quoted') {
      this.push(type, start, scanQuoted(cursor));
    } else {
      this.push(type, start, scanPlain(cursor, this.flowLevel > 0, this.indent + 1));
      if (cursor.hasCrossedLineSince(start)) this.keyAllowed = true;
    }
    return true;
  }

  private fetchPlain(): void {
    const { cursor } = this;
    const code = cursor.code();
    const character = cursor.text.charAt(cursor.position);
    if (code === tab) throw tabFault(cursor.position);
    const starts =
      character === '-'
        ? !isBlank(cursor.code(1))
        : character === '?' || character === ':'
          ? !isGap(cursor.code(1))
          : !'#|>%@`'.includes(character);
    if (!starts) {
      throw new YamlFault(
        'syntax',
        cursor.position,
        `a value cannot begin with ${JSON.stringify(character)}`,
        'put the text in quotes',
      );
    }
    this.fetchScalar('plain');
  }

  private fetchMarker(): void {
    const { cursor } = this;
    this.leaveBlocks();
    this.push(cursor.code() === 0x2d ? 'document-start' : 'document-end', cursor.position);
    cursor.position += 3;
  }

  private fetchDirective(): void {
    this.leaveBlocks();
    this.push('directive', this.cursor.position);
    skipDirective(this.cursor);
  }

  private fetchEnd(): void {
    // Whatever waits for its ":" on the last line waits in vain.
    this.cursor.lineStart = this.cursor.position;
    this.leaveBlocks();
    this.push('end', this.cursor.position);
  }

  private leaveBlocks(): void {
    this.closeBlocks(-1);
    this.candidates.drop();
    this.keyAllowed = false;
  }

  private closeBlocks(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      this.push('block-end', this.cursor.position);
      this.indent = this.outerIndents.pop() ?? -1;
    }
  }

  /** Opens a block collection at a column further right than the current one; `before` a token, or here. */
  private openBlock(
    type: 'map-start' | 'list-start',
    start: number,
    column: number,
    before: number | undefined,
  ): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.outerIndents.push(this.indent);
    this.indent = column;
    if (before === undefined) this.push(type, start);
    else this.insert(type, start, before);
  }

  private expectKeyAllowed(what: string): void {
    if (this.keyAllowed) return;
    throw new YamlFault(
      'syntax',
      this.cursor.position,
      `${what} cannot begin here`,
      'begin it on a line of its own, or put text that contains it in quotes',
    );
  }

  /** Remembers that a key may begin here. */
  private allowKey(): void {
    if (!this.keyAllowed) return;
    const { position, lineStart, column } = this.cursor;
    this.nextCandidate = {
      open: true,
      required: this.flowLevel === 0 && this.indent === column,
      token: this.taken + this.queue.length - this.head,
      start: position,
      lineStart,
    };
    this.candidates.set(this.nextCandidate);
  }

  private push(type: TokenType, start: number, text = '', tag?: TagText): void {
    this.queue.push({ type, start, text, tag, candidate: this.nextCandidate });
    this.nextCandidate = undefined;
  }

  private insert(type: TokenType, start: number, before: number): void {
    const token: Token = {
      type,
      start,
      text: '',
      tag: undefined,
      candidate: undefined,
    };
    this.queue.splice(this.head + before - this.taken, 0, token);
  }
}

/** How far the `:` may stand from the start of its key. */
const longestKey = 1024;

/** A place where a key without `?` may have begun; the `:` decides. */
interface KeyCandidate {
  open: boolean;
  /** Nothing else than a key can stand here, as the indentation is that of the map. */
  readonly required: boolean;
  /** Number of the token, counted from the start of the document. */
  readonly token: number;
  readonly start: number;
  readonly lineStart: number;
}

/** The places where a key may have begun: the latest one of each level of `[]` and `{}`. */
class KeyCandidates {
  private readonly levels: (KeyCandidate | undefined)[] = [undefined];

  constructor(private readonly cursor: Cursor) {}

  /** Of the innermost level, as long as a `:` here would belong to it. */
  get open(): KeyCandidate | undefined {
    const candidate = this.levels.at(-1);
    return candidate !== undefined && this.isOpen(candidate) ? candidate : undefined;
  }

  enterLevel(): void {
    this.levels.push(undefined);
  }

  leaveLevel(): void {
    this.levels.pop();
  }

  /** Takes the place of the one before, which must not have been required. */
  set(candidate: KeyCandidate): void {
    this.drop();
    this.levels[this.levels.length - 1] = candidate;
  }

  /** Gives up the latest candidate: what stands here ends it. */
  drop(): void {
    const candidate = this.levels.at(-1);
    if (candidate?.open !== true) return;
    if (candidate.required) throw missingColon(candidate);
    candidate.open = false;
  }

  /** Whether a `:` here would still make a key: on the same line, and not too far away. */
  isOpen(candidate: KeyCandidate): boolean {
    if (!candidate.open) return false;
    const { lineStart, position } = this.cursor;
    if (candidate.lineStart === lineStart && candidate.start + longestKey >= position) return true;
    if (candidate.required) throw missingColon(candidate);
    candidate.open = false;
    return false;
  }
}

function missingColon(candidate: KeyCandidate): YamlFault {
  return new YamlFault(
    'syntax',
    candidate.start,
    'a key is expected here, but no ":" follows on its line',
    'write "key: value", or indent the line if it belongs to the text above',
  );
}

export type TokenType =
  | 'directive'
  | 'document-start'
  | 'document-end'
  | 'end'
  | 'map-start'
  | 'list-start'
  | 'block-end'
  | 'key'
  | 'value'
  | 'item'
  | 'comma'
  | '{'
  | '}'
  | '['
  | ']'
  | 'anchor'
  | 'alias'
  | 'tag'
  | 'plain'
  | 'quoted';

/** A piece of the text that means something by itself. */
export interface Token {
  readonly type: TokenType;
  readonly start: number;
  /** Of a scalar: its value; of an anchor or alias: its name. */
  readonly text: string;
  readonly tag: TagText | undefined;
  /** Set while a `:` may still make the token the first of a key. */
  readonly candidate: KeyCandidate | undefined;
}
