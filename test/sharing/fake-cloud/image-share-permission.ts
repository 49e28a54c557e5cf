import { type Answer, ExactNumber, okAnswer } from './answer';
import { ApiError, missingParameter } from './api-error';
import { type Call, numberedValues } from './call';
import type { EcsSettings } from './ecs-settings';
import type { Principal } from './identities';
import type { Image, ImageStore } from './image-store';
import { pageRequest } from './pages';

/** The API reads this many accounts of each kind, and silently ignores the rest. */
const ACCOUNTS_PER_CALL = 10;

export function describeImageSharePermission(
  call: Call,
  caller: Principal,
  images: ImageStore,
  settings: EcsSettings,
): Answer {
  const image = ownedImage(call, caller, images);
  const page = pageRequest(call, settings.largestPage);
  const { items, total } = settings.permissionPages(image.read(page.number), page);
  const accounts = items.map((account) => ({
    AliyunId: settings.numericAccountIds ? new ExactNumber(account) : account,
    SharedTime: '2026-01-01T12:05:00Z',
  }));
  const isOmitted = settings.omitEmptyAccounts && total === 0;
  return okAnswer({
    RegionId: image.region,
    ImageId: image.id,
    TotalCount: total,
    PageNumber: page.number,
    PageSize: page.size,
    ShareGroups: { ShareGroup: image.isPublic ? [{ Group: 'all' }] : [] },
    ...(isOmitted ? {} : { Accounts: { Account: accounts } }),
  });
}

export function modifyImageSharePermission(
  call: Call,
  caller: Principal,
  images: ImageStore,
  settings: EcsSettings,
): Answer {
  const image = ownedImage(call, caller, images);
  const add = numberedValues(call, 'AddAccount').slice(0, ACCOUNTS_PER_CALL);
  const remove = numberedValues(call, 'RemoveAccount').slice(0, ACCOUNTS_PER_CALL);
  const isPublic = call.parameters.get('IsPublic');
  if (isPublic !== undefined) {
    return publish(image, isPublic === 'true', add.length + remove.length);
  }
  if (add.length + remove.length === 0) {
    throw missingParameter('AddAccount.n');
  }
  refuseUnshareable(image, settings);
  changeAccounts(image, add, remove, caller, settings);
  return okAnswer({});
}

function ownedImage(call: Call, caller: Principal, images: ImageStore): Image {
  if (call.region === undefined) {
    throw missingParameter('RegionId');
  }
  if (call.image === undefined) {
    throw missingParameter('ImageId');
  }
  return images.ownedImage(call.region, call.image, caller.accountId);
}

function publish(image: Image, isPublic: boolean, accounts: number): Answer {
  if (accounts > 0) {
    throw new ApiError(400, 'InvalidParameter.IsPublic', 'IsPublic cannot be combined with accounts.');
  }
  image.isPublic = isPublic;
  return okAnswer({});
}

function refuseUnshareable(image: Image, settings: EcsSettings): void {
  if (image.status === 'Deprecated') {
    throw new ApiError(403, 'OperationDenied.InvalidImageStatus', 'The image is deprecated.');
  }
  if (image.status !== 'Available') {
    throw new ApiError(400, 'IncorrectImageStatus', 'The image is not in the Available status.');
  }
  if (image.isPublic) {
    throw new ApiError(403, 'Image.Public', 'A community image cannot be shared.');
  }
  if (image.encryption === 'service') {
    throw new ApiError(
      403,
      'InvalidOperation.ServiceKeyEncryptedImageUnsupported',
      'Images encrypted with the service key cannot be shared.',
    );
  }
  if (image.encryption === 'cmk' && !settings.hasEncryptedShareRole) {
    throw new ApiError(403, 'AssumeRoleError', 'AliyunECSShareEncryptImageDefaultRole cannot be assumed.');
  }
}

function changeAccounts(
  image: Image,
  add: readonly string[],
  remove: readonly string[],
  caller: Principal,
  settings: EcsSettings,
): void {
  const refusal = badAccounts(add, caller, settings) ?? goneAccounts(remove, settings);
  const isGood = (account: string): boolean => refusal?.bad.includes(account) !== true;
  if (refusal !== undefined && settings.badBatch === 'changes nothing') {
    throw refusal.error;
  }
  const after = new Set([...image.accounts, ...add.filter(isGood)]);
  for (const account of remove.filter(isGood)) {
    after.delete(account);
  }
  if (after.size > settings.accountsPerImage && after.size > image.accounts.length) {
    throw new ApiError(403, 'QuotaExceed.ShareImageUser', 'The accounts of the image exceed the quota.');
  }
  image.change(add.filter(isGood), remove.filter(isGood), settings.lagReads);
  if (refusal !== undefined) {
    throw refusal.error;
  }
}

interface Refusal {
  readonly bad: readonly string[];
  readonly error: ApiError;
}

function badAccounts(add: readonly string[], caller: Principal, settings: EcsSettings): Refusal | undefined {
  if (add.includes(caller.accountId)) {
    const error = new ApiError(404, 'InvalidAccount.Forbbiden', 'An image cannot be shared with its owner.');
    return { bad: [caller.accountId], error };
  }
  const unknown = unknownAccounts(add, settings);
  if (unknown !== undefined) {
    return unknown;
  }
  const foreign = add.filter((account) => settings.otherSiteAccounts.has(account));
  if (foreign.length > 0) {
    const message = `These accounts belong to another site: ${foreign.join(', ')}.`;
    return { bad: foreign, error: new ApiError(403, 'InvalidImageId.BidMismatch', message) };
  }
  return undefined;
}

function goneAccounts(remove: readonly string[], settings: EcsSettings): Refusal | undefined {
  return settings.refusesUnknownRemovals ? unknownAccounts(remove, settings) : undefined;
}

function unknownAccounts(accounts: readonly string[], settings: EcsSettings): Refusal | undefined {
  const bad = accounts.filter((account) => settings.unknownAccounts.has(account));
  const message = settings.unknownAccountMessage(bad, accounts);
  return bad.length === 0 ? undefined : { bad, error: new ApiError(404, 'InvalidAccount.NotFound', message) };
}
