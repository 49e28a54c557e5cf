import type { IssueCollector } from '../issue-collector';
import { compareVersions, parseTimestamp, type Version } from '../kubernetes';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { coreRules as rules } from './core-rules';
import type { VersionEntry } from './effective-profile';
import { currentStage, lifecycleSince } from './lifecycle';
import type { Place } from './place';
import type { ExpirableVersion } from './profile';

/** Gardener minor since which an expired version counts for nobody; since `lifecycleSince` it does again. */
const expiryCountsSince = 121;
/** Gardener minor since which a version with a lifecycle is no longer refused for it. */
const lifecycleExemptSince = 149;

/** Of each minor, one version may be classified as supported: of Kubernetes, and of each image. */
export function validateSupportedPerMinor(
  versions: readonly VersionEntry[],
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const rivals = rivalsByMinor(versions, target);
  if (rivals === undefined) return;
  for (const [index, { value, written, semver }] of versions.entries()) {
    if (semver === undefined || !isJudged(value, target)) continue;
    const rival = rivals.get(minorOf(semver))?.rivalOf(value, semver);
    if (rival === undefined) continue;
    place
      .index(index, written)
      .report(
        issues,
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
