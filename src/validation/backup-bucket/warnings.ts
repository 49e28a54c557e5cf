import { Target } from '../../gardener/target';
import { Check } from '../../issues/check';
import { decodeBackupBucketConfig, type Immutability } from '../alicloud/backup';
import { backupBucketRuleTable as rules } from './table';

/** First release of provider-alicloud that knows a BackupBucketConfig. */
const firstConfig = 65;

/** What a config says of immutability, read as the newest provider-alicloud would. */
export function immutabilityOf(providerConfig: unknown): Immutability | undefined {
  const newest = Check.root(new Target({ now: null }));
  const decoded = decodeBackupBucketConfig(providerConfig, newest, { lenient: true });
  return 'config' in decoded ? decoded.config.immutability : undefined;
}

/** The facts of OSS retention policies that no admission tells. `check` is at the config. */
export function warnOfImmutability(
  immutability: Immutability | undefined,
  previous: { readonly stored: Immutability | undefined } | undefined,
  check: Check,
): void {
  const stored = previous?.stored;
  const atImmutability = check.at('immutability');
  if (immutability !== undefined && check.target.provider < firstConfig) {
    atImmutability.report(
      rules['backup-retention-unknown-to-provider'],
      `provider-alicloud 1.${check.target.provider} does not know it: the bucket stays as it is`,
      `use provider-alicloud 1.${firstConfig} or later`,
    );
    return;
  }
  if (immutability === undefined) {
    if (stored?.locked !== true) return;
    atImmutability.report(
      rules['backup-retention-dropped'],
      'is dropped, but the bucket keeps its locked policy, and nobody sees it in the manifest any more',
      `keep it as it was: locked, ${days(stored)}`,
    );
    return;
  }
  if (immutability.locked !== true) {
    atImmutability
      .at('locked')
      .report(
        rules['backup-retention-unlocked-lapses'],
        'is not true: OSS drops a policy that is not locked 24 hours after it was made',
        'use it to try the settings; lock it to protect backups',
      );
  } else if (stored?.locked !== true) {
    atImmutability
      .at('locked')
      .report(
        rules['backup-retention-lock-is-final'],
        `is final: no backup in the bucket can be deleted for ${days(immutability)}, by nobody, and the period can only grow`,
        'make sure of the period, and of the cost of what is kept, before this is applied',
      );
  }
}

function days({ retentionPeriod = 0 }: Immutability): string {
  return retentionPeriod === 1 ? '1 day' : `${retentionPeriod} days`;
}
