// A real kube-apiserver with its etcd, built once from their Go modules and kept in the user's cache.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiClient } from './api-client.mjs';
import { buildGoProgram, moduleVersion } from './go-program.mjs';

const secondsToStart = 120;

/** Path of the program. */
export function buildApiServer() {
  // Built as a module, not from a release, it does not know its own version.
  const version = moduleVersion('apiserver', 'k8s.io/kubernetes');
  const ldflags = `-X k8s.io/component-base/version.gitVersion=${version}`;
  return join(buildGoProgram('apiserver', { ldflags }), 'apiserver');
}

/**
 * Starts the program on a free port of the loopback, with a token and certificates of its own. Beside the client it
 * gives the path of a kubeconfig, which is as short-lived as the server.
 */
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
      '--allow-privileged=true',
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
      if (client !== undefined && (await isReady(client))) {
        const certificate = readFileSync(at('apiserver.crt'));
        writeFileSync(at('kubeconfig'), toKubeconfig(port, token, certificate), { mode: 0o600 });
        return { client, kubeconfig: at('kubeconfig'), stop };
      }
      if (server.exitCode !== null || server.signalCode !== null || Date.now() > deadline)
        throw new Error(`kube-apiserver is not ready, its last words:\n${log}`);
      await sleep(200);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Self-contained, as Flux wants it; JSON is YAML. */
function toKubeconfig(port, token, certificate) {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    'certificate-authority-data': certificate.toString('base64'),
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'e2e',
    contexts: [{ name: 'e2e', context: { cluster: 'e2e', user: 'e2e' } }],
    clusters: [{ name: 'e2e', cluster }],
    users: [{ name: 'e2e', user: { token } }],
  });
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
