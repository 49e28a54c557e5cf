import { asList } from '../validation/json-value';
import type { JsonObject } from '../validation/kind';
import { asText } from '../validation/kubernetes/read';
import type { Draft } from './draft';
import { compareFields, toDetail } from './field-changes';
import { pairEntries } from './keyed-list';

const path = 'spec.resources';

/** Kinds and types that a ControllerRegistration or an operator Extension registers. */
export function draftResources(before: JsonObject, now: JsonObject): Draft[] {
  const paired = pairEntries(asList(before['resources']), asList(now['resources']), nameOf);
  const subject = 'resource';
  const drafts: Draft[] = [];
  for (const { name } of paired.removed) {
    const reason = 'Shoots and Seeds may need it, and no admission guards it';
    drafts.push({ subject, action: 'removed', names: [name], fields: [path], danger: { reason } });
  }
  for (const { name, before: old, now: entry } of paired.kept) {
    const at = `${path}[${entry.index}]`;
    const changes = compareFields({ primary: true, ...old.value }, { primary: true, ...entry.value }, at, '');
    if (changes.length === 0) continue;
    const lost = changes.find(
      ({ label, before: had, now: has }) =>
        label === 'clusterCompatibility' && asList(had).some((item) => !asList(has).includes(item)),
    );
    drafts.push({
      subject,
      action: 'changed',
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [at],
      ...(lost === undefined ? {} : { danger: { reason: 'clusters that use the extension lose it' } }),
    });
  }
  for (const { name, index } of paired.added) {
    drafts.push({ subject, action: 'added', names: [name], fields: [`${path}[${index}]`] });
  }
  return drafts;
}

function nameOf(entry: JsonObject): string {
  return `${asText(entry['kind'])} ${asText(entry['type'])}`;
}
