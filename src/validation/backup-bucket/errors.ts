import { FieldPath } from '../../gardener/field-path';
import { type JsonObject, quote } from '../../gardener/json';
import { admitBackup } from '../alicloud/backup';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { internalSecretKind, refersTo, validateBackupCredentials } from '../seed/backup';
import type { Metadata, ObjectReference, SecretReference } from '../seed/decoded-seed';
import { warnOfLabels } from '../seed/warnings';
import { backupBucketRuleTable as rules } from './table';
import { immutabilityOf, warnOfImmutability } from './warnings';
import type { KindRules, ValidationContext } from '../../issues/check';

interface BackupBucketSpec {
  readonly provider?: { readonly type?: string; readonly region?: string };
  readonly providerConfig?: unknown;
  readonly seedName?: string;
  readonly shootRef?: ObjectReference;
  readonly credentialsRef?: ObjectReference;
  /** Gone since v1.124. */
  readonly secretRef?: SecretReference;
}

interface BackupBucket {
  readonly metadata?: Metadata;
  readonly spec?: BackupBucketSpec;
}

const path = FieldPath.of('spec');
const configPath = path.child('providerConfig');

/** A BackupBucket: normally made by gardenlet, so judged for those who make one all the same. */
export const backupBucketRules: KindRules = {
  validate(manifest, context) {
    const { metadata = {}, spec = {} } = manifest as BackupBucket;
    const previous = context.previous as BackupBucket | undefined;
    validateObjectMeta(
      metadata as JsonObject,
      {
        name: 'label',
        namespaced: false,
        ...(previous === undefined ? {} : { previous: (previous.metadata ?? {}) as JsonObject }),
      },
      context.issues,
    );
    validateProvider(spec, context);
    validateOwner(spec, context);
    validateBackupCredentials(spec, path, context, 120);
    if (previous !== undefined) validateUpdate(spec, previous.spec ?? {}, context);
    const types = [spec.provider?.type, previous?.spec?.provider?.type];
    // Seeds got their admission one release before BackupBuckets.
    if (types.includes('alicloud') && context.target.provider >= 66) {
      admitBackup(spec, previous?.spec, { ...context, path });
    }
  },

  warn(manifest, context) {
    const { metadata = {}, spec = {} } = manifest as BackupBucket;
    const previous = context.previous as BackupBucket | undefined;
    warnOfLabels(metadata.labels ?? {}, FieldPath.of('metadata', 'labels'), context.issues);
    warnOfAdmission(spec, context);
    if (spec.provider?.type !== 'alicloud') return;
    warnOfImmutability(
      immutabilityOf(spec.providerConfig),
      previous === undefined ? undefined : { stored: immutabilityOf(previous.spec?.providerConfig) },
      { ...context, path: configPath },
    );
  },
};

function validateProvider({ provider = {} }: BackupBucketSpec, { issues }: ValidationContext): void {
  for (const field of ['type', 'region'] as const) {
    if ((provider[field] ?? '') !== '') continue;
    issues.report(rules['backup-bucket-provider-incomplete'], path.child('provider', field), 'is missing', {
      hint: `name the ${field === 'type' ? 'provider' : 'region'} of the bucket`,
    });
  }
}

function validateOwner({ seedName, shootRef }: BackupBucketSpec, context: ValidationContext): void {
  const { issues } = context;
  const hint = 'give either seedName or shootRef';
  const reportOwner = (message: string): void =>
    issues.report(rules['backup-bucket-owner'], path.child('seedName'), message, { hint });
  if (seedName !== undefined && shootRef !== undefined) reportOwner('stands beside a shootRef');
  else if (seedName === '') reportOwner('is empty');
  else if (shootRef !== undefined) validateShootReference(shootRef, context);
  else if (seedName === undefined) reportOwner('is missing, and so is shootRef');
}

function validateShootReference(reference: ObjectReference, { issues }: ValidationContext): void {
  const referencePath = path.child('shootRef');
  for (const [field, wanted] of [
    ['apiVersion', 'core.gardener.cloud/v1beta1'],
    ['kind', 'Shoot'],
  ] as const) {
    const value = reference[field] ?? '';
    if (value === wanted) continue;
    issues.report(
      rules['backup-bucket-shoot-reference-kind'],
      referencePath.child(field),
      value === '' ? 'is missing' : `is ${quote(value)}`,
      { hint: `write ${wanted}` },
    );
  }
  for (const field of ['name', 'namespace'] as const) {
    if ((reference[field] ?? '') !== '') continue;
    issues.report(
      rules['backup-bucket-shoot-reference-incomplete'],
      referencePath.child(field),
      'is missing',
      {
        hint: 'name the Shoot and its namespace',
      },
    );
  }
}

function validateUpdate(
  spec: BackupBucketSpec,
  stored: BackupBucketSpec,
  { issues }: ValidationContext,
): void {
  const hint = 'keep it, or make a new bucket';
  const [provider, storedProvider] = [spell(spec.provider), spell(stored.provider)];
  if (provider !== storedProvider) {
    issues.report(
      rules['backup-bucket-immutable'],
      path.child('provider'),
      `is ${storedProvider} and cannot become ${provider}`,
      { hint },
    );
  }
  if (spec.seedName !== stored.seedName) {
    issues.report(
      rules['backup-bucket-immutable'],
      path.child('seedName'),
      `is ${stored.seedName ?? 'not given'} and cannot become ${spec.seedName ?? 'nothing'}`,
      { hint },
    );
  }
}

function spell({ type = '', region = '' }: NonNullable<BackupBucketSpec['provider']> = {}): string {
  return `${quote(type)} in ${quote(region)}`;
}

/** Validation knows the kind, but the admission that looks the credentials up does not. */
function warnOfAdmission(
  { credentialsRef, provider }: BackupBucketSpec,
  { issues }: ValidationContext,
): void {
  if (credentialsRef === undefined || provider?.type === 'alicloud') return;
  if (!refersTo(credentialsRef, internalSecretKind)) return;
  issues.report(
    rules['backup-bucket-internal-secret'],
    path.child('credentialsRef'),
    'is an InternalSecret, which the API server refuses when it looks the credentials up',
    { hint: 'refer to a v1 Secret or a WorkloadIdentity' },
  );
}
