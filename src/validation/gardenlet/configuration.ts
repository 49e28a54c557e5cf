import type {
  GardenletConfigurationProps,
  GardenletConfigurationSni,
} from '../../../imports/gardenlet.config.gardener.cloud';
import { parseCidr } from '../../gardener/cidr';
import type { Decoded } from '../../gardener/decoded';
import { type DurationValue, nanoseconds } from '../../gardener/duration';
import { FieldPath } from '../../gardener/field-path';
import { asObject, objectAt, quote, textAt } from '../../gardener/json';
import { isDns1123Label, isQualifiedName } from '../../gardener/names';
import { int64Value, parseQuantity } from '../../gardener/quantity';
import { Check } from '../../issues/check';
import { decode } from '../../schema/decode';
import { validateAnnotations, validateLabels, validateLabelSelector } from '../kubernetes/labels';
import { validateSeedSpec } from '../seed/errors';
import { validateSeedSpecUpdate } from '../seed/update';
import { type Bootstrap, validateGardenClient, validateLeaderElection } from './connections';
import { gardenletRuleTable as rules } from './table';

// Follows pkg/api/config/gardenlet/v1alpha1/validation/validation.go of gardener/gardener.

export type GardenletConfiguration = Decoded<GardenletConfigurationProps>;
type Controllers = NonNullable<GardenletConfiguration['controllers']>;
type Sni = Decoded<GardenletConfigurationSni>;

/** The kinds that hold such a configuration. */
export type ConfigurationHolder = 'Gardenlet' | 'ManagedSeed';

export const configurationSchema = 'gardenlet.config.gardener.cloud/v1alpha1/GardenletConfiguration';
/**
 * A gardenlet's configuration, read as the API server reads it: what it does not know is dropped without a
 * word; apiVersion and kind may be left out.
 * @returns undefined where there is none, or where it cannot be read, which is reported then
 */
export function decodeConfiguration(config: unknown, check: Check): GardenletConfiguration | undefined {
  if (config === undefined || config === null) return undefined;
  return decode(configurationSchema, config, check, { lenient: true });
}

/** The same without a word about what cannot be read. */
export function readConfiguration(config: unknown, { target }: Check): GardenletConfiguration | undefined {
  return decodeConfiguration(config, Check.root(target));
}

/** The API server's rules for a gardenlet's configuration, the Seed in it included. */
export function validateConfiguration(
  configuration: GardenletConfiguration,
  holder: ConfigurationHolder,
  bootstrap: Bootstrap,
  check: Check,
): void {
  validateGardenClient(configuration, bootstrap, check);
  validateLeaderElection(configuration.leaderElection, check.at('leaderElection'));
  validateControllers(configuration.controllers ?? {}, check.at('controllers'));
  validateLogging(configuration, check);
  validateSeedConfig(configuration, holder, check.at('seedConfig'));
  validateCapacity(configuration, check.at('resources', 'reserved'));
  validateExternalIp(configuration.sni, check.at('sni'));
  validateExposureClasses(configuration.exposureClassHandlers ?? [], check.at('exposureClassHandlers'));
  validateNodeToleration(configuration, check.at('nodeToleration'));
}

/** What the stored configuration does not let go of: the same as a Seed. */
export function validateConfigurationUpdate(
  configuration: GardenletConfiguration,
  previous: unknown,
  holder: ConfigurationHolder,
  check: Check,
): void {
  const stored = readConfiguration(previous, check);
  if (configuration.seedConfig === undefined || stored?.seedConfig === undefined) return;
  validateSeedSpecUpdate(
    configuration.seedConfig.spec ?? {},
    stored.seedConfig.spec ?? {},
    check.at('seedConfig', 'spec'),
    holder,
  );
}

const logLevels = ['debug', 'info', 'error'];
const logFormats = ['json', 'text'];

/** Gardener reports these two without the path of the configuration. */
function validateLogging({ logLevel = '', logFormat = '' }: GardenletConfiguration, check: Check): void {
  for (const [field, value, known] of [
    ['logLevel', logLevel, logLevels],
    ['logFormat', logFormat, logFormats],
  ] as const) {
    if (value === '' || known.includes(value)) continue;
    check
      .at(field)
      .as(FieldPath.of(field))
      .report(
        rules['gardenlet-logging-unknown'],
        `${quote(value)} is unknown`,
        `use one of ${known.join(', ')}`,
      );
  }
}

