import type { FailureClass, ShareFailure, StopReason } from '../alibaba-cloud/failure';
import type { BlockedAccount, BlockReason, SelectedImage } from './plan';

export const itemStatuses = [
  'converged',
  'changed',
  'planned',
  'blocked',
  'skipped',
  'failed',
  'retryable',
] as const;

export type ItemStatus = (typeof itemStatuses)[number];

interface ItemError {
  /** The service's code, or one of ours. */
  readonly code: string;
  readonly class: FailureClass;
  /** Null in a dry run, whose result has the same bytes each time. */
  readonly requestId: string | null;
}

/** One image. All lists are sorted. */
export interface ItemResult {
  readonly region: string;
  readonly image: string;
  readonly status: ItemStatus;
  /** As found at the start. */
  readonly current: readonly string[];
  readonly desired: readonly string[];
  /** Done by this run; in a dry run: to be done. */
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly keep: readonly string[];
  /** What was wanted, but not done. */
  readonly blocked: readonly BlockedAccount[];
  /** Writes that this took. */
  readonly batches: number;
  readonly error: ItemError | null;
}

/** An account that could not be found out; it may be any, so nothing was pruned. */
export interface UnresolvedAccount {
  /** The name of the set. */
  readonly accounts: string;
  readonly source: string;
  readonly code: string;
  readonly class: FailureClass;
  readonly retryable: boolean;
}

export interface Summary {
  readonly exitCode: number;
  readonly images: number;
  readonly statuses: Readonly<Record<ItemStatus, number>>;
  readonly added: number;
  readonly removed: number;
  readonly blocked: number;
  readonly batches: number;
  readonly unresolved: readonly UnresolvedAccount[];
}

/** What a run has come to. */
export interface RunResult {
  readonly owner: string | null;
  readonly dryRun: boolean;
  readonly items: readonly ItemResult[];
  readonly summary: Summary;
}

/** What a run has come to, before it is summed up. */
export interface RunOutcome {
  readonly owner: string | null;
  /** Why the run could not begin, if so. */
  readonly identityFailure: ShareFailure | undefined;
  readonly items: readonly ItemResult[];
  readonly unresolved: readonly UnresolvedAccount[];
}

interface ItemFacts extends Pick<ItemResult, 'current' | 'desired' | 'add' | 'remove' | 'keep' | 'batches'> {
  readonly image: SelectedImage;
  readonly dryRun: boolean;
  readonly blocked: readonly BlockedAccount[];
  readonly failure: ShareFailure | undefined;
}

export function toItemResult(facts: ItemFacts): ItemResult {
  const { image, dryRun, failure, current, desired, add, remove, keep, batches } = facts;
  const status = statusOf(facts);
  return {
    region: image.region,
    image: image.imageId,
    status,
    current,
    desired,
    add,
    remove,
    keep,
    blocked: [...facts.blocked].sort((one, other) => (one.account < other.account ? -1 : 1)),
    batches,
    error:
      failure === undefined || status === 'skipped'
        ? null
        : { code: failure.code, class: failure.class, requestId: dryRun ? null : failure.requestId },
  };
}

/** An image that nothing could be done for. */
export function failedItem(image: SelectedImage, dryRun: boolean, failure: ShareFailure): ItemResult {
  const none = { current: [], desired: [], add: [], remove: [], keep: [], blocked: [], batches: 0 };
  return toItemResult({ image, dryRun, failure, ...none });
}

function statusOf(facts: ItemFacts): ItemStatus {
  const { image, dryRun, failure, blocked, add, remove } = facts;
  if (failure !== undefined) {
    // An image that vanishes after it was written to was not missing: that has to be told.
    const untouched = facts.batches === 0 && add.length + remove.length === 0;
    if (failure.class === 'image-unknown' && image.ifMissing === 'skip' && untouched) return 'skipped';
    return failure.mayPassLater ? 'retryable' : 'failed';
  }
  if (blocked.length > 0) return 'blocked';
  if (add.length + remove.length === 0) return 'converged';
  return dryRun ? 'planned' : 'changed';
}

export function toRunResult(outcome: RunOutcome, dryRun: boolean, exitCode: number): RunResult {
  const { owner, items, unresolved } = outcome;
  const statuses = Object.fromEntries(itemStatuses.map((status) => [status, 0])) as Record<
    ItemStatus,
    number
  >;
  const sums = { added: 0, removed: 0, blocked: 0, batches: 0 };
  for (const item of items) {
    statuses[item.status] += 1;
    sums.added += item.add.length;
    sums.removed += item.remove.length;
    sums.blocked += item.blocked.length;
    sums.batches += item.batches;
  }
  return {
    owner,
    dryRun,
    items,
    summary: {
      exitCode,
      images: items.length,
      statuses,
      ...sums,
      unresolved: [...unresolved].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    },
  };
}

function keyOf(entry: { readonly accounts: string; readonly source: string }): string {
  return `${entry.accounts}\n${entry.source}`;
}

/** What the exit code of a run depends on. */
interface ExitFacts {
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
  const reasons = new Set<BlockReason>();
  for (const item of items) for (const { reason } of item.blocked) reasons.add(reason);
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
