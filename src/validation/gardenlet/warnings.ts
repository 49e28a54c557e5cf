import { asObject } from '../../gardener/json';
import { type Check } from '../../issues/check';
import { decode } from '../../schema/decode';
import { admitBackup } from '../alicloud/backup';
import { warnOfLabels } from '../seed/labels';
import { isAlicloud, type SeedSpec } from '../seed/spec';
import { warnOfSeedSpec } from '../seed/warnings';
import {
  type ConfigurationHolder,
  configurationSchema,
  type GardenletConfiguration,
  readConfiguration,
} from './configuration';
import { gardenletRuleTable as rules } from './table';

/** What the API server takes of a gardenlet's configuration, and an operator regrets. */
export function warnOfConfiguration(
  config: unknown,
  previousConfig: unknown,
  holder: ConfigurationHolder,
  check: Check,
): void {
  const configuration = readConfiguration(config, check);
  const atSeed = check.at('seedConfig');
  if (configuration === undefined) {
    if (config === undefined) warnOfMissingSeed(holder, atSeed);
    return;
  }
  warnOfVanishing(config, check);
  warnOfStaleChecks(configuration, check.at('controllers', 'shootCare', 'staleExtensionHealthChecks'));
  warnOfTokenDuration(configuration, check.at('controllers', 'tokenRequestorWorkloadIdentity'));
  const { seedConfig } = configuration;
  if (seedConfig === undefined) {
    warnOfMissingSeed(holder, atSeed);
    return;
  }
  const { metadata, spec = {} } = seedConfig;
  const stored = readConfiguration(previousConfig, check)?.seedConfig?.spec;
  warnOfLabels(asObject(metadata), atSeed.at('metadata', 'labels'));
  warnOfSeedSpec(spec, stored, atSeed.at('spec'), holder);
  warnOfUnseenAdmission(spec, stored, atSeed.at('spec', 'backup'));
}

/** Old references that were replaced are the ones that hurt most. */
const replaced = new Map(
  ['seedConfig.spec.backup.secretRef', 'seedConfig.spec.dns.provider.secretRef'].map((field) => [
    field,
    'write credentialsRef with apiVersion: v1, kind: Secret, name and namespace instead',
  ]),
);

/** The seed is a template; many write it as a whole Seed all the same, and lose nothing by it. */
const decorations = ['seedConfig.apiVersion', 'seedConfig.kind'];

/** Decoding drops what it does not know without a word, so a slip of the pen has no effect. */
function warnOfVanishing(config: unknown, check: Check): void {
  const strict = check.aside();
  decode(configurationSchema, config, strict);
  const prefix = `${String(check.field)}.`;
  for (const finding of strict.findings) {
    const field = finding.field.slice(prefix.length);
    if (finding.type !== 'UnknownField' || decorations.includes(field)) continue;
    check.adopt(
      finding,
      rules['gardenlet-field-vanishes'],
      `is not known to Gardener 1.${check.target.gardener}, and is dropped silently`,
      replaced.get(field) ?? finding.hint ?? 'correct the name, or remove it',
    );
  }
}

function warnOfStaleChecks({ controllers }: GardenletConfiguration, check: Check): void {
  const checks = controllers?.shootCare?.staleExtensionHealthChecks;
  if (checks === undefined || checks.threshold !== undefined || check.target.gardener > 138) return;
  check
    .at('threshold')
    .report(
      rules['gardenlet-stale-checks-threshold'],
      `is not given: the API server of Gardener 1.${check.target.gardener} crashes on that`,
      'write threshold: 5m, which is the default',
    );
}

function warnOfTokenDuration({ controllers }: GardenletConfiguration, check: Check): void {
  const duration = controllers?.tokenRequestorWorkloadIdentity?.tokenExpirationDuration;
  if (typeof duration !== 'number') return;
  check
    .at('tokenExpirationDuration')
    .report(
      rules['gardenlet-token-duration-number'],
      'is a number of nanoseconds, which Gardener 1.144 and later refuse',
      'write a duration such as 6h with Gardener 1.139 and later',
    );
}

/** A ManagedSeed without one is refused when its Shoot is looked up: an error that stands there. */
function warnOfMissingSeed(holder: ConfigurationHolder, check: Check): void {
  if (holder !== 'Gardenlet') return;
  check.report(
    rules['gardenlet-without-seed'],
    'is missing, and a gardenlet does not start without it',
    'describe the Seed that the gardenlet shall register',
  );
}

/** provider-alicloud sees the Seed only, when gardenlet registers it: then it is refused, far from here. */
function warnOfUnseenAdmission(spec: SeedSpec, stored: SeedSpec | undefined, check: Check): void {
  if (!isAlicloud(spec) && !isAlicloud(stored ?? {})) return;
  const admission = check.aside();
  admitBackup(spec.backup, stored?.backup, admission);
  for (const finding of admission.findings) {
    // The API server itself asks for it, too.
    if (finding.rule === 'backup-alicloud-credentials-missing') continue;
    check.adopt(
      finding,
      rules['gardenlet-backup-refused-later'],
      `${finding.message}; nobody looks now, but provider-alicloud refuses the Seed when gardenlet registers it`,
    );
  }
}
