import type { Retrier } from '../alibaba-cloud/calls';
import type { Clock, Stop } from '../alibaba-cloud/clock';
import {
  type FailureClass,
  ShareFailure,
  ShareFailure as Failure,
  toShareFailure,
} from '../alibaba-cloud/failure';
import type { AccountSets } from './accounts';
import type { LimitsConfig, VerifyConfig } from './config';
import type { Log } from './output';
import { type GuardPolicy, guardRun, type SelectedImage } from './plan';
import type { ImageFacts, ImageReference, ImageShareProvider } from './provider';
import { ImageReconciliation } from './reconcile-image';
import { failedItem, type ItemResult, type UnresolvedAccount } from './result';

interface Run extends RunContext {
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

/** Statuses in which an image cannot be shared, now or ever. */
const statusFailures: Readonly<Record<string, readonly [code: string, failureClass: FailureClass]>> = {
  Creating: ['Image.Creating', 'image-creating'],
  Waiting: ['Image.Creating', 'image-creating'],
  UnAvailable: ['Image.UnAvailable', 'image-unavailable'],
  CreateFailed: ['Image.CreateFailed', 'image-unavailable'],
};

/** Asks about all images of a region at once, when the first of them is asked for. */
export class ImageFactsReader {
  private readonly regions = new Map<string, Promise<ReadonlyMap<string, ImageFacts>>>();

  constructor(
    private readonly provider: ImageShareProvider,
    private readonly images: readonly ImageReference[],
  ) {}

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
      const ids = this.images.filter((image) => image.region === region).map((image) => image.imageId);
      facts = this.provider.readImages(region, ids);
      this.regions.set(region, facts);
    }
    return await facts;
  }
}

function refusalOf(facts: ImageFacts | undefined): readonly [string, FailureClass] | undefined {
  if (facts === undefined) return undefined;
  if (facts.owner === 'foreign') return ['Image.Foreign', 'image-foreign'];
  if (facts.isPublic) return ['Image.Public', 'image-public'];
  return statusFailures[facts.status];
}
