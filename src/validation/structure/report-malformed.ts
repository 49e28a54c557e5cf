import type { Rule } from '../rule';
import type { DecodingContext, Step } from './decoding-context';
import { describeValue } from './describe-value';
import { structureRules } from './rules';
import type { ScalarFormat, SchemaNode } from './schema-node';

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
    const message = `${describeValue(value)} is not ${noun}`;
    context.report(structureRules['malformed-type'], step, message, `write ${noun} of ${contentOf(node)}`);
    return;
  }
  const { rule, noun, hint } = expectations[format];
  const quoted = typeof value === 'string' && unquoted.has(format) ? 'the text ' : '';
  const message = `${quoted}${describeValue(value)} is not ${noun}`;
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
