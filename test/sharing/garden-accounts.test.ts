import { ShareFailure } from '../../src/alibaba-cloud/failure';
import type { HttpClient } from '../../src/alibaba-cloud/http';
import { AccountFinder } from '../../src/sharing/accounts';
import { readGardenAccounts } from '../../src/sharing/garden-accounts';
import type { KubernetesClient } from '../../src/sharing/kubernetes';
import { connectLoopback } from './connect-loopback';
import { LoopbackApiServer } from './loopback-api-server';

const CREDENTIALS_BINDINGS = '/apis/security.gardener.cloud/v1alpha1/credentialsbindings';
const SECRET_BINDINGS = '/apis/core.gardener.cloud/v1beta1/secretbindings';
const base64 = (text: string) => Buffer.from(text).toString('base64');

function credentialsBinding(namespace: string, name: string, reference: object, type = 'alicloud') {
  return {
    metadata: { namespace, name },
    provider: { type },
    credentialsRef: { kind: 'Secret', ...reference },
  };
}

function secretBinding(namespace: string, name: string, reference: object, type = 'alicloud') {
  return { metadata: { namespace, name }, provider: { type }, secretRef: reference };
}

describe('readGardenAccounts', () => {
  let server: LoopbackApiServer;
  let client: KubernetesClient;
  let http: HttpClient;
  let asked: string[];

  beforeEach(async () => {
    server = new LoopbackApiServer();
    server.lists.set(CREDENTIALS_BINDINGS, []);
    server.lists.set(SECRET_BINDINGS, []);
    asked = [];
    const access = { server: await server.start(), tls: {}, authorization: () => Promise.resolve(undefined) };
    ({ client, http } = connectLoopback(access));
  });
  afterEach(async () => {
    http.close();
    await server.stop();
  });

  function addSecret(namespace: string, name: string, accessKeyId: string): void {
    server.objects.set(`/api/v1/namespaces/${namespace}/secrets/${name}`, {
      data: { accessKeyID: base64(`${accessKeyId}\n`), accessKeySecret: base64('secret') },
    });
  }

  /** STS knows the account of key-1 as ...1, and so on; `bad` keys it refuses. */
  async function read(projects: readonly string[] = []) {
    const finder = new AccountFinder(async (source) => {
      const { accessKeyId } = await source.current();
      asked.push(accessKeyId);
      if (accessKeyId === 'bad')
        throw new ShareFailure({ code: 'InvalidAccessKeyId.NotFound', class: 'authentication' });
      return accessKeyId.replace('key-', '200000000000000');
    });
    const { accounts, unresolved } = await readGardenAccounts(client, projects, finder);
    return {
      accounts: [...accounts].sort(),
      unresolved: unresolved.map(({ source, failure }) => `${source}: ${failure.code}`),
    };
  }

  it('finds the accounts behind both kinds of bindings, in whatever namespace their Secrets lie', async () => {
    addSecret('garden-dev', 'one', 'key-1');
    addSecret('garden', 'two', 'key-2');
    server.lists.set(CREDENTIALS_BINDINGS, [
      credentialsBinding('garden-dev', 'a', { namespace: 'garden-dev', name: 'one' }),
      credentialsBinding('garden-dev', 'b', { namespace: 'garden', name: 'two' }),
      credentialsBinding('garden-dev', 'c', { namespace: 'garden-dev', name: 'aws' }, 'aws'),
    ]);
    addSecret('garden-prod', 'three', 'key-3');
    server.lists.set(SECRET_BINDINGS, [
      secretBinding('garden-prod', 'd', { name: 'three' }, 'aws, alicloud'),
      secretBinding('garden-dev', 'e', { namespace: 'garden-dev', name: 'one' }),
      secretBinding('garden-dev', 'f', { name: 'gcp' }, 'gcp'),
    ]);
    expect(await read()).toEqual({
      accounts: ['2000000000000001', '2000000000000002', '2000000000000003'],
      unresolved: [],
    });
    expect(server.count('/api/v1/namespaces/garden-dev/secrets/one')).toBe(1);
    expect(server.count('/api/v1/namespaces')).toBe(0);
  });

  it('asks about a key once, though several Secrets hold it', async () => {
    addSecret('garden-dev', 'one', 'key-1');
    addSecret('garden-prod', 'one', 'key-1');
    server.lists.set(CREDENTIALS_BINDINGS, [
      credentialsBinding('garden-dev', 'a', { namespace: 'garden-dev', name: 'one' }),
      credentialsBinding('garden-prod', 'a', { namespace: 'garden-prod', name: 'one' }),
    ]);
    await read();
    expect(asked).toEqual(['key-1']);
  });

  it('reports what it cannot resolve, and finds the rest', async () => {
    addSecret('garden-dev', 'good', 'key-1');
    addSecret('garden-dev', 'refused', 'bad');
    server.objects.set('/api/v1/namespaces/garden-dev/secrets/empty', { data: { accessKeyID: base64('x') } });
    const references = [
      { namespace: 'garden-dev', name: 'good' },
      { namespace: 'garden-dev', name: 'refused' },
      { namespace: 'garden-dev', name: 'empty' },
      { namespace: 'garden-dev', name: 'gone' },
      { kind: 'WorkloadIdentity', namespace: 'garden-dev', name: 'identity' },
      { kind: 'InternalSecret', namespace: 'garden', name: 'internal' },
    ];
    const bindings = references.map((reference, index) =>
      credentialsBinding('garden-dev', `b${index}`, reference),
    );
    server.lists.set(CREDENTIALS_BINDINGS, bindings);
    expect(await read()).toEqual({
      accounts: ['2000000000000001'],
      unresolved: [
        'garden CredentialsBinding garden-dev/b5, InternalSecret garden/internal: NoKeyInReference',
        'garden CredentialsBinding garden-dev/b2, Secret garden-dev/empty: CredentialsMissing',
        'garden CredentialsBinding garden-dev/b3, Secret garden-dev/gone: KubernetesHTTP404',
        'garden CredentialsBinding garden-dev/b1, Secret garden-dev/refused: InvalidAccessKeyId.NotFound',
        'garden CredentialsBinding garden-dev/b4, WorkloadIdentity garden-dev/identity: NoKeyInReference',
      ],
    });
  });

  it('reads the chosen projects only, found by the label of their namespaces', async () => {
    server.lists.set('/api/v1/namespaces', [
      { metadata: { name: 'garden-dev', labels: { 'project.gardener.cloud/name': 'dev' } } },
      { metadata: { name: 'custom-name', labels: { 'project.gardener.cloud/name': 'prod' } } },
    ]);
    for (const kind of [CREDENTIALS_BINDINGS, SECRET_BINDINGS]) {
      server.lists.set(kind.replace(/(\w+)$/, 'namespaces/custom-name/$1'), []);
    }
    addSecret('custom-name', 'one', 'key-1');
    server.lists.set(CREDENTIALS_BINDINGS.replace(/(\w+)$/, 'namespaces/custom-name/$1'), [
      credentialsBinding('custom-name', 'a', { namespace: 'custom-name', name: 'one' }),
    ]);
    expect(await read(['prod', 'gone'])).toEqual({
      accounts: ['2000000000000001'],
      unresolved: ['garden project gone: ProjectNotFound'],
    });
    expect(server.count(CREDENTIALS_BINDINGS)).toBe(0);
  });

  it.each<[name: string, binding: object]>([
    ['no provider', { provider: undefined }],
    ['a provider without a type', { provider: {} }],
    ['no reference', { credentialsRef: undefined }],
    ['a reference without a name', { credentialsRef: { kind: 'Secret', namespace: 'garden-dev' } }],
  ])('reports a binding that has %s, finds the rest, and lists no Secrets', async (_name, change) => {
    addSecret('garden-dev', 'one', 'key-1');
    const good = credentialsBinding('garden-dev', 'a', { name: 'one' });
    const bad = { ...credentialsBinding('garden-dev', 'b', { name: 'one' }), ...change };
    server.lists.set(CREDENTIALS_BINDINGS, [good, bad]);
    expect(await read()).toEqual({
      accounts: ['2000000000000001'],
      unresolved: ['garden CredentialsBinding garden-dev/b: MalformedAnswer'],
    });
    expect(server.requests.filter(({ path }) => path.endsWith('/secrets/'))).toEqual([]);
  });

  it.each([403, 404, 500])('reports a list that fails with %d, and reads the other', async (status) => {
    addSecret('garden-dev', 'one', 'key-1');
    server.lists.set(SECRET_BINDINGS, [secretBinding('garden-dev', 'a', { name: 'one' })]);
    server.answer = ({ path }) => (path === CREDENTIALS_BINDINGS ? { status, body: {} } : undefined);
    expect(await read()).toEqual({
      accounts: ['2000000000000001'],
      unresolved: [`garden credentialsbindings: KubernetesHTTP${status}`],
    });
  });
});
