import { join } from 'node:path';
import type { Environment } from '../environment';
import type { KubernetesAccess } from './kubeconfig';
import { readText, unusable } from './kubeconfig';

/** Where Kubernetes mounts a pod's own service account. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The cluster that the program runs in. The token rotates, so its file is read for each request. */
export async function readInCluster(environment: Environment): Promise<KubernetesAccess> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (host === undefined || host === '') {
    throw unusable('the program runs in no cluster; set kubeconfig to a file for the virtual garden');
  }
  return {
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port ?? '443'}`),
    tls: { ca: await readText(join(SERVICE_ACCOUNT, 'ca.crt'), 'the certificate authority') },
    authorization: async () =>
      `Bearer ${(await readText(join(SERVICE_ACCOUNT, 'token'), 'the token')).trim()}`,
  };
}
