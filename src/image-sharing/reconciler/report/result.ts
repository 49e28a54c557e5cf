import type { FailureClass } from '../calls/failure';
import type { BlockedAccount } from '../plan/plan-image';

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

export interface ItemError {
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

export function renderJson(result: RunResult): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
