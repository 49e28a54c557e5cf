import type { MachineImageProps, MachineImageVersion } from '../../cloud-profile/machine-image';
import { parseVersion } from '../../validation/kubernetes/semver';
import { parseTimestamp } from '../../validation/kubernetes/timestamp';
import type { Outcome } from '../outcome';
import { descending } from './merge-versions';
import type { PromotionPolicy } from './promotion-policy';

const DAY_MS = 86_400_000;

export interface PromotionOptions {
  readonly policy: PromotionPolicy;
  /** The day of the promotion, at midnight UTC. */
  readonly date: Date;
  /** Versions that the import has found. */
  readonly found: readonly string[];
  /** Those of them that are new: they get what the policy gives a new version. */
  readonly added: readonly string[];
}

/**
 * Puts the policy to work on versions that were imported: the new one becomes preview or supported, older ones
 * are deprecated and run out, expired ones are taken out. A second run on the same day changes nothing.
 */
export function promote(props: MachineImageProps, options: PromotionOptions): Outcome<MachineImageProps> {
  const { policy, date, added } = options;
  const changes: string[] = [];
  const notes: string[] = [];
  const versions = new Map(props.versions.map((version) => [version.version, version]));
  const set = (version: MachineImageVersion, change: string): void => {
    versions.set(version.version, version);
    changes.push(change);
  };
  // From old to new, so that of several new versions the newest is what remains.
  for (const name of [...options.found].sort(descending).reverse()) {
    const version = versions.get(name);
    if (version === undefined || !isPromoted(version, policy, added)) continue;
    if (version.lifecycle !== undefined) {
      notes.push(`${name} has a lifecycle of its own: not promoted`);
      continue;
    }
    const isNew = added.includes(name);
    if (version.classification !== policy.newVersion)
      set(
        { ...version, classification: policy.newVersion },
        `~ ${name}: ${isNew ? '' : `${version.classification ?? ''} -> `}${policy.newVersion}`,
      );
    else if (isNew) changes.push(`~ ${name}: ${policy.newVersion}`);
    if (policy.newVersion === 'preview' || policy.deprecatePrevious === false) continue;
    for (const older of [...versions.values()]) {
      if (!isReplaced(older, name, policy)) continue;
      if (older.lifecycle !== undefined)
        notes.push(`${older.version} has a lifecycle of its own: not deprecated`);
      else set(...deprecated(older, policy, date));
    }
  }
  removeExpired(versions, policy, date, changes);
  return { data: { ...props, versions: [...versions.values()] }, changes, notes, findings: [] };
}

/** New versions, and those that were on trial. What somebody deprecated is not brought back. */
function isPromoted(
  version: MachineImageVersion,
  policy: PromotionPolicy,
  added: readonly string[],
): boolean {
  return (
    added.includes(version.version) ||
    (policy.newVersion === 'supported' && version.classification === 'preview')
  );
}

/** A version without a classification is usable like a supported one. */
function isReplaced(older: MachineImageVersion, name: string, policy: PromotionPolicy): boolean {
  if (descending(name, older.version) >= 0) return false;
  if (older.lifecycle === undefined && (older.classification ?? 'supported') !== 'supported') return false;
  return (
    policy.deprecatePrevious === true || parseVersion(older.version)?.major === parseVersion(name)?.major
  );
}

function deprecated(
  version: MachineImageVersion,
  policy: PromotionPolicy,
  date: Date,
): [MachineImageVersion, string] {
  const { expireAfterDays } = policy;
  const kept = version.expirationDate;
  const ends =
    kept ??
    (expireAfterDays === undefined
      ? undefined
      : `${new Date(date.getTime() + expireAfterDays * DAY_MS).toISOString().slice(0, 10)}T23:59:59Z`);
  const until = ends === undefined ? '' : `, expires ${ends}${kept === undefined ? '' : ' as before'}`;
  return [
    { ...version, classification: 'deprecated', ...(ends === undefined ? {} : { expirationDate: ends }) },
    `~ ${version.version}: ${version.classification ?? 'unclassified'} -> deprecated${until}`,
  ];
}

function removeExpired(
  versions: Map<string, MachineImageVersion>,
  { keep }: PromotionPolicy,
  date: Date,
  changes: string[],
): void {
  if (keep === undefined) return;
  for (const name of [...versions.keys()].sort(descending).slice(keep)) {
    const ends = endOf(versions.get(name));
    if (ends === undefined || ends > date.getTime()) continue;
    versions.delete(name);
    changes.push(`- ${name}: expired ${new Date(ends).toISOString().slice(0, 10)}`);
  }
}

function endOf(version: MachineImageVersion | undefined): number | undefined {
  const text =
    version?.lifecycle?.find(({ classification }) => classification === 'expired')?.startTime ??
    version?.expirationDate;
  return text === undefined ? undefined : parseTimestamp(text);
}
