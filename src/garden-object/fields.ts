import { closest } from '../gardener/closest';
import { isObject, quote } from '../gardener/json';
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from '../gardener/names';
import { parseQuantity } from '../gardener/quantity';
import type { Check, Step } from '../issues/check';
import type { Rule } from '../issues/rule';

// Fields of objects that no validator of ours looks at later: what Kubernetes, Flux and Argo CD take in each of them.

type Basic =
  | ('text' | 'texts' | 'textMap' | 'number' | 'integer' | 'boolean')
  | ('map' | 'list' | 'quantity' | 'numberOrText');

/** What a field holds: `map` and `list` may hold anything, fields in a list are those of its items. */
export type FieldKind = Basic | Field | Fields | readonly [FieldKind];

/** All fields that an object may have. */
export interface Fields {
  readonly [name: string]: FieldKind;
}

/** Says what is wrong with a value, or with a part of it. */
type Complain = (message: string, hint: string, ...at: readonly Step[]) => void;
/** Looks at a value of the right type. */
type Test = (value: unknown, complain: Complain) => void;

/** A kind with more to say of its values. */
class Field {
  constructor(
    readonly kind: FieldKind,
    readonly tests: readonly Test[],
    readonly isNeeded: boolean,
  ) {}
}

/** A kind whose values have to pass a test. */
export function checked(kind: FieldKind, ...tests: readonly Test[]): Field {
  return new Field(kind, tests, false);
}

/** A field that an object cannot be without. */
export function needed(kind: FieldKind): Field {
  return new Field(kind, [], true);
}

/** One of a few texts. */
export function choice(...texts: readonly string[]): Field {
  return checked('text', (value, complain) => {
    if (!texts.includes(value as string))
      complain(`${quote(value)} is not supported`, `use ${listed(texts)}`);
  });
}

function listed(texts: readonly string[]): string {
  return texts.map((text) => (text === '' ? '""' : text)).join(', ');
}

const mostInteger = 2 ** 31 - 1;

/** A whole number between two others, both included. */
export function integer(least: number, most = mostInteger): Field {
  return checked('integer', (value, complain) => {
    const number = value as number;
    if (number < least || number > most) complain(`${number} is out of range`, `use ${least} to ${most}`);
  });
}

/** A text of a form. @param what e.g. `the name of a port` */
export function formed(isOfForm: (text: string) => boolean, what: string, hint: string): Field {
  return checked('text', (value, complain) => {
    if (!isOfForm(value as string)) complain(`${quote(value)} is not ${what}`, hint);
  });
}

/** The name of most objects. */
export const objectName = formed(
  isDns1123Subdomain,
  'the name of an object',
  'use lower case letters, digits, - and .',
);
/** The name of a namespace, container or volume. */
export const labelName = formed(
  isDns1123Label,
  'a name of this kind',
  'use at most 63 lower case letters, digits and -',
);
/** A key of a label, or a name of that form. */
export const qualifiedName = formed(
  isQualifiedName,
  'a name of this kind',
  'use letters, digits, -, _ and ., after a domain and a slash if need be',
);
/** A text that is not empty. */
export const filledText = formed((text) => text !== '', 'enough', 'write something, or leave it out');

/** How it is reported. */
export interface FieldRules {
  /** A value that the field cannot have. */
  readonly wrong: Rule;
  readonly unknown: Rule;
  /** What to do about a field that is not known. */
  readonly unknownHint: string;
  /** Whether an empty text is as good as none, in a field that need not be there. @default false */
  readonly takesEmpty?: boolean;
}

/**
 * Reports what an API server refuses: fields that do not exist or are missing, and values that they cannot have.
 *
 * @param isPart whether the value is laid over another one, which has what is needed
 */
export function checkFields(
  value: unknown,
  kind: FieldKind,
  check: Check,
  rules: FieldRules,
  isPart = false,
  isInNeeded = false,
): void {
  // It takes the field away.
  if (value === null || value === undefined) return;
  if (kind instanceof Field) {
    if (value === '' && rules.takesEmpty === true && !kind.isNeeded && !isInNeeded) return;
    const before = check.findings.length;
    checkFields(value, kind.kind, check, rules, isPart, kind.isNeeded || isInNeeded);
    // What is of another type has been told.
    if (check.findings.length > before && !isObject(value)) return;
    for (const test of kind.tests) {
      test(value, (message, hint, ...at) => check.at(...at).report(rules.wrong, message, hint));
    }
  } else if (!isOf(value, kind)) {
    const message = `${typeof value === 'object' ? nounOf(value) : quote(value)} is not a ${nameOf(kind)}`;
    check.report(rules.wrong, message, `give a ${nameOf(kind)}`);
  } else if (isList(kind)) {
    (value as readonly unknown[]).forEach((item, index) => {
      checkFields(item, kind[0], check.at(index), rules);
    });
  } else if (typeof kind === 'object') {
    checkMembers(value, kind, check, rules, isPart);
  }
}

function checkMembers(value: object, fields: Fields, check: Check, rules: FieldRules, isPart: boolean): void {
  for (const [name, inner] of Object.entries(value)) {
    const kind = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (kind !== undefined) {
      checkFields(inner, kind, check.at(name), rules);
      continue;
    }
    const near = closest(name, Object.keys(fields));
    const hint = near === undefined ? rules.unknownHint : `did you mean ${near}`;
    check.named(name).report(rules.unknown, `there is no field ${quote(name)}`, hint);
  }
  if (isPart) return;
  for (const [name, kind] of Object.entries(fields)) {
    const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    if (!(kind instanceof Field) || !kind.isNeeded || (given !== undefined && given !== null)) continue;
    check.at(name).report(rules.wrong, 'is missing', `write ${name}`);
  }
}

function isList(kind: FieldKind): kind is readonly [FieldKind] {
  return Array.isArray(kind);
}

function isOf(value: unknown, kind: Basic | Fields | readonly [FieldKind]): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'number':
    case 'boolean':
      return typeof value === kind;
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value);
    case 'quantity':
      return parseQuantity(value) !== undefined;
    case 'numberOrText':
      return typeof value === 'number' || typeof value === 'string';
    case 'list':
      return Array.isArray(value);
    case 'texts':
      return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'textMap':
      return isObject(value) && Object.values(value).every((item) => typeof item === 'string');
    default:
      return isList(kind) ? Array.isArray(value) : isObject(value);
  }
}

function nounOf(value: object | null): string {
  return Array.isArray(value) ? 'a list' : 'a map';
}

function nameOf(kind: Basic | Fields | readonly [FieldKind]): string {
  switch (kind) {
    case 'texts':
      return 'list of texts';
    case 'textMap':
      return 'map of texts';
    case 'integer':
      return 'whole number';
    case 'numberOrText':
      return 'number or text';
    default:
      if (typeof kind === 'string') return kind;
      return isList(kind) ? 'list' : 'map';
  }
}
