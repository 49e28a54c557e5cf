import { quote } from '../../gardener/json';
import {
  currentStage,
  lifecycleSince,
  stageOrder,
  zeroTime,
  type ExpirableVersion,
  type LifecycleStage,
} from '../../gardener/lifecycle';
import { compareVersions, type Version } from '../../gardener/semver';
import type { Target } from '../../gardener/target';
import { parseTimestamp } from '../../gardener/timestamp';
import type { Check } from '../../issues/check';
import type { VersionEntry } from './effective-profile';
import { reportEmptyList, validateUnique } from './names';
import { coreRules as rules } from './table';

const kubernetesVersion = /^(?:[0-9]+\.){2}[0-9]+$/;

/** @param dropped how many versions Gardener drops before it looks at the list */
export function validateKubernetes(versions: readonly VersionEntry[], dropped: number, check: Check): void {
  const list = check.at('versions');
  if (versions.length === 0) {
    const hint = dropped === 0 ? undefined : `all ${dropped} are expired or not available yet, and dropped`;
    reportEmptyList('Kubernetes version', list, hint);
  }
  validateLatest(versions, list);
  validateKubernetesVersions(versions, check);
  validateSupportedPerMinor(versions, list);
}

/** What holds for each version by itself; also in a NamespacedCloudProfile. */
export function validateKubernetesVersions(versions: readonly VersionEntry[], check: Check): void {
  const seen = new Set<string>();
  for (const [index, { value, written }] of versions.entries()) {
    const here = check.at('versions').item(index, written);
    const { version = '' } = value;
    if (!kubernetesVersion.test(version)) {
      here.report(
        rules['cloud-profile-kubernetes-version-form'],
        `${quote(version)} is no Kubernetes version`,
        'write major.minor.patch, e.g. "1.33.4"',
      );
    } else {
      validateUnique(version, 'Kubernetes version', seen, here.at('version'));
    }
    validateExpirableVersion(value, here);
  }
}

function validateLatest(versions: readonly VersionEntry[], list: Check): void {
  const latest = latestOf(versions);
  if (latest === undefined || 'unreadable' in latest) {
    list.report(
      rules['cloud-profile-kubernetes-latest-unknown'],
      latest === undefined
        ? 'there is no highest version'
        : `the highest version cannot be told, as ${quote(latest.unreadable)} is no semantic version`,
      'write versions as major.minor.patch, e.g. "1.33.4"',
    );
    return;
  }
  // The odd path is Gardener's own; the cause stands at the version.
  const { value, written } = latest.entry;
  const highest = quote(value.version ?? '');
  const report = (field: string, message: string): void => {
    list
      .at(written, field)
      .as(list.field.key('').child(field))
      .report(
        rules['cloud-profile-kubernetes-latest-expires'],
        message,
        'offer a higher version without a date first',
      );
  };
  if (value.expirationDate !== undefined) {
    report('expirationDate', `the highest version ${highest} expires at ${value.expirationDate}`);
  }
  if (value.lifecycle?.at(-1)?.classification === 'expired') {
    report('lifecycle', `the lifecycle of the highest version ${highest} ends with expired`);
  }
}

/** The first of the highest versions; undefined of an empty list. */
function latestOf(
  versions: readonly VersionEntry[],
): { readonly entry: VersionEntry } | { readonly unreadable: string } | undefined {
  let latest: { readonly entry: VersionEntry; readonly version: Version } | undefined;
  for (const entry of versions) {
    const version = entry.semver;
    if (version === undefined) return { unreadable: entry.value.version ?? '' };
    if (latest === undefined || compareVersions(version, latest.version) > 0) latest = { entry, version };
  }
  return latest;
}

const classifications = ['preview', 'supported', 'deprecated'];
const stages = [...classifications, 'expired'];

/** Classification and lifecycle of one Kubernetes or image version. */
export function validateExpirableVersion(version: ExpirableVersion, check: Check): void {
  if (check.target.gardener < lifecycleSince) {
    validateClassification(version.classification, classifications, check);
    return;
  }
  const lifecycle = version.lifecycle ?? [];
  if (lifecycle.length > 0 && !check.target.gate('VersionClassificationLifecycle')) {
    check
      .at('lifecycle')
      .report(
        rules['cloud-profile-lifecycle-gate'],
        `version ${quote(version.version ?? '')} has a lifecycle, and the gate VersionClassificationLifecycle is off`,
        'use classification and expirationDate, or say that the gate is on',
      );
    return;
  }
  validateClassification(version.classification, stages, check);
  if (version.lifecycle === undefined && version.classification === 'expired') {
    check
      .at('classification')
      .report(
        rules['cloud-profile-classification-expired'],
        'a version cannot be classified as expired by hand',
        'set an expirationDate instead',
      );
  }
  if (
    lifecycle.length > 0 &&
    (version.classification !== undefined || version.expirationDate !== undefined)
  ) {
    check.report(
      rules['cloud-profile-lifecycle-exclusive'],
      `version ${quote(version.version ?? '')} has a lifecycle beside ${version.classification === undefined ? 'an expirationDate' : 'a classification'}`,
      'keep the lifecycle or the older fields, not both',
    );
  }
  if (lifecycle.length > 0) validateLifecycle(lifecycle, check.at('lifecycle'));
}

