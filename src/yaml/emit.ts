/** Every so many levels a walk looks whether it goes in circles; ordinary manifests never get there. */
const suspiciousDepth = 64;
/** The API server refuses nesting beyond 10,000 levels; long before that no manifest makes sense. */
const deepest = 16 * suspiciousDepth;
/** YAML gives up on finding the `:` of a key after 1,024 characters; longer ones are marked with `?`. */
const longestImplicitKey = 1000;
/** Distinct keys of one level whose text is remembered; manifests repeat a few dozen. */
const rememberedKeys = 4096;
const tokensInChunk = 1024;
const halfSurrogatePair = /\p{Surrogate}/u;

const indents: string[] = [''];

/** A value that YAML, or the API server behind it, cannot hold. */
export class YamlEmitError extends Error {
  override readonly name = 'YamlEmitError';

  constructor(
    /** Where it stands in the value, e.g. `spec.regions[0]`; empty for the value itself. */
    readonly field: string,
    message: string,
  ) {
    super(field === '' ? message : `${field}: ${message}`);
  }
}

/**
 * The YAML text of a JSON-like value: block style, two blanks of indentation, keys in their own order, one
 * line break at the end. Every YAML 1.1 and 1.2 parser reads the same value from it, so strings that one of
 * them takes for something else (`y`, `1e3`, `12:30`, `=`) are quoted.
 *
 * As in JSON, entries that are `undefined` are left out, an `undefined` item is `null`, `-0` is `0` and
 * `toJSON` is heeded. An object that stands in several places is written out at each (no anchors).
 *
 * @throws YamlEmitError naming the path, for a cycle, nesting deeper than 1,024 levels, NaN, an infinity, half
 * a surrogate pair, and what JSON does not know (functions, symbols, `Map`, `Set`).
 */
export function emitYaml(value: unknown): string {
  return new Emitter().document(value);
}

class Emitter {
  /** Tokens not yet joined; few at a time, so that they never outlive the youngest generation of the heap. */
  private readonly tokens: string[] = [];
  private readonly chunks: string[] = [];
  /** By level: the text of keys that were written before. */
  private readonly keys: Map<string, string>[] = [];
  /** The collections on the way to the current value, and the key or index of each below its parent. */
  private readonly ancestors: object[] = [];
  private readonly steps: (string | number)[] = [];

  document(root: unknown): string {
    const value = plain(root);
    if (!isCollection(value)) return `${this.scalar(value, '')}\n`;
    if (isEmpty(value)) return Array.isArray(value) ? '[]\n' : '{}\n';
    this.collection(value, 0, true);
    this.tokens.push('\n');
    this.flush();
    return this.chunks.join('');
  }

  /** Writes a collection that is not empty; inline: its first entry goes on in the line begun. */
  private collection(value: object, level: number, inline: boolean): void {
    if (level > 0 && level % suspiciousDepth === 0) this.checkDepth(value, level);
    this.ancestors[level] = value;
    if (Array.isArray(value)) this.list(value, level, inline);
    else this.map(value as Record<string, unknown>, level, inline);
    this.steps.length = level;
    if (this.tokens.length > tokensInChunk) this.flush();
  }

  private list(items: readonly unknown[], level: number, inline: boolean): void {
    const separator = `\n${indent(level)}- `;
    let before = inline ? '- ' : separator;
    for (let index = 0; index < items.length; index++) {
      this.steps[level] = index;
      this.tokens.push(before);
      this.entry(items[index] ?? null, level, true);
      before = separator;
    }
  }

  private map(entries: Readonly<Record<string, unknown>>, level: number, inline: boolean): void {
    let onNewLine = !inline;
    for (const name of Object.keys(entries)) {
      const value = entries[name];
      if (value === undefined) continue;
      this.steps[level] = name;
      const key = this.key(name, level);
      this.tokens.push(onNewLine ? key : key.slice(1 + 2 * level));
      if (typeof value === 'string') this.tokens.push(' ', this.text(value, indent(level + 1)));
      else this.entry(value, level, false);
      onNewLine = true;
    }
  }

