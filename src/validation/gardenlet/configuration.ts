import { parseCidr } from '../../gardener/cidr';
import { nanoseconds, type DurationValue } from '../../gardener/duration';
import { FieldPath } from '../../gardener/field-path';
import { type JsonObject, quote } from '../../gardener/json';
import { isDns1123Label, isQualifiedName } from '../../gardener/names';
import { parseQuantity, roundedQuantity } from '../../gardener/quantity';
import type { Target } from '../../gardener/target';
import { IssueCollector } from '../../issues/check';
import { decode } from '../../schema/decode';
import { validateAnnotations, validateLabels, validateLabelSelector } from '../kubernetes/labels';
import type { SeedScope } from '../seed/decoded-seed';
import { validateSeedSpec, validateSeedSpecUpdate } from '../seed/errors';
import { type Bootstrap, validateGardenClient, validateLeaderElection } from './connections';
import type { Controllers, GardenletConfiguration, Sni } from './errors';
import { gardenletRuleTable as rules } from './table';

export interface ConfigurationScope {
  readonly issues: IssueCollector;
  readonly target: Target;
  /** Path of the configuration. */
  readonly path: FieldPath;
}

export const configurationSchema = 'gardenlet.config.gardener.cloud/v1alpha1/GardenletConfiguration';
const logLevels = ['debug', 'info', 'error'];
const logFormats = ['json', 'text'];

/**
 * A gardenlet's configuration, read as the API server reads it: what it does not know is dropped without a
 * word; apiVersion and kind may be left out.
 * @returns undefined where there is none, or where it cannot be read, which is reported then
 */
export function decodeConfiguration(
  config: unknown,
  { issues, target, path }: ConfigurationScope,
): GardenletConfiguration | undefined {
  if (config === undefined || config === null) return undefined;
  return decode(configurationSchema, config, target, issues, { path, lenient: true });
}

/** The API server's rules for a gardenlet's configuration, the Seed in it included. */
export function validateConfiguration(
  configuration: GardenletConfiguration,
  bootstrap: Bootstrap,
  scope: ConfigurationScope,
): void {
  validateGardenClient(configuration, bootstrap, scope);
  validateLeaderElection(configuration.leaderElection, scope);
  validateControllers(configuration.controllers ?? {}, { ...scope, path: scope.path.child('controllers') });
  validateLogging(configuration, scope);
  validateSeedConfig(configuration, scope);
  validateCapacity(configuration, scope);
  validateExternalIp(configuration.sni, scope.path.child('sni'), scope);
  validateExposureClasses(configuration, scope);
  validateNodeToleration(configuration, scope);
}

/** What the stored configuration does not let go of: the same as a Seed. */
export function validateConfigurationUpdate(
  configuration: GardenletConfiguration,
  previous: unknown,
  scope: ConfigurationScope,
): void {
  const stored = decodeConfiguration(previous, { ...scope, issues: new IssueCollector() });
  if (configuration.seedConfig === undefined || stored?.seedConfig === undefined) return;
  validateSeedSpecUpdate(
    configuration.seedConfig.spec ?? {},
    stored.seedConfig.spec ?? {},
    templateScope(scope),
  );
}

export function templateScope({ issues, target, path }: ConfigurationScope): SeedScope {
  return { issues, target, path: path.child('seedConfig', 'spec'), inTemplate: true };
}

/** Gardener reports these two without the path of the configuration. */
function validateLogging(
  { logLevel = '', logFormat = '' }: GardenletConfiguration,
  { issues, path }: ConfigurationScope,
): void {
  for (const [field, value, known] of [
    ['logLevel', logLevel, logLevels],
    ['logFormat', logFormat, logFormats],
  ] as const) {
    if (value === '' || known.includes(value)) continue;
    issues.report(rules['gardenlet-logging-unknown'], FieldPath.of(field), `${quote(value)} is unknown`, {
      hint: `use one of ${known.join(', ')}`,
      at: path.child(field),
    });
  }
}

