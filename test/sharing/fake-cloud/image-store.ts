import { ApiError } from './api-error';

export type ImageStatus =
  'Creating' | 'Waiting' | 'Available' | 'UnAvailable' | 'CreateFailed' | 'Deprecated';

export interface ImageProps {
  readonly id: string;
  /** @default the owner of the store */
  readonly ownerAccount?: string;
  /** @default 'Available' */
  readonly status?: ImageStatus;
  /** A community image. @default false */
  readonly isPublic?: boolean;
  /** With the service key, or with a customer master key (`cmk`). @default 'none' */
  readonly encryption?: 'none' | 'service' | 'cmk';
  /** @default [] */
  readonly shares?: readonly string[];
}

/** One image of one region, with the accounts it is shared with, and what lagging reads still show. */
export class Image {
  readonly id: string;
  readonly ownerAccount: string;
  readonly encryption: 'none' | 'service' | 'cmk';
  status: ImageStatus;
  isPublic: boolean;
  private shares: string[];
  private shown: { readonly shares: readonly string[]; left: number } | undefined;

  constructor(
    readonly region: string,
    props: ImageProps,
    ownerAccount: string,
  ) {
    this.id = props.id;
    this.ownerAccount = props.ownerAccount ?? ownerAccount;
    this.status = props.status ?? 'Available';
    this.isPublic = props.isPublic ?? false;
    this.encryption = props.encryption ?? 'none';
    this.shares = [...(props.shares ?? [])];
  }

  /** What is true, in the order in which it became so. */
  get accounts(): readonly string[] {
    return this.shares;
  }

  /** Changes the truth; the next `lagReads` reads still show what was before the first unseen change. */
  change(add: readonly string[], remove: readonly string[], lagReads = 0): void {
    const before = this.shown?.shares ?? [...this.shares];
    this.shares = [...new Set([...this.shares, ...add])].filter((account) => !remove.includes(account));
    if (lagReads > 0) {
      this.shown = { shares: before, left: lagReads };
    }
  }

  /** What a read sees; page 2 and later belong to the read that page 1 began. */
  read(page: number): readonly string[] {
    if (this.shown === undefined) {
      return this.shares;
    }
    if (page === 1) {
      if (this.shown.left === 0) {
        this.shown = undefined;
        return this.shares;
      }
      this.shown.left -= 1;
    }
    return this.shown.shares;
  }
}

/** The images of all regions. */
export class ImageStore {
  private readonly regions = new Map<string, Map<string, Image>>();

  constructor(private readonly ownerAccount: string) {}

  addRegion(region: string): void {
    this.imagesOf(region);
  }

  add(region: string, props: ImageProps): Image {
    const image = new Image(region, props, this.ownerAccount);
    this.imagesOf(region).set(props.id, image);
    return image;
  }

  inRegion(region: string): Image[] {
    return [...this.knownRegion(region).values()];
  }

  /** The image as its owner may change it: foreign and unknown ones look alike. */
  ownedImage(region: string, id: string, caller: string): Image {
    const image = this.knownRegion(region).get(id);
    if (image?.ownerAccount !== caller) {
      throw new ApiError(404, 'InvalidImageId.NotFound', 'The specified ImageId does not exist.');
    }
    return image;
  }

  private imagesOf(region: string): Map<string, Image> {
    const images = this.regions.get(region) ?? new Map<string, Image>();
    this.regions.set(region, images);
    return images;
  }

  private knownRegion(region: string): Map<string, Image> {
    const images = this.regions.get(region);
    if (images === undefined) {
      throw new ApiError(404, 'InvalidRegionId.NotFound', 'The specified RegionId does not exist.');
    }
    return images;
  }
}
