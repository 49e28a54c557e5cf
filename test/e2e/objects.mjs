// The objects of a landscape as a cluster holds them.
import assert from 'node:assert/strict';
import { title } from './report.mjs';

/**
 * What must survive the loss of its file and what must not: Gardener's objects are never pruned. It is told by the kind,
 * not by what the objects say of themselves, which is what is tested.
 */
export function byProtection(objects) {
  const isKept = ({ apiVersion }) => /\.gardener\.cloud\//.test(apiVersion);
  const kept = objects.filter(isKept);
  const pruned = objects.filter((object) => !isKept(object));
  assert.ok(kept.length > 0 && pruned.length > 0, 'there is something to keep and something to prune');
  return { kept, pruned };
}

/** Those that are there. */
export async function heldOf(client, objects) {
  return (await versionsOf(client, objects)).held;
}

/** Those that are not, or are about to go. */
export async function missingOf(client, objects) {
  const { held } = await versionsOf(client, objects);
  return objects.filter((object) => !held.includes(object));
}

/** In which version each of them is there. */
export async function versionsOf(client, objects) {
  const versions = new Map();
  for (const object of objects) {
    const found = await client.read(object);
    if (found !== undefined && found.metadata.deletionTimestamp === undefined)
      versions.set(object, found.metadata);
  }
  return {
    held: [...versions.keys()],
    /** What of the later ones is not what it was; `field` can be `uid`, which outlives a change. */
    unlessSame(later, field = 'resourceVersion') {
      const other = objects.filter(
        (object) => later.asked(object) && later.at(object)?.[field] !== versions.get(object)?.[field],
      );
      return other.length === 0 ? undefined : `changed: ${other.map(title).join(', ')}`;
    },
    at: (object) => versions.get(object),
    asked: (object) => objects.includes(object),
  };
}
