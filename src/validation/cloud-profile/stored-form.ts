import { formatGoDuration, parseGoDuration } from '../../gardener/duration';
import { asObject, type JsonObject, quote } from '../../gardener/json';
import { parseQuantity } from '../../gardener/quantity';
import { canonicalTimestamp } from '../../gardener/timestamp';
import type { Check } from '../../issues/check';
import type { CloudProfileSpec, WrittenQuantity } from './effective-profile';
import { warningRules as rules } from './table';
import type { ExpirableVersion } from '../../gardener/lifecycle';

/** Values that are stored in another form than they are written. */
export function warnOfStoredForm(profile: CloudProfileSpec, check: Check): void {
  const spec = check.at('spec');
  for (const [index, version] of (profile.kubernetes?.versions ?? []).entries()) {
    checkDates(version, spec.at('kubernetes', 'versions', index));
  }
  for (const [index, { versions = [] }] of (profile.machineImages ?? []).entries()) {
    for (const [position, version] of versions.entries()) {
      const here = spec.at('machineImages', index, 'versions', position);
      checkDates(version, here);
    }
  }
  for (const [index, type] of (profile.machineTypes ?? []).entries()) {
    const here = spec.at('machineTypes', index);
    for (const name of ['cpu', 'gpu', 'memory'] as const) checkQuantity(type[name], here.at(name));
    for (const name of ['size', 'minSize'] as const) {
      checkQuantity(type.storage?.[name], here.at('storage', name));
    }
    const timeout = type.machineControllerManager?.machineCreationTimeout;
    checkDuration(timeout, here.at('machineControllerManager', 'machineCreationTimeout'));
  }
  for (const [index, { minSize }] of (profile.volumeTypes ?? []).entries()) {
    checkQuantity(minSize, spec.at('volumeTypes', index, 'minSize'));
  }
}

function checkQuantity(value: WrittenQuantity | undefined, check: Check): void {
  const canonical = value === undefined ? undefined : parseQuantity(value)?.canonical;
  if (value === undefined || canonical === undefined || canonical === value) return;
  const message = `${quote(value)} is stored as ${quote(canonical)}`;
  check.report(rules['quantity-not-canonical'], message, `write ${quote(canonical)}`);
}

function checkDates(version: ExpirableVersion, check: Check): void {
  checkDate(version.expirationDate, check.at('expirationDate'));
  for (const [index, { startTime }] of (version.lifecycle ?? []).entries()) {
    checkDate(startTime, check.at('lifecycle', index, 'startTime'));
  }
}

function checkDate(value: string | undefined, check: Check): void {
  if (value !== undefined) checkTime(value, canonicalTimestamp(value), check);
}

function checkDuration(value: string | undefined, check: Check): void {
  const nanoseconds = value === undefined ? undefined : parseGoDuration(value);
  if (value === undefined || nanoseconds === undefined) return;
  checkTime(value, formatGoDuration(nanoseconds), check);
}

function checkTime(value: string, canonical: string | undefined, check: Check): void {
  if (canonical === undefined || canonical === value) return;
  check.report(
    rules['time-not-canonical'],
    `${quote(value)} is stored as ${quote(canonical)}`,
    `write ${quote(canonical)}`,
  );
}

/** Lists and maps that are not stored when they are empty. */
export function warnOfEmptyFields(manifest: JsonObject, profile: CloudProfileSpec, check: Check): void {
  const spec = check.at('spec');
  warnOfEmpty(manifest['metadata'], ['labels', 'annotations', 'finalizers'], check.at('metadata'));
  warnOfEmpty(profile, ['volumeTypes', 'machineCapabilities'], spec);
  for (const [index, region] of (profile.regions ?? []).entries()) {
    warnOfEmpty(region, ['labels', 'accessRestrictions'], spec.at('regions', index));
  }
  for (const [index, { versions = [] }] of (profile.machineImages ?? []).entries()) {
    for (const [position, version] of versions.entries()) {
      const here = spec.at('machineImages', index, 'versions', position);
      warnOfEmpty(version, ['lifecycle', 'capabilityFlavors'], here);
    }
  }
}

function warnOfEmpty(object: unknown, names: readonly string[], check: Check): void {
  for (const name of names) {
    if (!isEmpty(asObject(object)[name])) continue;
    check.at(name).report(rules['empty-field-dropped'], `an empty ${name} is not stored`, 'leave it out');
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
export function warnOfServerOwned(manifest: JsonObject, namespaced: boolean, check: Check): void {
  const rule = rules['server-owned-field'];
  const metadata = (manifest['metadata'] ?? {}) as JsonObject;
  const here = check.at('metadata');
  for (const label of Object.keys(metadata['labels'] ?? {})) {
    if (!label.startsWith(providerLabels)) continue;
    here
      .at('labels')
      .key(label)
      .report(rule, `the label ${quote(label)} is computed from spec.type`, 'leave it out');
  }
  for (const [index, finalizer] of ((metadata['finalizers'] ?? []) as readonly unknown[]).entries()) {
    if (finalizer !== 'gardener') continue;
    const message = 'the finalizer gardener is set by Gardener while the profile is in use';
    const hint = 'leave it out: a tool that owns it would remove it one day';
    here.at('finalizers', index).report(rule, message, hint);
  }
  const owned = serverMetadata.filter((name) => metadata[name] !== undefined);
  if (!namespaced && metadata['namespace'] !== undefined) owned.unshift('namespace');
  for (const name of owned) {
    const message =
      name === 'namespace' ? 'the kind has no namespaces, so it is ignored' : `${name} is set by the server`;
    here.at(name).report(rule, message, 'leave it out');
  }
  if (manifest['status'] !== undefined) {
    check.at('status').report(rule, 'status is written by controllers, and ignored here', 'leave it out');
  }
}
