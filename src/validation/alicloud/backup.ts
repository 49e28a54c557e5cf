import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import type { Target } from '../../gardener/target';
import { IssueCollector } from '../../issues/check';
import { decode } from '../../schema/decode';
import { backupBucketRuleTable as rules } from '../backup-bucket/table';
import { describe, refersTo, secretKind } from '../seed/backup';
import type { ObjectReference } from '../seed/decoded-seed';

/** The part of a Seed's backup, or of a BackupBucket, that provider-alicloud looks at. */
interface AdmittedBackup {
  readonly credentialsRef?: ObjectReference;
  readonly providerConfig?: unknown;
}

export interface AdmissionScope {
  readonly issues: IssueCollector;
  readonly target: Target;
  /** Path of the backup: `spec.backup`, or `spec` of a BackupBucket. */
  readonly path: FieldPath;
}

/** First releases of provider-alicloud that look at a config, and at the kind of the credentials. */
const firstConfig = 65;
const firstCredentials = 66;

/** The validating admission of provider-alicloud for the buckets of backups. */
export function admitBackup(
  backup: AdmittedBackup | undefined,
  previous: AdmittedBackup | undefined,
  scope: AdmissionScope,
): void {
  const { target, path } = scope;
  if (target.provider < firstConfig) return;
  const configPath = path.child('providerConfig');
  let config: BackupBucketConfig = {};
  if (backup !== undefined) {
    if (target.provider >= firstCredentials) admitCredentials(backup.credentialsRef, scope);
    const decoded = decodeBackupBucketConfig(backup.providerConfig, configPath, target);
    if (!('config' in decoded)) {
      reportUnreadable(decoded, '', scope);
      return;
    }
    ({ config } = decoded);
    admitConfig(config, scope);
  }
  const stored = decodeBackupBucketConfig(previous?.providerConfig, configPath, target, { lenient: true });
  if ('config' in stored) admitConfigUpdate(config, stored.config, scope);
  else reportUnreadable(stored, 'the stored config: ', scope);
}

function reportUnreadable(
  decoded: Extract<DecodedConfig, { problems: unknown }>,
  prefix: string,
  { issues, path }: AdmissionScope,
): void {
  for (const { message, at, hint } of decoded.problems) {
    issues.report(rules['backup-config-unreadable'], path.child('providerConfig'), prefix + message, {
      ...(prefix === '' ? { at: FieldPath.of(at) } : {}),
      ...(hint === undefined ? {} : { hint }),
    });
  }
}

function admitCredentials(reference: ObjectReference | undefined, { issues, path }: AdmissionScope): void {
  const referencePath = path.child('credentialsRef');
  const hint = 'refer to a v1 Secret with the keys accessKeyID and accessKeySecret';
  if (reference === undefined) {
    issues.report(rules['backup-alicloud-credentials-missing'], referencePath, 'is missing', { hint });
  } else if (!refersTo(reference, secretKind)) {
    issues.report(
      rules['backup-alicloud-credentials-kind'],
      referencePath,
      `provider-alicloud takes no ${describe(reference)}`,
      { hint },
    );
  }
}

function admitConfig({ immutability }: BackupBucketConfig, { issues, path }: AdmissionScope): void {
  if (immutability === undefined) return;
  const immutabilityPath = path.child('providerConfig', 'immutability');
  const { retentionType = '', retentionPeriod = 0 } = immutability;
  if (retentionType !== 'bucket') {
    issues.report(
      rules['backup-retention-type'],
      immutabilityPath.child('retentionType'),
      retentionType === '' ? 'is missing' : `${quote(retentionType)} is no type of retention`,
      { hint: 'write bucket' },
    );
  }
  if (retentionPeriod < 1) {
    issues.report(
      rules['backup-retention-period'],
      immutabilityPath.child('retentionPeriod'),
      immutability.retentionPeriod === undefined ? 'is missing' : `${retentionPeriod} days are too few`,
      { hint: 'give whole days, at least 1' },
    );
  }
}

function admitConfigUpdate(
  { immutability }: BackupBucketConfig,
  stored: BackupBucketConfig,
  { issues, path }: AdmissionScope,
): void {
  // To drop it altogether is let pass; the warnings say what that means.
  if (immutability === undefined || stored.immutability === undefined) return;
  const immutabilityPath = path.child('providerConfig', 'immutability');
  if (stored.immutability.locked === true && immutability.locked !== true) {
    issues.report(rules['backup-retention-unlocked'], immutabilityPath.child('locked'), 'cannot be undone', {
      hint: 'keep locked: true',
    });
  }
  const [period = 0, storedPeriod = 0] = [immutability.retentionPeriod, stored.immutability.retentionPeriod];
  if (period < storedPeriod) {
    issues.report(
      rules['backup-retention-shortened'],
      immutabilityPath.child('retentionPeriod'),
      `cannot be lowered from ${storedPeriod} to ${period} days`,
      { hint: `keep ${storedPeriod}, or give more` },
    );
  }
}

/** provider-alicloud's settings for the bucket, decoded. */
interface BackupBucketConfig {
  readonly immutability?: Immutability;
}

export interface Immutability {
  readonly retentionType?: string;
  /** In days. */
  readonly retentionPeriod?: number;
  readonly locked?: boolean;
}

/** What cannot be read, and where it stands. */
interface DecodingProblem {
  readonly message: string;
  readonly at: string;
  readonly hint?: string;
}

type DecodedConfig = { readonly config: BackupBucketConfig } | { readonly problems: DecodingProblem[] };

const schema = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/BackupBucketConfig';

/**
 * Reads a `providerConfig` as the admission of provider-alicloud does: strictly, apiVersion and kind included.
 * What is stored already is read leniently.
 */
export function decodeBackupBucketConfig(
  value: unknown,
  path: FieldPath,
  target: { readonly gardener: number; readonly provider: number },
  options: { readonly lenient?: boolean } = {},
): DecodedConfig {
  if (value === undefined || value === null) return { config: {} };
  const scratch = new IssueCollector();
  const config = decode(schema, value, target, scratch, { path, ...options });
  const errors = scratch.findings.filter(({ severity }) => severity === 'error');
  if (config !== undefined && errors.length === 0) return { config };
  return {
    problems: errors.map(({ message, hint, field, at }) => ({
      message: `${relative(at ?? field, path)}${message}`,
      at: at ?? field,
      ...(hint === undefined ? {} : { hint }),
    })),
  };
}

/** The error is reported at the whole config, so the message says which part of it. */
function relative(at: string, path: FieldPath): string {
  const prefix = `${String(path)}.`;
  return at.startsWith(prefix) ? `${at.slice(prefix.length)}: ` : '';
}
