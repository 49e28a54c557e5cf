import type { Retrier } from '../alibaba-cloud/calls';
import { type Clock, pause, type Stop } from '../alibaba-cloud/clock';
import { type FailureClass, ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import type { LimitsConfig, VerifyConfig } from './config';
import type { Log } from './log';
import { type BlockedAccount, type BlockReason, type GuardPolicy, toBatches, without } from './plan';
import type { ImageReference, ImageShareProvider, ShareOperation, Shares } from './provider';

/** What every step of a run needs. */
export interface RunContext {
  readonly provider: ImageShareProvider;
  readonly retrier: Retrier;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly log: Log;
  readonly limits: LimitsConfig;
  readonly verify: VerifyConfig;
  readonly guard: GuardPolicy;
  readonly dryRun: boolean;
}

const ACTION = 'ModifyImageSharePermission';

/** Failures that are about single accounts: the others of the batch can still be shared with. */
const accountFailures: Partial<Record<FailureClass, BlockReason>> = {
  'account-unknown': 'account-unknown',
  'account-other-site': 'account-other-site',
  'account-own': 'account-own',
  'over-cap': 'over-cap',
};

/** Writes one image's changes, batch by batch, and keeps the ledger. A failure ends the image's writes. */
export class ShareWriter {
  private full = false;

  constructor(
    private readonly context: RunContext,
    private readonly image: ImageReference,
    private readonly ledger: Ledger,
  ) {}

  async write(operation: ShareOperation, accounts: readonly string[]): Promise<void> {
    for (const batch of toBatches(accounts, this.context.limits.accountsPerCall)) {
      await this.writeBatch(operation, batch);
    }
  }

  private async writeBatch(operation: ShareOperation, batch: readonly string[]): Promise<void> {
    if (this.ledger.failure !== undefined) return;
    if (operation === 'add' && this.full) {
      this.block(batch, 'over-cap');
      return;
    }
    const { retrier, provider, log } = this.context;
    const { region, imageId } = this.image;
    let rest = batch;
    let doubt: 'none' | 'write' | 'read' = 'none';
    try {
      await retrier.run({ action: ACTION, region }, async () => {
        if (doubt !== 'none') {
          doubt = 'read';
          rest = await this.withoutEffect(operation, rest, this.context.verify.attempts);
          doubt = 'none';
        }
        if (rest.length === 0) return;
        try {
          await provider.changeShares(this.image, operation, rest);
        } catch (error) {
          if (toShareFailure(error).leavesDoubt) doubt = 'write';
          throw error;
        }
      });
    } catch (error) {
      const couldNotRead = (doubt as string) === 'read';
      await this.afterFailure(operation, batch, rest, toShareFailure(error), couldNotRead);
      return;
    }
    this.ledger.record(operation, batch);
    this.ledger.batches += 1;
    log.info('written', { region, image: imageId, operation, accounts: batch });
  }

  /** Whether a failed write has changed anything is documented nowhere, so it is read. */
  private async afterFailure(
    operation: ShareOperation,
    batch: readonly string[],
    unsure: readonly string[],
    failure: ShareFailure,
    couldNotRead: boolean,
  ): Promise<void> {
    const { stop, verify } = this.context;
    if (failure.stopsTheRun) stop.request('authentication', failure);
    let rest = unsure;
    if (stop.reason === undefined && failure.class !== 'forbidden' && !couldNotRead) {
      try {
        rest = await this.withoutEffect(operation, unsure, failure.leavesDoubt ? verify.attempts : 1);
      } catch (error) {
        this.ledger.fail(toShareFailure(error));
      }
    }
    const effective = without(batch, rest);
    this.ledger.record(operation, effective);
    if (effective.length > 0) this.ledger.batches += 1;
    if (rest.length === 0) return;
    const reason = accountFailures[failure.class];
    if (reason === undefined) this.ledger.fail(failure);
    else await this.isolate(operation, rest, failure, reason);
  }

  /** Finds the accounts that are to blame, by the message or else by halves, and goes on with the rest. */
  private async isolate(
    operation: ShareOperation,
    batch: readonly string[],
    failure: ShareFailure,
    reason: BlockReason,
  ): Promise<void> {
    const named = batch.filter((account) => failure.numbersInMessage.includes(account));
    if (batch.length === 1) {
      this.block(batch, reason);
      if (reason === 'over-cap') this.full = true;
    } else if (named.length > 0 && named.length < batch.length) {
      this.block(named, reason);
      await this.writeBatch(operation, without(batch, named));
    } else {
      const middle = Math.ceil(batch.length / 2);
      await this.writeBatch(operation, batch.slice(0, middle));
      await this.writeBatch(operation, batch.slice(middle));
    }
  }

  /** The accounts of a write that reading does not show as changed. */
  private async withoutEffect(
    operation: ShareOperation,
    accounts: readonly string[],
    attempts: number,
  ): Promise<readonly string[]> {
    let rest = accounts;
    await readUntil(this.context, this.image, attempts, (shares) => {
      const present = accounts.filter((account) => shares.accounts.includes(account));
      rest = operation === 'add' ? without(accounts, present) : shares.complete ? present : accounts;
      return rest.length === 0;
    });
    return rest;
  }

  private block(accounts: readonly string[], reason: BlockReason): void {
    for (const account of accounts) this.ledger.block(account, reason);
  }
}

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

/** Reads until the answer satisfies, but no more than `attempts` times: reads may lag behind writes. */
export async function readUntil(
  context: RunContext,
  image: ImageReference,
  attempts: number,
  satisfies: (shares: Shares) => boolean,
): Promise<Shares> {
  const { provider, clock, stop, verify } = context;
  for (let attempt = 1; ; attempt += 1) {
    stop.throwIfStopped();
    const shares = await provider.readShares(image);
    if (attempt >= attempts || satisfies(shares)) return shares;
    await pause(clock, verify.delayMs, stop);
  }
}

/** Confirms an image's writes by reading. Nothing is sent again: the reads may be the stale ones. */
export async function confirmWrites(
  context: RunContext,
  image: ImageReference,
  ledger: Ledger,
): Promise<void> {
  if (!ledger.hasWrites) return;
  try {
    const shares = await readUntil(
      context,
      image,
      context.verify.attempts,
      (read) => ledger.contradictions(read).length === 0,
    );
    const missing = ledger.contradictions(shares);
    if (missing.length === 0) return;
    ledger.takeBack(missing);
    ledger.fail(new ShareFailure({ code: 'Unconfirmed', class: 'unconfirmed' }));
  } catch (error) {
    ledger.fail(toShareFailure(error));
  }
}