function validateSeedConfig({ seedConfig }: GardenletConfiguration, scope: ConfigurationScope): void {
  if (seedConfig === undefined) return;
  const { issues } = scope;
  const path = scope.path.child('seedConfig', 'metadata');
  const { name = '', labels = {}, annotations = {} } = seedConfig.metadata ?? {};
  if (name !== '') {
    issues.report(
      rules['gardenlet-seed-name'],
      path.child('name'),
      `is ${quote(name)}, but must not be given`,
      {
        hint: 'remove it: the Seed gets the name of the object that holds this configuration',
      },
    );
  }
  validateLabels(labels, path.child('labels'), issues);
  validateAnnotations(annotations, path.child('annotations'), issues);
  validateSeedSpec(seedConfig.spec ?? {}, templateScope(scope));
}

/** Capacity for shoots that the server fills in. */
const defaultCapacity = { shoots: '250' };

function validateCapacity({ resources }: GardenletConfiguration, { issues, path }: ConfigurationScope): void {
  const capacity = { ...defaultCapacity, ...resources?.capacity };
  for (const [resource, value] of Object.entries(resources?.reserved ?? {})) {
    const reservedPath = path.child('resources', 'reserved', resource);
    const limit = Object.hasOwn(capacity, resource) ? capacity[resource as keyof typeof capacity] : undefined;
    if (limit === undefined) {
      issues.report(
        rules['gardenlet-reserve-without-capacity'],
        reservedPath,
        'has no capacity to reserve from',
        {
          hint: `set resources.capacity.${resource}, or remove it`,
        },
      );
      continue;
    }
    const [reserved, whole] = [parseQuantity(value), parseQuantity(limit)];
    if (reserved === undefined || whole === undefined) continue;
    // A part of one counts as a whole.
    if (roundedQuantity(reserved, 0) <= roundedQuantity(whole, 0)) continue;
    issues.report(
      rules['gardenlet-reserve-above-capacity'],
      reservedPath,
      `${reserved.canonical} is more than the capacity of ${whole.canonical}`,
      { hint: 'lower it, or raise resources.capacity' },
    );
  }
}

function validateExternalIp(sni: Sni | undefined, path: FieldPath, { issues }: ConfigurationScope): void {
  const ip = sni?.ingress?.serviceExternalIP;
  if (ip === undefined || isIpAddress(ip)) return;
  issues.report(
    rules['gardenlet-external-ip-invalid'],
    path.child('ingress', 'serviceExternalIP'),
    `${quote(ip)} is no IP address`,
    { hint: 'write one address, without port or network bits' },
  );
}

function isIpAddress(text: string): boolean {
  return parseCidr(`${text}/${text.includes(':') ? '128' : '32'}`) !== undefined;
}

function validateExposureClasses(
  { exposureClassHandlers = [] }: GardenletConfiguration,
  scope: ConfigurationScope,
): void {
  const { issues } = scope;
  for (const [index, handler] of exposureClassHandlers.entries()) {
    const path = scope.path.child('exposureClassHandlers').index(index);
    const { name = '', loadBalancerService, sni } = handler;
    if (!isDns1123Label(name)) {
      issues.report(
        rules['gardenlet-exposure-class-name'],
        path.child('name'),
        `${quote(name)} is no DNS label`,
        {
          hint: 'lower case letters, digits and "-"; alphanumeric at both ends, at most 63 characters',
        },
      );
    }
    const loadBalancerClass = loadBalancerService?.class;
    if (loadBalancerClass !== undefined && !isQualifiedName(loadBalancerClass)) {
      issues.report(
        rules['gardenlet-exposure-class-load-balancer'],
        path.child('loadBalancerService', 'class'),
        `${quote(loadBalancerClass)} is no qualified name`,
        { hint: 'write it as name or domain/name' },
      );
    }
    validateExternalIp(sni, path.child('sni'), scope);
  }
}

function validateNodeToleration(
  { nodeToleration = {} }: GardenletConfiguration,
  { issues, path }: ConfigurationScope,
): void {
  for (const field of ['defaultNotReadyTolerationSeconds', 'defaultUnreachableTolerationSeconds'] as const) {
    const seconds = nodeToleration[field] ?? 0;
    if (seconds >= 0) continue;
    issues.report(
      rules['gardenlet-number-negative'],
      path.child('nodeToleration', field),
      `${seconds} is negative`,
      { hint: 'give zero or more' },
    );
  }
}

const shortestDnsTtl = 30;
const longestDnsTtl = 600;
const shootPurposes = ['development', 'evaluation', 'infrastructure', 'production', 'testing'];

/** The controllers that the API server looks at; the others may say what they like. */
function validateControllers(controllers: Controllers, scope: ConfigurationScope): void {
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
