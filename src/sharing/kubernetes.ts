import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { isObject } from '../alibaba-cloud/answer';
import type { CallLimiter, Retrier } from '../alibaba-cloud/calls';
import { ShareFailure } from '../alibaba-cloud/failure';
import { type HttpAnswer, type HttpClient, isLoopback, type Environment } from '../alibaba-cloud/http';
import { readMountedFile } from '../alibaba-cloud/mounted-file';

export type KubernetesObject = Readonly<Record<string, unknown>>;

/** Objects a page; large enough for most gardens, small enough for the API server. */
const PAGE_SIZE = 250;
/** A list that expires again and again while it is read is given up. */
const MOST_RESTARTS = 3;
/** A quarter of a million objects; ends a list that never does. */
const MOST_PAGES = 1000;

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
    return await this.read('get', path, {}, toObject);
  }

  /**
   * What `pick` keeps of every object on all pages of a list. A page that it throws for is asked for again. A
   * continue token that has expired starts the list anew.
   */
  async list<T>(
    path: string,
    pick: (object: KubernetesObject) => T | undefined,
    query: Readonly<Record<string, string>> = {},
  ): Promise<readonly T[]> {
    for (let restarts = 0; ; restarts += 1) {
      try {
        return await this.listOnce(path, pick, query);
      } catch (error) {
        const expired = error instanceof ShareFailure && error.code === 'KubernetesHTTP410';
        if (!expired || restarts >= MOST_RESTARTS) throw error;
      }
    }
  }

  private async listOnce<T>(
    path: string,
    pick: (object: KubernetesObject) => T | undefined,
    query: Readonly<Record<string, string>>,
  ): Promise<readonly T[]> {
    const picked: T[] = [];
    const seen = new Set<string>();
    let next = '';
    do {
      const page = { ...query, limit: String(PAGE_SIZE), ...(next === '' ? {} : { continue: next }) };
      const answer = await this.read('list', path, page, (whole) => toPage(whole, pick));
      for (const kept of answer.items) picked.push(kept);
      next = answer.next;
      if (seen.has(next) || seen.size >= MOST_PAGES) throw endless();
      seen.add(next);
    } while (next !== '');
    return picked;
  }

  private async read<T>(
    action: string,
    path: string,
    query: Readonly<Record<string, string>>,
    take: (answer: HttpAnswer) => T,
  ): Promise<T> {
    return await this.retrier.run({ action, region: 'garden' }, async () => {
      let answer = await this.send(path, query);
      // The token's file may have been replaced since it was read.
      if (answer.status === 401) answer = await this.send(path, query);
      return take(answer);
    });
  }

  private async send(path: string, query: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    const authorization = await this.access.authorization();
    const url = new URL(this.access.server);
    url.pathname = url.pathname.replace(/\/$/, '') + path;
    url.search = new URLSearchParams(query).toString();
    const headers = { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) };
    return await this.limiter.run('garden', () =>
      this.http.send({ method: 'GET', url, headers, timeoutMs: this.timeoutMs }),
    );
  }
}

interface ListPage<T> {
  readonly items: readonly T[];
  /** Empty on the last page. */
  readonly next: string;
}

function toPage<T>(answer: HttpAnswer, pick: (object: KubernetesObject) => T | undefined): ListPage<T> {
  const { items, metadata } = toFields(answer);
  if (!Array.isArray(items) || !items.every(isObject)) throw malformedObject('no list of objects');
  const token = isObject(metadata) ? metadata['continue'] : undefined;
  const picked: T[] = [];
  for (const item of items) {
    const kept = pick(item);
    if (kept !== undefined) picked.push(kept);
  }
  return { items: picked, next: typeof token === 'string' ? token : '' };
}

/** An object says what it is, or at least holds something. */
function toObject(answer: HttpAnswer): KubernetesObject {
  const fields = toFields(answer);
  if (typeof fields['kind'] === 'string' || isObject(fields['metadata']) || isObject(fields['data'])) {
    return fields;
  }
  throw malformedObject('no Kubernetes object');
}

