import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly type: string | undefined;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A Pushgateway, as far as a client sees it: each PUT replaces its group, and a GET lists them all. */
export class FakePushgateway {
  readonly requests: Request[] = [];
  readonly groups = new Map<string, string>();
  status = 200;
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const body = Buffer.concat(chunks).toString();
      const { 'content-type': type, authorization } = headers;
      this.requests.push({ method, path, type, authorization, body });
      if (this.status !== 200) response.writeHead(this.status).end('no');
      else if (method === 'PUT') response.writeHead(this.put(path, body)).end();
      else response.end(this.overview());
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }

  get puts(): readonly Request[] {
    return this.requests.filter(({ method }) => method === 'PUT');
  }

  private put(path: string, body: string): number {
    const [, key] = /\/metrics\/(job\/[^/]+(?:\/[^/]+\/[^/]+)*)$/.exec(path) ?? [];
    if (key === undefined) return 404;
    this.groups.set(key, body);
    return 200;
  }

  /** As the real one writes it: with the group's labels, and numbers with an exponent. */
  private overview(): string {
    return [...this.groups]
      .flatMap(([key, body]) => {
        const words = key.split('/');
        const labels = words.flatMap((word, index) =>
          index % 2 === 0 ? [`${word}="${words[index + 1] ?? ''}"`] : [],
        );
        return body.split('\n').flatMap((line) => {
          const [, name, value] = /^([a-z_]+) (\S+)$/.exec(line) ?? [];
          return name === undefined
            ? []
            : [`${name}{${['instance=""', ...labels].join(',')}} ${Number(value).toExponential()}`];
        });
      })
      .join('\n');
  }
}
