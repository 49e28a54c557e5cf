import { FieldPath } from '../../gardener/field-path';
import { newestGardener, newestProvider } from '../../gardener/target';
import { type AdmissionScope, decodeBackupBucketConfig, type Immutability } from '../alicloud/backup';
import { backupBucketRuleTable as rules } from './table';

/** First release of provider-alicloud that knows a BackupBucketConfig. */
const firstConfig = 65;

/** What a config says of immutability, read as the newest provider-alicloud would. */
export function immutabilityOf(providerConfig: unknown): Immutability | undefined {
  const newest = { gardener: newestGardener, provider: newestProvider };
  const decoded = decodeBackupBucketConfig(providerConfig, FieldPath.root, newest, { lenient: true });
  return 'config' in decoded ? decoded.config.immutability : undefined;
}

/** The facts of OSS retention policies that no admission tells. `path` is that of the config. */
export function warnOfImmutability(
  immutability: Immutability | undefined,
  previous: { readonly stored: Immutability | undefined } | undefined,
  { issues, target, path }: AdmissionScope,
): void {
  const stored = previous?.stored;
  const immutabilityPath = path.child('immutability');
  if (immutability !== undefined && target.provider < firstConfig) {
    issues.report(
      rules['backup-retention-unknown-to-provider'],
      immutabilityPath,
      `provider-alicloud 1.${target.provider} does not know it: the bucket stays as it is`,
      { hint: `use provider-alicloud 1.${firstConfig} or later` },
    );
    return;
  }
  if (immutability === undefined) {
    if (stored?.locked !== true) return;
    issues.report(
      rules['backup-retention-dropped'],
      immutabilityPath,
      'is dropped, but the bucket keeps its locked policy, and nobody sees it in the manifest any more',
      { hint: `keep it as it was: locked, ${days(stored)}` },
    );
    return;
  }
  if (immutability.locked !== true) {
    issues.report(
      rules['backup-retention-unlocked-lapses'],
      immutabilityPath.child('locked'),
      'is not true: OSS drops a policy that is not locked 24 hours after it was made',
      { hint: 'use it to try the settings; lock it to protect backups' },
    );
  } else if (stored?.locked !== true) {
    issues.report(
      rules['backup-retention-lock-is-final'],
      immutabilityPath.child('locked'),
      `is final: no backup in the bucket can be deleted for ${days(immutability)}, by nobody, and the period can only grow`,
      { hint: 'make sure of the period, and of the cost of what is kept, before this is applied' },
    );
  }
}

function days({ retentionPeriod = 0 }: Immutability): string {
  return retentionPeriod === 1 ? '1 day' : `${retentionPeriod} days`;
}
