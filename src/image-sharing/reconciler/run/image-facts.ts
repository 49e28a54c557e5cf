import { ShareFailure } from '../calls/failure';
import type { FailureClass } from '../calls/failure';
import type { ImageFacts, ImageReference, ImageShareProvider } from '../provider';

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
