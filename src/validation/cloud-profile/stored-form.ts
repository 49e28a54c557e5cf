import { formatGoDuration, parseGoDuration } from '../../gardener/duration';
import { FieldPath } from '../../gardener/field-path';
import { type JsonObject, quote } from '../../gardener/json';
import { parseQuantity } from '../../gardener/quantity';
import { canonicalTimestamp } from '../../gardener/timestamp';
import type { IssueCollector } from '../../issues/check';
import type { CloudProfileSpec, WrittenQuantity } from './effective-profile';
import { warningRules as rules } from './table';
import type { ExpirableVersion } from '../../gardener/lifecycle';

const spec = FieldPath.of('spec');

/** Values that are stored in another form than they are written. */
export function warnOfStoredForm(profile: CloudProfileSpec, issues: IssueCollector): void {
  const checkQuantity = quantityCheck(issues);
  for (const [index, version] of (profile.kubernetes?.versions ?? []).entries()) {
    checkDates(version, () => spec.child('kubernetes', 'versions').index(index), issues);
  }
  for (const [index, { versions = [] }] of (profile.machineImages ?? []).entries()) {
    for (const [position, version] of versions.entries()) {
      const at = (): FieldPath => spec.child('machineImages').index(index).child('versions').index(position);
      checkDates(version, at, issues);
    }
  }
  for (const [index, type] of (profile.machineTypes ?? []).entries()) {
    const at = (...names: readonly string[]): FieldPath =>
      spec
        .child('machineTypes')
        .index(index)
        .child(...names);
    for (const name of ['cpu', 'gpu', 'memory'] as const) checkQuantity(type[name], () => at(name));
    for (const name of ['size', 'minSize'] as const) {
      checkQuantity(type.storage?.[name], () => at('storage', name));
    }
    const timeout = type.machineControllerManager?.machineCreationTimeout;
    checkDuration(timeout, () => at('machineControllerManager', 'machineCreationTimeout'), issues);
  }
  for (const [index, { minSize }] of (profile.volumeTypes ?? []).entries()) {
    checkQuantity(minSize, () => spec.child('volumeTypes').index(index).child('minSize'));
  }
}

/** Machine types share few different quantities, so each is parsed once. */
function quantityCheck(
  issues: IssueCollector,
): (value: WrittenQuantity | undefined, at: () => FieldPath) => void {
  const known = new Map<WrittenQuantity, string | undefined>();
  return (value, at) => {
    if (value === undefined) return;
    if (!known.has(value)) known.set(value, parseQuantity(value)?.canonical);
    const canonical = known.get(value);
    if (canonical === undefined || canonical === value) return;
    const message = `${quote(value)} is stored as ${quote(canonical)}`;
    issues.report(rules['quantity-not-canonical'], at(), message, { hint: `write ${quote(canonical)}` });
  };
}

function checkDates(version: ExpirableVersion, at: () => FieldPath, issues: IssueCollector): void {
  checkDate(version.expirationDate, () => at().child('expirationDate'), issues);
  for (const [index, { startTime }] of (version.lifecycle ?? []).entries()) {
    checkDate(startTime, () => at().child('lifecycle').index(index).child('startTime'), issues);
  }
}

function checkDate(value: string | undefined, at: () => FieldPath, issues: IssueCollector): void {
  if (value !== undefined) checkTime(value, canonicalTimestamp(value), at, issues);
}

function checkDuration(value: string | undefined, at: () => FieldPath, issues: IssueCollector): void {
  const nanoseconds = value === undefined ? undefined : parseGoDuration(value);
  if (value === undefined || nanoseconds === undefined) return;
  checkTime(value, formatGoDuration(nanoseconds), at, issues);
}

function checkTime(
  value: string,
  canonical: string | undefined,
  at: () => FieldPath,
  issues: IssueCollector,
): void {
  if (canonical === undefined || canonical === value) return;
  issues.report(rules['time-not-canonical'], at(), `${quote(value)} is stored as ${quote(canonical)}`, {
    hint: `write ${quote(canonical)}`,
  });
}

/** Lists and maps that are not stored when they are empty. */
export function warnOfEmptyFields(
  manifest: JsonObject,
  profile: CloudProfileSpec,
  issues: IssueCollector,
): void {
  const check = (object: object | undefined, names: readonly string[], at: () => FieldPath): void => {
    if (object === undefined) return;
    for (const name of names) {
      if (!isEmpty((object as JsonObject)[name])) continue;
      issues.report(rules['empty-field-dropped'], at().child(name), `an empty ${name} is not stored`, {
        hint: 'leave it out',
      });
    }
  };
  const metadata = manifest['metadata'] as JsonObject | undefined;
  check(metadata, ['labels', 'annotations', 'finalizers'], () => FieldPath.of('metadata'));
  check(profile, ['volumeTypes', 'machineCapabilities'], () => spec);
  for (const [index, region] of (profile.regions ?? []).entries()) {
    check(region, ['labels', 'accessRestrictions'], () => spec.child('regions').index(index));
  }
  for (const [index, { versions = [] }] of (profile.machineImages ?? []).entries()) {
    for (const [position, version] of versions.entries()) {
      check(version, ['lifecycle', 'capabilityFlavors'], () =>
        spec.child('machineImages').index(index).child('versions').index(position),
      );
    }
  }
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  for (const _ in value) return false;
  return true;
}

const providerLabels = 'provider.extensions.gardener.cloud/';
const serverMetadata = [
  'creationTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** What the server sets, whatever a manifest says. */
export function warnOfServerOwned(manifest: JsonObject, namespaced: boolean, issues: IssueCollector): void {
  const rule = rules['server-owned-field'];
  const metadata = (manifest['metadata'] ?? {}) as JsonObject;
  const at = FieldPath.of('metadata');
  for (const label of Object.keys(metadata['labels'] ?? {})) {
    if (!label.startsWith(providerLabels)) continue;
    issues.report(
      rule,
      at.child('labels').key(label),
      `the label ${quote(label)} is computed from spec.type`,
      {
        hint: 'leave it out',
      },
    );
  }
  for (const [index, finalizer] of ((metadata['finalizers'] ?? []) as readonly unknown[]).entries()) {
    if (finalizer !== 'gardener') continue;
    const message = 'the finalizer gardener is set by Gardener while the profile is in use';
    const hint = 'leave it out: a tool that owns it would remove it one day';
    issues.report(rule, at.child('finalizers').index(index), message, { hint });
  }
  const owned = serverMetadata.filter((name) => metadata[name] !== undefined);
  if (!namespaced && metadata['namespace'] !== undefined) owned.unshift('namespace');
  for (const name of owned) {
    const message =
      name === 'namespace' ? 'the kind has no namespaces, so it is ignored' : `${name} is set by the server`;
    issues.report(rule, at.child(name), message, { hint: 'leave it out' });
  }
  if (manifest['status'] !== undefined) {
    issues.report(rule, FieldPath.of('status'), 'status is written by controllers, and ignored here', {
      hint: 'leave it out',
    });
  }
}
