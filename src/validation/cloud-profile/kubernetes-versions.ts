import type { IssueCollector } from '../issue-collector';
import { compareVersions, type Version } from '../kubernetes';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { coreRules as rules } from './core-rules';
import type { VersionEntry } from './effective-profile';
import { reportEmptyList, validateUnique } from './names';
import type { Place } from './place';
import { validateSupportedPerMinor } from './supported-versions';
import { validateExpirableVersion } from './versions';

const kubernetesVersion = /^(?:[0-9]+\.){2}[0-9]+$/;

/** @param dropped how many versions Gardener drops before it looks at the list */
export function validateKubernetes(
  versions: readonly VersionEntry[],
  dropped: number,
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const list = place.child('versions');
  if (versions.length === 0) {
    const hint = dropped === 0 ? undefined : `all ${dropped} are expired or not available yet, and dropped`;
    reportEmptyList('Kubernetes version', list, issues, hint);
  }
  validateLatest(versions, list, issues);
  validateKubernetesVersions(versions, place, target, issues);
  validateSupportedPerMinor(versions, list, target, issues);
}

/** What holds for each version by itself; also in a NamespacedCloudProfile. */
export function validateKubernetesVersions(
  versions: readonly VersionEntry[],
  place: Place,
  target: Target,
  issues: IssueCollector,
): void {
  const seen = new Set<string>();
  for (const [index, { value, written }] of versions.entries()) {
    const at = (): Place => place.child('versions').index(index, written);
    const { version = '' } = value;
    if (!kubernetesVersion.test(version)) {
      at().report(
        issues,
        rules['cloud-profile-kubernetes-version-form'],
        `${quote(version)} is no Kubernetes version`,
        'write major.minor.patch, e.g. "1.33.4"',
      );
    } else {
      validateUnique(version, 'Kubernetes version', seen, () => at().child('version'), issues);
    }
    validateExpirableVersion(value, at, target, issues);
  }
}

function validateLatest(versions: readonly VersionEntry[], list: Place, issues: IssueCollector): void {
  const latest = latestOf(versions);
  if (latest === undefined || 'unreadable' in latest) {
    list.report(
      issues,
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
    issues.report(
      rules['cloud-profile-kubernetes-latest-expires'],
      `${list.field.toString()}[].${field}`,
      message,
      {
        hint: 'offer a higher version without a date first',
        at: list.written.index(written).child(field),
      },
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
