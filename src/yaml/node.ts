/** What the parser makes of a text: values that know where they stand. */
export type Node = Content | AliasNode;

/** What may bear an anchor. */
export type Content = ScalarNode | MapNode | ListNode;

export interface ScalarNode {
  readonly type: 'scalar';
  /** Index into the text, as of every node. */
  readonly start: number;
  readonly text: string;
  /** In full (`tag:yaml.org,2002:int`); empty if there is none. */
  readonly tag: string;
  /** Whether the text itself says what it is (a number, a boolean, ...): it has neither quotes nor a tag. */
  readonly plain: boolean;
}

export interface MapNode {
  readonly type: 'map';
  readonly start: number;
  readonly keys: Node[];
  /** As many as keys. */
  readonly values: Node[];
}

export interface ListNode {
  readonly type: 'list';
  readonly start: number;
  readonly items: Node[];
}

export interface AliasNode {
  readonly type: 'alias';
  readonly start: number;
  readonly name: string;
  /** The value that bears the anchor; it may still be incomplete, if it contains its own alias. */
  readonly target: Content;
}

/** Where a value is that is not written at all, as in `key:`. */
export function emptyNode(start: number): ScalarNode {
  return { type: 'scalar', start, text: '', tag: '', plain: true };
}
