import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface EcsCall {
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
  readonly authorization: string;
}

type Reply = object | { readonly status: number; readonly body: object };

/** A loopback server that answers as it is told, and remembers what it was asked. */
export class FakeEcs {
  readonly calls: EcsCall[] = [];
  private readonly server: Server;

  private constructor(answer: (call: EcsCall, count: number) => Reply) {
    this.server = createServer((request, response) => {
      const call = {
        action: String(request.headers['x-acs-action']),
        query: Object.fromEntries(new URL(request.url ?? '/', 'http://x').searchParams),
        authorization: request.headers.authorization ?? '',
      };
      this.calls.push(call);
      const reply = answer(call, this.calls.length);
      const { status, body } = 'status' in reply ? reply : { status: 200, body: reply };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  }

  static async start(answer: (call: EcsCall, count: number) => Reply): Promise<FakeEcs> {
    const ecs = new FakeEcs(answer);
    await new Promise<void>((resolve) => ecs.server.listen(0, '127.0.0.1', resolve));
    return ecs;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
