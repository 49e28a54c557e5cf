import type { ExpirableVersion, LifecycleStage } from '../../validation/cloud-profile/profile';
import { currentStage, expiryOf } from '../../validation/cloud-profile/lifecycle';
import { asList } from '../../validation/json-value';
import type { JsonObject } from '../../validation/kind';
import { asObject, asText } from '../../validation/kubernetes/read';
import type { Target } from '../../validation/target';

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
