import type { LimitsConfig } from '../config/config';
import type { ImageFacts, ImageReference, ImageShareProvider, ShareOperation, Shares } from '../provider';
import { isObject, malformed } from './answer';
import type { Body, CloudApi, CloudCall } from './cloud-api';
import type { CredentialSource } from './credential-source';
import { readPages } from './pages';
import { readSharesPages } from './share-pages';
import type { Sts } from './sts';

const VERSION = '2014-05-26';
/** A write's name, for logs and metrics as well. */
export const MODIFY_ACTION = 'ModifyImageSharePermission';

export interface EcsProviderOptions {
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
