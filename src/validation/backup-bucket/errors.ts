import type {
  BackupBucketProps,
  BackupBucketSpec as ImportedBackupBucketSpec,
} from '../../../imports/core.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';
import { quote } from '../../gardener/json';
import type { Check, KindRules } from '../../issues/check';
import { admitBackup } from '../alicloud/backup';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateBackupCredentials } from '../seed/backup';
import { warnOfUnknownRegion } from '../seed/cloud';
import { internalSecretKind, type ObjectReference, refersTo } from '../seed/credentials';
import { warnOfLabels } from '../seed/labels';
import { backupBucketRuleTable as rules } from './table';
import { immutabilityOf, warnOfImmutability } from './warnings';

// Follows pkg/api/core/validation/backupbucket.go of gardener/gardener.

type BackupBucket = Decoded<BackupBucketProps>;
type BackupBucketSpec = Decoded<ImportedBackupBucketSpec>;

/** A BackupBucket: normally made by gardenlet, so judged for those who make one all the same. */
export const backupBucketRules: KindRules = {
  validate(manifest, { check, previous: stored }) {
    const { metadata = {}, spec = {} } = manifest as BackupBucket;
    const previous = stored as BackupBucket | undefined;
    validateObjectMeta(
      metadata,
      {
        name: 'label',
        namespaced: false,
        ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
      },
      check,
    );
    const atSpec = check.at('spec');
    validateProvider(spec, atSpec.at('provider'));
    validateOwner(spec, atSpec);
    validateBackupCredentials(spec, atSpec, 120);
    if (previous !== undefined) validateUpdate(spec, previous.spec ?? {}, atSpec);
    const types = [spec.provider?.type, previous?.spec?.provider?.type];
    // Seeds got their admission one release before BackupBuckets.
    if (types.includes('alicloud') && check.target.provider >= 66) admitBackup(spec, previous?.spec, atSpec);
  },

  warn(manifest, { check, previous: stored }) {
    const { metadata = {}, spec = {} } = manifest as BackupBucket;
    const previous = stored as BackupBucket | undefined;
    const atSpec = check.at('spec');
    warnOfLabels(metadata, check.at('metadata', 'labels'));
    warnOfAdmission(spec, atSpec.at('credentialsRef'));
    if (spec.provider?.type !== 'alicloud') return;
    const { region = '' } = spec.provider;
    if (region !== previous?.spec?.provider?.region) {
      warnOfUnknownRegion(region, atSpec.at('provider', 'region'));
    }
    warnOfImmutability(
      immutabilityOf(spec.providerConfig),
      previous === undefined ? undefined : { stored: immutabilityOf(previous.spec?.providerConfig) },
      atSpec.at('providerConfig'),
    );
  },
};

function validateProvider({ provider = {} }: BackupBucketSpec, check: Check): void {
  for (const field of ['type', 'region'] as const) {
    if ((provider[field] ?? '') !== '') continue;
    check
      .at(field)
      .report(
        rules['backup-bucket-provider-incomplete'],
        'is missing',
        `name the ${field === 'type' ? 'provider' : 'region'} of the bucket`,
      );
  }
}

function validateOwner({ seedName, shootRef }: BackupBucketSpec, check: Check): void {
  const hint = 'give either seedName or shootRef';
  const reportOwner = (message: string): void =>
    check.at('seedName').report(rules['backup-bucket-owner'], message, hint);
  if (seedName !== undefined && shootRef !== undefined) reportOwner('stands beside a shootRef');
  else if (seedName === '') reportOwner('is empty');
  else if (shootRef !== undefined) validateShootReference(shootRef, check.at('shootRef'));
  else if (seedName === undefined) reportOwner('is missing, and so is shootRef');
}

function validateShootReference(reference: ObjectReference, check: Check): void {
  for (const [field, wanted] of [
    ['apiVersion', 'core.gardener.cloud/v1beta1'],
    ['kind', 'Shoot'],
  ] as const) {
    const value = reference[field] ?? '';
    if (value === wanted) continue;
    check
      .at(field)
      .report(
        rules['backup-bucket-shoot-reference-kind'],
        value === '' ? 'is missing' : `is ${quote(value)}`,
        `write ${wanted}`,
      );
  }
  for (const field of ['name', 'namespace'] as const) {
    if ((reference[field] ?? '') !== '') continue;
    check
      .at(field)
      .report(
        rules['backup-bucket-shoot-reference-incomplete'],
        'is missing',
        'name the Shoot and its namespace',
      );
  }
}

function validateUpdate(spec: BackupBucketSpec, stored: BackupBucketSpec, check: Check): void {
  const hint = 'keep it, or make a new bucket';
  const [provider, storedProvider] = [spell(spec.provider), spell(stored.provider)];
  if (provider !== storedProvider) {
    check
      .at('provider')
      .report(rules['backup-bucket-immutable'], `is ${storedProvider} and cannot become ${provider}`, hint);
  }
  if (spec.seedName !== stored.seedName) {
    check
      .at('seedName')
      .report(
        rules['backup-bucket-immutable'],
        `is ${stored.seedName ?? 'not given'} and cannot become ${spec.seedName ?? 'nothing'}`,
        hint,
      );
  }
}

function spell({ type = '', region = '' }: NonNullable<BackupBucketSpec['provider']> = {}): string {
  return `${quote(type)} in ${quote(region)}`;
}

/** Validation knows the kind, but the admission that looks the credentials up does not. */
function warnOfAdmission({ credentialsRef, provider }: BackupBucketSpec, check: Check): void {
  if (credentialsRef === undefined || provider?.type === 'alicloud') return;
  if (!refersTo(credentialsRef, internalSecretKind)) return;
  check.report(
    rules['backup-bucket-internal-secret'],
    'is an InternalSecret, which the API server refuses when it looks the credentials up',
    'refer to a v1 Secret or a WorkloadIdentity',
  );
}
