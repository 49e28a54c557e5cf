import { quote } from '../../gardener/json';
import { currentStage, expiryOf, isInactive, type ExpirableVersion } from '../../gardener/lifecycle';
import { compareVersions } from '../../gardener/semver';
import type { Check } from '../../issues/check';
import type { CloudProfileSpec, EffectiveImage, EffectiveProfile, VersionEntry } from './effective-profile';
import { warningRules as rules } from './table';

/** How long before an expiry to warn. */
export const expiryWarningDays = 30;

const day = 24 * 60 * 60 * 1000;

interface ExpiryOptions {
  /** Stages in which Gardener drops an image version when the profile is created. */
  readonly droppedImageStages: readonly string[];
  /** Whether an update drops such versions, too, if they are new. */
  readonly dropsOnUpdate: boolean;
}

/** Versions that Gardener drops or that soon expire. */
export function warnOfExpiry(
  spec: CloudProfileSpec,
  previous: CloudProfileSpec | undefined,
  options: ExpiryOptions,
  check: Check,
): void {
  const update = previous === undefined ? 'none' : options.dropsOnUpdate ? 'drops' : 'keeps';
  const kubernetes = spec.kubernetes?.versions ?? [];
  const kubernetesBefore = previous?.kubernetes?.versions ?? [];
  const list = check.at('spec', 'kubernetes', 'versions');
  const ofKubernetes: VersionsOptions = {
    what: 'Kubernetes',
    droppedStages: ['expired', 'unavailable'],
    update,
  };
  warnOfVersions(kubernetes, kubernetesBefore, ofKubernetes, list);
  const before = new Map((previous?.machineImages ?? []).map((image) => [image.name ?? '', image]));
  for (const [index, { name = '', versions = [] }] of (spec.machineImages ?? []).entries()) {
    const stored = before.get(name)?.versions ?? [];
    const ofImage: VersionsOptions = {
      what: `image ${quote(name)}`,
      droppedStages: options.droppedImageStages,
      update,
    };
    warnOfVersions(versions, stored, ofImage, check.at('spec', 'machineImages', index, 'versions'));
  }
}

interface VersionsOptions {
  /** What the versions are of, for the message. */
  readonly what: string;
  readonly droppedStages: readonly string[];
  /** Whether this is an update, and what becomes of new versions then. */
  readonly update: 'none' | 'drops' | 'keeps';
}

function warnOfVersions(
  versions: readonly ExpirableVersion[],
  before: readonly ExpirableVersion[],
  { what, droppedStages, update }: VersionsOptions,
  check: Check,
): void {
  const known = new Set(before.map(({ version }) => version ?? ''));
  for (const [index, version] of versions.entries()) {
    const stage = currentStage(version, check.target);
    const isNew = !known.has(version.version ?? '');
    const isDropped = update === 'none' || (update === 'drops' && isNew);
    const here = check.at(index);
    const name = `${what} ${quote(version.version ?? '')}`;
    if (isDropped && droppedStages.includes(stage)) {
      const state = stage === 'expired' ? expiredSince(version) : 'is not available yet';
      here.report(
        rules['version-dropped-at-creation'],
        `${name} ${state}: Gardener drops it`,
        update === 'drops' ? 'leave it out' : 'leave it out: an update would bring it back',
      );
    } else if (update !== 'none' && stage === 'expired' && isNew) {
      const message = `${name} ${expiredSince(version)}, and is new in the profile`;
      here.report(rules['expired-version-added'], message, 'leave it out');
    } else if (stage !== 'expired') warnIfSoon(name, version, here);
  }
}

function warnIfSoon(name: string, version: ExpirableVersion, check: Check): void {
  const { now } = check.target;
  const expiry = expiryOf(version);
  if (now === null || expiry === undefined) return;
  const left = expiry.time - now.getTime();
  if (left < 0 || left > expiryWarningDays * day) return;
  check.report(
    rules['version-expires-soon'],
    `${name} expires at ${expiry.date}, in ${count(Math.floor(left / day))}`,
    'extend the date, or see that nobody uses it',
  );
}

function expiredSince(version: ExpirableVersion): string {
  const expiry = expiryOf(version);
  return expiry === undefined ? 'is classified as expired' : `expired at ${expiry.date}`;
}

function count(days: number): string {
  if (days === 0) return 'less than a day';
  return days === 1 ? '1 day' : `${days} days`;
}

