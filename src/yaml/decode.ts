import { fieldText, inlineNumber } from './emit';
import {
  type AliasNode,
  type Content,
  deepestNesting,
  type ListNode,
  type MapNode,
  type Node,
  type ScalarNode,
} from './parser';
import { YamlFault, type YamlProblem } from './problem';
import { isMerge, keyOf, type Resolved, resolveScalar } from './resolve';

/** A problem whose place is still an index into the text. */
export type Finding = Omit<YamlProblem, 'line' | 'column'> & { readonly offset: number };

/** Kubernetes' limit on aliases: from so many values on, a smaller and smaller share of them may come by alias. */
const aliasLimit = {
  aliased: 100,
  values: 1000,
  small: { values: 400_000, share: 0.99 },
  large: { values: 4_000_000, share: 0.1 },
} as const;

/** Makes plain values of nodes as Kubernetes does, and collects what strict field validation objects to. */
export class Decoder {
  readonly findings: Finding[] = [];
  private readonly steps: (string | number)[] = [];
  /** Aliases on the way to the current value. */
  private readonly openAliases = new Set<AliasNode>();
  private readonly reported = new Set<string>();
  private values = 1;
  private aliasedValues = 0;

  /** `json`: the text is JSON, where a value is what it looks like. */
  constructor(private readonly json: boolean) {}

  /** @throws YamlFault if Kubernetes cannot make anything of the document */
  decode(node: Node): unknown {
    this.count(node);
    switch (node.type) {
      case 'scalar':
        return this.scalar(node);
      case 'list':
        return this.list(node);
      case 'map':
        return this.map(node);
      case 'alias':
        return this.alias(node);
    }
  }

  private scalar(node: ScalarNode): unknown {
    const resolved = resolveScalar(node);
    if (resolved === undefined) return node.text;
    const { type, value } = resolved;
    if (type === 'float' && !Number.isFinite(value)) {
      const message = `${node.text} is a number that JSON does not know`;
      throw new YamlFault('number', node.start, message, 'give a finite number, or put the text in quotes');
    }
    if (node.plain && !keepsText(resolved, node.text)) this.warnOfScalar(node, resolved);
    return value;
  }

  private list(node: ListNode): unknown[] {
    this.checkDepth(node);
    const { items } = node;
    const list = new Array<unknown>(items.length);
    const level = this.steps.length;
    for (const [index, item] of items.entries()) {
      this.steps[level] = index;
      list[index] = this.decode(item);
    }
    this.steps.length = level;
    return list;
  }

  private map(node: MapNode): Record<string, unknown> {
    this.checkDepth(node);
    const map: Record<string, unknown> = {};
    this.fill(map, node, undefined, new KeySet(map));
    return map;
  }

  /** Puts the entries of a node into a map; `merge`: those of `<<`, at that place. */
  private fill(map: Record<string, unknown>, node: MapNode, merge: number | undefined, keys: KeySet): void {
    const level = this.steps.length;
    for (const [index, keyNode] of node.keys.entries()) {
      const valueNode = node.values[index];
      if (valueNode === undefined) break;
      if (isMerge(keyNode)) {
        this.merge(map, valueNode, keyNode.start, keys);
        continue;
      }
      const { name, type } = this.key(keyNode);
      this.steps[level] = name;
      const value = this.decode(valueNode);
      const isRepeated = keys.has(name, type);
      if (isRepeated) this.reportDuplicate(name, merge ?? keyNode.start, merge !== undefined);
      keys.add(name, type);
      if (name === '__proto__') {
        Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
      } else {
        map[name] = isRepeated && merge === undefined ? joined(map[name], value) : value;
      }
    }
    this.steps.length = level;
  }

  private merge(map: Record<string, unknown>, node: Node, start: number, keys: KeySet): void {
    // Of several maps the first has the last word, so it comes last.
    for (const source of node.type === 'list' ? node.items.toReversed() : [node]) {
      const target = source.type === 'alias' ? source.target : source;
      if (target.type !== 'map') {
        const message = '"<<" merges a map, or a list of maps, but nothing else';
        throw new YamlFault(
          'merge',
          source.start,
          message,
          'give an alias of a map, or write "<<" in quotes',
        );
      }
      this.count(source);
      if (source.type !== 'alias') {
        this.fill(map, target, start, keys);
        continue;
      }
      this.enter(source, () => {
        this.count(target);
        this.fill(map, target, start, keys);
      });
    }
  }

  private alias(node: AliasNode): unknown {
    return this.enter(node, () => this.decode(node.target));
  }

  private enter<T>(node: AliasNode, read: () => T): T {
    if (this.openAliases.has(node)) {
      const message = `the value of "&${node.name}" contains itself`;
      throw new YamlFault('alias', node.start, message, 'write the inner value out');
    }
    this.openAliases.add(node);
    const result = read();
    this.openAliases.delete(node);
    return result;
  }

