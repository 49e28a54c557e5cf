import { asList } from '../../validation/json-value';
import type { JsonObject } from '../../validation/kind';
import { asText } from '../../validation/kubernetes/read';
import type { Draft } from '../draft';
import { compareFields, toDetail } from '../field-changes';
import { pairEntries } from '../keyed-list';

const path = 'spec.machineCapabilities';

/** Declared machine capabilities and their values. */
export function draftCapabilities(before: JsonObject, now: JsonObject): Draft[] {
  const [old, fresh] = [before, now].map((spec) => asList(spec['machineCapabilities']));
  const paired = pairEntries(old ?? [], fresh ?? [], (entry) => asText(entry['name']));
  const subject = 'capability';
  const drafts: Draft[] = [];
  for (const { name } of paired.removed) {
    const reason = 'images and machine types of NamespacedCloudProfiles and of workers may rely on it';
    drafts.push({ subject, action: 'removed', names: [name], fields: [path], danger: { reason } });
  }
  for (const { name, before: stored, now: entry } of paired.kept) {
    const at = `${path}[${entry.index}]`;
    const changes = compareFields(stored.value, entry.value, at, '');
    if (changes.length === 0) continue;
    const kept = new Set(asList(entry.value['values']));
    const isLost = asList(stored.value['values']).some((value) => !kept.has(value));
    drafts.push({
      subject,
      action: 'changed',
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [at],
      ...(isLost
        ? { danger: { reason: 'NamespacedCloudProfiles and workers may rely on the value that goes' } }
        : {}),
    });
  }
  for (const { name, value, index } of paired.added) {
    const values = asList(value['values']).map(asText).join(', ');
    const details = [{ label: 'values', to: values }];
    drafts.push({ subject, action: 'added', names: [name], details, fields: [`${path}[${index}]`] });
  }
  return drafts;
}
