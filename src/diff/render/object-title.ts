import type { DiffSummary, ObjectDiff } from '../landscape-diff';
import { plural } from '../sentence';

/** `CloudProfile alicloud`, `Gardenlet garden/ali-eu`; the file of what has no name. */
export function toTitle({ kind, namespace, name, path }: ObjectDiff): string {
  if (name === '') return path ?? 'a document without a name';
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Counts of everything in one line. */
export function toSummary(summary: DiffSummary): string {
  const { refused, dangerous, safe, added, removed, changed, unchanged, shootsHit, shoots } = summary;
  if (added + removed + changed === 0) return `no changes in ${plural(unchanged, 'object')}`;
  const objects = [
    ...(added === 0 ? [] : [`${added} added`]),
    ...(removed === 0 ? [] : [`${removed} removed`]),
    ...(changed === 0 ? [] : [`${changed} changed`]),
    `${unchanged} unchanged`,
  ];
  const counts = `${refused} refused, ${dangerous} dangerous, ${safe} safe; objects: ${objects.join(', ')}`;
  return shoots === undefined ? counts : `${counts}; hits ${shootsHit ?? 0} of ${plural(shoots, 'Shoot')}`;
}
