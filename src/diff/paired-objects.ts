import { asList, isObject } from '../validation/json-value';
import { asText } from '../validation/kubernetes/read';
import { Landscape, type LandscapeObject } from '../validation/landscape/landscape';
import type { LandscapeDocument } from '../validation/landscape';
import type { DiffDocument } from './landscape-diff';

/** One object in both states; missing on one side if it comes or goes. */
export interface ObjectPair {
  readonly before?: LandscapeObject;
  readonly now?: LandscapeObject;
}

/** Objects of one state. What is empty is left out; a `List`, as kubectl prints it, stands for its items. */
export function toObjects(documents: readonly DiffDocument[]): LandscapeObject[] {
  const single = documents.flatMap((document) => itemsOf(document));
  const all = single.map(({ manifest, path }, index): LandscapeDocument => {
    // The number tells documents of one file apart; nobody sees it.
    return { manifest, ...(path === undefined ? {} : { path }), origin: { document: index + 1 } };
  });
  const named = new Map(new Landscape(all).objects.map((object) => [object.document, object]));
  return all.flatMap((document) => {
    if (document.manifest === null || document.manifest === undefined) return [];
    return [named.get(document) ?? anonymous(document)];
  });
}

function itemsOf(document: DiffDocument): DiffDocument[] {
  const { manifest, path } = document;
  if (!isObject(manifest) || !Array.isArray(manifest['items'])) return [document];
  if (!asText(manifest['kind']).endsWith('List')) return [document];
  return asList(manifest['items']).map((item) => ({
    manifest: item,
    ...(path === undefined ? {} : { path }),
  }));
}

/** Whatever names no object: the validator has something to say about it. */
function anonymous(document: LandscapeDocument): LandscapeObject {
  const manifest = isObject(document.manifest) ? document.manifest : {};
  return {
    document,
    manifest,
    metadata: {},
    spec: {},
    annotations: {},
    group: '',
    kind: '',
    namespace: '',
    name: '',
    ...(document.path === undefined ? {} : { path: document.path }),
  };
}

/**
 * Pairs two states by group, kind, namespace and name, whatever the file and the version of the API; what has
 * no name pairs by its file. Of several with one name the first pairs with the first.
 */
export function pairObjects(
  before: readonly LandscapeObject[],
  now: readonly LandscapeObject[],
): ObjectPair[] {
  const [old, fresh] = [byKey(before), byKey(now)];
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
