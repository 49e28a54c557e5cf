import type { ClientRequestArgs } from 'node:http';
import { request as httpRequest } from 'node:http';
import type { AgentOptions } from 'node:https';
import { Agent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ConnectionOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import { ShareFailure } from '../calls/failure';

type Connected = (error: Error | null, socket: Duplex) => void;
type Destination = ConnectionOptions & { host?: string | null; port?: string | number | null };

/** An https agent whose connections go through a proxy, by CONNECT. Node 20 brings none. */
export class TunnelAgent extends Agent {
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
