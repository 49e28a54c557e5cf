import type { KeyCandidate } from './key-candidates';
import type { Directive, TagText } from './scan-property';

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
  readonly directive: Directive | undefined;
  /** Set while a `:` may still make the token the first of a key. */
  readonly candidate: KeyCandidate | undefined;
}
