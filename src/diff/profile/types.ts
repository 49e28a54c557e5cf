import { asList } from '../../validation/json-value';
import type { JsonObject } from '../../validation/kind';
import { asText } from '../../validation/kubernetes/read';
import type { Danger, Draft } from '../draft';
import { compareFields, toDetail, type FieldChange } from '../field-changes';
import { pairEntries } from '../keyed-list';
import type { Subject } from '../landscape-diff';
import type { Facet } from '../shoots/shoot-index';
import type { ProfileContext } from './profile-context';

interface TypeList {
  readonly field: 'machineTypes' | 'volumeTypes';
  readonly subject: Subject;
  readonly facet: Facet;
  /** Fields whose change hurts workers that have the type. */
  readonly reliedOn: readonly string[];
}

const machineTypes: TypeList = {
  field: 'machineTypes',
  subject: 'machine-type',
  facet: 'machine-type',
  reliedOn: ['architecture', 'capabilities', 'storage'],
};
const volumeTypes: TypeList = {
  field: 'volumeTypes',
  subject: 'volume-type',
  facet: 'volume-type',
  reliedOn: ['minSize'],
};

/** Machine types and volume types. */
export function draftTypes(before: JsonObject, now: JsonObject, context: ProfileContext): Draft[] {
  return [machineTypes, volumeTypes].flatMap((list) => draftList(list, before, now, context));
}

function draftList(
  list: TypeList,
  before: JsonObject,
  now: JsonObject,
  { hasCapabilities }: ProfileContext,
): Draft[] {
  const { field, subject, facet } = list;
  const path = `spec.${field}`;
  const defaults =
    field === 'machineTypes' && !hasCapabilities ? { usable: true, architecture: 'amd64' } : { usable: true };
  const paired = pairEntries(asList(before[field]), asList(now[field]), (entry) => asText(entry['name']));
  const drafts: Draft[] = [];
  for (const { name } of paired.removed) {
    const danger: Danger = {
      reason: 'workers of Shoots may have it, and no admission guards it',
      uses: [{ facet, value: name }],
    };
    drafts.push({ subject, action: 'removed', names: [name], fields: [path], danger });
  }
  for (const { name, before: old, now: entry } of paired.kept) {
    const at = `${path}[${entry.index}]`;
    const changes = compareFields({ ...defaults, ...old.value }, { ...defaults, ...entry.value }, at, '');
    if (changes.length === 0) continue;
    const relied = changes.find((change) => isReliedOn(list, change));
    drafts.push({
      subject,
      action: 'changed',
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [at],
      ...(relied === undefined
        ? {}
        : {
            danger: {
              reason: `its ${relied.label} may no longer fit workers that have it`,
              uses: [{ facet, value: name }],
            },
          }),
    });
  }
  for (const { name, value, index } of paired.added) {
    const details = value['usable'] === false ? [{ label: '', to: 'not usable' }] : [];
    drafts.push({ subject, action: 'added', names: [name], details, fields: [`${path}[${index}]`] });
  }
  return drafts;
}

function isReliedOn({ reliedOn }: TypeList, { label }: FieldChange): boolean {
  return reliedOn.includes(/^\w+/.exec(label)?.[0] ?? '');
}
