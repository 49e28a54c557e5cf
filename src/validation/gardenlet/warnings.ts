import { FieldPath } from '../../gardener/field-path';
import { IssueCollector } from '../../issues/check';
import { decode } from '../../schema/decode';
import { admitBackup } from '../alicloud/backup';
import { isAlicloud } from '../seed/errors';
import { warnOfLabels, warnOfSeedSpec } from '../seed/warnings';
import {
  configurationSchema,
  type ConfigurationScope,
  decodeConfiguration,
  templateScope,
} from './configuration';
import type { GardenletConfiguration } from './errors';
import { gardenletRuleTable as rules } from './table';

/** What the API server takes of a gardenlet's configuration, and an operator regrets. */
export function warnOfConfiguration(
  config: unknown,
  previousConfig: unknown,
  kind: 'Gardenlet' | 'ManagedSeed',
  scope: ConfigurationScope,
): void {
  const silent = { ...scope, issues: new IssueCollector() };
  const configuration = decodeConfiguration(config, silent);
  if (configuration === undefined) {
    if (config === undefined) warnOfMissingSeed(kind, scope);
    return;
  }
  warnOfVanishing(config, scope);
  warnOfStaleChecks(configuration, scope);
  warnOfTokenDuration(configuration, scope);
  const { seedConfig } = configuration;
  if (seedConfig === undefined) {
    warnOfMissingSeed(kind, scope);
    return;
  }
  const previous = decodeConfiguration(previousConfig, silent);
  const labels = seedConfig.metadata?.labels ?? {};
  warnOfLabels(labels, scope.path.child('seedConfig', 'metadata', 'labels'), scope.issues);
  warnOfSeedSpec(seedConfig.spec ?? {}, previous?.seedConfig?.spec, templateScope(scope), {
    isManaged: kind === 'ManagedSeed',
  });
  warnOfUnseenAdmission(configuration, previous, scope);
}

/** Old references that were replaced are the ones that hurt most. */
const replaced: Readonly<Record<string, string>> = {
  'seedConfig.spec.backup.secretRef':
    'write credentialsRef with apiVersion: v1, kind: Secret, name and namespace instead',
  'seedConfig.spec.dns.provider.secretRef':
    'write credentialsRef with apiVersion: v1, kind: Secret, name and namespace instead',
};

/** The seed is a template; many write it as a whole Seed all the same, and lose nothing by it. */
const decorations = ['seedConfig.apiVersion', 'seedConfig.kind'];

/** Decoding drops what it does not know without a word, so a slip of the pen has no effect. */
function warnOfVanishing(config: unknown, { issues, target, path }: ConfigurationScope): void {
  const strict = new IssueCollector();
  decode(configurationSchema, config, target, strict, { path });
  for (const finding of strict.findings) {
    const field = finding.field.slice(`${String(path)}.`.length);
    if (finding.type !== 'UnknownField' || decorations.includes(field)) continue;
    const hint = replaced[field] ?? finding.hint;
    issues.report(
      rules['gardenlet-field-vanishes'],
      finding.field,
      `is not known to Gardener 1.${target.gardener}, and is dropped silently`,
      {
        ...(hint === undefined ? { hint: 'correct the name, or remove it' } : { hint }),
        ...(finding.at === undefined ? {} : { at: FieldPath.of(finding.at) }),
      },
    );
  }
}

function warnOfStaleChecks(
  { controllers }: GardenletConfiguration,
  { issues, target, path }: ConfigurationScope,
): void {
  const checks = controllers?.shootCare?.staleExtensionHealthChecks;
  if (checks === undefined || checks.threshold !== undefined || target.gardener > 138) return;
  issues.report(
    rules['gardenlet-stale-checks-threshold'],
    path.child('controllers', 'shootCare', 'staleExtensionHealthChecks', 'threshold'),
    `is not given: the API server of Gardener 1.${target.gardener} crashes on that`,
    { hint: 'write threshold: 5m, which is the default' },
  );
}

function warnOfTokenDuration(
  { controllers }: GardenletConfiguration,
  { issues, path }: ConfigurationScope,
): void {
  const duration = controllers?.tokenRequestorWorkloadIdentity?.tokenExpirationDuration;
  if (typeof duration !== 'number') return;
  issues.report(
    rules['gardenlet-token-duration-number'],
    path.child('controllers', 'tokenRequestorWorkloadIdentity', 'tokenExpirationDuration'),
    'is a number of nanoseconds, which Gardener 1.144 and later refuse',
    { hint: 'write a duration such as 6h with Gardener 1.139 and later' },
  );
}

function warnOfMissingSeed(kind: 'Gardenlet' | 'ManagedSeed', { issues, path }: ConfigurationScope): void {
  issues.report(
    rules['gardenlet-without-seed'],
    path.child('seedConfig'),
    kind === 'Gardenlet'
      ? 'is missing, and a gardenlet does not start without it'
      : 'is missing, and not all of it can be taken from the Shoot',
    {
      hint:
        kind === 'Gardenlet'
          ? 'describe the Seed that the gardenlet shall register'
          : 'give dns.internal at least, and backup.credentialsRef where there is a backup',
    },
  );
}

/** provider-alicloud sees the Seed only, when gardenlet registers it: then it is refused, far from here. */
function warnOfUnseenAdmission(
  configuration: GardenletConfiguration,
  previous: GardenletConfiguration | undefined,
  { issues, target, path }: ConfigurationScope,
): void {
  const spec = configuration.seedConfig?.spec ?? {};
  const stored = previous?.seedConfig?.spec;
  if (!isAlicloud(spec) && !isAlicloud(stored ?? {})) return;
  const scratch = new IssueCollector();
  const backupPath = path.child('seedConfig', 'spec', 'backup');
  admitBackup(spec.backup, stored?.backup, { issues: scratch, target, path: backupPath });
  for (const { field, message, hint, at, rule } of scratch.findings) {
    // The API server itself asks for it, too.
    if (rule === 'backup-alicloud-credentials-missing') continue;
    issues.report(
      rules['gardenlet-backup-refused-later'],
      field,
      `${message}; nobody looks now, but provider-alicloud refuses the Seed when gardenlet registers it`,
      {
        ...(hint === undefined ? {} : { hint }),
        ...(at === undefined ? {} : { at: FieldPath.of(at) }),
      },
    );
  }
}
