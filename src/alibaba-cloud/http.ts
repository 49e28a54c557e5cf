import {
  Agent as HttpAgent,
  type ClientRequestArgs,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, Agent, type AgentOptions, request as httpsRequest } from 'node:https';
import { BlockList, isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions, type SecureContextOptions } from 'node:tls';
import type { Clock, Stop } from './clock';
import { ShareFailure } from './failure';

interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** From the start to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Goes on when the run is stopped, because its outcome should be known. */
  readonly finishes?: boolean;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface HttpClientOptions {
  readonly clock: Clock;
  readonly stop: Stop;
  readonly environment: Environment;
  readonly tls?: SecureContextOptions & { rejectUnauthorized?: boolean; servername?: string };
}

/** No answer of the APIs comes near to this. */
const LARGEST_ANSWER_BYTES = 16 * 1024 * 1024;

/** One request, one answer, one deadline; no redirects, no retries. */
export class HttpClient {
  private readonly agents = new Map<string, HttpAgent>();

  constructor(private readonly options: HttpClientOptions) {}

  async send(request: HttpRequest): Promise<HttpAnswer> {
    const { clock, stop } = this.options;
    return await new Promise<HttpAnswer>((resolve, reject) => {
      const { url, method, headers, body = '' } = request;
      const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const sent = open(url, {
        method,
        headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
        agent: this.agentFor(url, request.timeoutMs),
      });
      const endings: (() => void)[] = [];
      const settle = (outcome: () => void) => {
        for (const cancel of endings.splice(0)) cancel();
        outcome();
      };
      function end(failure: ShareFailure): void {
        settle(() => reject(failure));
        sent.destroy();
      }
      const cut = () => end(stop.failure);
      endings.push(clock.after(request.timeoutMs, () => end(timedOut())));
      endings.push(request.finishes === true ? stop.onAbort(cut) : stop.onStop(cut));
      sent.on('error', (error) => settle(() => reject(networkFailure(error))));
      sent.on('response', (answer) => {
        readBody(answer).then(
          (text) =>
            settle(() => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text })),
          (error: unknown) => settle(() => reject(networkFailure(error))),
        );
      });
      sent.end(body);
    });
  }

  /** Lets go of idle connections, so that the process can end. */
  close(): void {
    for (const agent of this.agents.values()) agent.destroy();
    this.agents.clear();
  }

  private agentFor(url: URL, connectTimeoutMs: number): HttpAgent {
    const proxy = proxyFor(url, this.options.environment);
    const key = `${url.protocol} ${proxy?.href ?? ''}`;
    const known = this.agents.get(key);
    if (known !== undefined) return known;
    const options = { keepAlive: true, ...this.options.tls };
    const agent =
      url.protocol === 'http:'
        ? new HttpAgent({ keepAlive: true })
        : proxy === undefined
          ? new HttpsAgent(options)
          : new TunnelAgent(proxy, connectTimeoutMs, options);
    this.agents.set(key, agent);
    return agent;
  }
}

async function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER_BYTES) {
      answer.destroy();
      throw new ShareFailure({ code: 'AnswerTooLarge', class: 'malformed' });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function timedOut(): ShareFailure {
  return new ShareFailure({ code: 'CallTimeout', class: 'timeout', explanation: 'no whole answer in time' });
}

/** The request cannot have left: nothing listened, or the name has no address. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

/** Waiting does not make a certificate valid. */
const untrusted =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_MISMATCH)/;

/** What Node reports for a connection that failed; its message may hold the address and is dropped. */
function networkFailure(error: unknown): ShareFailure {
  if (error instanceof ShareFailure) return error;
  const code = codeOf(error);
  if (untrusted.test(code)) {
    return new ShareFailure({
      code,
      class: 'unknown',
      withoutEffect: true,
      explanation: 'the TLS certificate is not trusted; NODE_EXTRA_CA_CERTS can name further authorities',
    });
  }
  return new ShareFailure({ code, class: 'network', withoutEffect: beforeSending.has(code) });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : 'ConnectionFailed';
}

