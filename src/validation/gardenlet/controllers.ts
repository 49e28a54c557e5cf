import type { FieldPath } from '../field-path';
import type { JsonObject } from '../kind';
import { validateLabelSelector } from '../kubernetes/label-selector';
import { quote } from '../kubernetes/quote';
import type { ConfigurationScope } from './configuration';
import type { Controllers, DurationValue } from './decoded-gardenlet';
import { nanoseconds } from './nanoseconds';
import { gardenletRuleTable as rules } from './rules';

const shortestDnsTtl = 30;
const longestDnsTtl = 600;
const shootPurposes = ['development', 'evaluation', 'infrastructure', 'production', 'testing'];

/** The controllers that the API server looks at; the others may say what they like. */
export function validateControllers(controllers: Controllers, scope: ConfigurationScope): void {
  validateBackupEntry(controllers, scope);
  validateSyncs(controllers, scope);
  validateDurations(controllers, scope);
  validateDnsTtl(controllers, scope);
  validateNetworkPolicy(controllers, scope);
}

function validateBackupEntry({ backupEntry }: Controllers, { issues, path }: ConfigurationScope): void {
  const purposes = backupEntry?.deletionGracePeriodShootPurposes ?? [];
  const purposesPath = path.child('backupEntry', 'deletionGracePeriodShootPurposes');
  if (purposes.length > 0 && (backupEntry?.deletionGracePeriodHours ?? 0) <= 0) {
    issues.report(rules['gardenlet-grace-period-missing'], purposesPath, 'are given without a grace period', {
      hint: 'set deletionGracePeriodHours above 0, or remove the purposes',
    });
  }
  for (const [index, purpose] of purposes.entries()) {
    if (shootPurposes.includes(purpose)) continue;
    issues.report(
      rules['gardenlet-shoot-purpose-unknown'],
      purposesPath.index(index),
      `${quote(purpose)} is no purpose of a Shoot`,
      { hint: `use one of ${shootPurposes.join(', ')}` },
    );
  }
}

function validateSyncs(controllers: Controllers, { issues, path }: ConfigurationScope): void {
  for (const name of ['bastion', 'shoot', 'shootCare', 'managedSeed', 'networkPolicy'] as const) {
    const syncs = controllers[name]?.concurrentSyncs ?? 0;
    if (syncs >= 0) continue;
    issues.report(
      rules['gardenlet-number-negative'],
      path.child(name, 'concurrentSyncs'),
      `${syncs} is negative`,
      { hint: 'give zero or more' },
    );
  }
}

function validateDurations(controllers: Controllers, scope: ConfigurationScope): void {
  const { path, issues } = scope;
  const { shoot = {}, shootCare = {}, managedSeed = {}, tokenRequestorWorkloadIdentity = {} } = controllers;
  const thresholds = shootCare.conditionThresholds ?? [];
  const durations: [FieldPath, DurationValue | undefined, FieldPath?][] = [
    // Gardener misspells the first one.
    [
      path.child('shoot', 'progressReporterPeriod'),
      shoot.progressReportPeriod,
      path.child('shoot', 'progressReportPeriod'),
    ],
    [path.child('shoot', 'retryDuration'), shoot.retryDuration],
    [path.child('shoot', 'syncPeriod'), shoot.syncPeriod],
    [path.child('shootCare', 'syncPeriod'), shootCare.syncPeriod],
    [
      path.child('shootCare', 'staleExtensionHealthChecks', 'threshold'),
      shootCare.staleExtensionHealthChecks?.threshold,
    ],
    [
      path.child('shootCare', 'managedResourceProgressingThreshold'),
      shootCare.managedResourceProgressingThreshold,
    ],
    ...thresholds.map(({ duration }, index): [FieldPath, DurationValue | undefined] => [
      path.child('shootCare', 'conditionThresholds').index(index).child('duration'),
      duration,
    ]),
    [path.child('managedSeed', 'syncPeriod'), managedSeed.syncPeriod],
    [path.child('managedSeed', 'waitSyncPeriod'), managedSeed.waitSyncPeriod],
    [path.child('managedSeed', 'syncJitterPeriod'), managedSeed.syncJitterPeriod],
    [
      path.child('tokenRequestorWorkloadIdentity', 'tokenExpirationDuration'),
      tokenRequestorWorkloadIdentity.tokenExpirationDuration,
    ],
  ];
  for (const [field, duration, at] of durations) {
    if (duration === undefined || nanoseconds(duration) >= 0n) continue;
    issues.report(rules['gardenlet-duration-negative'], field, `${quote(duration)} is negative`, {
      hint: 'give zero or more',
      ...(at === undefined ? {} : { at }),
    });
  }
}

function validateDnsTtl({ shoot }: Controllers, { issues, path }: ConfigurationScope): void {
  const seconds = shoot?.dnsEntryTTLSeconds;
  if (seconds === undefined || (seconds >= shortestDnsTtl && seconds <= longestDnsTtl)) return;
  issues.report(
    rules['gardenlet-dns-ttl'],
    path.child('shoot', 'dnsEntryTTLSeconds'),
    `${seconds} is out of range`,
    { hint: `give ${shortestDnsTtl} to ${longestDnsTtl}` },
  );
}

function validateNetworkPolicy({ networkPolicy }: Controllers, { issues, path }: ConfigurationScope): void {
  for (const [index, selector] of (networkPolicy?.additionalNamespaceSelectors ?? []).entries()) {
    validateLabelSelector(
      selector as JsonObject,
      path.child('networkPolicy', 'additionalNamespaceSelectors').index(index),
      issues,
    );
  }
}
