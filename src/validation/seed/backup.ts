import { quote } from '../kubernetes/quote';
import type { SeedBackup, SeedSpec } from './decoded-seed';
import { validateBackupCredentials } from './backup-credentials';
import { seedRuleTable as rules } from './rules';
import type { SeedScope } from './seed-scope';

/** Where the backups of etcd go: the API server's part, whatever the provider. */
export function validateBackup({ backup, provider }: SeedSpec, scope: SeedScope): void {
  if (backup === undefined) return;
  const { issues } = scope;
  const path = scope.path.child('backup');
  const backupProvider = backup.provider ?? '';
  if (backupProvider === '') {
    issues.report(rules['seed-backup-provider-missing'], path.child('provider'), 'is missing', {
      hint: 'name the provider of the object store, e.g. alicloud',
    });
  }
  const seedProvider = provider?.type ?? '';
  if (seedProvider !== backupProvider && (backup.region ?? '') === '') {
    issues.report(
      rules['seed-backup-region-missing'],
      path.child('region'),
      `is missing, and the seed's own region is none of ${quote(backupProvider)}: the seed is ` +
        (seedProvider === '' ? 'of no provider' : `of ${quote(seedProvider)}`),
      { hint: 'write the region of the object store' },
    );
  }
  if (!isReferenceFilledIn(backup, scope)) validateBackupCredentials(backup, path, scope, 118);
}

/** Up to v1.119 a template without a reference gets one that is derived from the object's name. */
function isReferenceFilledIn(
  { credentialsRef, secretRef }: SeedBackup,
  { target, inTemplate }: SeedScope,
): boolean {
  return target.gardener < 120 && inTemplate && credentialsRef === undefined && secretRef === undefined;
}
