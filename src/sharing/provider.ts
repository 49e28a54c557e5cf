/** An image in its region; the same image has another ID in each region. */
export interface ImageReference {
  readonly region: string;
  readonly imageId: string;
}

/** What an image is, as far as sharing goes. */
export interface ImageFacts {
  /** `foreign`: it exists, but belongs to another account. */
  readonly owner: 'self' | 'foreign';
  /** Alibaba Cloud's word, such as `Available`. */
  readonly status: string;
  readonly isPublic: boolean;
}

/** With whom an image is shared, as far as could be read. */
export interface Shares {
  /** Sorted, each once. */
  readonly accounts: readonly string[];
  /** False when the pages hold fewer accounts than the service says there are. */
  readonly complete: boolean;
  /** How many places of the image's cap are taken; more than `accounts` when those are incomplete. */
  readonly taken: number;
}

export type ShareOperation = 'add' | 'remove';

/** The cloud, seen through the four things that this program does with it. Failures are `ShareFailure`s. */
export interface ImageShareProvider {
  /** The account that the run works as. */
  readOwner(): Promise<string>;
  /** Facts by image ID; an image that does not exist is not among them. */
  readImages(region: string, imageIds: readonly string[]): Promise<ReadonlyMap<string, ImageFacts>>;
  /** All pages. */
  readShares(image: ImageReference): Promise<Shares>;
  /** One attempt at one write, of at most as many accounts as a call takes. */
  changeShares(image: ImageReference, operation: ShareOperation, accounts: readonly string[]): Promise<void>;
}
