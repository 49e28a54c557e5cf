import { CloudApi, ecsEndpoint, stsEndpoint } from '../alibaba-cloud/api';
import { CallLimiter, type LaneLimits, Retrier } from '../alibaba-cloud/calls';
import type { Clock, Stop } from '../alibaba-cloud/clock';
import { AccountCredentials, ownerCredentials } from '../alibaba-cloud/credentials';
import { toShareFailure } from '../alibaba-cloud/failure';
import { HttpClient, type Environment } from '../alibaba-cloud/http';
import { Sts } from '../alibaba-cloud/sts';
import { AccountFinder, type AccountSets, resolveAccountSets, type ResolvedAccounts } from './accounts';
import type { Config, GardenConfig } from './config';
import { EcsProvider } from './ecs-provider';
import { readGardenAccounts } from './garden-accounts';
import { KubernetesClient, readInCluster, readKubeconfig } from './kubernetes';
import type { Metrics } from './metrics';
import type { Log } from './log';
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
  /** Begins to resolve the needed sets, for images of that owner. */
  resolveAccountSets(needed: ReadonlySet<string>, owner: string): AccountSets;
  close(): void;
}

/** Once throttled, a region is probed about once a second. */
const PROBE_MS = 1000;
/** Calls to the garden's API server at once. */
const GARDEN_CALLS = 4;

/** The image owner's sessions never wait behind somebody's key that does not answer. */
const OWNER_LANE = 'sts of the owner';
const TARGETS_LANE = 'sts of the targets';
/** GetCallerIdentity needs no such care as ECS does: at its pace, thousands of keys would never be done. */
const STS_INTERVAL_MS = 20;

/** STS has its own pace, and never takes all of the calls that may be in flight. */
function stsLanes({ total, minIntervalMs }: Config['concurrency']): ReadonlyMap<string, LaneLimits> {
  const interval = Math.min(minIntervalMs, STS_INTERVAL_MS);
  const half = Math.max(1, Math.floor(total / 2));
  return new Map([
    [OWNER_LANE, { perRegion: 1, minIntervalMs: interval }],
    [TARGETS_LANE, { perRegion: half, minIntervalMs: interval }],
  ]);
}

/** Puts the parts together that reach the cloud and the garden. Nothing is sent yet. */
export function connect(options: ConnectOptions): Connection {
  const { config, environment, clock, stop, metrics } = options;
  const http = new HttpClient({ clock, stop, environment });
  const lanes = stsLanes(config.concurrency);
  const limiter = new CallLimiter({ ...config.concurrency, lanes }, clock, stop);
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
  const endpoint = stsEndpoint(config.stsEndpoint, fromVariables);
  const sts = new Sts(api, endpoint, OWNER_LANE);
  const targets = new Sts(api, endpoint, TARGETS_LANE);
  const credentials = new AccountCredentials(
    ownerCredentials(config.credentials, environment, sts, clock),
    (source) => sts.accountOf(source),
  );
  const overrides = new Map(config.regions.map((region) => [region.region, region.endpoint]));
  const endpointOf = (region: string) => ecsEndpoint(region, overrides.get(region) ?? null);
  const gardens: HttpClient[] = [];
  const finder = new AccountFinder((source) => targets.accountOf(source));
  return {
    provider: new EcsProvider({ api, credentials, endpointOf, limits: config.limits }),
    retrier,
    resolveAccountSets: (needed, owner) =>
      resolveAccountSets(config.accounts, needed, owner, finder, (garden) =>
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
    onRetry({ action, region, lane = region }, failure, pauseMs) {
      const { code, requestId, class: reason } = failure;
      if (reason === 'throttled') limiter.hold(lane, failure.retryAfterMs || Math.min(pauseMs, PROBE_MS));
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
