import type { CloudProfileSpecKubernetesVersions } from '../../imports/core.gardener.cloud';
import type { Decoded, ItemOf } from './decoded';
import type { Target } from './target';
import { parseTimestamp } from './timestamp';

/** The stages of a version in their order; `unavailable` is computed and never written. */
export const stageOrder = ['unavailable', 'preview', 'supported', 'deprecated', 'expired'] as const;

/** Gardener minor that computes a version's state from classification and date together (GEP-32, first step). */
const computedStateSince = 121;
/** Gardener minor that knows `lifecycle`. */
export const lifecycleSince = 137;

/** Go's zero time in milliseconds: what a stage without a start time counts as. */
export const zeroTime = -62_135_596_800_000;

/**
 * In which stage a version is now. Without a clock no date has come yet: a version is then in the first
 * stage of its lifecycle, and none expires.
 */
export function currentStage(version: ExpirableVersion, target: Target): string {
  const { classification, expirationDate, lifecycle } = version;
  if (lifecycle !== undefined && lifecycle.length > 0) return stageNow(lifecycle, target);
  if (expirationDate !== undefined && hasCome(expirationDate, target)) return 'expired';
  if (target.gardener < computedStateSince && isInactive(classification)) return 'supported';
  return classification ?? 'supported';
}

/** Expired, or not available yet. */
export function isInactive(stage: string | undefined): boolean {
  return stage === 'expired' || stage === 'unavailable';
}

/** Whether something dated has begun. */
export function hasCome(date: string, target: Target): boolean {
  if (target.now === null) return false;
  const time = parseTimestamp(date);
  return time !== undefined && time < target.now.getTime();
}

/** When a version expires, if ever: milliseconds since 1970. */
export function expiryOf(
  version: ExpirableVersion,
): { readonly date: string; readonly time: number } | undefined {
  const stage = version.lifecycle?.find((candidate) => candidate.classification === 'expired');
  const date = stage === undefined ? version.expirationDate : stage.startTime;
  const time = date === undefined ? undefined : parseTimestamp(date);
  return date === undefined || time === undefined ? undefined : { date, time };
}

/** The last stage of the list that has begun, whatever their order. */
function stageNow(lifecycle: readonly LifecycleStage[], target: Target): string {
  let current: string = target.now === null ? (lifecycle[0]?.classification ?? '') : 'unavailable';
  for (const stage of lifecycle) {
    if (stage.startTime === undefined || hasCome(stage.startTime, target))
      current = stage.classification ?? '';
  }
  return current;
}

/** What versions of Kubernetes and of machine images have in common. */
export type ExpirableVersion = Decoded<CloudProfileSpecKubernetesVersions>;

export type LifecycleStage = ItemOf<ExpirableVersion['lifecycle']>;
