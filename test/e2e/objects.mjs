// The objects of a landscape as a cluster holds them.
import { title } from './report.mjs';

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
