import type { SharingPolicy } from '../config/config';
import type { Shares } from '../provider';

/** The accounts that an image is to be shared with. */
export interface DesiredAccounts {
  /** Sorted, each once, without the owner. */
  readonly accounts: readonly string[];
  /** False when some source of accounts could not be read: then nothing may be pruned. */
  readonly complete: boolean;
}

/** Why a wanted change was not made for an account. */
export type BlockReason =
  | 'max-per-image'
  | 'max-percent'
  | 'max-total'
  | 'empty-desired'
  | 'incomplete-desired'
  | 'incomplete-read'
  | 'over-cap'
  | 'account-unknown'
  | 'account-other-site'
  | 'account-own'
  | 'unconfirmed';

export interface BlockedAccount {
  readonly account: string;
  readonly reason: BlockReason;
}

/** What is to change at one image. All lists are sorted. */
export interface ImagePlan {
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly keep: readonly string[];
  readonly blocked: readonly BlockedAccount[];
}

/** Compares what is with what should be; refuses nothing yet. */
export function planImage(
  desired: DesiredAccounts,
  current: Shares,
  policy: SharingPolicy,
  protectedAccounts: readonly string[],
): ImagePlan {
  const wanted = new Set([...desired.accounts, ...protectedAccounts]);
  const remove = policy === 'exact' ? current.accounts.filter((account) => !wanted.has(account)) : [];
  return {
    add: without(desired.accounts, current.accounts),
    remove,
    keep: without(current.accounts, remove),
    blocked: [],
  };
}

/** The items of a sorted list that another list does not have. */
export function without(accounts: readonly string[], others: readonly string[]): readonly string[] {
  const excluded = new Set(others);
  return accounts.filter((account) => !excluded.has(account));
}
