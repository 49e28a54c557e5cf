/** The width of a line, as Prettier is set in new landscapes. */
const WIDTH = 110;

export type DataFormat = 'json' | 'ts';

/**
 * Writes plain data as JSON or as a TypeScript literal, readable and in the form that Prettier leaves alone: what
 * fits on a line stays on one, except for objects that hold others, and maps such as image IDs by region.
 *
 * @param before what stands before it on its first line, in characters
 */
export function printLiteral(value: unknown, format: DataFormat, indent = 0, before = indent): string {
  if (!breaks(value)) {
    const line = inline(value, format);
    // One more for the comma or semicolon after it.
    if (before + line.length + 1 <= WIDTH || !isComposite(value)) return line;
  }
  const inner = ' '.repeat(indent + 2);
  const entries = Array.isArray(value)
    ? value.map((item: unknown) => `${inner}${printLiteral(item, format, indent + 2)}`)
    : Object.entries(value as object)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => {
          const name = `${printKey(key, format)}: `;
          return `${inner}${name}${printLiteral(item, format, indent + 2, indent + 2 + name.length)}`;
        });
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const last = format === 'ts' ? ',' : '';
  return `${open}\n${entries.join(',\n')}${last}\n${' '.repeat(indent)}${close}`;
}

function breaks(value: unknown): boolean {
  if (!isComposite(value)) return false;
  const items: unknown[] = Object.values(value);
  if (items.length === 0) return false;
  if (Array.isArray(value)) {
    const rows = value.length > 1 && value.every((item) => isMap(item) && Object.keys(item).length > 1);
    return rows || items.some(breaks);
  }
  return items.some(holdsMaps) || Object.keys(value).some((key) => !isName(key)) || items.some(breaks);
}

function holdsMaps(value: unknown): boolean {
  return isMap(value) || (Array.isArray(value) && value.some(isMap));
}

function inline(value: unknown, format: DataFormat): string {
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, format)).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${printKey(key, format)}: ${inline(item, format)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return format === 'ts' && typeof value === 'string' ? quote(value) : JSON.stringify(value);
}

function printKey(key: string, format: DataFormat): string {
  if (format === 'json') return JSON.stringify(key);
  return isName(key) ? key : quote(key);
}

/** Single quotes, unless that takes more escapes: as Prettier has it. */
function quote(text: string): string {
  const json = JSON.stringify(text);
  const singles = text.split("'").length;
  const doubles = text.split('"').length;
  if (singles > doubles) return json;
  return `'${json.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function isName(key: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(key);
}

function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return isComposite(value) && !Array.isArray(value);
}

/** Where a literal stops being plain data. */
export class LiteralFault extends Error {
  constructor(
    message: string,
    /** Index into the text. */
    readonly at: number,
  ) {
    super(message);
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };

/**
 * Reads a literal of plain data out of a TypeScript text: objects, lists, strings, numbers, booleans and null.
 * Nothing is executed. A comment is a fault, too: writing the data anew would lose it.
 *
 * @throws LiteralFault
 */
export function readLiteral(text: string, start: number): { value: unknown; end: number } {
  let at = start;

  const fault = (message: string): never => {
    throw new LiteralFault(message, at);
  };
  const skipBlanks = (): void => {
    at += /^\s*/.exec(text.slice(at, at + 10_000))?.[0].length ?? 0;
    if (text.startsWith('//', at) || text.startsWith('/*', at))
      fault('a comment inside the data would be lost');
  };
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };

  function readValue(): unknown {
    skipBlanks();
    const next = text[at];
    if (next === '{') return readMap();
    if (next === '[') return readList();
    if (next === "'" || next === '"') return readString(next);
    const word = match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|(?:true|false|null)(?![\w.(])/y);
    return word === undefined ? fault('this is computed, not plain data') : JSON.parse(word);
  }

  /** Reads what stands between brackets, comma after comma; a last comma is allowed. */
  function readItems(close: string, readItem: () => void): void {
    at += 1;
    for (;;) {
      skipBlanks();
      if (text[at] === close) break;
      readItem();
      skipBlanks();
      if (text[at] === ',') at += 1;
      else if (text[at] !== close) fault('this is computed, not plain data');
    }
    at += 1;
  }

  function readList(): unknown[] {
    const list: unknown[] = [];
    readItems(']', () => list.push(readValue()));
    return list;
  }

  function readMap(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    readItems('}', () => {
      const quoted = text[at] === "'" || text[at] === '"';
      const key = quoted ? readString(text[at] ?? '') : match(/[A-Za-z_$][\w$]*|\d+/y);
      if (key === undefined) return fault('this is computed, not plain data');
      skipBlanks();
      if (text[at] !== ':') fault('this is computed, not plain data');
      at += 1;
      entries.push([key, readValue()]);
    });
    // Unlike an assignment this keeps a key such as __proto__ an ordinary one.
    return Object.fromEntries(entries);
  }

  function readString(quote: string): string {
    const body = match(quote === "'" ? /'(?:[^'\\\n]|\\.)*'/y : /"(?:[^"\\\n]|\\.)*"/y);
    if (body === undefined) return fault('a string without an end');
    return body
      .slice(1, -1)
      .replace(
        /\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{2})|(.))/g,
        (_, unit?: string, point?: string, byte?: string, character: string = '') => {
          const code = unit ?? point ?? byte;
          if (code === undefined) return escapes[character] ?? character;
          const number = parseInt(code, 16);
          return number > 0x10ffff ? fault('a string with a wrong escape') : String.fromCodePoint(number);
        },
      );
  }

  return { value: readValue(), end: at };
}
