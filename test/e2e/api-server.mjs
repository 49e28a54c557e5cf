// A real kube-apiserver with its etcd, built once from their Go modules and kept in the user's cache.
import { execFileSync, spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ApiClient } from './api-client.mjs';

const sources = join(dirname(fileURLToPath(import.meta.url)), 'apiserver');
const secondsToStart = 120;

/** What `go version` says, undefined where there is no Go. */
export function goVersion() {
  try {
    return execFileSync('go', ['version'], { encoding: 'utf8' }).trim();
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Path of the program; what it is built from is part of it, so that it is never a stale one. */
export function buildApiServer(go) {
  const files = ['go.mod', 'main.go'];
  // Built as a module, not from a release, it does not know its own version.
  const [, version] = /k8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(sources, 'go.mod'), 'utf8'));
  const flags = `-s -w -X k8s.io/component-base/version.gitVersion=${version}`;
  const hash = createHash('sha256').update(go).update(flags);
  for (const file of files) hash.update(readFileSync(join(sources, file)));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'cdk8s-gardener-alicloud', `apiserver-${hash.digest('hex').slice(0, 12)}`);
  const program = join(folder, 'apiserver');
  if (existsSync(program)) return program;

  console.log(`building kube-apiserver in ${folder}: minutes the first time, and about 2 GiB of Go's caches`);
  mkdirSync(folder, { recursive: true });
  for (const file of files) copyFileSync(join(sources, file), join(folder, file));
  // Made beside its place, so that a build that is broken off leaves none; nice, because it takes every core.
  const fresh = `apiserver-${process.pid}`;
  // -mod=mod: go.mod names what we ask for, Go adds what that needs. The versions follow from it.
  execFileSync('nice', ['-n', '19', 'go', 'build', '-mod=mod', `-ldflags=${flags}`, '-o', fresh, '.'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(join(folder, fresh), program);
  return program;
}

/** Starts the program on a free port of the loopback, with a token and certificates of its own. */
export async function startApiServer(program) {
  const folder = mkdtempSync(join(tmpdir(), 'apiserver-'));
  const at = (name) => join(folder, name);
  const token = randomBytes(24).toString('hex');
  const port = await freePort();
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(at('tokens.csv'), `${token},e2e,e2e,system:masters\n`, { mode: 0o600 });
  writeFileSync(at('service-account.key'), privateKey, { mode: 0o600 });
  writeFileSync(at('service-account.pub'), publicKey);

  const server = spawn(
    program,
    [
      folder,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      `--cert-dir=${folder}`,
      `--token-auth-file=${at('tokens.csv')}`,
      '--anonymous-auth=false',
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/24',
      '--endpoint-reconciler-type=none',
      '--service-account-issuer=https://e2e.invalid',
      `--service-account-key-file=${at('service-account.pub')}`,
      `--service-account-signing-key-file=${at('service-account.key')}`,
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text) => (log = (log + text).slice(-5000)));
  const ended = new Promise((resolve) => server.once('close', resolve));
  const stop = async () => {
    server.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    const deadline = Date.now() + secondsToStart * 1000;
    for (;;) {
      const client = readClient(at('apiserver.crt'), port, token);
      if (client !== undefined && (await isReady(client))) return { client, stop };
      if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline)
        throw new Error(`kube-apiserver is not ready, its last words:\n${log}`);
      await sleep(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The server makes its certificate when it starts. */
function readClient(certificate, port, token) {
  return existsSync(certificate)
    ? new ApiClient({ port, token, ca: readFileSync(certificate, 'utf8') })
    : undefined;
}

async function isReady(client) {
  try {
    return (await client.request('GET', '/readyz')).status === 200;
  } catch {
    return false;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