  private key(node: Node): { name: string; type: Resolved['type'] } {
    this.count(node);
    const target = node.type === 'alias' ? this.aliasedKey(node) : node;
    const hint = 'give a string, in quotes if need be';
    if (target.type !== 'scalar') {
      throw new YamlFault('non-string-key', node.start, `a ${target.type} cannot be a key`, hint);
    }
    const resolved = resolveScalar(target);
    if (resolved === undefined) return { name: target.text, type: 'string' };
    const name = keyOf(resolved);
    if (name === undefined) {
      const what = resolved.type === 'null' ? 'null' : `the number ${target.text}`;
      throw new YamlFault('non-string-key', node.start, `${what} cannot be a key`, hint);
    }
    if (target.plain && name !== target.text) this.warnOfKey(target, name);
    return { name, type: resolved.type };
  }

  private aliasedKey(node: AliasNode): Content {
    return this.enter(node, () => {
      this.count(node.target);
      return node.target;
    });
  }

  private count(node: Node): void {
    this.values++;
    if (this.openAliases.size === 0) return;
    this.aliasedValues++;
    if (this.aliasedValues <= aliasLimit.aliased || this.values <= aliasLimit.values) return;
    if (this.aliasedValues / this.values > allowedAliases(this.values)) {
      const [outermost = node] = this.openAliases;
      throw new YamlFault(
        'alias-limit',
        outermost.start,
        'aliases blow this document up beyond what Kubernetes reads',
        'write the values out, or generate them',
      );
    }
  }

  private checkDepth(node: Node): void {
    if (this.steps.length < deepestNesting) return;
    const message = `is nested deeper than ${deepestNesting} levels`;
    throw new YamlFault('depth', node.start, message, 'make it flatter');
  }

  private warnOfScalar(node: ScalarNode, { type, value }: Resolved): void {
    if (this.json || (type === 'boolean' && /^(?:true|false)$/i.test(node.text))) return;
    const noun = type === 'boolean' ? 'boolean' : 'number';
    this.warn(node, `${node.text} without quotes is read as the ${noun} ${String(value)}`, String(value));
  }

  private warnOfKey(node: ScalarNode, name: string): void {
    if (!this.json) this.warn(node, `the key ${node.text} without quotes is read as "${name}"`, `"${name}"`);
  }

  private warn(node: ScalarNode, message: string, meant: string): void {
    // What stands behind an anchor is reported there, not at each alias.
    if (this.openAliases.size > 0) return;
    this.findings.push({
      kind: 'reads-differently',
      severity: 'warning',
      message,
      hint: `write "${node.text}" for the text, or ${meant} for what it is read as`,
      field: fieldText(this.steps),
      offset: node.start,
    });
  }

  private reportDuplicate(name: string, offset: number, merged: boolean): void {
    const place = `${offset} ${name}`;
    if (this.reported.has(place)) return;
    this.reported.add(place);
    this.findings.push({
      kind: 'duplicate-key',
      severity: 'error',
      message: merged ? `the merge repeats the key "${name}"` : `the key "${name}" is given twice`,
      hint: merged ? 'leave it out of the one or the other; nothing overrides here' : 'keep one of them',
      field: this.json ? fieldText(this.steps) : name,
      offset,
    });
  }
}

/** Of a map that is given twice, which is an error, both are judged: Go's decoder joins the two. */
function joined(before: unknown, value: unknown): unknown {
  return isMap(before) && isMap(value) ? { ...before, ...value } : value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The keys of one map. To Kubernetes the number 1 and the string "1" are two keys until they end up as one
 * in JSON, so they are no duplicate.
 */
class KeySet {
  private unlikely: Set<string> | undefined;

  constructor(private readonly map: Readonly<Record<string, unknown>>) {}

  has(name: string, type: Resolved['type']): boolean {
    if (!Object.hasOwn(this.map, name)) return false;
    return isText(type) ? !this.onlyUnlikely(name) : (this.unlikely?.has(`${type} ${name}`) ?? false);
  }

  add(name: string, type: Resolved['type']): void {
    if (isText(type)) this.unlikely?.delete(`only ${name}`);
    else {
      this.unlikely ??= new Set();
      if (!Object.hasOwn(this.map, name)) this.unlikely.add(`only ${name}`);
      this.unlikely.add(`${type} ${name}`);
    }
  }

  /** Whether the name was given, but never as a string. */
  private onlyUnlikely(name: string): boolean {
    return this.unlikely?.has(`only ${name}`) ?? false;
  }
}

function isText(type: Resolved['type']): boolean {
  return type === 'string' || type === 'time';
}

/** Whether a value looks as its text does, or as the emitter writes it. */
function keepsText({ type, value }: Resolved, text: string): boolean {
  if (type === 'string' || type === 'null' || String(value) === text) return true;
  return typeof value === 'number' && inlineNumber(value) === text;
}

function allowedAliases(values: number): number {
  const { small, large } = aliasLimit;
  if (values <= small.values) return small.share;
  if (values >= large.values) return large.share;
  const way = (values - small.values) / (large.values - small.values);
  return small.share - (small.share - large.share) * way;
}
