import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { SecureContextOptions } from 'node:tls';
import type { Clock } from '../calls/clock';
import { ShareFailure } from '../calls/failure';
import type { Stop } from '../calls/stop';
import type { Environment } from '../environment';
import { networkFailure } from './network-failure';
import { proxyFor } from './proxy';
import { TunnelAgent } from './tunnel-agent';

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
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

export interface HttpClientOptions {
  readonly clock: Clock;
  readonly stop: Stop;
  readonly environment: Environment;
  readonly tls?: SecureContextOptions & { rejectUnauthorized?: boolean; servername?: string };
}

/** No answer of the APIs comes near to this. */
const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

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
