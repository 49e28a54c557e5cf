import { isObject, type JsonObject } from '../gardener/json';
import type { LandscapeObject } from '../validation/landscape/landscape';

/** One object in both states; missing on one side if it comes or goes. */
export interface ObjectPair {
  readonly before?: LandscapeObject;
  readonly now?: LandscapeObject;
}

/**
 * Pairs two states by group, kind, namespace and name, whatever the file and the version of the API; what has
 * no name pairs by its file. Of several with one name the first pairs with the first. A ConfigMap or Secret
 * whose name ends in a digest of its content pairs with its predecessor.
 */
export function pairObjects(
  before: readonly LandscapeObject[],
  now: readonly LandscapeObject[],
): ObjectPair[] {
  const [old, fresh] = [byKey(before), byKey(now)];
  for (const [key, predecessor] of predecessorsOf(old, fresh)) {
    const stored = old.get(predecessor);
    old.delete(predecessor);
    if (stored !== undefined) old.set(key, stored);
  }
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return keys.map((key) => {
    const [stored, object] = [old.get(key), fresh.get(key)];
    return {
      ...(stored === undefined ? {} : { before: stored }),
      ...(object === undefined ? {} : { now: object }),
    };
  });
}

function byKey(objects: readonly LandscapeObject[]): Map<string, LandscapeObject> {
  const counts = new Map<string, number>();
  return new Map(
    objects.map((object) => {
      const { group, kind, namespace, name, path = '' } = object;
      const key = [group, kind, namespace, name, name === '' ? path : ''].join('\u0000');
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return [`${key}\u0000${String(count).padStart(6, '0')}`, object];
    }),
  );
}

/** Kinds whose objects tools name after their content. */
const namedByContent = new Set(['ConfigMap', 'Secret']);
/** Hexadecimal digits, or the letters that kustomize uses. */
const digest = /^(.+)-(?:[0-9a-f]{8,64}|[2456789bcdfghkmt]{10})$/;

/** Keys of new objects, and of those that went, whose names are alike but for the digest. */
function predecessorsOf(
  before: ReadonlyMap<string, LandscapeObject>,
  now: ReadonlyMap<string, LandscapeObject>,
): Map<string, string> {
  const gone = new Map<string, string[]>();
  for (const [key, object] of before) {
    const stem = now.has(key) ? undefined : stemOf(object);
    if (stem === undefined) continue;
    const keys = gone.get(stem);
    if (keys === undefined) gone.set(stem, [key]);
    else keys.push(key);
  }
  const pairs = new Map<string, string>();
  for (const [key, object] of now) {
    const stem = before.has(key) ? undefined : stemOf(object);
    const predecessor = stem === undefined ? undefined : gone.get(stem)?.shift();
    if (predecessor !== undefined) pairs.set(key, predecessor);
  }
  return pairs;
}

function stemOf({ group, kind, namespace, name }: LandscapeObject): string | undefined {
  if (group !== '' || !namedByContent.has(kind) || name.length > 253) return undefined;
  const stem = digest.exec(name)?.[1];
  return stem === undefined ? undefined : [kind, namespace, stem].join('\u0000');
}

/** Objects that took the place of others, whose names follow their content. */
export class Successors {
  private readonly names = new Map<string, string>();

  constructor(pairs: readonly ObjectPair[]) {
    for (const { before, now } of pairs) {
      if (before === undefined || now === undefined || before.name === now.name) continue;
      this.names.set(before.name, now.name);
    }
  }

  /** A manifest that names the new objects in place of the old ones: that alone is no change. */
  follow(manifest: JsonObject): JsonObject {
    return this.names.size === 0 ? manifest : (this.followed(manifest) as JsonObject);
  }

  private followed(value: unknown): unknown {
    if (typeof value === 'string') return this.names.get(value) ?? value;
    if (Array.isArray(value)) return value.map((item) => this.followed(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.followed(item)]));
  }
}
