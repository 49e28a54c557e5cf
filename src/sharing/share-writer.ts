import { type FailureClass, type ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import { type BlockReason, toBatches, without } from './plan';
import type { ImageReference, ShareOperation } from './provider';
import { type Ledger, readUntil } from './reconcile-image';
import type { RunContext } from './run-once';

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
