import { listNames } from './keyed-list';
import type { Change, Detail, Refusal, Subject } from './landscape-diff';

/** One and several. */
const nouns: Readonly<Record<Subject, readonly [string, string]>> = {
  object: ['object', 'objects'],
  'kubernetes-version': ['Kubernetes', 'Kubernetes'],
  image: ['image', 'images'],
  'image-version': ['version', 'versions'],
  'image-id': ['image ID in', 'image IDs in'],
  region: ['region', 'regions'],
  zone: ['zone', 'zones'],
  'machine-type': ['machine type', 'machine types'],
  'volume-type': ['volume type', 'volume types'],
  capability: ['capability', 'capabilities'],
  backup: ['', ''],
  seed: ['', ''],
  chart: ['', ''],
  value: ['', ''],
  resource: ['resource', 'resources'],
  account: ['access of account', 'access of accounts'],
  'account-source': ['access through', 'access through'],
  field: ['', ''],
};

/** Details that are told; the rest is counted. */
const detailLimit = 6;

/** A change in one line: what, and how it differs. */
export function toSentence({
  subject,
  action,
  of,
  names,
  details,
}: Pick<Change, 'subject' | 'action' | 'of' | 'names' | 'details'>): string {
  const [one, several] = nouns[subject];
  const owner = of === undefined ? '' : `${of}: `;
  if (subject === 'object' && action === 'changed') return 'the object as a whole';
  const noun = names.length > 1 ? several : one;
  const what = [noun, listNames(names, subject === 'image-id' ? 1 : undefined), action];
  const shown = details
    .slice(0, detailLimit)
    .map(describe)
    .filter((text) => text !== '');
  if (details.length > detailLimit) shown.push(`and ${details.length - detailLimit} more fields`);
  const how = shown.length === 0 ? '' : `: ${shown.join(', ')}`;
  return `${owner}${what.filter((part) => part !== '').join(' ')}${how}`;
}

function describe({ label, from, to }: Detail): string {
  const prefix = label === '' ? '' : `${label} `;
  if (from === undefined) return `${prefix}${to ?? ''}`;
  return to === undefined
    ? `${prefix}${label === '' ? from : `${from} removed`}`
    : `${prefix}${from} -> ${to}`;
}

/** Why a change is marked as it is, in lines. */
export function toReasons({ reason, waived, refusals, shoots }: Change): string[] {
  const lines = refusals.map(toRefusalSentence);
  if (reason !== undefined) lines.push(reason);
  if (waived !== undefined) lines.push(`waived: ${waived}`);
  if (shoots !== undefined && shoots.count + shoots.unsure > 0) lines.push(toShootSentence(shoots));
  return lines;
}

function toRefusalSentence({ field, message, hint, rule }: Refusal): string {
  const id = rule === undefined ? '' : `  [${rule}]`;
  return `${field === '' ? '' : `${field}: `}${message}${hint === undefined ? '' : `; ${hint}`}${id}`;
}

function toShootSentence({ count, names, unsure }: NonNullable<Change['shoots']>): string {
  const more = count > names.length ? ` and ${count - names.length} more` : '';
  const known = count === 0 ? '' : `hits ${plural(count, 'Shoot')}: ${names.join(', ')}${more}`;
  const perhaps =
    unsure === 0
      ? ''
      : `perhaps ${plural(unsure, 'Shoot')} of NamespacedCloudProfiles whose parent is not known`;
  return [known, perhaps].filter((text) => text !== '').join('; ');
}

export function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
