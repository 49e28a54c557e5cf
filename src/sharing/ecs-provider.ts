import { exactId, isObject, malformed } from '../alibaba-cloud/answer';
import {
  type Body,
  type CloudApi,
  type CloudCall,
  countIn,
  MOST_PAGES,
  type PageQuery,
  pageQuery,
  readPages,
} from '../alibaba-cloud/api';
import type { AccountCredentials } from '../alibaba-cloud/credentials';
import { ShareFailure } from '../alibaba-cloud/failure';
import type { LimitsConfig } from './config';
import type { ImageFacts, ImageReference, ImageShareProvider, ShareOperation, Shares } from './provider';

const VERSION = '2014-05-26';
/** A write's name, for logs and metrics as well. */
const MODIFY_ACTION = 'ModifyImageSharePermission';

interface EcsProviderOptions {
  readonly api: CloudApi;
  readonly credentials: AccountCredentials;
  readonly endpointOf: (region: string) => URL;
  readonly limits: LimitsConfig;
}

/** Alibaba Cloud's ECS, in the image owner's name. */
export class EcsProvider implements ImageShareProvider {
  /** Each account ID once, however many images are shared with it. */
  private readonly accounts = new Map<string, string>();

  constructor(private readonly options: EcsProviderOptions) {}

  async readOwner(): Promise<string> {
    return await this.options.credentials.account();
  }

  async readImages(region: string, imageIds: readonly string[]): Promise<ReadonlyMap<string, ImageFacts>> {
    const own = await this.describeImages(region, imageIds, 'self');
    const others = imageIds.filter((imageId) => !own.has(imageId));
    if (others.length === 0) return own;
    const foreign = await this.describeImages(region, others, 'foreign');
    return new Map([...foreign, ...own]);
  }

  async readShares(image: ImageReference): Promise<Shares> {
    const { api, credentials, limits } = this.options;
    const query = { RegionId: image.region, ImageId: image.imageId };
    const shares = await readSharesPages(limits.pageSize, async (page, take) => {
      const call = this.call('DescribeImageSharePermission', image.region, { ...query, ...page });
      return await api.read({ ...call, continues: page.PageNumber !== '1' }, credentials, take);
    });
    return { ...shares, accounts: shares.accounts.map((account) => this.known(account)) };
  }

  async changeShares(
    image: ImageReference,
    operation: ShareOperation,
    accounts: readonly string[],
  ): Promise<void> {
    const { api, credentials } = this.options;
    const parameter = operation === 'add' ? 'AddAccount' : 'RemoveAccount';
    const list = Object.fromEntries(accounts.map((account, index) => [`${parameter}.${index + 1}`, account]));
    // Never IsPublic, whatever else may ever be added here: it would publish the image.
    const query = { RegionId: image.region, ImageId: image.imageId, ...list };
    const call = { ...this.call(MODIFY_ACTION, image.region, query), writes: true, continues: true };
    await api.attempt(call, credentials, (body) => {
      if (typeof body['RequestId'] !== 'string') throw malformed(body, `${MODIFY_ACTION} without RequestId`);
    });
  }

  private known(account: string): string {
    const known = this.accounts.get(account);
    if (known !== undefined) return known;
    this.accounts.set(account, account);
    return account;
  }

  /** Asking for one's own images first saves a comparison of owners, and RAM rules apply to these only. */
  private async describeImages(
    region: string,
    imageIds: readonly string[],
    owner: ImageFacts['owner'],
  ): Promise<Map<string, ImageFacts>> {
    const { api, credentials, limits } = this.options;
    const facts = new Map<string, ImageFacts>();
    for (let start = 0; start < imageIds.length; start += limits.pageSize) {
      const chunk = imageIds.slice(start, start + limits.pageSize);
      const query = {
        RegionId: region,
        ImageId: chunk.join(','),
        Status: 'ALL',
        ...(owner === 'self' ? { ImageOwnerAlias: 'self' } : {}),
      };
      const images = await readPages(limits.pageSize, async (page) => {
        const call = this.call('DescribeImages', region, { ...query, ...page });
        return await api.read(call, credentials, (body) => ({ body, items: imagesIn(body, owner) }));
      });
      for (const [imageId, image] of images) facts.set(imageId, image);
    }
    return facts;
  }

