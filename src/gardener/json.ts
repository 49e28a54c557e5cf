const none: readonly unknown[] = Object.freeze([]);

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is not a list reads as an empty one. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : none;
}

/** What stands at the end of a chain of field names. */
export function valueAt(value: unknown, ...names: readonly string[]): unknown {
  return names.reduce<unknown>((inner, name) => asObject(inner)[name], value);
}

// Decoded manifests have the right types; free-form areas need not. What has another type reads as absent,
// which is what Go's zero values would be.

export function textAt(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === 'string' ? value : '';
}

export function listAt(object: JsonObject, key: string): readonly unknown[] {
  const value = object[key];
  return Array.isArray(value) ? value : [];
}

export function objectAt(object: JsonObject, key: string): JsonObject {
  return asObject(object[key]);
}

export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** An item of a list of texts; null stands for the empty text. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Whether two values read the same as JSON, whatever the order of their keys. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSameJson(item, b[index]));
  }
  if (!isObject(a) || !isObject(b)) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSameJson(a[name], b[name]))
  );
}

const longest = 80;

/** A value for a message: texts in quotes, on one line, and cut when they are long. */
export function quote(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return cut(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'an object';
    default:
      return 'nothing';
  }
}

function cut(text: string): string {
  if (text.length <= longest) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, longest)).slice(0, -1)}…" (${text.length} characters)`;
}

/** JSON of any value, for a message or to compare two: integers beyond 2^53 keep their digits, and nothing throws. */
export function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  try {
    const bigint = (_key: string, inner: unknown): unknown =>
      typeof inner === 'bigint' ? `${bigintMark}${inner.toString()}` : inner;
    // An undefined value has no text, whatever the types say.
    const text = JSON.stringify(value, bigint) as string | undefined;
    return text?.replace(markedBigint, '$1') ?? 'nothing';
  } catch {
    // A cycle, or deeper than the stack.
    return quote(value);
  }
}

const bigintMark = '\u{f8ff}integer ';
const markedBigint = /"\u{f8ff}integer (-?\d+)"/gu;

/** The longest annotations that Kubernetes takes, one of which client-side apply makes of the object. */
export const clientSideLimit = 256 * 1024;
/** No character takes more bytes in JSON and UTF-8 than an escaped control character. */
const mostBytesOfCharacter = 6;
/** Beyond it only the fact counts: nothing of the kind can be stored. */
const countedUpTo = 64 * 1024 * 1024;

const known = new WeakMap<object, number>();

/**
 * Bytes of a manifest as JSON; 0 where they are surely fewer than client-side apply takes. Most objects are far from
 * any limit, and a large one is asked for its size by several rules.
 */
export function jsonBytes(value: object): number {
  const before = known.get(value);
  if (before !== undefined) return before;
  const few = clientSideLimit / mostBytesOfCharacter;
  const bytes = jsonSize(value, few, textLength) < few ? 0 : written(value);
  known.set(value, bytes);
  return bytes;
}

/** Of an object that stands for another one the size is known without a look into it. */
export function setJsonBytes(value: object, bytes: number): void {
  known.set(value, bytes);
}

/** To write it out is faster than to count, but not every value can be written. */
function written(value: object): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return jsonSize(value, countedUpTo);
  }
}

/** Bytes of the value as JSON, counted without recursion; stops counting beyond the limit. */
export function jsonSize(value: unknown, limit: number, sizeOf = textSize): number {
  let size = 0;
  const pending = [value];
  while (pending.length > 0 && size <= limit) {
    const next = pending.pop();
    if (typeof next === 'string') size += sizeOf(next);
    else if (Array.isArray(next)) {
      // Brackets, and commas between the items.
      size += 1 + Math.max(next.length, 1);
      for (const item of next as readonly unknown[]) pending.push(item);
    } else if (typeof next === 'object' && next !== null) {
      let fields = 0;
      for (const key in next) {
        size += sizeOf(key) + 1;
        fields++;
        pending.push((next as JsonObject)[key]);
      }
      size += 1 + Math.max(fields, 1);
    } else size += String(next).length;
  }
  return size;
}

function textSize(text: string): number {
  return Buffer.byteLength(text) + 2;
}

function textLength(text: string): number {
  return text.length + 2;
}

/** A JSON object as it comes out of YAML; nothing is known of it yet. */
export type JsonObject = Readonly<Record<string, unknown>>;
