import { CloudApi, ecsEndpoint, readPages, stsEndpoint } from '../alibaba-cloud/api';
import { CallLimiter, Retrier } from '../alibaba-cloud/calls';
import { Stop, systemClock } from '../alibaba-cloud/clock';
import { type CredentialSource, ownerCredentials } from '../alibaba-cloud/credentials';
import { type FailureClass, ShareFailure } from '../alibaba-cloud/failure';
import { HttpClient, isLoopback } from '../alibaba-cloud/http';
import { Sts } from '../alibaba-cloud/sts';
import { type Answer, type CatalogueAction, textOf, toAnswer } from './answers';
import { ImportProblem } from './outcome';

export interface CatalogueOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A folder with the files accessKeyID and accessKeySecret. @default ALIBABA_CLOUD_ACCESS_KEY_ID and _SECRET */
  readonly credentialsDir?: string | undefined;
  /** Replaces `https://ecs.{region}.aliyuncs.com`. @default the public one */
  readonly endpoint?: string | undefined;
  /** Is told why it takes longer. */
  readonly onWait: (sentence: string) => void;
}

const VERSION = '2014-05-26';
/** Largest page of DescribeImages (PageSize) and of DescribeInstanceTypes (MaxResults), as documented. */
const PAGE_SIZE = 100;
/** Far more than all instance types; ends a list that never does. */
const MOST_TOKENS = 1000;
const limits = { total: 4, perRegion: 1, minIntervalMs: 200 };
/** Outlasts the minute for which a throttled API may stay closed. */
const retries = { maxAttempts: 8, baseMs: 500, capMs: 30_000, budgetMs: 180_000 };
/** An answer with a thousand instance types takes its time. */
const CALL_TIMEOUT_MS = 30_000;

/** Reads the catalogue of ECS, each list to its end. It never writes anything. */
export class EcsCatalogue {
  private readonly http: HttpClient;
  private readonly api: CloudApi;
  private readonly credentials: CredentialSource;
  private readonly endpointOf: (region: string) => URL;

  /** @throws ImportProblem for an endpoint that is none */
  constructor({ environment, credentialsDir, endpoint, onWait }: CatalogueOptions) {
    const clock = systemClock;
    const stop = new Stop();
    this.endpointOf = endpointsFrom(endpoint);
    this.http = new HttpClient({ clock, stop, environment });
    const limiter = new CallLimiter(limits, clock, stop);
    const retrier = new Retrier(retries, {
      clock,
      stop,
      random: Math.random,
      onRetry({ action, region }, failure, pauseMs) {
        if (failure.class === 'throttled') limiter.hold(region, failure.retryAfterMs);
        onWait(`${action} in ${region}: ${failure.code}; trying again in ${Math.ceil(pauseMs / 1000)} s`);
      },
    });
    this.api = new CloudApi({
      http: this.http,
      limiter,
      retrier,
      clock,
      timeoutMs: CALL_TIMEOUT_MS,
      onCall: () => undefined,
    });
    const kind = credentialsDir === undefined ? 'env' : 'files';
    const config = { kind, dir: credentialsDir ?? '', assumeRoleArn: null } as const;
    const sts = new Sts(this.api, stsEndpoint(null, environment));
    this.credentials = ownerCredentials(config, environment, sts, clock);
  }

  /** IDs of the regions that the account may use. */
  async regions(): Promise<string[]> {
    // Any region's endpoint knows all of them.
    const answer = await this.call('DescribeRegions', 'cn-hangzhou', {});
    return answer.items.map((item) => textOf(item, 'RegionId', answer.where)).sort();
  }

  async images(region: string, owner: string): Promise<Answer[]> {
    const pages: Answer[] = [];
    const query = { ImageOwnerAlias: owner, Status: 'ALL' };
    await this.explained(`DescribeImages in ${region}`, () =>
      readPages(PAGE_SIZE, async (page) => {
        const answer = await this.call('DescribeImages', region, { ...query, ...page });
        pages.push(answer);
        return answer;
      }),
    );
    return pages;
  }

  async instanceTypes(region: string): Promise<Answer[]> {
    const pages: Answer[] = [];
    const seen = new Set<string>();
    for (let token = ''; pages.length < MOST_TOKENS;) {
      const query = { MaxResults: String(PAGE_SIZE), ...(token === '' ? {} : { NextToken: token }) };
      const answer = await this.call('DescribeInstanceTypes', region, query);
      pages.push(answer);
      const next = answer.body['NextToken'];
      if (typeof next !== 'string' || next === '') return pages;
      if (seen.has(next)) break;
      seen.add(next);
      token = next;
    }
    throw new ImportProblem(`DescribeInstanceTypes in ${region}`, 'the pages never end', 'run again');
  }

  async zones(region: string): Promise<Answer> {
    return await this.call('DescribeZones', region, { Verbose: 'true' });
  }

  /** Which instance types each zone of a region sells. */
  async offers(region: string): Promise<Answer> {
    const query = { DestinationResource: 'InstanceType', IoOptimized: 'optimized' };
    return await this.call('DescribeAvailableResource', region, query);
  }

  close(): void {
    this.http.close();
  }

  private async call(
    action: CatalogueAction,
    region: string,
    query: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const where = `${action} in ${region}`;
    return await this.explained(where, async () => {
      const endpoint = this.endpointOf(region);
      const call = { action, region, version: VERSION, endpoint, query: { RegionId: region, ...query } };
      const body = await this.api.read(call, this.credentials);
      const answer = toAnswer(where, body);
      if (answer?.action === action) return answer;
      throw new ImportProblem(
        where,
        'the answer has no list',
        'run again; if it stays, the endpoint is not ECS',
      );
    });
  }

  private async explained<T>(where: string, run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ShareFailure)) throw error;
      throw new ImportProblem(where, error.message, remedies[error.class] ?? 'run again later');
    }
  }
}

const remedies: Partial<Record<FailureClass, string>> = {
  unusable: 'set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or give --credentials-dir',
  authentication: 'check the AccessKey',
  clock: 'set the clock of this machine',
  forbidden: 'allow the RAM user ecs:Describe*',
  region: 'check --region',
  request: 'check --region and --endpoint',
  unknown: 'look the code up in the documentation of ECS',
};

function endpointsFrom(template: string | undefined): (region: string) => URL {
  if (template === undefined) return (region) => ecsEndpoint(region, null);
  const sample = template.replaceAll('{region}', 'eu-central-1');
  const url = URL.canParse(sample) ? new URL(sample) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    url.pathname !== '/' ||
    url.search + url.hash !== ''
  ) {
    throw new ImportProblem(
      '--endpoint',
      `${JSON.stringify(template)} is not an endpoint`,
      'use https://<host>, with {region} where the region stands',
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new ImportProblem(
      '--endpoint',
      `${JSON.stringify(template)} would send requests in clear`,
      'use https',
    );
  }
  return (region) => new URL(template.replaceAll('{region}', region));
}