function toFields(answer: HttpAnswer): KubernetesObject {
  const { status } = answer;
  if (status === 200) {
    try {
      const value = JSON.parse(answer.body) as unknown;
      if (isObject(value)) return value;
    } catch {
      // Told below.
    }
    throw malformedObject('no Kubernetes object');
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

/** An answer that lacks what it must hold. */
export function malformedObject(explanation: string): ShareFailure {
  return new ShareFailure({ code: 'MalformedAnswer', class: 'malformed', explanation });
}

function endless(): ShareFailure {
  return new ShareFailure({
    code: 'EndlessList',
    class: 'incomplete-read',
    explanation: 'the pages of a list repeat or never end',
  });
}

/** Where Kubernetes mounts a pod's own service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that the program runs in. The token rotates, so its file is read for each request. */
export async function readInCluster(environment: Environment): Promise<KubernetesAccess> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (host === undefined || host === '') {
    throw unusable('the program runs in no cluster; set kubeconfig to a file for the virtual garden');
  }
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port ?? '443'}`),
    tls: { ca: await readText(join(SERVICE_ACCOUNT, 'ca.crt'), 'the certificate authority') },
    authorization: async () =>
      `Bearer ${(await readText(join(SERVICE_ACCOUNT, 'token'), 'the token')).trim()}`,
  };
}

/** How to reach an API server, and as whom. */
export interface KubernetesAccess {
  readonly server: URL;
  readonly tls: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
  };
  /** The Authorization header, read anew when it is refused: token files rotate. */
  readonly authorization: () => Promise<string | undefined>;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the current context of a kubeconfig: tokens, client certificates and passwords, but no plugins. */
export async function readKubeconfig(file: string): Promise<KubernetesAccess> {
  const config = parseFields(await readText(file, 'the kubeconfig'));
  const context = entry(config, 'contexts', 'context', config['current-context']);
  const cluster = entry(config, 'clusters', 'cluster', context['cluster']);
  const user = context['user'] === undefined ? {} : entry(config, 'users', 'user', context['user']);
  for (const plugin of ['exec', 'auth-provider']) {
    if (user[plugin] !== undefined) {
      throw unusable(`its user needs a plugin (${plugin}); give it a token or a client certificate instead`);
    }
  }
  if (text(cluster, 'proxy-url') !== undefined) {
    throw unusable('it has a proxy-url; set HTTPS_PROXY for the program instead');
  }
  const folder = dirname(file);
  const ca = await material(cluster, 'certificate-authority', folder);
  const cert = await material(user, 'client-certificate', folder);
  const key = await material(user, 'client-key', folder);
  const servername = text(cluster, 'tls-server-name');
  return {
    server: toServer(text(cluster, 'server')),
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(servername === undefined ? {} : { servername }),
      ...(cluster['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false } : {}),
    },
    authorization: authorizationOf(user, folder),
  };
}

/** A text file, or a failure that names what it was to be. */
async function readText(file: string, what: string): Promise<string> {
  try {
    return await readMountedFile(file);
  } catch {
    throw unusable(`${what} ${file} cannot be read`);
  }
}

function unusable(explanation: string): ShareFailure {
  return new ShareFailure({ code: 'KubeconfigUnusable', class: 'unusable', explanation });
}

function authorizationOf(user: Fields, folder: string): () => Promise<string | undefined> {
  const tokenFile = text(user, 'tokenFile');
  if (tokenFile !== undefined) {
    const path = resolve(folder, tokenFile);
    return async () => `Bearer ${(await readText(path, 'the token file')).trim()}`;
  }
  const token = text(user, 'token');
  if (token !== undefined) return () => Promise.resolve(`Bearer ${token.trim()}`);
  const username = text(user, 'username');
  if (username === undefined) return () => Promise.resolve(undefined);
  const pair = `${username}:${text(user, 'password') ?? ''}`;
  return () => Promise.resolve(`Basic ${Buffer.from(pair).toString('base64')}`);
}

function parseFields(content: string): Fields {
  let value: unknown;
  try {
    value = parse(content);
  } catch {
    throw unusable('the kubeconfig is not valid YAML');
  }
  if (isObject(value)) return value;
  throw unusable('the kubeconfig is not an object');
}

function entry(config: Fields, list: string, key: string, name: unknown): Fields {
  const entries = Array.isArray(config[list]) ? config[list].filter(isObject) : [];
  const found = entries.find((candidate) => candidate['name'] === name)?.[key];
  if (typeof name === 'string' && isObject(found)) return found;
  throw unusable(`the kubeconfig has no ${key} named ${JSON.stringify(name ?? null)}`);
}

/** Either given inline as Base64, or the name of a file. */
async function material(fields: Fields, name: string, folder: string): Promise<string | undefined> {
  const inline = text(fields, `${name}-data`);
  if (inline !== undefined) return Buffer.from(inline, 'base64').toString('utf8');
  const file = text(fields, name);
  return file === undefined ? undefined : await readText(resolve(folder, file), `the ${name} file`);
}

function text(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function toServer(server: string | undefined): URL {
  const url = server !== undefined && URL.canParse(server) ? new URL(server) : undefined;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url))) return url;
  throw unusable(`the kubeconfig's server must be an https address`);
}
