import { YamlFault } from './problem';
import type { Scanner, Token, TokenType } from './scanner';

/** Deeper than any manifest, and shallow enough for those who walk the value afterwards. */
export const deepestNesting = 1024;

/** There are no others: a `%TAG` line belongs to no document. */
const tagPrefixes: ReadonlyMap<string, string> = new Map([
  ['!', '!'],
  ['!!', 'tag:yaml.org,2002:'],
]);

/** What stands in front of a value: `&anchor` and `!tag`. */
interface Properties {
  readonly anchor: string | undefined;
  readonly tag: string;
}

const none: Properties = { anchor: undefined, tag: '' };

/** Builds the nodes of one document from its tokens. */
export class Parser {
  private readonly anchors = new Map<string, Content>();
  private depth = 0;

  constructor(private readonly scanner: Scanner) {}

  /**
   * Reads one document, and nothing behind it; undefined if there is none, but comments.
   *
   * @param begun whether a `---` came before
   */
  document(begun: boolean): Node | undefined {
    const first = this.scanner.peek();
    if (first.type === 'end') return undefined;
    if (begun) return this.explicitContent();
    if (first.type === 'directive') {
      throw new YamlFault(
        'syntax',
        first.start,
        'a directive belongs to no document: kubectl cuts the text at "---"',
        'remove the line that begins with "%"',
      );
    }
    if (first.type !== 'document-start') return this.node(true, false);
    this.scanner.next();
    return this.explicitContent();
  }

  private explicitContent(): Node {
    const token = this.scanner.peek();
    const empty = isOneOf(token, 'directive', 'document-start', 'document-end', 'end');
    return empty ? emptyNode(token.start) : this.node(true, false);
  }

  /** `block`: block collections may stand here; `indentless`: a list may, in the column of its key. */
  private node(block: boolean, indentless: boolean): Node {
    if (++this.depth > deepestNesting) {
      const message = `is nested deeper than ${deepestNesting} levels`;
      throw new YamlFault('depth', this.scanner.peek().start, message, 'make it flatter');
    }
    const { start, type } = this.scanner.peek();
    const node = type === 'alias' ? this.alias() : this.content(start, this.properties(), block, indentless);
    this.depth--;
    return node;
  }

  private alias(): AliasNode {
    const { start, text: name } = this.scanner.next();
    const target = this.anchors.get(name);
    if (target !== undefined) return { type: 'alias', start, name, target };
    throw new YamlFault(
      'alias',
      start,
      'no anchor of its name stands before the alias',
      'put text that begins with "*" in quotes',
    );
  }

  private properties(): Properties {
    let { type } = this.scanner.peek();
    if (type !== 'anchor' && type !== 'tag') return none;
    let anchor: string | undefined;
    let tag = '';
    while ((type === 'anchor' && anchor === undefined) || (type === 'tag' && tag === '')) {
      const token = this.scanner.next();
      if (token.tag === undefined) anchor = token.text;
      else tag = this.fullTag(token);
      ({ type } = this.scanner.peek());
    }
    return { anchor, tag };
  }

  private fullTag({ tag, start }: Token): string {
    if (tag === undefined || tag.handle === '') return tag?.suffix ?? '';
    const prefix = tagPrefixes.get(tag.handle);
    if (prefix !== undefined) return prefix + tag.suffix;
    throw new YamlFault(
      'syntax',
      start,
      `nothing says what the tag "${tag.handle}${tag.suffix}" means`,
      'put text that begins with "!" in quotes',
    );
  }

  private content(start: number, properties: Properties, block: boolean, indentless: boolean): Node {
    const token = this.scanner.peek();
    switch (token.type) {
      case 'plain':
      case 'quoted':
        return this.scalar(start, this.scanner.next(), properties);
      case '[':
        return this.flowList(this.list(start, properties));
      case '{':
        return this.flowMap(this.map(start, properties));
      case 'item':
        if (indentless) return this.indentlessList(this.list(start, properties));
        break;
      case 'list-start':
        if (block) return this.blockList(this.list(start, properties));
        break;
      case 'map-start':
        if (block) return this.blockMap(this.map(start, properties));
        break;
      default:
    }
    if (properties === none) {
      throw new YamlFault('syntax', token.start, 'a value is missing here', 'write "" or null for none');
    }
    const { tag } = properties;
    return this.register({ type: 'scalar', start, text: '', tag, plain: tag === '' }, properties);
  }

  private scalar(start: number, { type, text }: Token, properties: Properties): Node {
    const { tag } = properties;
    const plain = tag === '' ? type === 'plain' : tag === '!';
    return this.register({ type: 'scalar', start, text, tag, plain }, properties);
  }

  private list(start: number, properties: Properties): ListNode {
    return this.register({ type: 'list', start, items: [] }, properties);
  }

  private map(start: number, properties: Properties): MapNode {
    return this.register({ type: 'map', start, keys: [], values: [] }, properties);
  }

