import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import {
  isEmptySecretReference,
  type ObjectReference,
  refersTo,
  secretKind,
  type SecretReference,
  syncedReference,
  validateCredentialsReference,
  validateSecretReference,
  workloadIdentityKind,
} from './credentials';
import type { SeedHolder, SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

// Follows validateSeedBackup in pkg/api/core/validation/seed.go of gardener/gardener.

type SeedBackup = NonNullable<SeedSpec['backup']>;

/** Where the backups of etcd go: the API server's part, whatever the provider. `check` is at the Seed's spec. */
export function validateBackup({ backup, provider }: SeedSpec, check: Check, holder: SeedHolder): void {
  if (backup === undefined) return;
  const atBackup = check.at('backup');
  const backupProvider = backup.provider ?? '';
  const seedProvider = provider?.type ?? '';
  const isManaged = holder === 'ManagedSeed';
  if (backupProvider === '' && !isManaged) {
    atBackup
      .at('provider')
      .report(
        rules['seed-backup-provider-missing'],
        'is missing',
        'name the provider of the object store, e.g. alicloud',
      );
  }
  // Which provider the Shoot of a ManagedSeed has is not known here.
  const isUnknown = isManaged && (backupProvider === '' || seedProvider === '');
  if (!isUnknown && seedProvider !== backupProvider && (backup.region ?? '') === '') {
    atBackup
      .at('region')
      .report(
        rules['seed-backup-region-missing'],
        `is missing, and the seed's own region is none of ${quote(backupProvider)}: the seed is ` +
          (seedProvider === '' ? 'of no provider' : `of ${quote(seedProvider)}`),
        'write the region of the object store',
      );
  }
  if (holder !== 'Seed' && isReferenceFilledIn(backup, check)) return;
  validateBackupCredentials(backup, atBackup, 118);
}

/** Up to v1.119 a template without a reference gets one that is derived from the object's name. */
function isReferenceFilledIn({ credentialsRef, secretRef }: SeedBackup, { target }: Check): boolean {
  return target.gardener < 120 && credentialsRef === undefined && secretRef === undefined;
}

interface BackupCredentials {
  readonly credentialsRef?: ObjectReference;
  readonly secretRef?: SecretReference;
}

/**
 * The reference to the credentials of a Seed's backup or of a BackupBucket.
 * @param since first minor of Gardener that has `credentialsRef` there; before, there is `secretRef` only
 */
export function validateBackupCredentials(
  { credentialsRef, secretRef }: BackupCredentials,
  check: Check,
  since: number,
): void {
  const { gardener } = check.target;
  if (gardener < since) {
    validateSecretReference(secretRef, check.at('secretRef'));
    return;
  }
  const reference = syncedReference(credentialsRef, secretRef);
  const atReference = check.at('credentialsRef');
  if (reference === undefined) {
    atReference.report(
      rules['credentials-reference-missing'],
      'is missing',
      'refer to the Secret with the access key of the object store: apiVersion v1, kind Secret, name, namespace',
    );
    return;
  }
  validateCredentialsReference(reference, atReference);
  const isSame = secretRef?.name === reference.name && secretRef?.namespace === reference.namespace;
  if (!isEmptySecretReference(secretRef) && !(isSame && refersTo(reference, secretKind))) {
    check
      .at('secretRef')
      .report(
        rules['backup-secret-reference-differs'],
        'is not what credentialsRef refers to',
        'remove secretRef; credentialsRef replaces it',
      );
  }
  if (gardener < 128 && refersTo(reference, workloadIdentityKind)) {
    atReference.report(
      rules['backup-workload-identity-too-new'],
      `Gardener 1.${gardener} takes no WorkloadIdentity for backups`,
      'refer to a v1 Secret; WorkloadIdentity came with 1.128',
    );
  }
}
