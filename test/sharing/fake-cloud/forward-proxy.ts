import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy on loopback that tunnels every CONNECT to one port, whatever host was asked for, and notes the host. */
export class ForwardProxy {
  /** `host:port` of every CONNECT, in order. */
  readonly tunnels: string[] = [];
  /** Requests that came in the clear, by their URL: there should be none. */
  readonly plainRequests: string[] = [];
  /** The Proxy-Authorization of every CONNECT that had one. */
  readonly authorizations: string[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    targetPort: number,
  ) {
    server.on('request', (request, response) => {
      this.plainRequests.push(request.url ?? '');
      response.writeHead(502).end();
    });
    server.on('connection', (socket) => this.keep(socket));
    server.on('connect', (request, client: Socket, head: Buffer) => {
      this.tunnels.push(request.url ?? '');
      const authorization = request.headers['proxy-authorization'];
      if (authorization !== undefined) {
        this.authorizations.push(authorization);
      }
      const target = this.keep(connect(targetPort, '127.0.0.1'));
      target.once('connect', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        target.write(head);
        target.pipe(client).pipe(target);
      });
    });
  }

  static async start(targetPort: number): Promise<ForwardProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ForwardProxy(server, targetPort);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await new Promise((resolve) => this.server.close(resolve));
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.sockets.delete(socket));
    return socket;
  }
}