  private register<T extends Content>(node: T, { anchor }: Properties): T {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  private blockMap(map: MapNode): MapNode {
    this.scanner.next();
    for (;;) {
      const token = this.scanner.next();
      if (token.type === 'block-end') return map;
      if (token.type !== 'key') throw this.misplaced(token, map.start, 'map', 'keys');
      map.keys.push(this.blockNodeUnless(token.start, 'key', 'value', 'block-end'));
      const value = this.scanner.peek();
      if (value.type === 'value') {
        this.scanner.next();
        map.values.push(this.blockNodeUnless(value.start, 'key', 'value', 'block-end'));
      } else {
        map.values.push(emptyNode(value.start));
      }
    }
  }

  private blockNodeUnless(start: number, ...types: TokenType[]): Node {
    return isOneOf(this.scanner.peek(), ...types) ? emptyNode(start) : this.node(true, true);
  }

  private blockList(list: ListNode): ListNode {
    this.scanner.next();
    for (;;) {
      const token = this.scanner.next();
      if (token.type === 'block-end') return list;
      if (token.type !== 'item') throw this.misplaced(token, list.start, 'list', 'items');
      const empty = isOneOf(this.scanner.peek(), 'item', 'block-end');
      list.items.push(empty ? emptyNode(token.start) : this.node(true, false));
    }
  }

  private indentlessList(list: ListNode): ListNode {
    while (this.scanner.peek().type === 'item') {
      const { start } = this.scanner.next();
      const empty = isOneOf(this.scanner.peek(), 'item', 'key', 'value', 'block-end');
      list.items.push(empty ? emptyNode(start) : this.node(true, false));
    }
    return list;
  }

  private flowList(list: ListNode): ListNode {
    this.scanner.next();
    for (let first = true; ; first = false) {
      if (!first) this.separator(list.start, ']');
      const token = this.scanner.peek();
      if (token.type === ']') break;
      list.items.push(token.type === 'key' ? this.flowPair() : this.node(false, false));
      if (this.scanner.peek().type === ']') break;
    }
    this.scanner.next();
    return list;
  }

  /** An entry `key: value` of a flow list is a map of one. */
  private flowPair(): MapNode {
    const { start } = this.scanner.next();
    const map: MapNode = { type: 'map', start, keys: [], values: [] };
    const key = this.scanner.peek();
    if (isOneOf(key, 'value', 'comma', ']')) {
      // Kubernetes' library loses the token, so that `[? : x]` is an error.
      this.scanner.next();
      map.keys.push(emptyNode(key.start));
    } else {
      map.keys.push(this.node(false, false));
    }
    map.values.push(this.flowValue(']'));
    return map;
  }

  private flowMap(map: MapNode): MapNode {
    this.scanner.next();
    for (let first = true; ; first = false) {
      if (!first) this.separator(map.start, '}');
      const token = this.scanner.peek();
      if (token.type === '}') break;
      if (token.type === 'key') {
        this.scanner.next();
        const key = this.scanner.peek();
        const empty = isOneOf(key, 'value', 'comma', '}');
        map.keys.push(empty ? emptyNode(key.start) : this.node(false, false));
        map.values.push(this.flowValue('}'));
      } else {
        map.keys.push(this.node(false, false));
        map.values.push(emptyNode(this.scanner.peek().start));
      }
      if (this.scanner.peek().type === '}') break;
    }
    this.scanner.next();
    return map;
  }

  private flowValue(close: ']' | '}'): Node {
    const { type, start } = this.scanner.peek();
    if (type !== 'value') return emptyNode(start);
    this.scanner.next();
    const value = this.scanner.peek();
    return isOneOf(value, 'comma', close) ? emptyNode(value.start) : this.node(false, false);
  }

  private separator(start: number, close: ']' | '}'): void {
    const token = this.scanner.peek();
    if (token.type !== 'comma') {
      const open = close === ']' ? '[' : '{';
      throw token.type === 'end'
        ? new YamlFault('syntax', start, `the "${open}" that begins here is never closed`, `add "${close}"`)
        : new YamlFault(
            'syntax',
            token.start,
            `"," or "${close}" is missing here`,
            'or quotes around the text',
          );
    }
    this.scanner.next();
  }

  private misplaced(token: Token, start: number, what: 'map' | 'list', entries: string): YamlFault {
    return new YamlFault(
      'syntax',
      token.type === 'end' ? start : token.start,
      `this is no entry of the ${what} that it is indented like`,
      `align the ${entries} of a ${what}, and put text that goes on after quotes into them`,
    );
  }
}

function isOneOf(token: Token, ...types: readonly TokenType[]): boolean {
  return types.includes(token.type);
}

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
function emptyNode(start: number): ScalarNode {
  return { type: 'scalar', start, text: '', tag: '', plain: true };
}