  /** Writes what follows `key:` or, inline, `- `. */
  private entry(given: unknown, level: number, inline: boolean): void {
    const value = plain(given);
    const gap = inline ? '' : ' ';
    if (!isCollection(value)) this.tokens.push(gap, this.scalar(value, indent(level + 1)));
    else if (isEmpty(value)) this.tokens.push(gap, Array.isArray(value) ? '[]' : '{}');
    else this.collection(value, level + 1, inline);
  }

  private flush(): void {
    this.chunks.push(this.tokens.join(''));
    this.tokens.length = 0;
  }

  /** A key with its colon, and the line break and indentation before it. */
  private key(name: string, level: number): string {
    const known = (this.keys[level] ??= new Map<string, string>()).get(name);
    if (known !== undefined) return known;
    this.checkText(name);
    const separator = `\n${indent(level)}`;
    const text = inlineString(name);
    if (text.length > longestImplicitKey) return `${separator}? ${text}${separator}:`;
    const key = `${separator}${text}:`;
    if (this.keys[level].size < rememberedKeys) this.keys[level].set(name, key);
    return key;
  }

  /** `literalIndent` is that of a block literal's lines; empty where there can be none. */
  private scalar(value: unknown, literalIndent: string): string {
    switch (typeof value) {
      case 'string':
        return this.text(value, literalIndent);
      case 'number':
        if (Number.isFinite(value)) return inlineNumber(value);
        return this.fail(`${value} cannot be written as a number of a manifest; give a finite number`);
      case 'boolean':
      case 'bigint':
        return String(value);
      case 'undefined':
        return 'null';
      case 'object':
        if (value === null) return 'null';
        return this.fail(`a ${value.constructor.name} is not a JSON value; give a plain object or a list`);
      default:
        return this.fail(`a ${typeof value} is not a JSON value; leave it out, or give what it stands for`);
    }
  }

  private text(value: string, literalIndent: string): string {
    if (isHarmless(value)) return value;
    this.checkText(value);
    return literalIndent !== '' && fitsLiteral(value)
      ? literalBlock(value, literalIndent)
      : inlineString(value);
  }

  private checkText(text: string): void {
    if (!halfSurrogatePair.test(text)) return;
    this.fail('the text has half a surrogate pair, which UTF-8 cannot hold; cut texts between characters');
  }

  private checkDepth(value: object, level: number): void {
    const seen = new Map<object, number>();
    for (const [depth, ancestor] of [...this.ancestors.slice(0, level), value].entries()) {
      const first = seen.get(ancestor);
      if (first !== undefined) {
        const whole = fieldText(this.steps.slice(0, first));
        this.steps.length = depth;
        this.fail(`is ${whole === '' ? 'the whole value' : whole} again; break the cycle`);
      }
      seen.set(ancestor, depth);
    }
    if (level >= deepest) this.fail(`is nested deeper than ${deepest} levels; make it flatter`);
  }

  private fail(message: string): never {
    throw new YamlEmitError(fieldText(this.steps), message);
  }
}

function indent(level: number): string {
  return (indents[level] ??= '  '.repeat(level));
}

/** The value that JSON would write in the place of one with a `toJSON` of its own, such as a Date. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value;
}

function isCollection(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof Map || value instanceof Set);
}

function isEmpty(collection: object): boolean {
  if (Array.isArray(collection)) return collection.length === 0;
  const entries = collection as Record<string, unknown>;
  for (const name in entries) if (entries[name] !== undefined && Object.hasOwn(entries, name)) return false;
  return true;
}

/**
 * Begins and goes on with characters that mean nothing to YAML, wherever they stand: most of a manifest. Not
 * `e1`, in which the yaml library sees a float.
 */
