import { toShareFailure } from '../alibaba-cloud/failure';
import type { HttpAnswer, HttpClient } from '../alibaba-cloud/http';
import type { ShardConfig } from './config';
import type { Log } from './log';
import type { Metrics } from './metrics';

/** No gateway in the same cluster takes as long. */
const TIMEOUT_MS = 10_000;
/** The group's job, unless the address names a group itself. */
const JOB = 'image-sharing';
const LAST_SUCCESS = 'alicloud_image_sharing_last_success_timestamp_seconds';

/** Where metrics are pushed to. */
export interface PushTarget {
  /** The group's own address. */
  readonly url: URL;
  /** Lists what the gateway holds. */
  readonly overview: URL;
  /** The labels that tell the group from others, in the order of the address. */
  readonly group: readonly (readonly [label: string, value: string])[];
  readonly authorization: string | undefined;
}

/**
 * The group of this run: `job`, and `shard` where there are several, because each push replaces its group. An
 * address that has a grouping key already (`…/metrics/job/<job>/…`) keeps it.
 */
export function toPushTarget(gateway: URL, shard: ShardConfig): PushTarget {
  const { username, password } = gateway;
  const path = gateway.pathname.replace(/\/+$/, '');
  const at = path.search(/\/metrics\/job\//);
  const base = at < 0 ? path : path.slice(0, at);
  const given = at < 0 ? ['job', JOB] : path.slice(at + '/metrics/'.length).split('/');
  const words = shard.count === 1 ? given : [...given, 'shard', String(shard.index)];
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    url: addressOf(gateway, `${base}/metrics/${words.join('/')}`),
    overview: addressOf(gateway, `${base}/metrics`),
    group: words.flatMap((label, index) =>
      index % 2 === 0 ? [[label, decodeURIComponent(words[index + 1] ?? '')] as const] : [],
    ),
    authorization: pair === ':' ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`,
  };
}

/** Without what the address says of a user: that goes into a header. */
function addressOf(gateway: URL, path: string): URL {
  const url = new URL(gateway.origin);
  url.pathname = path;
  return url;
}

/** Puts a run's metrics in the place of those of the run before. A failure is told, and changes nothing. */
export async function pushMetrics(
  metrics: Metrics,
  target: PushTarget,
  http: HttpClient,
  log: Log,
): Promise<void> {
  try {
    if (!metrics.has('last_success_timestamp_seconds')) await carryPushedSuccess(metrics, target, http);
    const { status } = await send('PUT', target.url, target, http, metrics.render('prometheus'));
    if (status >= 200 && status < 300) return;
    log.error('metrics-not-pushed', { status, message: 'the Pushgateway did not take the metrics' });
  } catch (error) {
    const { code, class: failureClass } = toShareFailure(error);
    const message = 'the Pushgateway cannot be reached';
    log.error('metrics-not-pushed', { code, class: failureClass, message });
  }
}

/** A push removes what it does not hold, and the last success must outlive runs that are none. */
async function carryPushedSuccess(metrics: Metrics, target: PushTarget, http: HttpClient): Promise<void> {
  let before: string;
  try {
    const answer = await send('GET', target.overview, target, http);
    if (answer.status !== 200) return;
    before = answer.body;
  } catch {
    // The push itself will tell.
    return;
  }
  const line = before.split('\n').find((text) => text.startsWith(`${LAST_SUCCESS}{`) && isOf(text, target));
  const seconds = Number(line?.slice(line.lastIndexOf('}') + 1).trim());
  if (seconds > 0) metrics.set('last_success_timestamp_seconds', {}, seconds);
}

/** The gateway adds the labels of the group, and an empty `instance`. */
function isOf(line: string, { group }: PushTarget): boolean {
  const labels = line.slice(line.indexOf('{') + 1, line.lastIndexOf('}')).split(',');
  const others = labels.filter((label) => label !== '' && label !== 'instance=""');
  const wanted = new Set(group.map(([label, value]) => `${label}="${value}"`));
  return others.length === wanted.size && others.every((label) => wanted.has(label));
}

async function send(
  method: 'GET' | 'PUT',
  url: URL,
  { authorization }: PushTarget,
  http: HttpClient,
  body = '',
): Promise<HttpAnswer> {
  const headers = {
    ...(method === 'PUT' ? { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } : {}),
    ...(authorization === undefined ? {} : { authorization }),
  };
  return await http.send({ method, url, headers, body, timeoutMs: TIMEOUT_MS });
}