function validateSeedConfig(
  { seedConfig }: GardenletConfiguration,
  holder: ConfigurationHolder,
  check: Check,
): void {
  if (seedConfig === undefined) return;
  const { spec = {} } = seedConfig;
  const metadata = asObject(seedConfig.metadata);
  const atMetadata = check.at('metadata');
  const name = textAt(metadata, 'name');
  if (name !== '') {
    atMetadata
      .at('name')
      .report(
        rules['gardenlet-seed-name'],
        `is ${quote(name)}, but must not be given`,
        'remove it: the Seed gets the name of the object that holds this configuration',
      );
  }
  validateLabels(objectAt(metadata, 'labels'), atMetadata.at('labels'));
  validateAnnotations(objectAt(metadata, 'annotations'), atMetadata.at('annotations'));
  validateSeedSpec(spec, check.at('spec'), holder);
}

/** Capacity for shoots that the server fills in. */
const defaultCapacity = { shoots: '250' };

function validateCapacity({ resources }: GardenletConfiguration, check: Check): void {
  const capacity = new Map<string, string | number>(
    Object.entries({ ...defaultCapacity, ...resources?.capacity }),
  );
  for (const [resource, value] of Object.entries(resources?.reserved ?? {})) {
    const atReserved = check.at(resource);
    const limit = capacity.get(resource);
    if (limit === undefined) {
      atReserved.report(
        rules['gardenlet-reserve-without-capacity'],
        'has no capacity to reserve from',
        `set resources.capacity.${resource}, or remove it`,
      );
      continue;
    }
    const [reserved, whole] = [parseQuantity(value), parseQuantity(limit)];
    if (reserved === undefined || whole === undefined) continue;
    // A part of one counts as a whole, and what 64 bits cannot hold as something else altogether.
    if (int64Value(reserved) <= int64Value(whole)) continue;
    atReserved.report(
      rules['gardenlet-reserve-above-capacity'],
      `${reserved.canonical} is more than the capacity of ${whole.canonical}`,
      'lower it, or raise resources.capacity',
    );
  }
}

function validateExternalIp(sni: Sni | undefined, check: Check): void {
  const ip = sni?.ingress?.serviceExternalIP;
  if (ip === undefined || isIpAddress(ip)) return;
  check
    .at('ingress', 'serviceExternalIP')
    .report(
      rules['gardenlet-external-ip-invalid'],
      `${quote(ip)} is no IP address`,
      'write one address, without port or network bits',
    );
}

function isIpAddress(text: string): boolean {
  return parseCidr(`${text}/${text.includes(':') ? '128' : '32'}`) !== undefined;
}

function validateExposureClasses(
  handlers: NonNullable<GardenletConfiguration['exposureClassHandlers']>,
  check: Check,
): void {
  for (const [index, handler] of handlers.entries()) {
    const atHandler = check.at(index);
    const { name = '', loadBalancerService, sni } = handler;
    if (!isDns1123Label(name)) {
      atHandler
        .at('name')
        .report(
          rules['gardenlet-exposure-class-name'],
          `${quote(name)} is no DNS label`,
          'lower case letters, digits and "-"; alphanumeric at both ends, at most 63 characters',
        );
    }
    const loadBalancerClass = loadBalancerService?.class;
    if (loadBalancerClass !== undefined && !isQualifiedName(loadBalancerClass)) {
      atHandler
        .at('loadBalancerService', 'class')
        .report(
          rules['gardenlet-exposure-class-load-balancer'],
          `${quote(loadBalancerClass)} is no qualified name`,
          'write it as name or domain/name',
        );
    }
    validateExternalIp(sni, atHandler.at('sni'));
  }
}

function validateNodeToleration({ nodeToleration = {} }: GardenletConfiguration, check: Check): void {
  for (const field of ['defaultNotReadyTolerationSeconds', 'defaultUnreachableTolerationSeconds'] as const) {
    const seconds = nodeToleration[field] ?? 0;
    if (seconds >= 0) continue;
    check.at(field).report(rules['gardenlet-number-negative'], `${seconds} is negative`, 'give zero or more');
  }
}

const shortestDnsTtl = 30;
const longestDnsTtl = 600;
const shootPurposes = ['development', 'evaluation', 'infrastructure', 'production', 'testing'];