/** Gardener sees to it that the newest Kubernetes version stays; of images nobody does. */
export function warnOfNewestImages(images: readonly EffectiveImage[], check: Check): void {
  for (const image of images) {
    const newest = newestOf(image);
    if (newest === undefined || currentStage(newest.value, check.target) === 'expired') continue;
    const expiry = expiryOf(newest.value);
    if (expiry === undefined) continue;
    const name = `${quote(newest.value.version ?? '')} of image ${quote(image.value.name ?? '')}`;
    check
      .at('spec', 'machineImages', image.written, 'versions', newest.written)
      .report(
        rules['newest-image-expires'],
        `the newest version ${name} expires at ${expiry.date}`,
        'offer a newer version, or take the date away until there is one',
      );
  }
}

function newestOf({ versions }: EffectiveImage): VersionEntry | undefined {
  let newest: VersionEntry | undefined;
  for (const entry of versions) {
    if (entry.semver === undefined || entry.value.classification === 'preview') continue;
    if (newest?.semver === undefined || compareVersions(entry.semver, newest.semver) > 0) newest = entry;
  }
  return newest;
}

/** A version that a Shoot does not name is the newest one that is no preview; without any the Shoot is refused. */
export function warnOfPreviews(profile: EffectiveProfile, check: Check): void {
  const { target } = check;
  const arePreviews = (versions: readonly VersionEntry[]): boolean => {
    const stages = versions
      .map(({ value }) => currentStage(value, target))
      .filter((stage) => !isInactive(stage));
    return stages.length > 0 && stages.every((stage) => stage === 'preview');
  };
  const rule = rules['only-preview-versions'];
  const hint = 'offer one that is supported, or tell everybody to name the version';
  if (arePreviews(profile.kubernetesVersions)) {
    const message = 'every Kubernetes version is a preview, so a Shoot that names none is refused';
    check.at('spec', 'kubernetes', 'versions').report(rule, message, hint);
  }
  for (const { value, written, versions } of profile.images) {
    if (!arePreviews(versions)) continue;
    const message = `every version of image ${quote(value.name ?? '')} is a preview, so a Shoot that names none is refused`;
    check.at('spec', 'machineImages', written, 'versions').report(rule, message, hint);
  }
}

/** The newest Kubernetes minor that Shoots may have, by the Gardener minor that added it. */
const newestByGardener: readonly (readonly [number, number])[] = [
  [145, 36],
  [136, 35],
  [132, 34],
  [122, 33],
  [113, 32],
];
const newestBefore = 31;
/** The oldest Kubernetes minor for Shoots, where it is known. */
const oldestByGardener = { since: 149, minor: 32 };
const oldestByProvider = { since: 71, minor: 32 };

/** Kubernetes versions that a profile may offer and no Shoot may have. */
export function warnOfKubernetesSupport(spec: CloudProfileSpec, check: Check): void {
  const { target } = check;
  const newest = newestByGardener.find(([since]) => target.gardener >= since)?.[1] ?? newestBefore;
  const byGardener = target.gardener >= oldestByGardener.since ? oldestByGardener.minor : 0;
  const byProvider =
    spec.type === 'alicloud' && target.provider >= oldestByProvider.since ? oldestByProvider.minor : 0;
  for (const [index, { version = '' }] of (spec.kubernetes?.versions ?? []).entries()) {
    const match = /^(\d+)\.(\d+)\./.exec(version);
    if (match === null) continue;
    const [major, minor] = [Number(match[1]), Number(match[2])];
    let refusal: string | undefined;
    if (major !== 1 || minor > newest)
      refusal = `Gardener 1.${target.gardener} knows Kubernetes up to 1.${newest}`;
    else if (minor < byGardener)
      refusal = `Gardener 1.${target.gardener} supports Kubernetes from 1.${byGardener} on`;
    else if (minor < byProvider) {
      refusal = `provider-alicloud 1.${target.provider} supports Kubernetes from 1.${byProvider} on`;
    }
    if (refusal === undefined) continue;
    check
      .at('spec', 'kubernetes', 'versions', index, 'version')
      .report(
        rules['kubernetes-version-unsupported'],
        `no Shoot can have Kubernetes ${quote(version)}: ${refusal}`,
        'leave it out',
      );
  }
}