function validateClassification(
  classification: string | undefined,
  allowed: readonly string[],
  check: Check,
): void {
  if (classification === undefined || allowed.includes(classification)) return;
  reportClassification(classification, check.at('classification'));
}

function reportClassification(classification: string, check: Check): void {
  const computed = classification === 'unavailable' || classification === 'expired';
  check.report(
    rules['cloud-profile-classification-unknown'],
    computed
      ? `${quote(classification)} is what Gardener computes, it cannot be written`
      : `${quote(classification)} is no classification`,
    `use ${classifications.join(', ')}`,
  );
}

function validateLifecycle(lifecycle: readonly LifecycleStage[], check: Check): void {
  const seen = new Set<string>();
  let previousStart: number | undefined;
  for (const [index, { classification = '', startTime }] of lifecycle.entries()) {
    const before = lifecycle[index - 1]?.classification ?? '';
    if (!stages.includes(classification)) {
      reportClassification(classification, check.at(index, 'classification'));
    }
    if (seen.has(classification)) {
      check
        .at(index, 'classification')
        .report(
          rules['cloud-profile-lifecycle-stage-duplicate'],
          `stage ${quote(classification)} is there already`,
          'keep one of the two',
        );
    }
    seen.add(classification);
    if (index > 0 && rank(before) > rank(classification)) {
      check
        .at(index, 'classification')
        .report(
          rules['cloud-profile-lifecycle-order'],
          `${quote(classification)} stands after ${quote(before)}`,
          `write the stages in the order ${stages.join(', ')}`,
        );
    }
    previousStart = validateStart(startTime, previousStart, check.at(index));
  }
}

