import { exactId, isObject, malformed } from '../alibaba-cloud/answer';
import {
  type Body,
  type CloudApi,
  type CloudCall,
  MOST_PAGES,
  type PageQuery,
  pageQuery,
  readPages,
  totalCount,
} from '../alibaba-cloud/api';
import type { CredentialSource } from '../alibaba-cloud/credentials';
import { ShareFailure } from '../alibaba-cloud/failure';
import type { Sts } from '../alibaba-cloud/sts';
import type { LimitsConfig } from './config';
import type { ImageFacts, ImageReference, ImageShareProvider, ShareOperation, Shares } from './provider';

const VERSION = '2014-05-26';
/** A write's name, for logs and metrics as well. */
const MODIFY_ACTION = 'ModifyImageSharePermission';

interface EcsProviderOptions {
  readonly api: CloudApi;
  readonly sts: Sts;
  readonly credentials: CredentialSource;
  readonly endpointOf: (region: string) => URL;
  readonly limits: LimitsConfig;
}

/** Alibaba Cloud's ECS, in the image owner's name. */
export class EcsProvider implements ImageShareProvider {
  constructor(private readonly options: EcsProviderOptions) {}

  async readOwner(): Promise<string> {
    return await this.options.sts.accountOf(this.options.credentials);
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
    return await readSharesPages(limits.pageSize, async (page) => {
      const call = this.call('DescribeImageSharePermission', image.region, { ...query, ...page });
      return await api.read(call, credentials);
    });
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
    const call = { ...this.call(MODIFY_ACTION, image.region, query), writes: true };
    const body = await api.attempt(call, credentials);
    if (typeof body['RequestId'] !== 'string') throw malformed(body, `${MODIFY_ACTION} without RequestId`);
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
        const body = await api.read(this.call('DescribeImages', region, { ...query, ...page }), credentials);
        return { body, items: imagesIn(body) };
      });
      for (const image of images) {
        if (typeof image['ImageId'] === 'string') facts.set(image['ImageId'], toFacts(image, owner));
      }
    }
    return facts;
  }

  private call(action: string, region: string, query: Readonly<Record<string, string>>): CloudCall {
    return { action, version: VERSION, region, endpoint: this.options.endpointOf(region), query };
  }
}

function imagesIn(body: Body): readonly Body[] {
  const list = isObject(body['Images']) ? body['Images']['Image'] : undefined;
  if (Array.isArray(list)) return list.filter(isObject);
  if (Number(body['TotalCount']) === 0) return [];
  throw malformed(body, 'DescribeImages without Images');
}

function toFacts(image: Body, owner: ImageFacts['owner']): ImageFacts {
  return {
    owner,
    status: typeof image['Status'] === 'string' ? image['Status'] : '',
    isPublic: image['IsPublic'] === true || image['IsPublic'] === 'true',
  };
}

/** How often the pages are read anew while they contradict each other. */
const ATTEMPTS = 3;

/**
 * Reads every page of an image's accounts. Pages can shift while they are read, repeat an account, or end
 * early; then they are read again, and what never adds up to the total is marked as incomplete.
 */
export async function readSharesPages(
  size: number,
  readPage: (page: PageQuery) => Promise<Body>,
): Promise<Shares> {
  let shares = await readOnce(size, readPage);
  for (let attempt = 2; attempt <= ATTEMPTS && !shares.complete; attempt += 1) {
    const again = await readOnce(size, readPage);
    if (again.complete || again.accounts.length > shares.accounts.length) shares = again;
  }
  return shares;
}

async function readOnce(size: number, readPage: (page: PageQuery) => Promise<Body>): Promise<Shares> {
  const accounts = new Set<string>();
  const totals = new Set<number | undefined>();
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const body = await readPage(pageQuery(number, size));
    if (isSharedWithAll(body)) throw new ShareFailure({ code: 'Image.Public', class: 'image-public' });
    const page = accountsIn(body);
    const known = accounts.size;
    for (const account of page) accounts.add(account);
    const total = totalCount(body);
    totals.add(total);
    const nothingNew = accounts.size === known;
    if (nothingNew || (total === undefined ? page.length < pageSize(body, size) : accounts.size >= total))
      break;
  }
  const [total] = totals;
  const complete = totals.size === 1 && accounts.size === total;
  return { accounts: [...accounts].sort(), complete, taken: Math.max(accounts.size, total ?? 0) };
}

/** The group of everybody is how the list of accounts shows a published image. */
function isSharedWithAll(body: Body): boolean {
  const groups = isObject(body['ShareGroups']) ? body['ShareGroups']['ShareGroup'] : undefined;
  return Array.isArray(groups) && groups.some((group) => isObject(group) && group['Group'] === 'all');
}

/** A service may give smaller pages than it was asked for, and then says so. */
function pageSize(body: Body, asked: number): number {
  const given = Number(body['PageSize']);
  return Number.isInteger(given) && given > 0 ? Math.min(given, asked) : asked;
}

/** No list at all means "none" only where the total says so. */
function accountsIn(body: Body): readonly string[] {
  const list = isObject(body['Accounts']) ? body['Accounts']['Account'] : undefined;
  if (list === undefined && totalCount(body) === 0) return [];
  if (!Array.isArray(list)) throw malformed(body, 'DescribeImageSharePermission without Accounts');
  return list.map((entry: unknown) => {
    const account = isObject(entry) ? exactId(entry['AliyunId']) : undefined;
    if (account === undefined) throw malformed(body, 'an account without a numeric AliyunId');
    return account;
  });
}
