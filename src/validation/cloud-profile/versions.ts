import type { IssueCollector } from '../issue-collector';
import { parseTimestamp } from '../kubernetes';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { coreRules as rules } from './core-rules';
import { lifecycleSince, stageOrder, zeroTime } from './lifecycle';
import type { Place } from './place';
import type { ExpirableVersion, LifecycleStage } from './profile';

const classifications = ['preview', 'supported', 'deprecated'];
const stages = [...classifications, 'expired'];

/** Classification and lifecycle of one Kubernetes or image version. */
export function validateExpirableVersion(
  version: ExpirableVersion,
  place: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (target.gardener < lifecycleSince) {
    validateClassification(version.classification, classifications, place, issues);
    return;
  }
  const lifecycle = version.lifecycle ?? [];
  if (lifecycle.length > 0 && !target.gate('VersionClassificationLifecycle')) {
    place()
      .child('lifecycle')
      .report(
        issues,
        rules['cloud-profile-lifecycle-gate'],
        `version ${quote(version.version ?? '')} has a lifecycle, and the gate VersionClassificationLifecycle is off`,
        'use classification and expirationDate, or say that the gate is on',
      );
    return;
  }
  validateClassification(version.classification, stages, place, issues);
  if (version.lifecycle === undefined && version.classification === 'expired') {
    place()
      .child('classification')
      .report(
        issues,
        rules['cloud-profile-classification-expired'],
        'a version cannot be classified as expired by hand',
        'set an expirationDate instead',
      );
  }
  if (
    lifecycle.length > 0 &&
    (version.classification !== undefined || version.expirationDate !== undefined)
  ) {
    place().report(
      issues,
      rules['cloud-profile-lifecycle-exclusive'],
      `version ${quote(version.version ?? '')} has a lifecycle beside ${version.classification === undefined ? 'an expirationDate' : 'a classification'}`,
      'keep the lifecycle or the older fields, not both',
    );
  }
  if (lifecycle.length > 0) validateLifecycle(lifecycle, place().child('lifecycle'), issues);
}

function validateClassification(
  classification: string | undefined,
  allowed: readonly string[],
  place: () => Place,
  issues: IssueCollector,
): void {
  if (classification === undefined || allowed.includes(classification)) return;
  reportClassification(classification, place().child('classification'), issues);
}

function reportClassification(classification: string, place: Place, issues: IssueCollector): void {
  const computed = classification === 'unavailable' || classification === 'expired';
  place.report(
    issues,
    rules['cloud-profile-classification-unknown'],
    computed
      ? `${quote(classification)} is what Gardener computes, it cannot be written`
      : `${quote(classification)} is no classification`,
    `use ${classifications.join(', ')}`,
  );
}

function validateLifecycle(lifecycle: readonly LifecycleStage[], place: Place, issues: IssueCollector): void {
  const seen = new Set<string>();
  let previousStart: number | undefined;
  for (const [index, { classification = '', startTime }] of lifecycle.entries()) {
    const before = lifecycle[index - 1]?.classification ?? '';
    if (!stages.includes(classification)) {
      reportClassification(classification, place.index(index).child('classification'), issues);
    }
    if (seen.has(classification)) {
      place
        .index(index)
        .child('classification')
        .report(
          issues,
          rules['cloud-profile-lifecycle-stage-duplicate'],
          `stage ${quote(classification)} is there already`,
          'keep one of the two',
        );
    }
    seen.add(classification);
    if (index > 0 && rank(before) > rank(classification)) {
      place
        .index(index)
        .child('classification')
        .report(
          issues,
          rules['cloud-profile-lifecycle-order'],
          `${quote(classification)} stands after ${quote(before)}`,
          `write the stages in the order ${stages.join(', ')}`,
        );
    }
    previousStart = validateStart(startTime, previousStart, place.index(index), issues);
  }
}

/** @returns the start that the next stage must not precede */
function validateStart(
  startTime: string | undefined,
  previous: number | undefined,
  place: Place,
  issues: IssueCollector,
): number {
  const start = startTime === undefined ? undefined : parseTimestamp(startTime);
  if (previous === undefined) return start ?? zeroTime;
  if (start === undefined) {
    place.report(
      issues,
      rules['cloud-profile-lifecycle-start-required'],
      'this stage has no startTime, and only the first may be without one',
      'add the startTime',
    );
    return previous;
  }
  if (start < previous) {
    place.report(
      issues,
      rules['cloud-profile-lifecycle-order'],
      `this stage starts at ${startTime ?? ''}, before the stage in front of it`,
      'let the start times ascend',
    );
  }
  return start;
}

/** What Gardener does not know comes before everything. */
function rank(stage: string): number {
  return (stageOrder as readonly string[]).indexOf(stage);
}
