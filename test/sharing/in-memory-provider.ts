import { ShareFailure } from '../../src/alibaba-cloud/failure';
import type {
  ImageFacts,
  ImageReference,
  ImageShareProvider,
  ShareOperation,
  Shares,
} from '../../src/sharing/provider';

export interface InMemoryImage extends ImageReference {
  readonly accounts: readonly string[];
  readonly facts?: Partial<ImageFacts>;
}

/** A write as it arrived. */
interface RecordedWrite extends ImageReference {
  readonly operation: ShareOperation;
  readonly accounts: readonly string[];
}

/** The service's own limits. */
const ACCOUNTS_PER_CALL = 10;

/**
 * An image owner's account in memory. It follows the documented rules: what goes beyond ten accounts in a
 * call is dropped without a word, and an image takes no more than its cap.
 */
export class InMemoryProvider implements ImageShareProvider {
  readonly writes: RecordedWrite[] = [];
  reads = 0;
  /** Runs before each call; a failure that it throws is the call's answer. */
  beforeCall: (call: 'images' | 'shares' | ShareOperation, image: ImageReference) => void = () => undefined;
  /** Runs after each write has taken effect; a failure that it throws loses the answer. */
  afterWrite: (write: RecordedWrite) => void = () => undefined;
  private readonly images = new Map<string, { readonly facts: ImageFacts; accounts: Set<string> }>();

  constructor(
    private readonly owner: string,
    images: readonly InMemoryImage[],
    private readonly cap = 50,
  ) {
    for (const image of images) {
      const facts = { owner: 'self', status: 'Available', isPublic: false, ...image.facts } as const;
      this.images.set(keyOf(image), { facts, accounts: new Set(image.accounts) });
    }
  }

  /** The accounts that an image is shared with now. */
  accountsOf(image: ImageReference): readonly string[] {
    return [...(this.images.get(keyOf(image))?.accounts ?? [])].sort();
  }

  readOwner(): Promise<string> {
    return Promise.resolve(this.owner);
  }

  readImages(region: string, imageIds: readonly string[]): Promise<ReadonlyMap<string, ImageFacts>> {
    return settle(() => {
      const found = new Map<string, ImageFacts>();
      for (const imageId of imageIds) {
        this.beforeCall('images', { region, imageId });
        const image = this.images.get(keyOf({ region, imageId }));
        if (image !== undefined) found.set(imageId, image.facts);
      }
      return found;
    });
  }

  readShares(image: ImageReference): Promise<Shares> {
    return settle(() => {
      this.reads += 1;
      this.beforeCall('shares', image);
      const accounts = [...this.find(image).accounts].sort();
      return { accounts, complete: true, taken: accounts.length };
    });
  }

  changeShares(image: ImageReference, operation: ShareOperation, accounts: readonly string[]): Promise<void> {
    return settle(() => {
      const { region, imageId } = image;
      const write = { region, imageId, operation, accounts };
      this.writes.push(write);
      this.beforeCall(operation, image);
      const known = this.find(image);
      const changed = new Set(known.accounts);
      for (const account of accounts.slice(0, ACCOUNTS_PER_CALL)) {
        if (operation === 'add') changed.add(account);
        else changed.delete(account);
      }
      if (changed.size > Math.max(this.cap, known.accounts.size)) {
        throw new ShareFailure({ code: 'QuotaExceed.ShareImageUser', class: 'over-cap', status: 403 });
      }
      known.accounts = changed;
      this.afterWrite(write);
    });
  }

  private find(image: ImageReference) {
    const found = this.images.get(keyOf(image));
    if (found?.facts.owner === 'self') return found;
    throw new ShareFailure({ code: 'InvalidImageId.NotFound', class: 'image-unknown', status: 404 });
  }
}

function keyOf(image: ImageReference): string {
  return `${image.region}/${image.imageId}`;
}

/** Answers later, as a network does, and turns what is thrown into a rejection. */
async function settle<T>(answer: () => T): Promise<T> {
  await Promise.resolve();
  return answer();
}
