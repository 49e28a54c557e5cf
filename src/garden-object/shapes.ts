import { closest } from '../gardener/closest';
import { isObject, type JsonObject, quote } from '../gardener/json';
import { isDns1123Label, isDns1123Subdomain } from '../gardener/names';
import { Target } from '../gardener/target';
import { Check, type Finding } from '../issues/check';
import { gardenAppRules as rules } from './table';

/**
 * What a prop may hold. TypeScript says so to its callers; JavaScript callers are told here, at the door of a
 * construct, so that no code behind it meets a value of another kind than its type says.
 */
export interface Shape<T> {
  /** What to give, as messages call it, e.g. `a list`. */
  readonly noun: string;
  /** How to make it, where that is no matter of course. */
  readonly hint?: string;
  readonly required: boolean;
  isKind(value: unknown): boolean;
  /** What can be used of a value of this kind; undefined for nothing. What is wrong is reported. */
  inner?(value: unknown, check: Check): T | undefined;
  /** Stands in for a value that is missing or wrong, so that there is one in any case. */
  readonly empty?: T;
}

/** A text of a closed set is a text here: which ones there are is for the validator, or `oneOf`. */
type Wide<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends readonly (infer Item)[]
        ? readonly Wide<Item>[]
        : T;

/**
 * A shape for every member of an interface: the compiler sees to it that none is forgotten, and that what the
 * interface requires is required.
 */
export type Members<T> = {
  readonly [K in keyof T]-?: Shape<Wide<NonNullable<T[K]>>> & {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- asks whether the member may be left out
    readonly required: {} extends Pick<T, K> ? false : true;
  };
};

type Optional<T> = Shape<T> & { readonly required: false };

function shape<T>(noun: string, isKind: (value: unknown) => boolean): Optional<T> {
  return { noun, isKind, required: false };
}

export const text: Optional<string> = shape('a text', (value) => typeof value === 'string');
export const number: Optional<number> = shape('a number', (value) => typeof value === 'number');
export const boolean: Optional<boolean> = shape('a boolean', (value) => typeof value === 'boolean');
/** What goes into the manifest as it is: whatever is wrong there, the validator says. */
export const anything: Optional<never> = shape('a value', () => true);
/** A map, or an instance of which the code behind the door finds out more. */
export const anyObject: Optional<never> = shape('a map', isObject);
/** A map that goes into the manifest as it is. */
export const anyMap: Optional<never> = shape('a map', isMap);

export function oneOf<const T extends string>(...values: readonly T[]): Optional<T> {
  return shape(values.map((value) => JSON.stringify(value)).join(' or '), (value) =>
    (values as readonly unknown[]).includes(value),
  );
}

export function required<T>(given: Shape<T>): Shape<T> & { readonly required: true } {
  return { ...given, required: true };
}

/** @param hint how to make one */
export function instance<T>(
  made: { readonly prototype: T; readonly name: string },
  hint?: string,
): Optional<T> {
  const isKind = (value: unknown): boolean => value instanceof (made as unknown as new () => object);
  const noun = `a ${made.name}`;
  return { ...shape<T>(noun, isKind), ...(hint === undefined ? {} : { hint }) };
}

/** A value of the first kind that it is of. */
export function either<A, B>(first: Shape<A>, second: Shape<B>, hint?: string): Optional<A | B> {
  return {
    ...(hint === undefined ? {} : { hint }),
    ...shape<A | B>(
      `${first.noun} or ${second.noun}`,
      (value) => first.isKind(value) || second.isKind(value),
    ),
    inner: (value, check) =>
      first.isKind(value) ? readKind(first, value, check) : readKind(second, value, check),
  };
}

export function list<T>(item: Shape<T>): Optional<readonly T[]> {
  return {
    ...shape<readonly T[]>('a list', Array.isArray),
    empty: [],
    inner: (value, check) => {
      const items = value as readonly T[];
      if (item === anything) return items;
      const read = Array.from(items, (given, index) =>
        isFine(item, given) ? given : readValue(item, given, true, check.at(index)),
      );
      const isSame = read.every((usable, index) => usable !== undefined && usable === items[index]);
      return isSame ? items : read.filter((usable) => usable !== undefined);
    },
  };
}

/** A map whose keys are data. */
export function mapOf<T>(entry: Shape<T>): Optional<Readonly<Record<string, T>>> {
  return {
    ...shape<Readonly<Record<string, T>>>('a map', isMap),
    empty: {},
    inner: (value, check) => {
      const map = value as Readonly<Record<string, T>>;
      if (Object.values(map).every((given) => isFine(entry, given))) return map;
      return Object.fromEntries(
        Object.entries(map).flatMap(([key, given]) => {
          const usable = readValue(entry, given, true, check.key(key));
          return usable === undefined ? [] : [[key, usable] as const];
        }),
      );
    },
  };
}

/** An object with these members and no others. */
export function object<T extends object>(members: Members<T>): Optional<T> {
  return withMembers(members, (given, check) => withoutUnknown(given, members, check));
}

/**
 * An object of which code looks into these members. All others go into the manifest as they are, where the
 * validator judges them.
 */
export function part<T extends object>(members: Partial<Members<T>>): Optional<T> {
  return withMembers(members, (given) => given);
}

function withMembers<T extends object>(
  members: object,
  before: (given: JsonObject, check: Check) => JsonObject,
): Optional<T> {
  const listed = Object.entries(members) as NamedShapes;
  const needed = listed.filter(([, { required: is }]) => is);
  const canBeEmpty = needed.every(([, { empty }]) => empty !== undefined);
  return {
    ...shape<T>('a map', isMap),
    ...(canBeEmpty
      ? { empty: Object.fromEntries(needed.map(([name, { empty }]) => [name, empty])) as T }
      : {}),
    inner: (value, check) => {
      const { usable, isWhole } = readMembers(before(value as JsonObject, check), listed, check);
      return isWhole ? (usable as T) : undefined;
    },
  };
}

