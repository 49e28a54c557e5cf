type Map = Readonly<Record<string, unknown>>;

/** Lays `extra` over `base`: maps merge, everything else, `null` included, replaces. */
export function mergeDeep(base: Map, extra: Map): Map {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(extra)) {
    const below = Object.hasOwn(merged, key) ? merged[key] : undefined;
    merged[key] = isMap(below) && isMap(value) ? mergeDeep(below, value) : value;
  }
  return merged;
}

function isMap(value: unknown): value is Map {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
