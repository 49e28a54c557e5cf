import type { AccountSets } from '../accounts/desired-accounts';
import type { ShareFailure } from '../calls/failure';
import { ShareFailure as Failure, toShareFailure } from '../calls/failure';
import type { SelectedImage } from '../config/select-images';
import { guardRun } from '../plan/prune-guard';
import { failedItem } from '../report/item-result';
import type { ItemResult, UnresolvedAccount } from '../report/result';
import { ImageFactsReader } from './image-facts';
import { ImageReconciliation } from './image-reconciliation';
import type { RunContext } from './run-context';

export interface Run extends RunContext {
  readonly images: readonly SelectedImage[];
  readonly expectOwnerAccount: string | null;
  readonly resolveAccountSets: () => Promise<AccountSets>;
  /** Told each time an image is done with. */
  readonly onProgress: (done: number, all: number) => void;
}

export interface RunOutcome {
  readonly owner: string | null;
  /** Why the run could not begin, if so. */
  readonly identityFailure: ShareFailure | undefined;
  readonly items: readonly ItemResult[];
  readonly unresolved: readonly UnresolvedAccount[];
}

/**
 * Finds out who we are and whom to share with; reads every image, and adds what is missing; then, when all
 * have been read and the guard agrees, prunes.
 */
export async function runOnce(run: Run): Promise<RunOutcome> {
  const identity = await readIdentity(run);
  if (identity.failure !== undefined) return notBegun(run, identity.owner, identity.failure);
  const { owner } = identity;
  const sets = resolveSets(run, owner);
  const images = run.images.map((image) => new ImageReconciliation(run, image));
  const facts = new ImageFactsReader(run.provider, run.images);

  const read = images.map(async (image) => {
    const [resolved] = await Promise.all([sets, image.read(facts)]);
    image.decide(resolved.desired(image.image.accounts, owner));
  });
  const added = images.map(async (image, index) => {
    await read[index];
    await image.addAtOnce();
  });
  await Promise.all(read);
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
    unresolved: unresolvedOf(await sets),
  };
}

type Identity = { owner: string; failure: undefined } | { owner: string | null; failure: ShareFailure };

async function readIdentity(run: Run): Promise<Identity> {
  const { provider, expectOwnerAccount } = run;
  try {
    const owner = await provider.readOwner();
    if (expectOwnerAccount === null || expectOwnerAccount === owner) return { owner, failure: undefined };
    const explanation = `the credentials belong to account ${owner}, expected is ${expectOwnerAccount}`;
    return { owner, failure: new Failure({ code: 'WrongOwner', class: 'authentication', explanation }) };
  } catch (error) {
    return { owner: null, failure: toShareFailure(error) };
  }
}

function notBegun(run: Run, owner: string | null, failure: ShareFailure): RunOutcome {
  run.log.error('identity', { code: failure.code, class: failure.class, message: failure.message });
  const items = run.images.map((image) => failedItem(image, run.dryRun, failure));
  return { owner, identityFailure: failure, items, unresolved: [] };
}

async function resolveSets(run: Run, owner: string): Promise<AccountSets> {
  const sets = await run.resolveAccountSets();
  for (const set of sets.setsWith(owner)) {
    const message = 'the image owner is among the accounts; an image cannot be shared with its owner';
    run.log.warn('owner-dropped', { set, account: owner, message });
  }
  for (const { set, source, failure } of sets.unresolved) {
    const { code, message, requestId } = failure;
    run.log.warn('unresolved', { set, source, code, class: failure.class, requestId, message });
  }
  return sets;
}

function guardWholeRun(run: Run, images: readonly ImageReconciliation[]): void {
  const plans = guardRun(
    images.map((image) => image.plan),
    run.guard,
  );
  images.forEach((image, index) => image.restrict(plans[index] ?? image.plan));
}

function unresolvedOf(sets: AccountSets): readonly UnresolvedAccount[] {
  return sets.unresolved.map(({ set, source, failure }) => ({
    accounts: set,
    source,
    code: failure.code,
    class: failure.class,
    retryable: failure.mayPassLater,
  }));
}
