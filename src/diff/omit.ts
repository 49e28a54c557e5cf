import type { JsonObject } from '../validation/kind';

/** A map without some of its keys. */
export function omit(map: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
