import { CloudApi, ecsEndpoint, stsEndpoint } from '../alibaba-cloud/api';
import { CallLimiter, Retrier } from '../alibaba-cloud/calls';
import type { Clock, Stop } from '../alibaba-cloud/clock';
import { ownerCredentials } from '../alibaba-cloud/credentials';
import { toShareFailure } from '../alibaba-cloud/failure';
import { HttpClient, type Environment } from '../alibaba-cloud/http';
import { Sts } from '../alibaba-cloud/sts';
import { AccountFinder, type AccountSets, resolveAccountSets, type ResolvedAccounts } from './accounts';
import type { Config, GardenConfig } from './config';
import { EcsProvider } from './ecs-provider';
import { readGardenAccounts } from './garden-accounts';
import { KubernetesClient, readInCluster, readKubeconfig } from './kubernetes';
import type { Metrics } from './metrics';
import type { Log } from './output';
import type { ImageShareProvider } from './provider';

interface ConnectOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly clock: Clock;
  readonly stop: Stop;
  readonly log: Log;
  readonly metrics: Metrics;
}

interface Connection {
  readonly provider: ImageShareProvider;
  readonly retrier: Retrier;
  resolveAccountSets(needed: ReadonlySet<string>): Promise<AccountSets>;
  close(): void;
}

/** Once throttled, a region is probed about once a second. */
const PROBE_MS = 1000;
/** Calls to the garden's API server at once. */
const GARDEN_CALLS = 4;

/** Puts the parts together that reach the cloud and the garden. Nothing is sent yet. */
export function connect(options: ConnectOptions): Connection {
  const { config, environment, clock, stop, metrics } = options;
  const http = new HttpClient({ clock, stop, environment });
  const limiter = new CallLimiter(config.concurrency, clock, stop);
  const retrier = createRetrier(options, limiter);
  const api = new CloudApi({
    http,
    limiter,
    retrier,
    clock,
    timeoutMs: config.retry.callTimeoutMs,
    onCall({ action, region }, outcome, seconds) {
      metrics.add('api_calls', { action, region, outcome });
      metrics.observeCall(seconds);
    },
  });
  const fromVariables = config.credentials.kind === 'files' ? {} : environment;
  const sts = new Sts(api, stsEndpoint(config.stsEndpoint, fromVariables));
  const credentials = ownerCredentials(config.credentials, environment, sts, clock);
  const overrides = new Map(config.regions.map((region) => [region.region, region.endpoint]));
  const endpointOf = (region: string) => ecsEndpoint(region, overrides.get(region) ?? null);
  const gardens: HttpClient[] = [];
  const finder = new AccountFinder((source) => sts.accountOf(source));
  return {
    provider: new EcsProvider({ api, sts, credentials, endpointOf, limits: config.limits }),
    retrier,
    resolveAccountSets: (needed) =>
      resolveAccountSets(config.accounts, needed, finder, (garden) =>
        readGarden(options, garden, finder, gardens),
      ),
    close() {
      for (const client of [http, ...gardens]) client.close();
    },
  };
}

function createRetrier({ config, clock, stop, log, metrics }: ConnectOptions, limiter: CallLimiter): Retrier {
  return new Retrier(config.retry, {
    clock,
    stop,
    random: Math.random,
    onRetry({ action, region }, failure, pauseMs) {
      const { code, requestId, class: reason } = failure;
      if (reason === 'throttled') limiter.hold(region, failure.retryAfterMs || Math.min(pauseMs, PROBE_MS));
      if (region !== 'garden') metrics.add('api_retries', { action, region, reason });
      log.warn('retry', { action, region, code, class: reason, requestId, pauseMs: Math.round(pauseMs) });
    },
  });
}

async function readGarden(
  options: ConnectOptions,
  garden: GardenConfig,
  finder: AccountFinder,
  clients: HttpClient[],
): Promise<ResolvedAccounts> {
  const { config, environment, clock, stop } = options;
  const { kubeconfig } = garden;
  try {
    const access = kubeconfig === null ? await readInCluster(environment) : await readKubeconfig(kubeconfig);
    const http = new HttpClient({ clock, stop, environment, tls: access.tls });
    clients.push(http);
    const limits = { total: GARDEN_CALLS, perRegion: GARDEN_CALLS, minIntervalMs: 0 };
    const limiter = new CallLimiter(limits, clock, stop);
    const retrier = createRetrier(options, limiter);
    const client = new KubernetesClient(access, http, limiter, retrier, config.retry.callTimeoutMs);
    return await readGardenAccounts(client, garden.projects, finder);
  } catch (error) {
    return { accounts: [], unresolved: [{ source: 'garden', failure: toShareFailure(error) }] };
  }
}
