import { valueAt, asList } from '../../validation/json-value';
import type { JsonObject } from '../../validation/kind';
import { asText } from '../../validation/kubernetes/read';
import type { Danger, Draft } from '../draft';
import { compareFields, toDetail } from '../field-changes';
import { pairEntries } from '../keyed-list';
import type { Use } from '../shoots/shoot-index';
import type { ProfileContext } from './profile-context';
import { describeVersion, expiryDanger, toVersion } from './versions';

const path = 'spec.kubernetes.versions';

export function draftKubernetesVersions(
  before: JsonObject,
  now: JsonObject,
  { target }: ProfileContext,
): Draft[] {
  const [old, fresh] = [before, now].map((spec) => asList(valueAt(spec, 'kubernetes', 'versions')));
  const paired = pairEntries(old ?? [], fresh ?? [], (entry) => asText(entry['version']));
  const drafts: Draft[] = [];
  for (const { name } of paired.removed) {
    const guard = `Kubernetes ${name} is still in use`;
    const danger: Danger = { reason: 'Shoots may run it', uses: usesOf(name), guard };
    drafts.push({ subject: 'kubernetes-version', action: 'removed', names: [name], fields: [path], danger });
  }
  for (const { name, before: stored, now: entry } of paired.kept) {
    const at = `${path}[${entry.index}]`;
    const changes = compareFields(stored.value, entry.value, at, '');
    if (changes.length === 0) continue;
    const reason = expiryDanger(toVersion(stored.value), toVersion(entry.value), target);
    drafts.push({
      subject: 'kubernetes-version',
      action: 'changed',
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [at],
      ...(reason === undefined ? {} : { danger: { reason, uses: usesOf(name) } }),
    });
  }
  for (const { name, value, index } of paired.added) {
    const text = describeVersion(toVersion(value));
    drafts.push({
      subject: 'kubernetes-version',
      action: 'added',
      names: [name],
      details: text === '' ? [] : [{ label: '', to: text }],
      fields: [`${path}[${index}]`],
    });
  }
  return drafts;
}

function usesOf(version: string): Use[] {
  return [
    { facet: 'kubernetes', value: version },
    { facet: 'worker-kubernetes', value: version },
  ];
}