/** @returns the start that the next stage must not precede */
function validateStart(startTime: string | undefined, previous: number | undefined, check: Check): number {
  const start = startTime === undefined ? undefined : parseTimestamp(startTime);
  if (previous === undefined) return start ?? zeroTime;
  if (start === undefined) {
    check.report(
      rules['cloud-profile-lifecycle-start-required'],
      'this stage has no startTime, and only the first may be without one',
      'add the startTime',
    );
    return previous;
  }
  if (start < previous) {
    check.report(
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

/** Gardener minor since which an expired version counts for nobody; since `lifecycleSince` it does again. */
const expiryCountsSince = 121;
/** Gardener minor since which a version with a lifecycle is no longer refused for it. */
const lifecycleExemptSince = 149;

/** Of each minor, one version may be classified as supported: of Kubernetes, and of each image. */
export function validateSupportedPerMinor(versions: readonly VersionEntry[], check: Check): void {
  const { target } = check;
  const rivals = rivalsByMinor(versions, target);
  if (rivals === undefined) return;
  for (const [index, { value, written, semver }] of versions.entries()) {
    if (semver === undefined || !isJudged(value, target)) continue;
    const rival = rivals.get(minorOf(semver))?.rivalOf(value, semver);
    if (rival === undefined) continue;
    check
      .item(index, written)
      .report(
        rules['cloud-profile-supported-per-minor'],
        `version ${quote(value.version ?? '')} is supported, and so is ${quote(rival.version ?? '')} of the same minor`,
        'make the older one deprecated',
      );
  }
}

function isJudged(version: ExpirableVersion, target: Target): boolean {
  if (target.gardener < expiryCountsSince) return version.classification === 'supported';
  const hasLifecycle = version.lifecycle !== undefined && version.lifecycle.length > 0;
  const counts = hasLifecycle && target.gardener < lifecycleExemptSince;
  return (version.classification !== undefined || counts) && currentStage(version, target) === 'supported';
}

/** Whether a version stands in the way of others, be it supported now or at some time. */
function isRival(version: ExpirableVersion, target: Target): boolean {
  if (target.gardener < lifecycleSince && target.gardener >= expiryCountsSince) {
    return version.classification !== undefined && currentStage(version, target) === 'supported';
  }
  return version.classification === 'supported' || supportedSpan(version) !== undefined;
}

/** @returns undefined when a version cannot be read: then Gardener does not compare at all */
function rivalsByMinor(
  versions: readonly VersionEntry[],
  target: Target,
): Map<string, MinorRivals> | undefined {
  const minors = new Map<string, MinorRivals>();
  for (const { value, semver } of versions) {
    if (!isRival(value, target)) continue;
    if (semver === undefined) return undefined;
    const key = minorOf(semver);
    const rivals = minors.get(key) ?? new MinorRivals();
    rivals.add(value, semver);
    minors.set(key, rivals);
  }
  return minors;
}

function minorOf(version: Version): string {
  return `${version.major}.${version.minor}`;
}

/** From when to when a lifecycle has a version supported; without an end, for ever. */
interface SupportedSpan {
  readonly start: number;
  /** undefined: for ever; NaN: the next stage has no start. */
  readonly end: number | undefined;
}

function supportedSpan({ lifecycle }: ExpirableVersion): SupportedSpan | undefined {
  if (lifecycle === undefined) return undefined;
  const supported = lifecycle.find((stage) => stage.classification === 'supported');
  if (supported === undefined) return undefined;
  const next = lifecycle.find((stage) => ['deprecated', 'expired'].includes(stage.classification ?? ''));
  return {
    start: supported.startTime === undefined ? -Infinity : (parseTimestamp(supported.startTime) ?? NaN),
    end:
      next === undefined
        ? undefined
        : next.startTime === undefined
          ? NaN
          : (parseTimestamp(next.startTime) ?? NaN),
  };
}

/** A rival with the number that decides whether it is in the way. */
interface Ranked {
  readonly version: Version;
  readonly value: ExpirableVersion;
  readonly time: number;
}

/** The foremost two of different version, so that one is left whoever asks. */
class Foremost {
  private first: Ranked | undefined;
  private second: Ranked | undefined;

  /** @param direction 1: the highest time comes first, -1: the lowest */
  constructor(private readonly direction: 1 | -1) {}

  add(entry: Ranked): void {
    if (this.first === undefined || this.precedes(entry, this.first)) {
      if (this.first !== undefined && compareVersions(this.first.version, entry.version) !== 0) {
        this.second = this.first;
      }
      this.first = entry;
    } else if (
      compareVersions(this.first.version, entry.version) !== 0 &&
      (this.second === undefined || this.precedes(entry, this.second))
    ) {
      this.second = entry;
    }
  }

  otherThan(version: Version): Ranked | undefined {
    const { first } = this;
    return first !== undefined && compareVersions(first.version, version) === 0 ? this.second : first;
  }

  private precedes(entry: Ranked, other: Ranked): boolean {
    return (entry.time - other.time) * this.direction > 0;
  }
}

/** The supported versions of one minor; mostly there is one. */
class MinorRivals {
  private readonly versions: (readonly [ExpirableVersion, Version])[] = [];
  private ranking: Ranking | undefined;

  add(value: ExpirableVersion, version: Version): void {
    this.versions.push([value, version]);
  }

  /** Another version that is supported at the same time. */
  rivalOf(value: ExpirableVersion, version: Version): ExpirableVersion | undefined {
    if (this.versions.length < 2) return undefined;
    this.ranking ??= new Ranking(this.versions);
    return this.ranking.rivalOf(value, version);
  }
}

/** Compares a version with the rivals that matter only, so that the whole stays linear. */
class Ranking {
  /** Those of either style, and those without a lifecycle: which is first does not matter, only that it is another. */
  private readonly all = new Foremost(1);
  private readonly plain = new Foremost(1);
  private readonly endless = new Foremost(-1);
  private readonly ending = new Foremost(1);

  constructor(versions: readonly (readonly [ExpirableVersion, Version])[]) {
    for (const [value, version] of versions) this.add(value, version);
  }

  private add(value: ExpirableVersion, version: Version): void {
    const entry = { version, value, time: 0 };
    this.all.add(entry);
    if (value.lifecycle === undefined || value.lifecycle.length === 0) {
      this.plain.add(entry);
      return;
    }
    const span = supportedSpan(value);
    if (span === undefined) return;
    if (span.end === undefined) this.endless.add({ ...entry, time: span.start });
    else this.ending.add({ ...entry, time: Number.isNaN(span.end) ? -Infinity : span.end });
  }

  rivalOf(value: ExpirableVersion, version: Version): ExpirableVersion | undefined {
    if (value.lifecycle === undefined || value.lifecycle.length === 0) {
      return this.all.otherThan(version)?.value;
    }
    const plain = this.plain.otherThan(version);
    const span = supportedSpan(value);
    if (plain !== undefined || span === undefined) return plain?.value;
    return this.overlapping(span, version)?.value;
  }

  private overlapping(span: SupportedSpan, version: Version): Ranked | undefined {
    const endless = this.endless.otherThan(version);
    const { end } = span;
    if (end !== undefined) {
      return endless !== undefined && (endless.time === -Infinity || endless.time < end)
        ? endless
        : undefined;
    }
    if (endless !== undefined) return endless;
    const ending = this.ending.otherThan(version);
    return ending !== undefined && (span.start === -Infinity || span.start < ending.time)
      ? ending
      : undefined;
  }
}