/** The controllers that the API server looks at; the others may say what they like. */
function validateControllers(controllers: Controllers, check: Check): void {
  validateBackupEntry(controllers, check.at('backupEntry'));
  validateSyncs(controllers, check);
  validateDurations(controllers, check);
  validateDnsTtl(controllers, check.at('shoot', 'dnsEntryTTLSeconds'));
  validateNetworkPolicy(controllers, check.at('networkPolicy', 'additionalNamespaceSelectors'));
}

function validateBackupEntry({ backupEntry }: Controllers, check: Check): void {
  const purposes = backupEntry?.deletionGracePeriodShootPurposes ?? [];
  const atPurposes = check.at('deletionGracePeriodShootPurposes');
  if (purposes.length > 0 && (backupEntry?.deletionGracePeriodHours ?? 0) <= 0) {
    atPurposes.report(
      rules['gardenlet-grace-period-missing'],
      'are given without a grace period',
      'set deletionGracePeriodHours above 0, or remove the purposes',
    );
  }
  for (const [index, purpose] of purposes.entries()) {
    if (shootPurposes.includes(purpose)) continue;
    atPurposes
      .at(index)
      .report(
        rules['gardenlet-shoot-purpose-unknown'],
        `${quote(purpose)} is no purpose of a Shoot`,
        `use one of ${shootPurposes.join(', ')}`,
      );
  }
}

function validateSyncs(controllers: Controllers, check: Check): void {
  for (const name of ['bastion', 'shoot', 'shootCare', 'managedSeed', 'networkPolicy'] as const) {
    const syncs = controllers[name]?.concurrentSyncs ?? 0;
    if (syncs >= 0) continue;
    check
      .at(name, 'concurrentSyncs')
      .report(rules['gardenlet-number-negative'], `${syncs} is negative`, 'give zero or more');
  }
}

function validateDurations(controllers: Controllers, check: Check): void {
  const { shoot = {}, shootCare = {}, managedSeed = {}, tokenRequestorWorkloadIdentity = {} } = controllers;
  const thresholds = shootCare.conditionThresholds ?? [];
  const durations: [Check, DurationValue | undefined][] = [
    // Gardener misspells the first one.
    [
      check.at('shoot', 'progressReportPeriod').as(check.at('shoot', 'progressReporterPeriod').field),
      shoot.progressReportPeriod,
    ],
    [check.at('shoot', 'retryDuration'), shoot.retryDuration],
    [check.at('shoot', 'syncPeriod'), shoot.syncPeriod],
    [check.at('shootCare', 'syncPeriod'), shootCare.syncPeriod],
    [
      check.at('shootCare', 'staleExtensionHealthChecks', 'threshold'),
      shootCare.staleExtensionHealthChecks?.threshold,
    ],
    [
      check.at('shootCare', 'managedResourceProgressingThreshold'),
      shootCare.managedResourceProgressingThreshold,
    ],
    ...thresholds.map(({ duration }, index): [Check, DurationValue | undefined] => [
      check.at('shootCare', 'conditionThresholds', index, 'duration'),
      duration,
    ]),
    [check.at('managedSeed', 'syncPeriod'), managedSeed.syncPeriod],
    [check.at('managedSeed', 'waitSyncPeriod'), managedSeed.waitSyncPeriod],
    [check.at('managedSeed', 'syncJitterPeriod'), managedSeed.syncJitterPeriod],
    [
      check.at('tokenRequestorWorkloadIdentity', 'tokenExpirationDuration'),
      tokenRequestorWorkloadIdentity.tokenExpirationDuration,
    ],
  ];
  for (const [at, duration] of durations) {
    if (duration === undefined || nanoseconds(duration) >= 0n) continue;
    at.report(rules['gardenlet-duration-negative'], `${quote(duration)} is negative`, 'give zero or more');
  }
}

function validateDnsTtl({ shoot }: Controllers, check: Check): void {
  const seconds = shoot?.dnsEntryTTLSeconds;
  if (seconds === undefined || (seconds >= shortestDnsTtl && seconds <= longestDnsTtl)) return;
  check.report(
    rules['gardenlet-dns-ttl'],
    `${seconds} is out of range`,
    `give ${shortestDnsTtl} to ${longestDnsTtl}`,
  );
}

function validateNetworkPolicy({ networkPolicy }: Controllers, check: Check): void {
  for (const [index, selector] of (networkPolicy?.additionalNamespaceSelectors ?? []).entries()) {
    validateLabelSelector(selector, check.at(index));
  }
}
