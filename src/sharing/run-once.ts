import type { Clock, Stop } from '../alibaba-cloud/clock';
import { ShareFailure, toShareFailure } from '../alibaba-cloud/failure';
import type { AccountSets } from './accounts';
import { guardRun, type SelectedImage } from './plan';
import { ImageFactsReader, ImageReconciliation } from './reconcile-image';
import { failedItem, type RunOutcome, type UnresolvedAccount } from './result';
import type { RunContext } from './share-writer';

interface Run extends RunContext {
  readonly images: readonly SelectedImage[];
  readonly expectOwnerAccount: string | null;
  /** Begins to resolve the sets of accounts, without those of the owner. */
  readonly resolveAccountSets: (owner: string) => AccountSets;
  /** Told each time an image is done with. */
  readonly onProgress: (done: number, all: number) => void;
}

/** For so long an image waits for all of its accounts before it is shared with those that are known. */
const PATIENCE_MS = 1000;

/**
 * Finds out who we are; then reads every image and, beside that, whom to share it with, and adds what is
 * missing; then, when all is known and the guard agrees, prunes.
 */
export async function runOnce(run: Run): Promise<RunOutcome> {
  const identity = await readIdentity(run);
  if (identity.failure !== undefined) return notBegun(run, identity.owner, identity.failure);
  const { owner } = identity;
  const sets = run.resolveAccountSets(owner);
  const resolved = reportSets(run, sets, owner);
  const images = run.images.map((image) => new ImageReconciliation(run, image));
  const facts = new ImageFactsReader(run.provider, run.images);
  const patience = new Patience(run.clock, run.stop);

  const read = images.map(async (image) => {
    const { accounts } = image.image;
    const desired = sets.desired(accounts);
    const isKnownInTime = patience.watch(desired);
    await image.read(facts);
    if (!(await isKnownInTime())) await image.addAhead(sets.listed(accounts));
    image.decide(await desired);
  });
  const added = images.map(async (image, index) => {
    await read[index];
    await image.addAtOnce();
  });
  await Promise.all(read);
  patience.end();
  guardWholeRun(run, images);
  let done = 0;
  const pruned = images.map(async (image, index) => {
    await added[index];
    await image.prune();
    run.onProgress((done += 1), images.length);
  });
  await Promise.all(pruned);

  return {
    owner,
    identityFailure: undefined,
    items: images.map((image) => image.result()),
    unresolved: await resolved,
  };
}

/** One wait for all images; it is over at the latest when the run is stopped. */
class Patience {
  private readonly over: Promise<boolean>;
  private stopWaiting: () => void = () => undefined;

  constructor(clock: Clock, stop: Stop) {
    this.over = new Promise((resolve) => {
      const giveUp = () => resolve(false);
      const cancelTimer = clock.after(PATIENCE_MS, giveUp);
      const forget = stop.onStop(giveUp);
      this.stopWaiting = () => {
        cancelTimer();
        forget();
      };
    });
  }

  /** Asked at any time whether something has happened, or happens before the patience ends. */
  watch(event: Promise<unknown>): () => Promise<boolean> {
    const seen = { happened: false };
    const happens = event.then(() => (seen.happened = true));
    return async () => seen.happened || (await Promise.race([happens, this.over]));
  }

  end(): void {
    this.stopWaiting();
  }
}

type Identity = { owner: string; failure: undefined } | { owner: string | null; failure: ShareFailure };

async function readIdentity(run: Run): Promise<Identity> {
  const { provider, expectOwnerAccount } = run;
  try {
    const owner = await provider.readOwner();
    if (expectOwnerAccount === null || expectOwnerAccount === owner) return { owner, failure: undefined };
    const explanation = `the credentials belong to account ${owner}, expected is ${expectOwnerAccount}`;
    const failure = new ShareFailure({ code: 'WrongOwner', class: 'authentication', explanation });
    return { owner, failure };
  } catch (error) {
    return { owner: null, failure: toShareFailure(error) };
  }
}

function notBegun(run: Run, owner: string | null, failure: ShareFailure): RunOutcome {
  run.log.error('identity', { code: failure.code, class: failure.class, message: failure.message });
  const items = run.images.map((image) => failedItem(image, run.dryRun, failure));
  return { owner, identityFailure: failure, items, unresolved: [] };
}

/** Tells of what is odd in each set, once it is known; the answer is what could not be found out. */
async function reportSets(run: Run, sets: AccountSets, owner: string): Promise<readonly UnresolvedAccount[]> {
  const reported = sets.all().map(async ([set, whole]) => {
    const { accounts, unresolved, emptied } = await whole;
    if (accounts.includes(owner)) {
      const message = 'the image owner is among the accounts; an image cannot be shared with its owner';
      run.log.warn('owner-dropped', { set, account: owner, message });
    }
    if (emptied === true) {
      const message = 'a file of accounts is empty; nothing is removed unless prune.allowEmpty says so';
      run.log.warn('emptied', { set, message });
    }
    return unresolved.map(({ source, failure }) => {
      const { code, class: failureClass, message, requestId, mayPassLater: retryable } = failure;
      run.log.warn('unresolved', { set, source, code, class: failureClass, requestId, message });
      return { accounts: set, source, code, class: failureClass, retryable };
    });
  });
  return (await Promise.all(reported)).flat();
}

function guardWholeRun(run: Run, images: readonly ImageReconciliation[]): void {
  const plans = guardRun(
    images.map((image) => image.plan),
    run.guard,
  );
  images.forEach((image, index) => image.restrict(plans[index] ?? image.plan));
}
