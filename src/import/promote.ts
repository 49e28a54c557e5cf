import type { MachineImageProps, MachineImageVersion } from '../cloud-profile/machine-image';
import { isObject } from '../gardener/json';
import { parseVersion } from '../gardener/semver';
import { parseTimestamp } from '../gardener/timestamp';
import { descending } from './merge-versions';
import { ImportProblem, type Outcome } from './outcome';
import { closest } from '../gardener/closest';

const DAY_MS = 86_400_000;

interface PromotionOptions {
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

/** What happens when a new image version comes: a JSON file of the landscape. */
export interface PromotionPolicy {
  /** What the new version becomes. A `preview` replaces nothing. */
  readonly newVersion: 'preview' | 'supported';
  /**
   * Whether older supported versions are deprecated: all, or those with the same first number only, for images
   * whose lines live side by side. @default true
   */
  readonly deprecatePrevious: boolean | 'same-major';
  /**
   * Days until a version that is deprecated expires, at the end of that day in UTC; a date that it has already
   * stays. @default it gets none
   */
  readonly expireAfterDays?: number;
  /**
   * How many versions stay in any case; beyond these, versions that have expired are taken out. Gardener lets
   * them go, but a Shoot that still runs one cannot be reconciled. @default no version is taken out
   */
  readonly keep?: number;
}

const fields = ['newVersion', 'deprecatePrevious', 'expireAfterDays', 'keep'];
/** A hundred years. */
const MOST_DAYS = 36_500;

/** @throws ImportProblem that names the first field that is wrong */
export function readPolicy(text: string, label: string): PromotionPolicy {
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    throw new ImportProblem(
      label,
      'is not JSON',
      'write e.g. {"newVersion": "supported", "expireAfterDays": 90}',
    );
  }
  if (!isObject(policy))
    throw new ImportProblem(label, 'is no JSON object', `its fields are ${fields.join(', ')}`);
  const fault = (field: string, remedy: string): never => {
    throw new ImportProblem(
      label,
      `${field}: ${policy[field] === undefined ? 'is missing' : `is ${JSON.stringify(policy[field])}`}`,
      remedy,
    );
  };
  for (const key of Object.keys(policy)) {
    if (fields.includes(key)) continue;
    const near = closest(key, fields);
    throw new ImportProblem(
      label,
      `${key}: unknown field`,
      near === undefined ? `the fields are ${fields.join(', ')}` : `did you mean ${near}?`,
    );
  }
  const { newVersion, deprecatePrevious = true, expireAfterDays, keep } = policy;
  if (newVersion !== 'preview' && newVersion !== 'supported')
    return fault('newVersion', 'use "preview" or "supported"');
  if (typeof deprecatePrevious !== 'boolean' && deprecatePrevious !== 'same-major')
    return fault('deprecatePrevious', 'use true, false or "same-major"');
  if (expireAfterDays !== undefined && !isWhole(expireAfterDays, 1, MOST_DAYS))
    return fault('expireAfterDays', `use a whole number from 1 to ${MOST_DAYS}`);
  if (keep !== undefined && !isWhole(keep, 1, 1000))
    return fault('keep', 'use a whole number from 1 to 1000');
  return {
    newVersion,
    deprecatePrevious,
    ...(expireAfterDays === undefined ? {} : { expireAfterDays }),
    ...(keep === undefined ? {} : { keep }),
  };
}

function isWhole(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
}
