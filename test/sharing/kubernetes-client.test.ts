import type { HttpClient } from '../../src/alibaba-cloud/http';
import type { KubernetesClient } from '../../src/sharing/kubernetes';
import { connectLoopback } from './connect-loopback';
import { LoopbackApiServer } from './loopback-api-server';

const SECRETS = '/api/v1/namespaces/garden-dev/secrets';

describe('KubernetesClient', () => {
  let server: LoopbackApiServer;
  let client: KubernetesClient;
  let http: HttpClient;
  let tokens: string[];

  beforeEach(async () => {
    server = new LoopbackApiServer();
    tokens = [];
    ({ client, http } = connectLoopback({
      server: new URL('/base/', await server.start()),
      tls: {},
      authorization: () => Promise.resolve(`Bearer ${tokens.shift() ?? 'token'}`),
    }));
  });
  afterEach(async () => {
    http.close();
    await server.stop();
  });

  it('reads all pages, below the path of its server, and says who it is', async () => {
    const namespaces = [1, 2, 3, 4, 5].map((n) => ({ metadata: { name: `n${n}` } }));
    server.lists.set('/base/api/v1/namespaces', namespaces);
    expect(await client.list('/api/v1/namespaces', { labelSelector: 'a in (b)' })).toEqual(namespaces);
    expect(server.requests).toHaveLength(3);
    expect(server.requests.map((request) => request.query.get('labelSelector'))).toEqual(
      Array(3).fill('a in (b)'),
    );
    expect(new Set(server.requests.map((request) => request.authorization))).toEqual(
      new Set(['Bearer token']),
    );
  });

  it('starts a list anew whose continue token has expired', async () => {
    server.lists.set('/base/api/v1/namespaces', [{ n: 1 }, { n: 2 }, { n: 3 }]);
    let expired = false;
    server.answer = ({ query }) => {
      if (expired || !query.has('continue')) return undefined;
      expired = true;
      return { status: 410, body: {} };
    };
    expect(await client.list('/api/v1/namespaces')).toHaveLength(3);
  });

  it('gives a list up that always expires', async () => {
    server.lists.set('/base/api/v1/namespaces', [{ n: 1 }, { n: 2 }, { n: 3 }]);
    server.answer = ({ query }) => (query.has('continue') ? { status: 410, body: {} } : undefined);
    await expect(client.list('/api/v1/namespaces')).rejects.toMatchObject({ code: 'KubernetesHTTP410' });
  });

  it('reads the token again when it is refused', async () => {
    tokens = ['old', 'new'];
    server.objects.set(`/base${SECRETS}/key`, { kind: 'Secret' });
    server.answer = ({ authorization }) =>
      authorization === 'Bearer old' ? { status: 401, body: {} } : undefined;
    expect(await client.get(`${SECRETS}/key`)).toEqual({ kind: 'Secret' });
  });

  it.each<[name: string, status: number, body: unknown, expected: object, attempts: number]>([
    ['a refusal', 403, {}, { class: 'forbidden', code: 'KubernetesHTTP403' }, 1],
    ['nothing there', 404, {}, { class: 'unusable', code: 'KubernetesHTTP404' }, 1],
    ['an overload', 429, {}, { class: 'throttled' }, 3],
    ['a broken server', 500, '<html>', { class: 'server' }, 3],
    ['half an object', 200, '{"kind":', { class: 'malformed' }, 3],
    ['no list', 200, '{}', { class: 'malformed' }, 1],
  ])('fails on %s', async (_name, status, body, expected, attempts) => {
    server.answer = () => ({ status, body });
    await expect(client.list('/api/v1/namespaces')).rejects.toMatchObject(expected);
    expect(server.requests).toHaveLength(attempts);
  });
});
