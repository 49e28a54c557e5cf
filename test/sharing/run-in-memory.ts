import { Retrier } from '../../src/alibaba-cloud/calls';
import { Stop } from '../../src/alibaba-cloud/clock';
import { AccountSets, type ResolvedAccounts } from '../../src/sharing/accounts';
import type { PruneConfig, SharingPolicy } from '../../src/sharing/config';
import type { InMemoryProvider } from './in-memory-provider';
import type { RunOutcome } from '../../src/sharing/result';
import { runOnce } from '../../src/sharing/run-once';
import { VirtualClock } from './virtual-clock';

export const OWNER = '1000000000000001';
export const REGION = 'eu-central-1';

export interface WantedImage {
  readonly imageId: string;
  readonly desired: readonly string[];
  readonly policy?: SharingPolicy;
  readonly ifMissing?: 'fail' | 'skip';
}

export interface MemoryRun {
  readonly provider: InMemoryProvider;
  readonly images: readonly WantedImage[];
  readonly prune?: Partial<PruneConfig>;
  readonly allowLargePrune?: boolean;
  readonly dryRun?: boolean;
  readonly accountsPerImage?: number;
  readonly expectOwnerAccount?: string;
  /** What every set comes to, in the end. @default what is desired, at once */
  readonly resolving?: Promise<ResolvedAccounts>;
  readonly unresolved?: ResolvedAccounts['unresolved'];
  readonly stop?: Stop;
}

/** One run against a provider in memory, in virtual time; every image has a set of accounts of its own. */
export async function runInMemory(run: MemoryRun): Promise<RunOutcome> {
  const clock = new VirtualClock();
  const stop = run.stop ?? new Stop();
  const silent = () => undefined;
  const sets = new Map(
    run.images.map(({ imageId, desired }) => [
      imageId,
      {
        listed: desired,
        whole: run.resolving ?? Promise.resolve({ accounts: desired, unresolved: run.unresolved ?? [] }),
      },
    ]),
  );
  return await runOnce({
    provider: run.provider,
    retrier: new Retrier(
      { maxAttempts: 4, baseMs: 100, capMs: 1000, budgetMs: 10_000 },
      { clock, stop, random: () => 0, onRetry: silent },
    ),
    clock,
    stop,
    log: { info: silent, warn: silent, error: silent },
    limits: { accountsPerCall: 10, accountsPerImage: run.accountsPerImage ?? 50, pageSize: 50 },
    verify: { attempts: 3, delayMs: 10 },
    guard: {
      maxPerImage: 5,
      maxPercent: 20,
      maxTotal: 20,
      allowEmpty: false,
      protect: [],
      ...run.prune,
      allowLargePrune: run.allowLargePrune ?? false,
    },
    dryRun: run.dryRun ?? false,
    images: run.images.map(({ imageId, policy = 'exact', ifMissing = 'fail' }) => ({
      region: REGION,
      imageId,
      accounts: [imageId],
      policy,
      ifMissing,
    })),
    expectOwnerAccount: run.expectOwnerAccount ?? null,
    resolveAccountSets: (owner) => new AccountSets(sets, owner),
    onProgress: silent,
  });
}

/** `count` account IDs in ascending order, counted from `first`. */
export function accounts(count: number, first = 1): readonly string[] {
  return Array.from({ length: count }, (_, index) => String(2_000_000_000_000_000 + first + index));
}
