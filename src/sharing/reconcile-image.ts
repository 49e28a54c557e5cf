import { pause } from '../alibaba-cloud/clock';
import { ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import {
  type BlockedAccount,
  type BlockReason,
  countBatches,
  type DesiredAccounts,
  guardImage,
  type ImagePlan,
  planImage,
  planSteps,
  type SelectedImage,
  without,
  withoutRemovals,
  type WriteSteps,
} from './plan';
import type { ImageFacts, ImageReference, ShareOperation, Shares } from './provider';
import { type ItemResult, toItemResult } from './result';
import type { ImageFactsReader, RunContext } from './run-once';
import { ShareWriter } from './share-writer';

const nothing: ImagePlan = { add: [], remove: [], keep: [], blocked: [] };
const unread: Shares = { accounts: [], complete: false, taken: 0 };

/** One image's way through a run. No method throws: what goes wrong becomes the image's own failure. */
export class ImageReconciliation {
  private readonly ledger = new Ledger();
  private readonly writer: ShareWriter;
  private facts: ImageFacts | undefined;
  private current = unread;
  private desired: DesiredAccounts = { accounts: [], complete: false };
  private planned = nothing;
  /** Some read did not show all: additions went on, but a later run has to look again. */
  private partial = false;
  private added = false;
  private confirmed = false;

  constructor(
    private readonly context: RunContext,
    readonly image: SelectedImage,
  ) {
    this.writer = new ShareWriter(context, image, this.ledger);
  }

  get plan(): ImagePlan {
    return this.planned;
  }

  /** Reads what the image is, and with whom it is shared now. */
  async read(facts: ImageFactsReader): Promise<void> {
    await this.attempt(async () => {
      this.facts = await facts.shareable(this.image);
      this.current = await this.context.provider.readShares(this.image);
    });
  }

  /** Decides what is to change, as far as the image alone can tell. */
  decide(desired: DesiredAccounts): void {
    this.desired = desired;
    if (this.ledger.failure !== undefined) return;
    const { guard } = this.context;
    const plan = planImage(desired, this.current, this.image.policy, guard.protect);
    this.planned = guardImage(plan, desired, this.current, guard);
    this.partial = !this.current.complete;
    const changes = this.planned.add.length + this.planned.remove.length;
    if (this.facts?.status === 'Deprecated' && changes > 0) {
      this.planned = nothing;
      const code = 'OperationDenied.InvalidImageStatus';
      this.ledger.fail(new ShareFailure({ code, class: 'image-deprecated' }));
    }
  }

  /** Holds the removals back, because the whole run would take away too much. */
  restrict(plan: ImagePlan): void {
    this.planned = plan;
  }

  /** Additions that need no room made first wait for nobody. */
  async addAtOnce(): Promise<void> {
    if (this.steps.removeFirst.length > 0) return;
    await this.writing(() => this.add());
    if (this.planned.remove.length === 0) await this.confirm();
  }

  /** Removals come last, when the whole run is known, and on the strength of a fresh read. */
  async prune(): Promise<void> {
    await this.writing(async () => {
      if (this.planned.remove.length > 0) await this.pruneNow();
      else if (!this.added) await this.add();
    });
    await this.confirm();
  }

  result(): ItemResult {
    const { dryRun, limits } = this.context;
    const { removeFirst, add, removeLast, blocked } = this.steps;
    const planned = {
      add,
      remove: [...removeFirst, ...removeLast].sort(),
      batches: countBatches(this.steps, limits.accountsPerCall),
      blocked: [...this.planned.blocked, ...blocked],
    };
    const done = {
      add: this.ledger.accounts('add'),
      remove: this.ledger.accounts('remove'),
      batches: this.ledger.batches,
      blocked: [...this.planned.blocked, ...this.ledger.blocked],
    };
    return toItemResult({
      image: this.image,
      dryRun,
      current: this.current.accounts,
      desired: this.desired.accounts,
      keep: this.planned.keep,
      ...(dryRun ? planned : done),
      failure: this.ledger.failure ?? (this.partial ? incompleteRead() : undefined),
    });
  }

  private get steps(): WriteSteps {
    return planSteps(this.planned, this.current, this.context.limits);
  }

  private async add(): Promise<void> {
    const { add, blocked } = this.steps;
    this.added = true;
    for (const { account, reason } of blocked) this.ledger.block(account, reason);
    await this.writer.write('add', add);
  }

  /** Somebody else may have shared or unshared meanwhile: only what is still there, and was planned, goes. */
  private async pruneNow(): Promise<void> {
    const { provider, stop, limits } = this.context;
    stop.throwIfStopped();
    const fresh = await provider.readShares(this.image);
    if (!fresh.complete) {
      this.planned = withoutRemovals(this.planned, 'incomplete-read');
      this.partial = true;
      if (!this.added) await this.add();
      return;
    }
    const present = new Set(fresh.accounts);
    const remove = this.planned.remove.filter((account) => present.has(account));
    const add = this.added ? [] : without(this.planned.add, fresh.accounts);
    const steps = planSteps({ ...this.planned, add, remove }, fresh, limits);
    for (const { account, reason } of steps.blocked) this.ledger.block(account, reason);
    await this.writer.write('remove', steps.removeFirst);
    await this.writer.write('add', this.fitting(steps.add, fresh));
    await this.writer.write('remove', steps.removeLast);
  }

  /** Not every removal that was to make room need have worked. */
  private fitting(add: readonly string[], fresh: Shares): readonly string[] {
    const taken = fresh.taken - this.ledger.accounts('remove').length;
    const room = Math.max(0, this.context.limits.accountsPerImage - taken);
    for (const account of add.slice(room)) this.ledger.block(account, 'over-cap');
    return add.slice(0, room);
  }

  private async confirm(): Promise<void> {
    if (this.confirmed || this.context.dryRun) return;
    this.confirmed = true;
    await confirmWrites(this.context, this.image, this.ledger);
  }

  /** Writes, while nothing has failed and it is meant. */
  private async writing(work: () => Promise<void>): Promise<void> {
    if (this.ledger.failure === undefined && !this.context.dryRun) await this.attempt(work);
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const failure = toShareFailure(error);
      if (failure.stopsTheRun) this.context.stop.request('authentication', failure);
      this.ledger.fail(failure);
    }
  }
}

function incompleteRead(): ShareFailure {
  return new ShareFailure({ code: 'IncompleteRead', class: 'incomplete-read' });
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
async function confirmWrites(context: RunContext, image: ImageReference, ledger: Ledger): Promise<void> {
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
