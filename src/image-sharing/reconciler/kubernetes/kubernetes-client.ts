import type { CallLimiter } from '../calls/call-limiter';
import type { Retrier } from '../calls/retrier';
import { ShareFailure } from '../calls/failure';
import { isObject } from '../cloud/answer';
import type { HttpAnswer, HttpClient } from '../http/http-client';
import type { KubernetesAccess } from './kubeconfig';

export type KubernetesObject = Readonly<Record<string, unknown>>;

/** Objects a page; large enough for most gardens, small enough for the API server. */
const PAGE_SIZE = 250;
/** A list that expires again and again while it is read is given up. */
const MOST_RESTARTS = 3;

/** Reads objects of a cluster by their paths. It never writes. */
export class KubernetesClient {
  constructor(
    private readonly access: KubernetesAccess,
    private readonly http: HttpClient,
    private readonly limiter: CallLimiter,
    private readonly retrier: Retrier,
    private readonly timeoutMs: number,
  ) {}

  async get(path: string): Promise<KubernetesObject> {
    return await this.read('get', path, {});
  }

  /** All pages of a list. A continue token that has expired starts the list anew. */
  async list(
    path: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<readonly KubernetesObject[]> {
    for (let restarts = 0; ; restarts += 1) {
      try {
        return await this.listOnce(path, query);
      } catch (error) {
        const expired = error instanceof ShareFailure && error.code === 'KubernetesHTTP410';
        if (!expired || restarts >= MOST_RESTARTS) throw error;
      }
    }
  }

  private async listOnce(
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<readonly KubernetesObject[]> {
    const objects: KubernetesObject[] = [];
    let next = '';
    do {
      const page = { ...query, limit: String(PAGE_SIZE), ...(next === '' ? {} : { continue: next }) };
      const answer = await this.read('list', path, page);
      if (!Array.isArray(answer['items'])) throw malformed();
      objects.push(...answer['items'].filter(isObject));
      const metadata = isObject(answer['metadata']) ? answer['metadata'] : {};
      next = typeof metadata['continue'] === 'string' ? metadata['continue'] : '';
    } while (next !== '');
    return objects;
  }

  private async read(
    action: string,
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<KubernetesObject> {
    return await this.retrier.run({ action, region: 'garden' }, async () => {
      let answer = await this.send(path, query);
      // The token's file may have been replaced since it was read.
      if (answer.status === 401) answer = await this.send(path, query);
      return toObject(answer);
    });
  }

  private async send(path: string, query: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    const authorization = await this.access.authorization();
    const url = new URL(this.access.server);
    url.pathname = url.pathname.replace(/\/$/, '') + path;
    url.search = new URLSearchParams(query).toString();
    const headers = { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) };
    return await this.limiter.run(url.host, () =>
      this.http.send({ method: 'GET', url, headers, timeoutMs: this.timeoutMs }),
    );
  }
}

function toObject(answer: HttpAnswer): KubernetesObject {
  const { status } = answer;
  if (status === 200) {
    try {
      const value = JSON.parse(answer.body) as unknown;
      if (isObject(value)) return value;
    } catch {
      // Told below.
    }
    throw malformed();
  }
  const seconds = Number(answer.headers['retry-after']);
  throw new ShareFailure({
    code: `KubernetesHTTP${status}`,
    class: status === 429 ? 'throttled' : status >= 500 || status === 408 ? 'server' : refusal(status),
    status,
    retryAfterMs: Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3600) * 1000 : undefined,
  });
}

function refusal(status: number): 'forbidden' | 'unusable' {
  return status === 401 || status === 403 ? 'forbidden' : 'unusable';
}

function malformed(): ShareFailure {
  return new ShareFailure({
    code: 'MalformedAnswer',
    class: 'malformed',
    explanation: 'no Kubernetes object',
  });
}
