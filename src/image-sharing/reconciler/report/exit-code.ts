import type { StopReason } from '../calls/stop';
import type { BlockReason } from '../plan/plan-image';
import type { RunOutcome } from '../run/run-once';
import type { ItemResult } from './result';

/** What the exit code of a run depends on. */
export interface ExitFacts {
  readonly outcome: RunOutcome;
  readonly stopped: StopReason | undefined;
  readonly dryRun: boolean;
  /** `--detailed-exitcode` */
  readonly detailed: boolean;
}

/** Exit codes that operators script against. */
export const exitCodes = {
  converged: 0,
  invalid: 2,
  identity: 3,
  failed: 4,
  retryable: 5,
  held: 6,
  changes: 7,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

/** Reasons for which the guard, and not the cloud, keeps an account shared. */
export const heldBack: ReadonlySet<BlockReason> = new Set([
  'max-per-image',
  'max-percent',
  'max-total',
  'empty-desired',
  'incomplete-desired',
]);
/** An account's failure that is for good. */
const forGood: ReadonlySet<BlockReason> = new Set([
  'over-cap',
  'account-unknown',
  'account-other-site',
  'account-own',
]);

/** The highest code that applies wins, but for a dry run's 7, which gives way to all others. */
export function exitCodeOf({ outcome, stopped, dryRun, detailed }: ExitFacts): number {
  if (stopped === 'SIGINT' || stopped === 'SIGTERM') return exitCodes[stopped];
  const { items, unresolved, identityFailure } = outcome;
  if (identityFailure !== undefined) {
    return identityFailure.mayPassLater ? exitCodes.retryable : exitCodes.identity;
  }
  const written = items.some((item) => item.batches > 0);
  const reasons = new Set(items.flatMap((item) => item.blocked.map((entry) => entry.reason)));
  const has = (status: ItemResult['status']) => items.some((item) => item.status === status);
  if (stopped === 'authentication' && (dryRun || !written)) return exitCodes.identity;
  if ([...reasons].some((reason) => heldBack.has(reason))) return exitCodes.held;
  if (stopped === 'deadline' || has('retryable') || unresolved.some((entry) => entry.retryable)) {
    return exitCodes.retryable;
  }
  const accountsFailed = [...reasons].some((reason) => forGood.has(reason));
  if (has('failed') || accountsFailed || unresolved.length > 0) return exitCodes.failed;
  return dryRun && detailed && has('planned') ? exitCodes.changes : exitCodes.converged;
}
