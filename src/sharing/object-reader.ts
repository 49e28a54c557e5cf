import { closest } from '../gardener/closest';

/** Where problems are gathered while reading goes on. */
export type Report = (problem: ConfigProblem) => void;

interface NumberRange {
  readonly least: number;
  readonly most?: number;
  /** @default true */
  readonly whole?: boolean;
}

/** Reads an object of the config strictly: each key with its type, and no other keys. */
export class ObjectReader {
  private readonly entries: ReadonlyMap<string, unknown>;

  constructor(
    readonly path: string,
    value: unknown,
    private readonly keys: readonly string[],
    readonly report: Report,
  ) {
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!isMap) {
      const hint = keys.length === 0 ? undefined : `its keys are ${keys.join(', ')}`;
      this.problem(path, `must be an object, not ${show(value)}`, hint);
    }
    this.entries = new Map(isMap ? Object.entries(value) : []);
    for (const key of this.entries.keys()) if (!keys.includes(key)) this.unknownKey(key);
  }

  /** The path of a key. */
  at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  raw(key: string): unknown {
    return this.entries.get(key);
  }

  required(key: string, hint?: string): unknown {
    if (!this.has(key)) this.problem(this.at(key), 'is missing', hint);
    return this.entries.get(key);
  }

  object(key: string, keys: readonly string[]): ObjectReader {
    return new ObjectReader(this.at(key), this.has(key) ? this.raw(key) : {}, keys, this.report);
  }

  /** A text that is not empty; null is as good as nothing where `fallback` is null. */
  text<T extends string | null>(key: string, fallback: T): string | T {
    const value = this.raw(key);
    if (!this.has(key) || (value === null && fallback === null)) return fallback;
    if (typeof value === 'string' && value.trim() !== '') return value;
    this.problem(this.at(key), `must be a text, not ${show(value)}`);
    return fallback;
  }

  oneOf<const T extends string>(key: string, allowed: readonly T[], fallback: T): T {
    if (!this.has(key)) return fallback;
    const value = this.raw(key);
    const found = allowed.find((candidate) => candidate === value);
    if (found !== undefined) return found;
    const near = typeof value === 'string' ? closest(value, allowed) : undefined;
    const suggestion = near === undefined ? '' : `, did you mean ${near}?`;
    this.problem(
      this.at(key),
      `has the unknown value ${show(value)}`,
      `use ${allowed.join(', ')}${suggestion}`,
    );
    return fallback;
  }

  number(key: string, fallback: number, range: NumberRange): number {
    if (!this.has(key)) return fallback;
    const value = this.raw(key);
    const { least, most = Infinity, whole = true } = range;
    const fits =
      typeof value === 'number' &&
      Number.isFinite(value) &&
      (!whole || Number.isInteger(value)) &&
      value >= least &&
      value <= most;
    if (fits) return value;
    const kind = whole ? 'a whole number' : 'a number';
    const bounds = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
    this.problem(this.at(key), `is ${show(value)}`, `use ${kind} ${bounds}`);
    return fallback;
  }

  boolean(key: string, fallback: boolean): boolean {
    if (!this.has(key)) return fallback;
    const value = this.raw(key);
    if (typeof value === 'boolean') return value;
    this.problem(this.at(key), `is ${show(value)}`, 'use true or false');
    return fallback;
  }

  /** The items of a list, each with its path. */
  list(key: string): readonly { readonly value: unknown; readonly path: string }[] {
    if (!this.has(key)) return [];
    const value = this.raw(key);
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => ({ value: item, path: `${this.at(key)}[${index}]` }));
    }
    this.problem(this.at(key), `must be a list, not ${show(value)}`);
    return [];
  }

  /** The entries of an object whose keys are free, sorted by key. */
  dictionary(
    key: string,
  ): readonly { readonly key: string; readonly value: unknown; readonly path: string }[] {
    const value = this.raw(key);
    if (!this.has(key)) return [];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.problem(this.at(key), `must be an object, not ${show(value)}`);
      return [];
    }
    return Object.entries(value)
      .map(([name, entry]: [string, unknown]) => ({
        key: name,
        value: entry,
        path: `${this.at(key)}.${name}`,
      }))
      .sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  problem(field: string, message: string, hint?: string): void {
    this.report({ field, message, ...(hint === undefined ? {} : { hint }) });
  }

  private unknownKey(key: string): void {
    const near = closest(key, this.keys);
    const hint = near === undefined ? `allowed are ${this.keys.join(', ')}` : `did you mean ${near}?`;
    this.problem(this.at(key), 'is not a known key', hint);
  }
}

/** A value as it is told in a message: short, and on one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Something wrong with the config or the arguments: exit code 2. */
export interface ConfigProblem {
  /** Path into the config, or the flag. */
  readonly field: string;
  /** What is wrong, with the value. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** Carries all that is wrong at once. */
export class InvalidConfigError extends Error {
  constructor(
    /** The file, or `arguments`. */
    readonly where: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    super(problems.map((problem) => describeProblem(where, problem)).join('\n'));
    this.name = 'InvalidConfigError';
  }
}

/** `<where>: <field>: <what is wrong>; <what to do>`. */
export function describeProblem(where: string, problem: ConfigProblem): string {
  const field = problem.field === '' ? '' : `${problem.field}: `;
  const hint = problem.hint === undefined ? '' : `; ${problem.hint}`;
  return `${where}: ${field}${problem.message}${hint}`;
}
