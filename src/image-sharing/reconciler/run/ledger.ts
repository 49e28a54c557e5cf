import type { ShareFailure } from '../calls/failure';
import type { BlockedAccount, BlockReason } from '../plan/plan-image';
import type { ShareOperation, Shares } from '../provider';

/** What a run has done to one image. Sets, so that nothing is ever counted twice. */
export class Ledger {
  /** Writes that had an effect. */
  batches = 0;
  private firstFailure: ShareFailure | undefined;
  private readonly done = { add: new Set<string>(), remove: new Set<string>() };
  private readonly reasons = new Map<string, BlockReason>();

  /** Accounts that this run has added or removed, sorted. */
  accounts(operation: ShareOperation): readonly string[] {
    return [...this.done[operation]].sort();
  }

  record(operation: ShareOperation, accounts: readonly string[]): void {
    for (const account of accounts) this.done[operation].add(account);
  }

  block(account: string, reason: BlockReason): void {
    this.reasons.set(account, reason);
  }

  get blocked(): readonly BlockedAccount[] {
    return [...this.reasons].map(([account, reason]) => ({ account, reason }));
  }

  /** The first failure is the cause of those that follow, so it stays. */
  fail(failure: ShareFailure): void {
    this.firstFailure ??= failure;
  }

  get failure(): ShareFailure | undefined {
    return this.firstFailure;
  }

  get hasWrites(): boolean {
    return this.done.add.size + this.done.remove.size > 0;
  }

  /** Accounts whose change a read does not show. */
  contradictions(shares: Shares): readonly string[] {
    const shared = new Set(shares.accounts);
    const notAdded = [...this.done.add].filter((account) => !shared.has(account));
    const notRemoved = [...this.done.remove].filter((account) => shared.has(account) || !shares.complete);
    return [...notAdded, ...notRemoved];
  }

  /** Takes back what was accepted but has never shown. */
  takeBack(accounts: readonly string[]): void {
    for (const account of accounts) {
      this.done.add.delete(account);
      this.done.remove.delete(account);
      this.block(account, 'unconfirmed');
    }
  }
}
