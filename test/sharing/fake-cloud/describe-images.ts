import { type Answer, ExactNumber, type JsonFields, okAnswer } from './answer';
import { ApiError, missingParameter } from './api-error';
import type { Call } from './call';
import type { Principal } from './identities';
import type { Image, ImageStore } from './image-store';
import { exactPages, pageRequest } from './pages';

const LARGEST_PAGE = 100;
const STATUSES = ['Creating', 'Waiting', 'Available', 'UnAvailable', 'CreateFailed', 'Deprecated'];
const OWNER_ALIASES = ['self', 'others', 'system', 'marketplace'];

/** DescribeImages, with the trap that only `Available` images are listed unless asked otherwise. */
export function describeImages(call: Call, caller: Principal, images: ImageStore): Answer {
  const region = call.region ?? fail(missingParameter('RegionId'));
  const statuses = wantedStatuses(call.parameters.get('Status'));
  const ids = call.parameters.get('ImageId')?.split(',');
  const alias = call.parameters.get('ImageOwnerAlias');
  if (alias !== undefined && !OWNER_ALIASES.includes(alias)) {
    fail(new ApiError(400, 'InvalidParamter', 'The specified ImageOwnerAlias is not valid.'));
  }
  const page = pageRequest(call, LARGEST_PAGE);
  const found = images
    .inRegion(region)
    .filter((image) => statuses.includes(image.status))
    .filter((image) => ids === undefined || ids.includes(image.id))
    .filter((image) => isVisible(image, alias, caller.accountId));
  const { items, total } = exactPages(found, page);
  return okAnswer({
    RegionId: region,
    TotalCount: total,
    PageNumber: page.number,
    PageSize: page.size,
    Images: { Image: items.map((image) => imageFields(image, caller.accountId)) },
  });
}

function wantedStatuses(text: string | undefined): string[] {
  if (text === undefined) {
    return ['Available'];
  }
  if (text === 'ALL') {
    return STATUSES;
  }
  const wanted = text.split(',');
  if (!wanted.every((status) => STATUSES.includes(status))) {
    fail(new ApiError(400, 'InvalidParamter', 'The specified Status is not valid.'));
  }
  return wanted;
}

function isVisible(image: Image, alias: string | undefined, caller: string): boolean {
  const isOwn = image.ownerAccount === caller;
  const isSharedWithCaller = image.isPublic || image.accounts.includes(caller);
  switch (alias) {
    case 'self':
      return isOwn;
    case 'others':
      return !isOwn && isSharedWithCaller;
    case undefined:
      return isOwn || isSharedWithCaller;
    default:
      return false;
  }
}

function imageFields(image: Image, caller: string): JsonFields {
  return {
    ImageId: image.id,
    ImageName: `image-${image.id}`,
    ImageOwnerAlias: image.ownerAccount === caller ? 'self' : 'others',
    ImageOwnerId: new ExactNumber(image.ownerAccount),
    Status: image.status,
    Architecture: 'x86_64',
    IsPublic: image.isPublic,
    IsSelfShared: image.accounts.length > 0 ? 'True' : 'False',
    IsCopied: false,
    CreationTime: '2026-01-01T12:05:00Z',
    Tags: { Tag: [] },
    DiskDeviceMappings: {
      DiskDeviceMapping: [
        { Device: '/dev/xvda', Size: '40', Type: 'system', Encrypted: image.encryption !== 'none' },
      ],
    },
  };
}

function fail(error: ApiError): never {
  throw error;
}
