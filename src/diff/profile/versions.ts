import { asList, asObject, asText, type JsonObject, valueAt } from '../../gardener/json';
import { currentStage, expiryOf, type ExpirableVersion, type LifecycleStage } from '../../gardener/lifecycle';
import type { Target } from '../../gardener/target';
import { compareFields, toDetail } from '../field-changes';
import { pairEntries } from '../keyed-list';
import type { Danger, Draft } from '../landscape-diff';
import type { Use } from '../shoots';

/** What the parts of a profile's diff have to know beside their own list. */
export interface ProfileContext {
  readonly target: Target;
  /** Whether both states declare capabilities: then Gardener fills no architectures in. */
  readonly hasCapabilities: boolean;
}

/** A version of which nothing is known yet: whatever has another type than it should counts as left out. */
export function toVersion(entry: JsonObject): ExpirableVersion {
  const { classification, expirationDate } = entry;
  const lifecycle = asList(entry['lifecycle']).map((item): LifecycleStage => {
    const { classification: stage, startTime } = asObject(item);
    return {
      ...(typeof stage === 'string' ? { classification: stage } : {}),
      ...(typeof startTime === 'string' ? { startTime } : {}),
    };
  });
  return {
    version: asText(entry['version']),
    ...(typeof classification === 'string' ? { classification } : {}),
    ...(typeof expirationDate === 'string' ? { expirationDate } : {}),
    ...(lifecycle.length === 0 ? {} : { lifecycle }),
  };
}

/** What a version's stages or date take from Shoots; undefined if they take nothing. */
export function expiryDanger(
  before: ExpirableVersion,
  now: ExpirableVersion,
  target: Target,
): string | undefined {
  const stage = currentStage(now, target);
  if ((stage === 'expired' || stage === 'unavailable') && currentStage(before, target) !== stage) {
    return stage === 'expired'
      ? 'it is expired from now on, so that Gardener updates those who use it by force'
      : 'nobody can choose it from now on';
  }
  const [old, fresh] = [expiryOf(before), expiryOf(now)];
  if (fresh === undefined || (old !== undefined && old.time <= fresh.time)) return undefined;
  return old === undefined
    ? `it expires at ${fresh.date}: Gardener then updates those who use it by force`
    : `it expires earlier, at ${fresh.date}: Gardener then updates those who use it by force`;
}

/** Stage and date of a version in a few words. */
export function describeVersion({ classification, expirationDate, lifecycle }: ExpirableVersion): string {
  const stages = (lifecycle ?? []).map(
    (stage) =>
      `${stage.classification ?? ''}${stage.startTime === undefined ? '' : ` from ${stage.startTime}`}`,
  );
  const parts = [...(classification === undefined ? [] : [classification]), ...stages];
  if (expirationDate !== undefined) parts.push(`expires ${expirationDate}`);
  return parts.join(', ');
}

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
    const danger: Danger = {
      rule: 'change-kubernetes-version-removed',
      reason: 'Shoots may run it',
      uses: usesOf(name),
      guard,
    };
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
      ...(reason === undefined
        ? {}
        : { danger: { rule: 'change-version-expires', reason, uses: usesOf(name) } }),
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
