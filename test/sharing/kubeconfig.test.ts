import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readInCluster, readKubeconfig } from '../../src/sharing/kubernetes';

const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('readKubeconfig', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function read(user: object, cluster: object = {}, contexts?: unknown) {
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'garden',
      contexts: contexts ?? [{ name: 'garden', context: { cluster: 'virtual', user: 'job' } }],
      clusters: [
        { name: 'other', cluster: { server: 'https://other.example.com' } },
        { name: 'virtual', cluster: { server: 'https://api.example.com', ...cluster } },
      ],
      users: [{ name: 'job', user }],
    };
    const file = join(folder, 'kubeconfig');
    await writeFile(file, JSON.stringify(config));
    return await readKubeconfig(file);
  }

  it('takes the cluster and the user of the current context', async () => {
    const access = await read({ token: 'abc' }, { 'certificate-authority-data': base64('CA') });
    expect(access.server.href).toBe('https://api.example.com/');
    expect(access.tls).toEqual({ ca: 'CA' });
    expect(await access.authorization()).toBe('Bearer abc');
  });

  it('takes a client certificate, inline or from files beside it', async () => {
    await writeFile(join(folder, 'key.pem'), 'KEY');
    const access = await read({ 'client-certificate-data': base64('CERT'), 'client-key': 'key.pem' });
    expect(access.tls).toEqual({ cert: 'CERT', key: 'KEY' });
    expect(await access.authorization()).toBeUndefined();
  });

  it('reads a token file anew each time', async () => {
    await writeFile(join(folder, 'token'), 'one\n');
    const access = await read({ tokenFile: 'token' });
    expect(await access.authorization()).toBe('Bearer one');
    await writeFile(join(folder, 'token'), 'two\n');
    expect(await access.authorization()).toBe('Bearer two');
  });

  it('knows passwords, other server names, and the wish not to verify', async () => {
    const access = await read(
      { username: 'a', password: 'b' },
      { 'tls-server-name': 'kubernetes', 'insecure-skip-tls-verify': true },
    );
    expect(await access.authorization()).toBe(`Basic ${base64('a:b')}`);
    expect(access.tls).toEqual({ servername: 'kubernetes', rejectUnauthorized: false });
  });

  it.each<[name: string, user: object, cluster: object, contexts: unknown, told: RegExp]>([
    ['an exec plugin', { exec: { command: 'kubelogin' } }, {}, undefined, /plugin \(exec\)/],
    ['an auth provider', { 'auth-provider': { name: 'oidc' } }, {}, undefined, /plugin \(auth-provider\)/],
    ['plain http', { token: 'hush' }, { server: 'http://api.example.com' }, undefined, /https address/],
    ['no server', {}, { server: undefined }, undefined, /https address/],
    ['a proxy of its own', {}, { 'proxy-url': 'http://proxy' }, undefined, /HTTPS_PROXY/],
    ['no such context', {}, {}, [], /no context named "garden"/],
    [
      'no such user',
      {},
      {},
      [{ name: 'garden', context: { cluster: 'virtual', user: 'x' } }],
      /no user named "x"/,
    ],
    ['a file that is not there', { 'client-key': 'gone.pem' }, {}, undefined, /gone\.pem cannot be read/],
  ])('refuses %s', async (_name, user, cluster, contexts, told) => {
    const attempt = read(user, cluster, contexts);
    await expect(attempt).rejects.toThrow(told);
    await expect(attempt).rejects.toMatchObject({ class: 'unusable' });
    await expect(attempt).rejects.not.toThrow(/hush/);
  });

  it('allows plain http on loopback, where tests and tunnels end', async () => {
    expect((await read({}, { server: 'http://127.0.0.1:8001' })).server.port).toBe('8001');
  });

  it('fails outside of a cluster when it is to be in one', async () => {
    await expect(readInCluster({})).rejects.toThrow(/runs in no cluster/);
  });
});
