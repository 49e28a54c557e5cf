import { type FailureClass, ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import {
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
import type { ImageFacts, ImageReference, ImageShareProvider, Shares } from './provider';
import { type ItemResult, toItemResult } from './result';
import { confirmWrites, Ledger, type RunContext, ShareWriter } from './share-writer';

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
  /** Added before all was known that is to be added. */
  private ahead: readonly string[] = [];
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

  /**
   * Adds what is known already while the rest of the desired accounts is still being found out. Where not all
   * may fit, it waits: which ones do is decided by the order of all of them.
   */
  async addAhead(listed: readonly string[]): Promise<void> {
    const add = without(listed, this.current.accounts);
    const room = this.context.limits.accountsPerImage - this.current.taken;
    if (add.length === 0 || add.length > room || this.isDeprecated) return;
    await this.writing(async () => {
      this.ahead = add;
      await this.writer.write('add', add);
    });
  }

  /** Decides what is to change, as far as the image alone can tell. */
  decide(desired: DesiredAccounts): void {
    this.desired = desired;
    // Most images are as they should be; with thousands of accounts, one list for all of them matters.
    if (isSame(this.current.accounts, desired.accounts)) {
      this.current = { ...this.current, accounts: desired.accounts };
    }
    if (this.ledger.failure !== undefined) return;
    const { guard } = this.context;
    const plan = planImage(desired, this.current, this.image.policy, guard.protect);
    this.planned = guardImage(plan, desired, this.current, guard);
    this.partial = !this.current.complete;
    const changes = this.planned.add.length + this.planned.remove.length;
    if (this.isDeprecated && changes > 0) {
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
    const { steps } = this;
    const { removeFirst, add, removeLast, blocked } = steps;
    const planned = {
      add,
      remove: [...removeFirst, ...removeLast].sort(),
      batches: countBatches(steps, limits.accountsPerCall),
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

  /** What is left to do, now that the accounts ahead have taken their places. */
  private get steps(): WriteSteps {
    const { planned, current, ahead } = this;
    const add = without(planned.add, ahead);
    const taken = current.taken + ahead.length;
    return planSteps({ ...planned, add }, { ...current, taken }, this.context.limits);
  }

  private get isDeprecated(): boolean {
    return this.facts?.status === 'Deprecated';
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
    const add = this.added ? [] : without(without(this.planned.add, this.ahead), fresh.accounts);
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

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((account, index) => account === other[index]);
}

function incompleteRead(): ShareFailure {
  return new ShareFailure({ code: 'IncompleteRead', class: 'incomplete-read' });
}

/** Statuses in which an image cannot be shared, now or ever. */
const statusFailures = new Map<string, readonly [code: string, failureClass: FailureClass]>([
  ['Creating', ['Image.Creating', 'image-creating']],
  ['Waiting', ['Image.Creating', 'image-creating']],
  ['UnAvailable', ['Image.UnAvailable', 'image-unavailable']],
  ['CreateFailed', ['Image.CreateFailed', 'image-unavailable']],
]);

/** Asks about all images of a region at once, when the first of them is asked for. */
export class ImageFactsReader {
  private readonly regions = new Map<string, Promise<ReadonlyMap<string, ImageFacts>>>();
  private readonly imageIds = new Map<string, string[]>();

  constructor(
    private readonly provider: ImageShareProvider,
    images: readonly ImageReference[],
  ) {
    for (const { region, imageId } of images) {
      const known = this.imageIds.get(region);
      if (known === undefined) this.imageIds.set(region, [imageId]);
      else known.push(imageId);
    }
  }

  /**
   * The facts of an image that can be shared, or whose accounts can at least be read.
   *
   * @throws ShareFailure with the reason why it cannot.
   */
  async shareable(image: ImageReference): Promise<ImageFacts> {
    const facts = (await this.region(image.region)).get(image.imageId);
    const refusal = refusalOf(facts);
    if (facts === undefined || refusal !== undefined) {
      const [code, failureClass] = refusal ?? ['InvalidImageId.NotFound', 'image-unknown'];
      throw new ShareFailure({ code, class: failureClass });
    }
    return facts;
  }

  private async region(region: string): Promise<ReadonlyMap<string, ImageFacts>> {
    let facts = this.regions.get(region);
    if (facts === undefined) {
      facts = this.provider.readImages(region, this.imageIds.get(region) ?? []);
      this.regions.set(region, facts);
    }
    return await facts;
  }
}

function refusalOf(facts: ImageFacts | undefined): readonly [string, FailureClass] | undefined {
  if (facts === undefined) return undefined;
  if (facts.owner === 'foreign') return ['Image.Foreign', 'image-foreign'];
  if (facts.isPublic) return ['Image.Public', 'image-public'];
  return statusFailures.get(facts.status);
}
