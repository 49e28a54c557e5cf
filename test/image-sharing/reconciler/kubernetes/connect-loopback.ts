import { CallLimiter } from '../../../../src/image-sharing/reconciler/calls/call-limiter';
import { systemClock } from '../../../../src/image-sharing/reconciler/calls/clock';
import { Retrier } from '../../../../src/image-sharing/reconciler/calls/retrier';
import { Stop } from '../../../../src/image-sharing/reconciler/calls/stop';
import { HttpClient } from '../../../../src/image-sharing/reconciler/http/http-client';
import type { KubernetesAccess } from '../../../../src/image-sharing/reconciler/kubernetes/kubeconfig';
import { KubernetesClient } from '../../../../src/image-sharing/reconciler/kubernetes/kubernetes-client';

/** A client for a server on loopback that hardly waits between attempts. */
export function connectLoopback(access: KubernetesAccess) {
  const clock = systemClock;
  const stop = new Stop();
  const http = new HttpClient({ clock, stop, environment: {}, tls: access.tls });
  const limiter = new CallLimiter({ total: 4, perRegion: 4, minIntervalMs: 0 }, clock, stop);
  const retrier = new Retrier(
    { maxAttempts: 3, baseMs: 1, capMs: 1, budgetMs: 5000 },
    { clock, stop, random: () => 0, onRetry: () => undefined },
  );
  return { client: new KubernetesClient(access, http, limiter, retrier, 5000), http };
}