const harmless = /^(?![eE][-+]?\d)[A-Za-z_/$(][-\w./@+=$()]*$/;

/** Words that some YAML 1.1 or 1.2 parser reads as a boolean or as null; none is longer than five characters. */
const reservedWords = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null']);
const longestReservedWord = 5;

/**
 * What any parser may read as a number or a time: integers of all bases with `,` between the digits, sexagesimals
 * (`12:30`), floats, infinities, dates. Go leaves out every `_` before it looks, so do we.
 */
const numeric = new RegExp(
  [
    String.raw`^[-+]?[0-9][0-9,]*$`,
    String.raw`^[-+]?0[xXoObB][-+]?[0-9A-Fa-f,]*$`,
    String.raw`^[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?$`,
    String.raw`^[-+]?(?:[0-9][0-9,]*)?\.?[0-9]*(?:[eE][-+]?[0-9]+)?$`,
    String.raw`^[-+]?\.(?:inf|nan)$`,
    String.raw`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s]|$)`,
  ].join('|'),
  'i',
);

/** Stands for itself at the start of a plain scalar. The rest are indicators, or look like one. */
const plainStart = /^(?:[\w./$(^;<\\)+]|--?[A-Za-z]|[^\p{ASCII}])/u;
const markerStart = /^(?:<<|\.\.\.)/;

/**
 * Ends a plain scalar, changes in one, or is invisible: `: `, ` #`, blanks at an end, control characters, and
 * the line breaks and blanks outside of ASCII.
 */
const unsafeInPlain =
  /:(?:\s|$)|\s#|\s$|[\x00-\x1f\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff0-\uffff]/;

/** What JSON's escaping leaves raw, but YAML does not allow in a text, or breaks the line at. */
const unescapedByJson = /[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g;

/**
 * A block literal keeps a text exactly only if no line's blanks may be taken for indentation: not at the very
 * start, and not alone on a line.
 */
const unsafeInLiteral =
  /^\s|\n[ \t]*\t|\n +(?:\n|$)|[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufff0-\uffff]/;

/** Whether a string can stand for itself at first sight, as most strings of a manifest do. */
function isHarmless(text: string): boolean {
  return harmless.test(text) && !isReserved(text);
}

/** The text of a string on one line: plain where every parser reads it as this string, else in double quotes. */
function inlineString(text: string): string {
  return isHarmless(text) || isPlain(text) ? text : quoted(text);
}

/** Whether a string of several lines can be written as a block literal (`|`). */
function fitsLiteral(text: string): boolean {
  return text.includes('\n') && !unsafeInLiteral.test(text);
}

/** A block literal: header, and lines indented by `indent`, without the line break at the very end. */
function literalBlock(text: string, indent: string): string {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  let chomping = '';
  if (body.length === text.length) chomping = '-';
  else if (body.endsWith('\n')) chomping = '+';
  return `|${chomping}\n${indent}${body.replace(/\n(?!\n|$)/g, `\n${indent}`)}`;
}

/** The text of a finite number; an exponent is written so that YAML 1.1 sees it too (`1.0e+21`). */
export function inlineNumber(value: number): string {
  const text = Object.is(value, -0) ? '0' : String(value);
  const exponent = text.indexOf('e');
  if (exponent < 0) return text;
  const mantissa = text.slice(0, exponent);
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}${text.slice(exponent)}`;
}

function isReserved(text: string): boolean {
  return text.length <= longestReservedWord && reservedWords.has(text.toLowerCase());
}

function isPlain(text: string): boolean {
  return (
    plainStart.test(text) &&
    !markerStart.test(text) &&
    !unsafeInPlain.test(text) &&
    !numeric.test(text.replaceAll('_', '')) &&
    !isReserved(text)
  );
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    unescapedByJson,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * The path of a value in the notation of Kubernetes' errors, from keys and indices. A key that does not look
 * like a field's name is data, and stands in brackets.
 */
export function fieldText(steps: readonly (string | number)[]): string {
  let field = '';
  for (const step of steps) {
    if (typeof step === 'number') field += `[${step}]`;
    else if (/^[\w-]+$/.test(step)) field += field === '' ? step : `.${step}`;
    else field += `[${step}]`;
  }
  return field;
}
