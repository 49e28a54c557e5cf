/** An expression of a program. What comes from elsewhere is in it as data, never as a piece of program. */
export type Code =
  | { readonly is: 'value'; readonly value: string | number | boolean | null }
  | NameCode
  | { readonly is: 'list'; readonly items: readonly Code[] }
  | { readonly is: 'map'; readonly entries: readonly MapEntry[] }
  | {
      readonly is: 'call';
      readonly callee: NameCode;
      readonly isNew: boolean;
      readonly args: readonly Code[];
    };

/** A name that the program declares or imports. */
export interface NameCode {
  readonly is: 'name';
  readonly name: string;
  /** The package, module or JSON file that has it; empty for what JavaScript itself has. */
  readonly from: string;
  /** What of it is meant, e.g. `of`. */
  readonly member?: string;
}

/** An entry of a map, and why it is there, if that has to be said. */
export interface MapEntry {
  readonly key: string;
  readonly value: Code;
  readonly comment?: string;
}

export function value(given: string | number | boolean | null): Code {
  return { is: 'value', value: given };
}

/** Where new landscapes have their constructs from. */
export const library = 'cdk8s-gardener-alicloud';

/** A name of the library, or a member of it. */
export function known(name: string, member?: string): NameCode {
  return { is: 'name', name, from: library, ...(member === undefined ? {} : { member }) };
}

export function list(items: readonly Code[]): Code {
  return { is: 'list', items };
}

/** A map of what is there: entries without a value are left out. */
export function map(entries: Readonly<Record<string, Code | undefined>>): Code {
  return { is: 'map', entries: entriesOf(entries) };
}

/** Entries of a map: those that have a value. */
export function entriesOf(given: Readonly<Record<string, Code | undefined>>): readonly MapEntry[] {
  return Object.entries(given).flatMap(([key, code]) => (code === undefined ? [] : [{ key, value: code }]));
}

export function call(callee: NameCode, ...args: readonly Code[]): Code {
  return { is: 'call', callee, isNew: false, args };
}

/** `new …(…)` */
export function construct(callee: NameCode, ...args: readonly Code[]): Code {
  return { is: 'call', callee, isNew: true, args };
}

/** JSON as an expression. */
export function data(given: unknown): Code {
  if (Array.isArray(given)) return list(given.map((item) => data(item)));
  if (typeof given === 'object' && given !== null) {
    return {
      is: 'map',
      entries: Object.entries(given).flatMap(([key, item]) =>
        item === undefined ? [] : [{ key, value: data(item) }],
      ),
    };
  }
  return value(given as string | number | boolean | null);
}

/** The JSON that an expression is; what names stand for is not known here. */
export function jsonOf(code: Code): unknown {
  switch (code.is) {
    case 'value':
      return code.value;
    case 'list':
      return code.items.map((item) => jsonOf(item));
    case 'map':
      return Object.fromEntries(code.entries.map((entry) => [entry.key, jsonOf(entry.value)]));
    default:
      return undefined;
  }
}

/** All names in an expression. */
export function namesIn(code: Code): readonly NameCode[] {
  switch (code.is) {
    case 'value':
      return [];
    case 'name':
      return [code];
    case 'list':
      return code.items.flatMap((item) => namesIn(item));
    case 'map':
      return code.entries.flatMap((entry) => namesIn(entry.value));
    case 'call':
      return [code.callee, ...code.args.flatMap((arg) => namesIn(arg))];
  }
}

/** The width of a line, as in the sources of new landscapes. */
export const lineWidth = 110;

/**
 * The text of an expression, laid out as Prettier does it.
 *
 * @param indent of the line that it begins in
 * @param before characters that stand before it in that line, indentation included
 * @param after characters that follow it at once, e.g. a comma
 */
export function printCode(code: Code, indent: number, before: number, after: number): string {
  const flat = flatten(code);
  if (flat !== undefined && before + flat.length + after <= lineWidth) return flat;
  switch (code.is) {
    case 'value':
      return flat ?? printText(String(code.value));
    case 'name':
      return printName(code);
    case 'list':
      return printList(code.items, indent);
    case 'map':
      return printMap(code.entries, indent);
    case 'call':
      return printCall(code, indent, before, after);
  }
}

/** The text on one line; undefined for what takes several lines however short it is. */
function flatten(code: Code): string | undefined {
  switch (code.is) {
    case 'value':
      return typeof code.value === 'string' ? flatText(code.value) : printScalar(code.value);
    case 'name':
      return printName(code);
    case 'list': {
      if (isRows(code.items)) return undefined;
      const items = flattenAll(code.items);
      return items === undefined ? undefined : `[${items.join(', ')}]`;
    }
    case 'map': {
      // What holds other maps is read more easily line by line.
      if (code.entries.some(({ value: inner, comment }) => comment !== undefined || holdsMaps(inner)))
        return undefined;
      const values = flattenAll(code.entries.map((entry) => entry.value));
      if (values === undefined) return undefined;
      const entries = code.entries.map((entry, index) => printEntry(entry, values[index] ?? ''));
      return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    }
    case 'call': {
      const args = flattenAll(code.args);
      return args === undefined ? undefined : `${head(code)}(${args.join(', ')})`;
    }
  }
}

