import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ApiRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
}

export interface ApiAnswer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A tiny API server: it serves lists in pages, single objects, and whatever `answer` puts in their place. */
export class LoopbackApiServer {
  readonly requests: ApiRequest[] = [];
  /** Objects by the path of their list. */
  readonly lists = new Map<string, readonly unknown[]>();
  /** Single objects by their path. */
  readonly objects = new Map<string, unknown>();
  pageSize = 2;
  /** Answers in place of the server where it gives an answer. */
  answer: (request: ApiRequest) => ApiAnswer | undefined = () => undefined;
  private readonly server = createServer((request, response) => this.respond(request, response));

  async start(): Promise<URL> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** How often a path was asked for. */
  count(path: string): number {
    return this.requests.filter((request) => request.path === path).length;
  }

  private respond(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const { authorization } = request.headers;
    const asked = { path: url.pathname, query: url.searchParams, authorization };
    this.requests.push(asked);
    const { status = 200, body, headers = {} } = this.answer(asked) ?? this.serve(asked);
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  private serve({ path, query }: ApiRequest): ApiAnswer {
    const list = this.lists.get(path);
    if (list !== undefined) {
      const start = Number(query.get('continue') ?? '0');
      const end = start + Math.min(this.pageSize, Number(query.get('limit') ?? '0'));
      const metadata = end < list.length ? { continue: String(end) } : {};
      return { body: { metadata, items: list.slice(start, end) } };
    }
    const object = this.objects.get(path);
    return object === undefined ? { status: 404, body: { kind: 'Status', code: 404 } } : { body: object };
  }
}
