import type {
  BackupBucketConfigImmutability,
  BackupBucketConfigProps,
} from '../../../imports/alicloud.provider.extensions.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';
import { quote } from '../../gardener/json';
import { type Check, type Finding } from '../../issues/check';
import { decode } from '../../schema/decode';
import { backupBucketRuleTable as rules } from '../backup-bucket/table';
import { describe, type ObjectReference, refersTo, secretKind } from '../seed/credentials';

// Follows pkg/admission/validator/seed.go and backupbucket.go, and pkg/apis/alicloud/validation/backupbucket.go of
// gardener/gardener-extension-provider-alicloud.

/** The part of a Seed's backup, or of a BackupBucket, that provider-alicloud looks at. */
interface AdmittedBackup {
  readonly credentialsRef?: ObjectReference;
  readonly providerConfig?: unknown;
}

/** First releases of provider-alicloud that look at a config, and at the kind of the credentials. */
const firstConfig = 65;
const firstCredentials = 66;

/**
 * The validating admission of provider-alicloud for the buckets of backups. `check` is at the backup of a Seed,
 * or at the spec of a BackupBucket.
 */
export function admitBackup(
  backup: AdmittedBackup | undefined,
  previous: AdmittedBackup | undefined,
  check: Check,
): void {
  const { provider } = check.target;
  if (provider < firstConfig) return;
  const atConfig = check.at('providerConfig');
  let config: BackupBucketConfig = {};
  if (backup !== undefined) {
    if (provider >= firstCredentials) admitCredentials(backup.credentialsRef, check.at('credentialsRef'));
    const decoded = decodeBackupBucketConfig(backup.providerConfig, atConfig);
    if (!('config' in decoded)) {
      for (const finding of decoded.problems) {
        // The error is reported at the whole config, so the message says which part of it.
        const at = finding.at ?? finding.field;
        const message = `${relative(at, atConfig)}${finding.message}`;
        check.adopt(
          { ...finding, field: String(atConfig.field), at },
          rules['backup-config-unreadable'],
          message,
        );
      }
      return;
    }
    ({ config } = decoded);
    admitConfig(config, atConfig.at('immutability'));
  }
  const stored = decodeBackupBucketConfig(previous?.providerConfig, atConfig, { lenient: true });
  if ('config' in stored) {
    admitConfigUpdate(config, stored.config, atConfig.at('immutability'));
    return;
  }
  for (const { field, at = field, message, hint } of stored.problems) {
    const problem = `the stored config: ${relative(at, atConfig)}${message}`;
    atConfig.report(rules['backup-config-unreadable'], problem, hint);
  }
}

/** Which part of a config, as a message begins; nothing for all of it. */
function relative(at: string, check: Check): string {
  const prefix = `${String(check.field)}.`;
  return at.startsWith(prefix) ? `${at.slice(prefix.length)}: ` : '';
}

function admitCredentials(reference: ObjectReference | undefined, check: Check): void {
  const hint = 'refer to a v1 Secret with the keys accessKeyID and accessKeySecret';
  if (reference === undefined) {
    check.report(rules['backup-alicloud-credentials-missing'], 'is missing', hint);
  } else if (!refersTo(reference, secretKind)) {
    check.report(
      rules['backup-alicloud-credentials-kind'],
      `provider-alicloud takes no ${describe(reference)}`,
      hint,
    );
  }
}

function admitConfig({ immutability }: BackupBucketConfig, check: Check): void {
  if (immutability === undefined) return;
  const { retentionType = '', retentionPeriod = 0 } = immutability;
  if (retentionType !== 'bucket') {
    check
      .at('retentionType')
      .report(
        rules['backup-retention-type'],
        retentionType === '' ? 'is missing' : `${quote(retentionType)} is no type of retention`,
        'write bucket',
      );
  }
  if (retentionPeriod < 1) {
    check
      .at('retentionPeriod')
      .report(
        rules['backup-retention-period'],
        immutability.retentionPeriod === undefined ? 'is missing' : `${retentionPeriod} days are too few`,
        'give whole days, at least 1',
      );
  }
}

function admitConfigUpdate(
  { immutability }: BackupBucketConfig,
  stored: BackupBucketConfig,
  check: Check,
): void {
  // To drop it altogether is let pass; the warnings say what that means.
  if (immutability === undefined || stored.immutability === undefined) return;
  if (stored.immutability.locked === true && immutability.locked !== true) {
    check.at('locked').report(rules['backup-retention-unlocked'], 'cannot be undone', 'keep locked: true');
  }
  const [period = 0, storedPeriod = 0] = [immutability.retentionPeriod, stored.immutability.retentionPeriod];
  if (period < storedPeriod) {
    check
      .at('retentionPeriod')
      .report(
        rules['backup-retention-shortened'],
        `cannot be lowered from ${storedPeriod} to ${period} days`,
        `keep ${storedPeriod}, or give more`,
      );
  }
}

/** provider-alicloud's settings for the bucket. */
type BackupBucketConfig = Decoded<BackupBucketConfigProps>;
export type Immutability = Decoded<BackupBucketConfigImmutability>;

type DecodedConfig = { readonly config: BackupBucketConfig } | { readonly problems: readonly Finding[] };

const schema = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/BackupBucketConfig';

/**
 * Reads a `providerConfig` as the admission of provider-alicloud does: strictly, apiVersion and kind included.
 * What is stored already is read leniently. `check` is at the config; nothing is reported.
 */
export function decodeBackupBucketConfig(
  value: unknown,
  check: Check,
  options: { readonly lenient?: boolean } = {},
): DecodedConfig {
  if (value === undefined || value === null) return { config: {} };
  const scratch = check.aside();
  const config = decode(schema, value, scratch, options);
  const errors = scratch.findings.filter(({ severity }) => severity === 'error');
  return config !== undefined && errors.length === 0 ? { config } : { problems: errors };
}
