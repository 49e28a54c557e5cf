import type { ShareFailure } from '../calls/failure';
import type { SelectedImage } from '../config/select-images';
import type { BlockedAccount } from '../plan/plan-image';
import type { ItemResult, ItemStatus } from './result';

export interface ItemFacts extends Pick<
  ItemResult,
  'current' | 'desired' | 'add' | 'remove' | 'keep' | 'batches'
> {
  readonly image: SelectedImage;
  readonly dryRun: boolean;
  readonly blocked: readonly BlockedAccount[];
  readonly failure: ShareFailure | undefined;
}

export function toItemResult(facts: ItemFacts): ItemResult {
  const { image, dryRun, failure, current, desired, add, remove, keep, batches } = facts;
  const status = statusOf(facts);
  return {
    region: image.region,
    image: image.imageId,
    status,
    current,
    desired,
    add,
    remove,
    keep,
    blocked: [...facts.blocked].sort((one, other) => (one.account < other.account ? -1 : 1)),
    batches,
    error:
      failure === undefined || status === 'skipped'
        ? null
        : { code: failure.code, class: failure.class, requestId: dryRun ? null : failure.requestId },
  };
}

/** An image that nothing could be done for. */
export function failedItem(image: SelectedImage, dryRun: boolean, failure: ShareFailure): ItemResult {
  const none = { current: [], desired: [], add: [], remove: [], keep: [], blocked: [], batches: 0 };
  return toItemResult({ image, dryRun, failure, ...none });
}

function statusOf(facts: ItemFacts): ItemStatus {
  const { image, dryRun, failure, blocked, add, remove } = facts;
  if (failure !== undefined) {
    if (failure.class === 'image-unknown' && image.ifMissing === 'skip') return 'skipped';
    return failure.mayPassLater ? 'retryable' : 'failed';
  }
  if (blocked.length > 0) return 'blocked';
  if (add.length + remove.length === 0) return 'converged';
  return dryRun ? 'planned' : 'changed';
}
