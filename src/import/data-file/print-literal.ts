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