/**
 * The props of a construct or factory, as far as they can be used. Reports what does not exist, what is of another
 * kind, and what is missing.
 */
export function readProps<T extends object>(props: unknown, members: Members<T>, check: Check): Partial<T> {
  if (props !== undefined && props !== null && !isObject(props)) {
    check.report(rules['prop-type'], `${quote(props)} is no map of props`, 'give { … }');
    return {};
  }
  const given = withoutUnknown(props ?? {}, members, check);
  return readMembers(given, Object.entries(members), check).usable as Partial<T>;
}

/** One argument of a factory. */
export function readArgument<T>(value: unknown, wanted: Shape<T>, check: Check): T | undefined {
  return readValue(wanted, value, wanted.required, check);
}

/** For a factory: it stands on no construct, and nobody is told before one takes what it makes. */
export function unplaced(): Check {
  return Check.root(new Target({ now: null }));
}

/** What a factory found, at the prop that takes what it made. */
export function reportBelow(check: Check, findings: readonly Finding[]): void {
  const place = String(check.field);
  for (const finding of findings) {
    // What was found in a file has its place there.
    if (finding.origin !== undefined) {
      check.findings.push(finding);
      continue;
    }
    const joint = finding.field === '' || finding.field.startsWith('[') ? '' : '.';
    check.findings.push({ ...finding, field: `${place}${joint}${finding.field}` });
  }
}

function withoutUnknown(given: JsonObject, members: object, check: Check): JsonObject {
  const known = Object.keys(members);
  const unknown = Object.keys(given).filter((name) => !known.includes(name));
  if (unknown.length === 0) return given;
  for (const name of unknown) {
    if (given[name] === undefined || given[name] === null) continue;
    const near = closest(name, known);
    check
      .at(name)
      .report(
        rules['prop-unknown'],
        `there is no prop ${quote(name)}`,
        near === undefined ? `the props are ${known.join(', ')}` : `did you mean ${near}`,
      );
  }
  return Object.fromEntries(known.map((name) => [name, given[name]] as const));
}

type NamedShapes = readonly (readonly [name: string, shape: Shape<unknown>])[];

interface ReadMembers {
  readonly usable: JsonObject;
  /** Whether all that is needed is there. */
  readonly isWhole: boolean;
}

/** The same object where there was nothing to change. */
function readMembers(given: JsonObject, members: NamedShapes, check: Check): ReadMembers {
  let usable: Record<string, unknown> | undefined;
  let isWhole = true;
  for (const [name, member] of members) {
    const value = given[name];
    if (isFine(member, value) || (value === undefined && !member.required)) continue;
    const read = readValue(member, value, member.required, check.at(name));
    if (read === undefined && member.required) isWhole = false;
    if (read === value) continue;
    usable ??= { ...given };
    if (read === undefined) Reflect.deleteProperty(usable, name);
    else usable[name] = read;
  }
  return { usable: usable ?? given, isWhole };
}

/** Whether a value is used as it is. Most are: nothing is made to find that out. */
function isFine(wanted: Shape<unknown>, value: unknown): boolean {
  return wanted.inner === undefined && value !== undefined && value !== null && wanted.isKind(value);
}

/** `null` counts as left out. */
function readValue<T>(wanted: Shape<T>, value: unknown, isNeeded: boolean, check: Check): T | undefined {
  const isMissing = value === undefined || value === null;
  if (!isMissing && wanted.isKind(value)) return readKind(wanted, value, check);
  if (isMissing && !isNeeded) return undefined;
  const message = isMissing ? 'is missing' : `${quote(value)} is not ${wanted.noun}`;
  check.report(rules['prop-type'], message, wanted.hint ?? `give ${wanted.noun}`);
  return isNeeded ? wanted.empty : undefined;
}

function readKind<T>(wanted: Shape<T>, value: unknown, check: Check): T | undefined {
  return wanted.inner === undefined ? (value as T) : wanted.inner(value, check);
}

/** Neither a list nor an instance of some class. */
function isMap(value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

// What follows is for objects that are none of Gardener: no validator of ours looks at them later.

/** The name of an object; one that is left out is fine. */
export function checkName(name: string | undefined, check: Check): void {
  if (name === undefined || isDns1123Subdomain(name)) return;
  check.report(
    rules['prop-invalid'],
    `${quote(name)} is no name that an object can have`,
    'use lower case letters, digits, - and .',
  );
}

/** The name of a namespace; one that is left out is fine. */
export function checkNamespace(name: string | undefined, check: Check): void {
  if (name === undefined || isDns1123Label(name)) return;
  check.report(
    rules['prop-invalid'],
    `${quote(name)} is no name that a namespace can have`,
    'use at most 63 lower case letters, digits and -',
  );
}

/** Hours, minutes, seconds and milliseconds, as Flux takes them. */
export function isFluxDuration(text: string): boolean {
  return /^(?:[0-9]+(?:\.[0-9]+)?(?:ms|[smh]))+$/.test(text);
}

/** A duration of Flux; one that is left out is fine. */
export function checkDuration(duration: string | undefined, check: Check): void {
  if (duration === undefined || isFluxDuration(duration)) return;
  check.report(
    rules['prop-invalid'],
    `${quote(duration)} is no duration`,
    'write hours, minutes and seconds, e.g. 10m or 1h30m; there is no unit for days',
  );
}
