import { randomUUID } from 'node:crypto';
import { readAnswer } from './answer';
import type { CallLabel, CallLimiter, Retrier } from './calls';
import type { Clock } from './clock';
import type { CredentialSource } from './credentials';
import { ShareFailure, toShareFailure } from './failure';
import type { HttpAnswer, HttpClient, Environment } from './http';
import { isRegionForm } from './regions';
import { canonicalQuery, type Credentials, signRequest } from './signature';

/** One call of an RPC-style API. */
export interface CloudCall extends CallLabel {
  /** Goes on with something begun, and so goes before calls that begin something. @default false */
  readonly continues?: boolean;
  readonly version: string;
  readonly endpoint: URL;
  readonly query: Readonly<Record<string, string>>;
  /** An unsigned call carries its proof in a form body (AssumeRoleWithOIDC). */
  readonly form?: Readonly<Record<string, string>>;
  readonly writes?: boolean;
}

export type Body = Readonly<Record<string, unknown>>;

/** What is told of every attempt. */
type CallObserver = (call: CallLabel, outcome: string, seconds: number) => void;

interface CloudApiOptions {
  readonly http: HttpClient;
  readonly limiter: CallLimiter;
  readonly retrier: Retrier;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly onCall: CallObserver;
}

/**
 * A thin client for ECS and STS. Every attempt has its own nonce, date and deadline, waits for its turn,
 * and fails with a `ShareFailure` only.
 */
export class CloudApi {
  constructor(private readonly options: CloudApiOptions) {}

  /**
   * Repeats what may pass. For reads, and for calls that leave nothing behind. What `take` does not find in
   * the answer counts as a broken answer, so it is asked for again.
   */
  async read(call: CloudCall, source: CredentialSource | undefined): Promise<Body>;
  async read<T>(call: CloudCall, source: CredentialSource | undefined, take: (body: Body) => T): Promise<T>;
  async read(
    call: CloudCall,
    source: CredentialSource | undefined,
    take: (body: Body) => unknown = (body) => body,
  ): Promise<unknown> {
    return await this.options.retrier.run(call, () => this.attempt(call, source, take));
  }

  /** One attempt, or two when the credentials had to be renewed in between. */
  async attempt<T>(
    call: CloudCall,
    source: CredentialSource | undefined,
    take: (body: Body) => T,
  ): Promise<T> {
    const credentials = await source?.current();
    try {
      return await this.send(call, credentials, take);
    } catch (error) {
      const failure = toShareFailure(error);
      if (failure.class !== 'authentication' || source === undefined || credentials === undefined)
        throw error;
      const renewed = await source.renew(credentials);
      if (renewed === undefined) throw error;
      return await this.send(call, renewed, take);
    }
  }

  private async send<T>(
    call: CloudCall,
    credentials: Credentials | undefined,
    take: (body: Body) => T,
  ): Promise<T> {
    const { limiter, clock, onCall } = this.options;
    const { lane = call.region, continues = false } = call;
    return await limiter.run(
      lane,
      async () => {
        const started = clock.elapsed();
        let outcome = 'ok';
        try {
          return take(readAnswer(await this.exchange(call, credentials)));
        } catch (error) {
          outcome = toShareFailure(error).class;
          throw error;
        } finally {
          onCall(call, outcome, (clock.elapsed() - started) / 1000);
        }
      },
      continues,
    );
  }

  private async exchange(call: CloudCall, credentials: Credentials | undefined): Promise<HttpAnswer> {
    const { http, clock, timeoutMs } = this.options;
    const date = clock.date();
    const nonce = randomUUID();
    const url = new URL(call.endpoint);
    const form = call.form === undefined ? undefined : canonicalQuery(call.form);
    const common = { method: 'POST', timeoutMs, finishes: call.writes === true } as const;
    if (credentials === undefined) {
      const query = { ...call.query, Action: call.action, Version: call.version, Format: 'JSON' };
      const timestamp = `${new Date(date).toISOString().slice(0, 19)}Z`;
      url.search = canonicalQuery({ ...query, Timestamp: timestamp, SignatureNonce: nonce });
      const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
      return await http.send({ ...common, url, headers, body: form ?? '' });
    }
    url.search = canonicalQuery(call.query);
    const { action, version, query } = call;
    const signed = signRequest(
      { method: 'POST', host: url.host, action, version, query, body: '', date, nonce },
      credentials,
    );
    return await http.send({ ...common, url, headers: { ...signed, accept: 'application/json' } });
  }
}

/** Regions whose ECS is reached through another host, as in Alibaba Cloud's own clients. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['cn-shanghai-finance-1', 'ecs-cn-hangzhou.aliyuncs.com'],
  ['cn-shenzhen-finance-1', 'ecs-cn-hangzhou.aliyuncs.com'],
  ['cn-north-2-gov-1', 'ecs.aliyuncs.com'],
  ['cn-hangzhou-finance', 'ecs.aliyuncs.com'],
]);

/** Where a region's ECS answers. */
export function ecsEndpoint(region: string, override: string | null): URL {
  return new URL(override ?? `https://${exceptions.get(region) ?? `ecs.${region}.aliyuncs.com`}`);
}

/** Where STS answers; any region's endpoint can name the caller. */
export function stsEndpoint(override: string | null, environment: Environment): URL {
  if (override !== null) return new URL(override);
  const region = environment.ALIBABA_CLOUD_STS_REGION ?? '';
  if (!isRegionForm(region)) return new URL('https://sts.aliyuncs.com');
  const inside = environment.ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED === 'true';
  return new URL(`https://${inside ? 'sts-vpc' : 'sts'}.${region}.aliyuncs.com`);
}

/** The parameters that choose a page. */
export interface PageQuery {
  readonly PageNumber: string;
  readonly PageSize: string;
}

interface Page<T> {
  readonly body: Body;
  readonly items: readonly T[];
}

/** Far more than any list here can have; ends a list that never does. */
export const MOST_PAGES = 1000;

export function pageQuery(number: number, size: number): PageQuery {
  return { PageNumber: String(number), PageSize: String(size) };
}

/** A count that an answer gives as a number or a text; undefined for whatever else stands there. */
export function countIn(body: Body, field: 'TotalCount' | 'PageNumber' | 'PageSize'): number | undefined {
  const count = typeof body[field] === 'string' ? Number(body[field]) : body[field];
  return typeof count === 'number' && Number.isInteger(count) && count >= 0 ? count : undefined;
}

/** All items of a list, or a failure when a page ends before the total is reached. */
export async function readPages<T>(
  size: number,
  read: (page: PageQuery) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const page = await read(pageQuery(number, size));
    for (const item of page.items) items.push(item);
    const total = countIn(page.body, 'TotalCount');
    if (total === undefined ? page.items.length < size : items.length >= total) return items;
    if (page.items.length === 0) break;
  }
  throw new ShareFailure({ code: 'IncompleteRead', class: 'incomplete-read' });
}
