import type { JsonObject } from './kind';

/** No character takes more bytes in JSON and UTF-8 than an escaped control character. */
const mostBytesOfCharacter = 6;
/** Beyond it only the fact counts: nothing of the kind can be stored. */
const countedUpTo = 64 * 1024 * 1024;

const known = new WeakMap<object, number>();

/**
 * Bytes of a manifest as JSON; 0 where they are surely fewer than `enough`. Most objects are far from any limit,
 * and a large one is asked for its size by several rules.
 */
export function jsonBytes(value: object, enough: number): number {
  const before = known.get(value);
  if (before !== undefined) return before;
  const few = enough / mostBytesOfCharacter;
  if (jsonSize(value, few, textLength) < few) return 0;
  const bytes = written(value);
  known.set(value, bytes);
  return bytes;
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