function flattenAll(codes: readonly Code[]): string[] | undefined {
  const texts = codes.map((code) => flatten(code));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function holdsMaps(code: Code): boolean {
  if (code.is === 'list') return code.items.some((item) => item.is === 'map' || holdsMaps(item));
  return code.is === 'map' && code.entries.length > 1;
}

/** Several maps, or several lists, with more than one thing in each stand one a line. */
function isRows(items: readonly Code[]): boolean {
  if (items.length < 2) return false;
  return [sizeOfMap, sizeOfList].some((sizeOf) => items.every((item) => sizeOf(item) > 1));
}

function sizeOfMap(code: Code): number {
  return code.is === 'map' ? code.entries.length : 0;
}

function sizeOfList(code: Code): number {
  return code.is === 'list' ? code.items.length : 0;
}

function printList(items: readonly Code[], indent: number): string {
  if (items.length === 0) return '[]';
  const inner = ' '.repeat(indent + 2);
  const texts = items.map((item) => printCode(item, indent + 2, indent + 2, 1));
  const areNumbers = items.every((item) => item.is === 'value' && typeof item.value === 'number');
  const lines = areNumbers ? fill(texts, lineWidth - indent - 2) : texts.map((text) => `${text},`);
  return `[\n${lines.map((line) => `${inner}${line}\n`).join('')}${' '.repeat(indent)}]`;
}

/** As many to a line as fit. */
function fill(texts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const line = lines.at(-1);
    if (line === undefined || line.length + text.length + 2 > width) lines.push(`${text},`);
    else lines[lines.length - 1] = `${line} ${text},`;
  }
  return lines;
}

function printMap(entries: readonly MapEntry[], indent: number): string {
  if (entries.length === 0) return '{}';
  const inner = ' '.repeat(indent + 2);
  const lines = entries.map((entry) => {
    const { comment, value: code } = entry;
    const key = `${printKey(entry.key)}: `;
    const text = printCode(code, indent + 2, indent + 2 + key.length, 1);
    const printed = printEntry(entry, text);
    // A long text begins a line of its own, but not where that gains next to nothing.
    const isMoved =
      isFlatText(code) &&
      key.length > shortKey &&
      indent + 2 + printed.length + 1 > lineWidth &&
      !text.includes('\n');
    const line = isMoved ? `${key.trimEnd()}\n${inner}  ${text}` : printed;
    return `${comment === undefined ? '' : printComment(comment, indent + 2)}${inner}${line},\n`;
  });
  return `{\n${lines.join('')}${' '.repeat(indent)}}`;
}

/** Prettier's measure: four characters, colon and blank. */
const shortKey = 6;

function isFlatText(code: Code): boolean {
  return code.is === 'value' && typeof code.value === 'string' && flatText(code.value) !== undefined;
}

function printEntry({ key, value: code }: MapEntry, text: string): string {
  return code.is === 'name' && printName(code) === key ? key : `${printKey(key)}: ${text}`;
}

function printKey(key: string): string {
  // In an object literal this key alone would set the prototype, in quotes as well.
  if (key === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoteText(key);
}

type Call = Extract<Code, { readonly is: 'call' }>;

function head({ callee, isNew }: Call): string {
  return isNew ? `new ${printName(callee)}` : printName(callee);
}

function printName({ name, member }: NameCode): string {
  return member === undefined ? name : `${name}.${member}`;
}

/** The last argument, if it is a map or a list, opens behind the others; else each has a line of its own. */
function printCall(code: Call, indent: number, before: number, after: number): string {
  const { args } = code;
  const last = args.at(-1);
  const others = flattenAll(args.slice(0, -1));
  const opens = last?.is === 'map' ? last.entries.length > 0 : last?.is === 'list' && last.items.length > 0;
  if (last !== undefined && opens && others !== undefined && args.at(-2)?.is !== last.is) {
    const opening = `${head(code)}(${others.map((text) => `${text}, `).join('')}`;
    if (before + opening.length + 1 <= lineWidth) {
      const text =
        last.is === 'map' ? printMap(last.entries, indent) : printCode(last, indent, lineWidth, after);
      return `${opening}${text})`;
    }
  }
  if (args.length === 0) return `${head(code)}()`;
  const inner = ' '.repeat(indent + 2);
  const lines = args.map((arg) => `${inner}${printCode(arg, indent + 2, indent + 2, 1)},\n`);
  return `${head(code)}(\n${lines.join('')}${' '.repeat(indent)})`;
}

function printScalar(scalar: number | boolean | null): string {
  return Object.is(scalar, -0) ? '0' : String(scalar).replace('e+', 'e');
}

/** A text of several lines reads best as it is. */
function printText(text: string): string {
  return flatText(text) ?? `\`${escapeText(text, /[\\`]|\$(?=\{)/g, '\n')}\``;
}

function flatText(text: string): string | undefined {
  return /\n[^]/.test(text) ? undefined : quoteText(text);
}

/** In the quotes that need fewer escapes. */
function quoteText(text: string): string {
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  return singles > doubles ? `"${escapeText(text, /[\\"]/g)}"` : `'${escapeText(text, /[\\']/g)}'`;
}

/** Characters that nobody sees, that end a line, or that turn the direction of writing around. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;
const short = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escapeText(text: string, marks: RegExp, kept = ''): string {
  return text.replace(marks, '\\$&').replace(unseen, (character) => {
    if (character === kept) return character;
    return (
      short.get(character) ?? [...Array(character.length).keys()].map((at) => unit(character, at)).join('')
    );
  });
}

function unit(character: string, at: number): string {
  return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

/** One sentence as `//` comments: whatever it quotes, no comment ends early. */
export function printComment(text: string, indent: number): string {
  const prefix = `${' '.repeat(indent)}// `;
  const words = text
    .replace(unseen, ' ')
    .split(' ')
    .filter((word) => word !== '');
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line === undefined || prefix.length + line.length + word.length + 1 > lineWidth) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines.map((line) => `${prefix}${line}\n`).join('');
}
