import { deepestNesting, type ListNode, type MapNode, type Node, type ScalarNode } from './parser';
import { YamlFault } from './problem';

const gap = /[ \t\r\n]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const word = /true|false|null/y;
const quote = 0x22;
const backslash = 0x5c;
const halfSurrogatePair = /\p{Surrogate}/gu;

/**
 * Reads a JSON object. Kubernetes' clients take a text that begins with `{` for JSON first, which differs
 * from YAML in escapes and in where blanks and line breaks may stand.
 *
 * @returns the object, and where it ends; undefined if it is no JSON
 */
export function readJson(text: string, start: number, end: number): { node: Node; end: number } | undefined {
  const reader = new JsonReader(text, start, end);
  const node = reader.value();
  return node === undefined ? undefined : { node, end: reader.position };
}

class JsonReader {
  private depth = 0;

  constructor(
    private readonly text: string,
    public position: number,
    private readonly end: number,
  ) {}

  value(): Node | undefined {
    this.take(gap);
    const start = this.position;
    switch (this.text.charAt(start)) {
      case '{':
        return this.nested(() => this.object(start));
      case '[':
        return this.nested(() => this.array(start));
      case '"':
        return this.string();
      default: {
        const text = this.take(number) ?? this.take(word);
        return text === undefined ? undefined : { type: 'scalar', start, text, tag: '', plain: true };
      }
    }
  }

  private nested(read: () => Node | undefined): Node | undefined {
    if (++this.depth > deepestNesting) {
      throw new YamlFault(
        'depth',
        this.position,
        `is nested deeper than ${deepestNesting} levels`,
        'make it flatter',
      );
    }
    this.position++;
    const node = read();
    this.depth--;
    return node;
  }

  private object(start: number): MapNode | undefined {
    const map: MapNode = { type: 'map', start, keys: [], values: [] };
    if (this.sign('}')) return map;
    do {
      this.take(gap);
      const key = this.string();
      if (key === undefined || !this.sign(':')) return undefined;
      const value = this.value();
      if (value === undefined) return undefined;
      map.keys.push(key);
      map.values.push(value);
    } while (this.sign(','));
    return this.sign('}') ? map : undefined;
  }

  private array(start: number): ListNode | undefined {
    const list: ListNode = { type: 'list', start, items: [] };
    if (this.sign(']')) return list;
    do {
      const item = this.value();
      if (item === undefined) return undefined;
      list.items.push(item);
    } while (this.sign(','));
    return this.sign(']') ? list : undefined;
  }

  private string(): ScalarNode | undefined {
    const start = this.position;
    if (start >= this.end || this.text.charCodeAt(start) !== quote) return undefined;
    let escaped = false;
    for (let index = start + 1; index < this.end; index++) {
      const code = this.text.charCodeAt(index);
      if (code === quote) {
        this.position = index + 1;
        const text = escaped
          ? unescape(this.text.slice(start, index + 1))
          : whole(this.text.slice(start + 1, index));
        return text === undefined ? undefined : { type: 'scalar', start, text, tag: '', plain: false };
      }
      if (code < 0x20) return undefined;
      if (code === backslash) {
        escaped = true;
        index++;
      }
    }
    return undefined;
  }

  private sign(character: string): boolean {
    this.take(gap);
    if (this.text.charAt(this.position) !== character || this.position >= this.end) return false;
    this.position++;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    if (match === undefined || this.position + match.length > this.end) return undefined;
    this.position += match.length;
    return match;
  }
}

/** Go replaces halves of surrogate pairs, which UTF-8 cannot hold, and what is no UTF-8. */
function whole(text: string): string {
  return text.replace(halfSurrogatePair, '\ufffd');
}

function unescape(literal: string): string | undefined {
  try {
    return whole(JSON.parse(literal) as string);
  } catch {
    return undefined;
  }
}