/** Addresses that never leave the machine: there plain http is as good as https. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(host) === 4) return host.startsWith('127.');
  return host === '::1' || host === 'localhost';
}

/**
 * The proxy that a URL goes through: `HTTPS_PROXY`, unless `NO_PROXY` lists the host (in small letters,
 * too, which win, as in curl). Plain http is allowed for loopback addresses only, and never goes through one.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  if (url.protocol !== 'https:') return undefined;
  const proxy = environment.https_proxy ?? environment.HTTPS_PROXY ?? '';
  const exceptions = environment.no_proxy ?? environment.NO_PROXY ?? '';
  if (proxy.trim() === '' || isExcepted(url, exceptions)) return undefined;
  const address = proxy.includes('://') ? proxy.trim() : `http://${proxy.trim()}`;
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new ShareFailure({
    code: 'ProxyUnusable',
    class: 'unusable',
    explanation: 'HTTPS_PROXY is not an http or https address',
  });
}

function isExcepted(url: URL, exceptions: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port === '' ? '443' : url.port;
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || entryCovers(entry, host, port));
}

function entryCovers(entry: string, host: string, port: string): boolean {
  const withPort = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry);
  if (withPort?.[2] !== undefined && withPort[2] !== port) return false;
  const pattern = (withPort?.[1] ?? entry).replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return addressCovers(pattern, host);
  const domain = pattern.replace(/^\*?\./, '');
  return domain !== '' && (host === domain || host.endsWith(`.${domain}`));
}

/** NO_PROXY in clusters usually lists the pods' and the services' ranges. */
function addressCovers(pattern: string, host: string): boolean {
  const [base = '', prefix] = pattern.split('/');
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(base) === 0) return false;
  const list = new BlockList();
  if (prefix === undefined) list.addAddress(base, family);
  else if (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 'ipv6' ? 128 : 32)) {
    list.addSubnet(base, Number(prefix), family);
  }
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

type Connected = (error: Error | null, socket: Duplex) => void;
type Destination = ConnectionOptions & { host?: string | null; port?: string | number | null };

/** An https agent whose connections go through a proxy, by CONNECT. Node 20 brings none. */
class TunnelAgent extends Agent {
  constructor(
    private readonly proxy: URL,
    private readonly connectTimeoutMs: number,
    options: AgentOptions,
  ) {
    super(options);
  }

  /** Called by Node for each new connection; it answers through the callback. */
  override createConnection(options: Destination, connected: Connected): undefined {
    const host = options.host ?? 'localhost';
    const address = `${host.includes(':') ? `[${host}]` : host}:${options.port ?? 443}`;
    const fail = (failure: Error) => connected(failure, undefined as unknown as Duplex);
    const tunnel = this.openTunnel(address);
    tunnel.on('connect', (answer, socket: Socket) => {
      if (answer.statusCode === 200) {
        connected(null, connectTls({ ...options, socket }));
        return;
      }
      socket.destroy();
      fail(refusedByProxy(answer.statusCode ?? 0));
    });
    tunnel.on('error', fail);
    tunnel.setTimeout(this.connectTimeoutMs, () => tunnel.destroy(new Error('no answer from the proxy')));
    tunnel.end();
  }

  private openTunnel(address: string): ReturnType<typeof httpRequest> {
    const { protocol, hostname, port, username, password } = this.proxy;
    const secure = protocol === 'https:';
    const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    const options: ClientRequestArgs = {
      method: 'CONNECT',
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port === '' ? (secure ? 443 : 80) : Number(port),
      path: address,
      agent: false,
      headers: {
        host: address,
        ...(username === ''
          ? {}
          : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
    };
    return secure ? httpsRequest(options) : httpRequest(options);
  }
}

function refusedByProxy(status: number): ShareFailure {
  const denied = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return new ShareFailure({
    code: 'ProxyRefused',
    class: denied ? 'forbidden' : 'network',
    status,
    withoutEffect: true,
    explanation: 'the proxy did not open the connection; check HTTPS_PROXY and NO_PROXY',
  });
}

/** Environment variables, as the process has them. */
export type Environment = Readonly<Record<string, string | undefined>>;
