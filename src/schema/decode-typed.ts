import { isObject, type JsonObject } from '../gardener/json';
import { isPlaceholder } from '../gardener/secrecy';
import type { Rule } from '../issues/rule';
import type { DecodingContext, Step } from './decoding-context';
import { scalarChecks } from './scalars';
import {
  formatFor,
  isKnown,
  type ListNode,
  type MapNode,
  type ObjectNode,
  type ScalarFormat,
  type ScalarNode,
  type SchemaNode,
} from './schema-node';
import { structureRules } from './table';

/**
 * Reads a value as Go's JSON decoder reads it into types, with Kubernetes' strictness: unknown fields and values
 * that do not fit are reported, and what is inside them is not looked at.
 *
 * The walk is as deep as the schema, never as deep as the document.
 * @returns the value itself as long as nothing has to change, else a copy without unknown fields and nulls
 */
export function decodeTyped(node: SchemaNode, value: unknown, context: DecodingContext): unknown {
  switch (node.is) {
    case 'object':
      return isObject(value) ? decodeObject(node, value, context) : refuse(node, value, context);
    case 'map':
      return isObject(value) ? decodeMap(node, value, context) : refuse(node, value, context);
    case 'list':
      return Array.isArray(value) ? decodeList(node, value, context) : refuse(node, value, context);
    case 'scalar':
      return decodeScalar(node, value, undefined, context);
    case 'free':
      return value;
  }
}

function refuse(node: SchemaNode, value: unknown, context: DecodingContext): unknown {
  reportMalformed(context, node, undefined, undefined, value);
  return value;
}

/** What is undefined is not there: it is left alone, as JSON leaves it out. */
function decodeObject(node: ObjectNode, value: JsonObject, context: DecodingContext): JsonObject {
  let copy: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const content = value[name];
    if (content === undefined) continue;
    const field = node.fields[name];
    if (field === undefined || !isKnown(field, context.target)) {
      context.reportUnknown(name, node);
      drop((copy ??= { ...value }), name);
    } else if (content === null) {
      if (field.node.is === 'scalar' && field.node.refusesNull === true) {
        reportMalformed(context, field.node, field.node.format, name, null);
      }
      drop((copy ??= { ...value }), name);
    } else {
      const decoded = decodeAt(field.node, content, name, context);
      if (decoded !== content) (copy ??= { ...value })[name] = decoded;
    }
  }
  return copy ?? value;
}

function decodeMap(node: MapNode, value: JsonObject, context: DecodingContext): JsonObject {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const content = value[key];
    if (content === undefined) continue;
    const decoded = content === null ? zeroOf(node.values) : decodeEntry(node.values, content, key, context);
    // An own property of the copy is set, even if its name is __proto__.
    if (decoded !== content) (copy ??= { ...value })[key] = decoded;
  }
  return copy ?? value;
}

function decodeEntry(node: SchemaNode, value: unknown, key: string, context: DecodingContext): unknown {
  if (node.is === 'scalar' && scalarChecks[node.format](value)) return value;
  return decodeAt(node, value, { key }, context);
}

function decodeList(node: ListNode, value: readonly unknown[], context: DecodingContext): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < value.length; index++) {
    const item = value[index];
    const decoded =
      item === null || item === undefined ? zeroOf(node.items) : decodeAt(node.items, item, index, context);
    if (decoded !== item) (copy ??= [...value])[index] = decoded;
  }
  return copy ?? value;
}

function decodeAt(node: SchemaNode, value: unknown, step: Step, context: DecodingContext): unknown {
  if (node.is === 'free') return value;
  if (node.is === 'scalar') return decodeScalar(node, value, step, context);
  context.enter(step);
  const decoded = decodeTyped(node, value, context);
  context.leave();
  return decoded;
}

function decodeScalar(
  node: ScalarNode,
  value: unknown,
  step: Step | undefined,
  context: DecodingContext,
): unknown {
  const format = formatFor(node, context.target);
  if (scalarChecks[format](value)) return value;
  // Another tool fills it in before the API server sees it.
  if (format === 'byte' && typeof value === 'string' && isPlaceholder(value)) return value;
  const text = format === 'byte' && Array.isArray(value) ? toBase64(value) : undefined;
  if (text === undefined) reportMalformed(context, node, format, step, value);
  return text ?? value;
}

