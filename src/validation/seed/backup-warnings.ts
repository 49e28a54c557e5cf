import { quote } from '../kubernetes/quote';
import { immutabilityOf, warnOfImmutability } from '../backup-bucket/immutability-warnings';
import type { SeedBackup, SeedSpec } from './decoded-seed';
import { seedRuleTable as rules } from './rules';
import type { SeedScope } from './seed-scope';

/** Backups are only missed when they are needed: what to know before. */
export function warnOfBackup(
  { backup, provider }: SeedSpec,
  previous: SeedSpec | undefined,
  scope: SeedScope,
): void {
  if (backup === undefined) return;
  // Of a stored backup the region can no longer be written down.
  if (backup.region !== undefined || previous?.backup === undefined) {
    warnOfRegion(backup, provider?.type ?? '', scope);
  }
  warnOfNamespace(backup, scope);
  const isAlicloud = backup.provider === 'alicloud' || provider?.type === 'alicloud';
  if (!isAlicloud) return;
  warnOfImmutability(
    immutabilityOf(backup.providerConfig),
    previous === undefined ? undefined : { stored: immutabilityOf(previous.backup?.providerConfig) },
    { ...scope, path: scope.path.child('backup', 'providerConfig') },
  );
}

function warnOfRegion(
  { provider, region = '' }: SeedBackup,
  seedProvider: string,
  { issues, path }: SeedScope,
): void {
  const regionPath = path.child('backup', 'region');
  if (region === '') {
    // At another provider it is an error already.
    if (provider !== seedProvider) return;
    issues.report(
      rules['seed-backup-region-unset'],
      regionPath,
      "is not given: the seed's own is taken, and it can never be written down later",
      { hint: 'write the region when the backup is first configured' },
    );
  } else if (provider === 'alicloud' && !isRegion(region)) {
    issues.report(
      rules['seed-backup-region-odd'],
      regionPath,
      `${quote(region)} does not look like a region: the bucket's endpoint would be oss-${region}.aliyuncs.com`,
      { hint: 'write a region ID such as eu-central-1 or cn-shanghai, no zone and no endpoint' },
    );
  }
}

const regionPattern = /^[a-z]{2}(?:-[a-z0-9]+)+$/;
/** `eu-central-1a`, `cn-shanghai-b`. */
const zoneEnd = /-\d*[a-z]$/;

function isRegion(region: string): boolean {
  return regionPattern.test(region) && !zoneEnd.test(region);
}

function warnOfNamespace({ credentialsRef, secretRef }: SeedBackup, { issues, path }: SeedScope): void {
  for (const [field, reference] of [
    ['credentialsRef', credentialsRef],
    ['secretRef', secretRef],
  ] as const) {
    const namespace = reference?.namespace ?? '';
    if (namespace === '' || namespace === 'garden') continue;
    issues.report(
      rules['seed-backup-credentials-elsewhere'],
      path.child('backup', field, 'namespace'),
      `is ${namespace}, where others than the operators may read or delete the credentials of all backups`,
      { hint: 'keep them in garden' },
    );
  }
}
