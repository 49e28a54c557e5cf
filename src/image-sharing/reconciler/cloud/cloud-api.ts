import { randomUUID } from 'node:crypto';
import type { CallLimiter } from '../calls/call-limiter';
import type { Clock } from '../calls/clock';
import type { CallLabel, Retrier } from '../calls/retrier';
import { toShareFailure } from '../calls/failure';
import type { HttpAnswer, HttpClient } from '../http/http-client';
import type { Credentials } from './acs3-signature';
import { canonicalQuery, signRequest } from './acs3-signature';
import { readAnswer } from './answer';
import type { CredentialSource } from './credential-source';

/** One call of an RPC-style API. */
export interface CloudCall extends CallLabel {
  readonly version: string;
  readonly endpoint: URL;
  readonly query: Readonly<Record<string, string>>;
  /** An unsigned call carries its proof in a form body (AssumeRoleWithOIDC). */
  readonly form?: Readonly<Record<string, string>>;
  readonly writes?: boolean;
}

export type Body = Readonly<Record<string, unknown>>;

/** What is told of every attempt. */
export type CallObserver = (call: CallLabel, outcome: string, seconds: number) => void;

export interface CloudApiOptions {
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

  /** Repeats what may pass. For reads, and for calls that leave nothing behind. */
  async read(call: CloudCall, source: CredentialSource | undefined): Promise<Body> {
    return await this.options.retrier.run(call, () => this.attempt(call, source));
  }

  /** One attempt, or two when the credentials had to be renewed in between. */
  async attempt(call: CloudCall, source: CredentialSource | undefined): Promise<Body> {
    const credentials = await source?.current();
    try {
      return await this.send(call, credentials);
    } catch (error) {
      const failure = toShareFailure(error);
      if (failure.class !== 'authentication' || source === undefined || credentials === undefined)
        throw error;
      const renewed = await source.renew(credentials);
      if (renewed === undefined) throw error;
      return await this.send(call, renewed);
    }
  }

  private async send(call: CloudCall, credentials: Credentials | undefined): Promise<Body> {
    const { limiter, clock, onCall } = this.options;
    return await limiter.run(call.region, async () => {
      const started = clock.elapsed();
      let outcome = 'ok';
      try {
        return readAnswer(await this.exchange(call, credentials));
      } catch (error) {
        outcome = toShareFailure(error).class;
        throw error;
      } finally {
        onCall(call, outcome, (clock.elapsed() - started) / 1000);
      }
    });
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
