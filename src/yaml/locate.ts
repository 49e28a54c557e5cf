import type { Content, ListNode, MapNode, Node } from './parser';
import { isMerge, keyName } from './resolve';

/** By map: its keys, and the lengths that they have, longest first. */
interface KeyIndex {
  readonly entries: ReadonlyMap<string, number>;
  readonly lengths: readonly number[];
  /** Values of `<<`. */
  readonly merged: readonly Node[];
}

const indices = new WeakMap<MapNode, KeyIndex>();

/**
 * Where a field stands, as index into the text: a map's entry at its key, a list's item at its beginning. Of
 * a field that is missing, its nearest parent.
 *
 * Keys may hold dots and brackets; the longest one that fits is followed. `list.name` is the item with that
 * name, as Gardener reports machine capabilities, and `[]` is the list itself.
 */
export function locate(root: Node, field: string): number {
  let place = root.start;
  let node = content(root);
  let rest = field;
  while (node.type !== 'scalar' && rest !== '') {
    const step = findStep(node, rest);
    if (step === undefined) break;
    place = step.place;
    node = content(step.node);
    rest = rest.slice(step.length);
  }
  return place;
}

interface Step {
  readonly place: number;
  readonly node: Node;
  /** Characters of the field that are done with. */
  readonly length: number;
}

function findStep(node: MapNode | ListNode, rest: string): Step | undefined {
  if (node.type === 'list') return findItem(node, rest);
  const bracket = /^\.?\[/.exec(rest)?.[0].length;
  const entry = bracket === undefined ? undefined : findEntry(node, rest, bracket, ']');
  if (entry !== undefined) return entry;
  const named = findEntry(node, rest, rest.startsWith('.') ? 1 : 0, '');
  if (named !== undefined || bracket === undefined) return named;
  // `machineCapabilities.<name>[0]` is a value of the capability.
  const values = findEntry(node, 'values', 0, '');
  return values === undefined ? undefined : { ...values, length: 0 };
}

/** The entry whose key stands in the field from `start` on, followed by `close`. */
function findEntry(map: MapNode, rest: string, start: number, close: '' | ']'): Step | undefined {
  const { entries, lengths, merged } = indexOf(map);
  for (const length of lengths) {
    const end = start + length;
    if (end > rest.length || !endsKey(rest, end, close)) continue;
    const position = entries.get(rest.slice(start, end));
    if (position === undefined) continue;
    const key = map.keys[position];
    const node = map.values[position];
    if (key !== undefined && node !== undefined) {
      return { place: key.start, node, length: end + close.length };
    }
  }
  for (const source of merged) {
    const target = content(source);
    const entry = target.type === 'map' ? findEntry(target, rest, start, close) : undefined;
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function endsKey(rest: string, end: number, close: '' | ']'): boolean {
  if (close !== '') return rest.startsWith(close, end);
  return end === rest.length || rest[end] === '.' || rest[end] === '[';
}

function findItem(list: ListNode, rest: string): Step | undefined {
  const match = /^\[(\d{1,9})\]/.exec(rest);
  if (match !== null) {
    const node = list.items[Number(match[1])];
    return node === undefined ? undefined : { place: node.start, node, length: match[0].length };
  }
  if (!rest.startsWith('.')) return undefined;
  let found: Step | undefined;
  for (const item of list.items) {
    const name = nameOf(content(item));
    if (name === undefined || name === '' || !rest.startsWith(name, 1)) continue;
    const length = 1 + name.length;
    if (endsKey(rest, length, '') && length > (found?.length ?? 0)) {
      found = { place: item.start, node: item, length };
    }
  }
  return found;
}

function nameOf(node: Content): string | undefined {
  if (node.type !== 'map') return undefined;
  const position = indexOf(node).entries.get('name');
  const value = position === undefined ? undefined : node.values[position];
  const scalar = value === undefined ? undefined : content(value);
  return scalar?.type === 'scalar' ? scalar.text : undefined;
}

function indexOf(map: MapNode): KeyIndex {
  const known = indices.get(map);
  if (known !== undefined) return known;
  const entries = new Map<string, number>();
  const merged: Node[] = [];
  for (const [position, key] of map.keys.entries()) {
    if (isMerge(key)) {
      for (const source of mergedMaps(map.values[position])) merged.push(source);
      continue;
    }
    const name = keyName(key);
    if (name !== undefined) entries.set(name, position);
  }
  const lengths = [...new Set(Array.from(entries.keys(), (key) => key.length))].sort((a, b) => b - a);
  const index = { entries, lengths, merged };
  indices.set(map, index);
  return index;
}

function mergedMaps(node: Node | undefined): readonly Node[] {
  if (node === undefined) return [];
  return node.type === 'list' ? node.items : [node];
}

function content(node: Node): Content {
  return node.type === 'alias' ? node.target : node;
}

/** Lines and columns of a text, from 1; found out only when somebody asks for one. */
export class Places {
  private lineStarts: readonly number[] | undefined;

  constructor(private readonly text: string) {}

  /** The place of an index into the text. */
  at(offset: number): { line: number; column: number } {
    const starts = (this.lineStarts ??= findLineStarts(this.text));
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

/** Lines as editors count them, not as YAML 1.1 does. */
function findLineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|[\r\n]/g)) starts.push(match.index + match[0].length);
  return starts;
}
