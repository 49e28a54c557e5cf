import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import { currentStage, expiryOf, type ExpirableVersion } from '../../gardener/lifecycle';
import { compareVersions } from '../../gardener/semver';
import type { Rule } from '../../issues/rule';
import type { CloudProfileSpec, EffectiveImage, VersionEntry } from './effective-profile';
import { warningRules as rules } from './table';
import type { ValidationContext } from '../../issues/check';

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
  context: ValidationContext,
): void {
  const kubernetes = spec.kubernetes?.versions ?? [];
  const kubernetesBefore = previous?.kubernetes?.versions ?? [];
  const at = FieldPath.of('spec', 'kubernetes', 'versions');
  const check = new ExpiryCheck(previous !== undefined, options.dropsOnUpdate, context);
  check.all('Kubernetes', kubernetes, kubernetesBefore, ['expired', 'unavailable'], () => at);
  const before = new Map((previous?.machineImages ?? []).map((image) => [image.name ?? '', image]));
  for (const [index, image] of (spec.machineImages ?? []).entries()) {
    const name = image.name ?? '';
    const path = (): FieldPath => FieldPath.of('spec', 'machineImages').index(index).child('versions');
    const stored = before.get(name)?.versions ?? [];
    check.all(`image ${quote(name)}`, image.versions ?? [], stored, options.droppedImageStages, path);
  }
}

class ExpiryCheck {
  constructor(
    private readonly isUpdate: boolean,
    private readonly dropsOnUpdate: boolean,
    private readonly context: ValidationContext,
  ) {}

  all(
    what: string,
    versions: readonly ExpirableVersion[],
    before: readonly ExpirableVersion[],
    droppedStages: readonly string[],
    path: () => FieldPath,
  ): void {
    const known = new Set(before.map(({ version }) => version ?? ''));
    const nameOf = ({ version = '' }: ExpirableVersion): string => `${what} ${quote(version)}`;
    for (const [index, version] of versions.entries()) {
      const stage = currentStage(version, this.context.target);
      const isNew = !known.has(version.version ?? '');
      if ((this.dropsOnUpdate ? isNew : !this.isUpdate) && droppedStages.includes(stage)) {
        const state = stage === 'expired' ? expiredSince(version) : 'is not available yet';
        const message = `${nameOf(version)} ${state}: Gardener drops it`;
        const hint = this.dropsOnUpdate ? 'leave it out' : 'leave it out: an update would bring it back';
        this.report(rules['version-dropped-at-creation'], path().index(index), message, hint);
      } else if (this.isUpdate && stage === 'expired' && isNew) {
        const message = `${nameOf(version)} ${expiredSince(version)}, and is new in the profile`;
        this.report(rules['expired-version-added'], path().index(index), message, 'leave it out');
      } else if (stage !== 'expired') this.soon(nameOf, version, () => path().index(index));
    }
  }

  private soon(
    nameOf: (version: ExpirableVersion) => string,
    version: ExpirableVersion,
    path: () => FieldPath,
  ): void {
    const { now } = this.context.target;
    const expiry = expiryOf(version);
    if (now === null || expiry === undefined) return;
    const left = expiry.time - now.getTime();
    if (left < 0 || left > expiryWarningDays * day) return;
    const message = `${nameOf(version)} expires at ${expiry.date}, in ${count(Math.floor(left / day))}`;
    this.report(
      rules['version-expires-soon'],
      path(),
      message,
      'extend the date, or see that nobody uses it',
    );
  }

  private report(rule: Rule, path: FieldPath, message: string, hint: string): void {
    this.context.issues.report(rule, path, message, { hint });
  }
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
export function warnOfNewestImages(
  images: readonly EffectiveImage[],
  { issues, target }: ValidationContext,
): void {
  for (const image of images) {
    const newest = newestOf(image);
    if (newest === undefined || currentStage(newest.value, target) === 'expired') continue;
    const expiry = expiryOf(newest.value);
    if (expiry === undefined) continue;
    const name = `${quote(newest.value.version ?? '')} of image ${quote(image.value.name ?? '')}`;
    issues.report(
      rules['newest-image-expires'],
      FieldPath.of('spec', 'machineImages').index(image.written).child('versions').index(newest.written),
      `the newest version ${name} expires at ${expiry.date}`,
      { hint: 'offer a newer version, or take the date away until there is one' },
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
export function warnOfKubernetesSupport(spec: CloudProfileSpec, { issues, target }: ValidationContext): void {
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
    issues.report(
      rules['kubernetes-version-unsupported'],
      FieldPath.of('spec', 'kubernetes', 'versions').index(index).child('version'),
      `no Shoot can have Kubernetes ${quote(version)}: ${refusal}`,
      { hint: 'leave it out' },
    );
  }
}
