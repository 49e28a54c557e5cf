import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { ShareFailure } from '../calls/failure';
import { isObject } from '../cloud/answer';
import { isLoopback } from '../http/loopback';

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
export async function readText(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw unusable(`${what} ${file} cannot be read`);
  }
}

export function unusable(explanation: string): ShareFailure {
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
