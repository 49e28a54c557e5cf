import type { HttpClient } from '../../src/alibaba-cloud/http';
import type { KubernetesClient } from '../../src/sharing/kubernetes';
import { connectLoopback } from './connect-loopback';
import { LoopbackApiServer } from './loopback-api-server';

const all = (object: unknown) => object;
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
    expect(await client.list('/api/v1/namespaces', all, { labelSelector: 'a in (b)' })).toEqual(namespaces);
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
    expect(await client.list('/api/v1/namespaces', all)).toHaveLength(3);
  });

  it('gives a list up that always expires', async () => {
    server.lists.set('/base/api/v1/namespaces', [{ n: 1 }, { n: 2 }, { n: 3 }]);
    server.answer = ({ query }) => (query.has('continue') ? { status: 410, body: {} } : undefined);
    await expect(client.list('/api/v1/namespaces', all)).rejects.toMatchObject({ code: 'KubernetesHTTP410' });
  });

  it('keeps only what is picked', async () => {
    server.lists.set('/base/api/v1/namespaces', [{ n: 1 }, { n: 2 }, { n: 3 }]);
    const odd = ({ n }: Readonly<Record<string, unknown>>) => (Number(n) % 2 === 1 ? n : undefined);
    expect(await client.list('/api/v1/namespaces', odd)).toEqual([1, 3]);
  });

  it.each<[name: string, token: (page: number) => string]>([
    ['the same token again', () => 'again'],
    ['two tokens in turn', (page) => String(page % 2)],
    ['a new token for ever', String],
  ])('ends a list that gives %s', async (_name, token) => {
    let pages = 0;
    server.answer = () => ({ body: { metadata: { continue: token((pages += 1)) }, items: [{ n: 1 }] } });
    await expect(client.list('/api/v1/namespaces', all)).rejects.toMatchObject({
      code: 'EndlessList',
      class: 'incomplete-read',
    });
  });

  it.each(['{}', '[]', '{"status":"Success"}'])('asks again for an object that is %s', async (body) => {
    server.answer = () => ({ status: 200, body });
    await expect(client.get(`${SECRETS}/key`)).rejects.toMatchObject({ class: 'malformed' });
    expect(server.requests).toHaveLength(3);
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
    ['no list', 200, '{}', { class: 'malformed' }, 3],
    ['a list of something else', 200, { items: ['x'] }, { class: 'malformed' }, 3],
  ])('fails on %s', async (_name, status, body, expected, attempts) => {
    server.answer = () => ({ status, body });
    await expect(client.list('/api/v1/namespaces', all)).rejects.toMatchObject(expected);
    expect(server.requests).toHaveLength(attempts);
  });
});