/** Go takes a list of small numbers for bytes, too. */
function toBase64(list: readonly unknown[]): string | undefined {
  const bytes = list.map((item) => (typeof item === 'bigint' ? Number(item) : (item ?? 0)));
  const areBytes = (items: readonly unknown[]): items is readonly number[] =>
    items.every((item) => Number.isInteger(item) && Number(item) >= 0 && Number(item) < 256);
  return areBytes(bytes) ? Buffer.from(bytes).toString('base64') : undefined;
}

/** What Go makes of a null that takes up a place in a list or a map. */
export function zeroOf(node: SchemaNode): unknown {
  switch (node.is) {
    case 'object':
    case 'map':
      return {};
    case 'list':
      return [];
    case 'free':
      return null;
    case 'scalar':
      break;
  }
  switch (node.format) {
    case 'boolean':
      return false;
    case 'int32':
    case 'int64':
    case 'float':
      return 0;
    case 'quantity':
      return '0';
    case 'go-duration':
    case 'nanoseconds-or-go-duration':
      return '0s';
    case 'rfc3339':
      return '0001-01-01T00:00:00Z';
    default:
      return '';
  }
}

function drop(object: Record<string, unknown>, name: string): void {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a field of a copy of somebody's document
  delete object[name];
}

interface Expectation {
  /** The type is right, the content is not. */
  readonly rule: Rule;
  readonly noun: string;
  readonly hint: string;
}

const integerHint = 'write an integer, without quotes';
const durationHint = 'write a Go duration like 30s, 5m or 1h30m';

const expectations: Readonly<Record<ScalarFormat, Expectation>> = {
  string: { rule: structureRules['malformed-type'], noun: 'text', hint: 'write a text, in quotes' },
  boolean: {
    rule: structureRules['malformed-type'],
    noun: 'true or false',
    hint: 'write true or false, without quotes',
  },
  int32: {
    rule: structureRules['malformed-integer'],
    noun: 'an integer of 32 bits',
    hint: integerHint,
  },
  int64: {
    rule: structureRules['malformed-integer'],
    noun: 'an integer of 64 bits',
    hint: integerHint,
  },
  float: {
    rule: structureRules['malformed-type'],
    noun: 'a number',
    hint: 'write a number, without quotes',
  },
  quantity: {
    rule: structureRules['malformed-quantity'],
    noun: 'a quantity',
    hint: 'write a number with a suffix like 500m, 4, 16Gi or 100G',
  },
  'go-duration': { rule: structureRules['malformed-duration'], noun: 'a duration', hint: durationHint },
  'nanoseconds-or-go-duration': {
    rule: structureRules['malformed-duration'],
    noun: 'a duration',
    hint: `${durationHint}, or a number of nanoseconds`,
  },
  rfc3339: {
    rule: structureRules['malformed-timestamp'],
    noun: 'a time',
    hint: 'write an RFC 3339 time like "2027-02-28T23:59:59Z"',
  },
  byte: {
    rule: structureRules['malformed-bytes'],
    noun: 'base64',
    hint: 'encode the content with base64 (standard alphabet, padded)',
  },
};

/** A text in their place mostly means a pair of quotes too many. */
const unquoted: ReadonlySet<ScalarFormat> = new Set(['boolean', 'int32', 'int64', 'float']);

/** Reports a value that cannot be read as what the node says. */
export function reportMalformed(
  context: DecodingContext,
  node: SchemaNode,
  format: ScalarFormat | undefined,
  step: Step | undefined,
  value: unknown,
): void {
  context.failed = true;
  if (format === undefined) {
    const noun = node.is === 'list' ? 'a list' : 'a map';
    const message = `${context.describe(value, step)} is not ${noun}`;
    context.report(structureRules['malformed-type'], step, message, `write ${noun} of ${contentOf(node)}`);
    return;
  }
  const { rule, noun, hint } = expectations[format];
  const shown = context.describe(value, step);
  const quoted = shown.startsWith('"') && unquoted.has(format) ? 'the text ' : '';
  const message = `${quoted}${shown} is not ${noun}`;
  context.report(isScalar(value) ? rule : structureRules['malformed-type'], step, message, hint);
}

function isScalar(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && value !== undefined);
}

function contentOf(node: SchemaNode): string {
  if (node.is === 'list') return 'items, each with a dash';
  return node.is === 'object'
    ? `fields like ${Object.keys(node.fields).slice(0, 3).join(', ')}`
    : 'keys and values';
}
