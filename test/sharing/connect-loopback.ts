import { CallLimiter, Retrier } from '../../src/alibaba-cloud/calls';
import { Stop, systemClock } from '../../src/alibaba-cloud/clock';
import { HttpClient } from '../../src/alibaba-cloud/http';
import { type KubernetesAccess, KubernetesClient } from '../../src/sharing/kubernetes';

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