  private call(action: string, region: string, query: Readonly<Record<string, string>>): CloudCall {
    return { action, version: VERSION, region, endpoint: this.options.endpointOf(region), query };
  }
}

function imagesIn(body: Body, owner: ImageFacts['owner']): readonly (readonly [string, ImageFacts])[] {
  const list = isObject(body['Images']) ? body['Images']['Image'] : undefined;
  if (list === undefined && countIn(body, 'TotalCount') === 0) return [];
  if (!Array.isArray(list)) throw malformed(body, 'DescribeImages without Images');
  const isFirst = body['PageNumber'] === undefined || countIn(body, 'PageNumber') === 1;
  if (isFirst && list.length === 0 && countIn(body, 'TotalCount') !== 0) {
    throw malformed(body, 'DescribeImages with fewer images than its total');
  }
  return list.map((image: unknown) => {
    const { ImageId: imageId, Status: status, IsPublic: isPublic } = isObject(image) ? image : {};
    if (typeof imageId !== 'string' || typeof status !== 'string') {
      throw malformed(body, 'an image without ImageId or Status');
    }
    return [imageId, { owner, status, isPublic: isPublic === true || isPublic === 'true' }];
  });
}

/** How often the pages are read anew while they contradict each other. */
const ATTEMPTS = 3;

/** Reads a page and takes from it what is asked for; what cannot be taken is asked for again. */
type ReadPage = <T>(page: PageQuery, take: (body: Body) => T) => Promise<T>;

/**
 * Reads every page of an image's accounts. Pages can shift while they are read, repeat an account, or end
 * early; then they are read again, and what never adds up to the total is marked as incomplete.
 */
export async function readSharesPages(size: number, readPage: ReadPage): Promise<Shares> {
  let shares = await readOnce(size, readPage);
  for (let attempt = 2; attempt <= ATTEMPTS && !shares.complete; attempt += 1) {
    const again = await readOnce(size, readPage);
    if (again.complete || again.accounts.length > shares.accounts.length) shares = again;
  }
  return shares;
}

async function readOnce(size: number, readPage: ReadPage): Promise<Shares> {
  const accounts = new Set<string>();
  const totals = new Set<number | undefined>();
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const page = await readPage(pageQuery(number, size), toPage);
    if (page.sharedWithAll) throw new ShareFailure({ code: 'Image.Public', class: 'image-public' });
    const known = accounts.size;
    for (const account of page.accounts) accounts.add(account);
    const { total } = page;
    totals.add(total);
    const isLast =
      total === undefined ? page.accounts.length < Math.min(page.size ?? size, size) : accounts.size >= total;
    if (accounts.size === known || isLast) break;
  }
  const [total] = totals;
  const complete = totals.size === 1 && accounts.size === total;
  return { accounts: [...accounts].sort(), complete, taken: Math.max(accounts.size, total ?? 0) };
}

interface SharesPage {
  readonly accounts: readonly string[];
  readonly total: number | undefined;
  /** A service may give smaller pages than it was asked for, and then says so. */
  readonly size: number | undefined;
  readonly sharedWithAll: boolean;
}

function toPage(body: Body): SharesPage {
  const sharedWithAll = isSharedWithAll(body);
  return {
    accounts: sharedWithAll ? [] : accountsIn(body),
    total: countIn(body, 'TotalCount'),
    size: countIn(body, 'PageSize') || undefined,
    sharedWithAll,
  };
}

/** The group of everybody is how the list of accounts shows a published image. */
function isSharedWithAll(body: Body): boolean {
  const groups = isObject(body['ShareGroups']) ? body['ShareGroups']['ShareGroup'] : undefined;
  return Array.isArray(groups) && groups.some((group) => isObject(group) && group['Group'] === 'all');
}

/** No list at all means "none" only where the total says so. */
function accountsIn(body: Body): readonly string[] {
  const list = isObject(body['Accounts']) ? body['Accounts']['Account'] : undefined;
  if (list === undefined && countIn(body, 'TotalCount') === 0) return [];
  if (!Array.isArray(list)) throw malformed(body, 'DescribeImageSharePermission without Accounts');
  return list.map((entry: unknown) => {
    const account = isObject(entry) ? exactId(entry['AliyunId']) : undefined;
    if (account === undefined) throw malformed(body, 'an account without a numeric AliyunId');
    return account;
  });
}
