import { lstat, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readMountedFile } from '../alibaba-cloud/mounted-file';
import { heldBack, type RunResult } from './result';

type Labels = Readonly<Record<string, string>>;
type Kind = 'counter' | 'gauge' | 'histogram';
type MetricsFormat = 'openmetrics' | 'prometheus';

export const PREFIX = 'alicloud_image_sharing_';
/** Seconds; up to the usual deadline of a call. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Every metric there is. Account IDs are never labels. */
export const families = {
  accounts: { kind: 'gauge', help: 'Accounts of an image, by what became of them' },
  api_call_seconds: { kind: 'histogram', help: 'Time that each attempt took' },
  api_calls: { kind: 'counter', help: 'Attempts, by their outcome' },
  api_retries: { kind: 'counter', help: 'Attempts that were followed by another one' },
  changes: { kind: 'counter', help: 'Accounts added and removed' },
  images: { kind: 'gauge', help: 'Images, by their status' },
  last_run_timestamp_seconds: { kind: 'gauge', help: 'End of the last run' },
  last_success_timestamp_seconds: {
    kind: 'gauge',
    help: 'End of the last run with exit code 0 that was no dry run',
  },
  prune_blocked: { kind: 'counter', help: 'Removals that were held back' },
  run_duration_seconds: { kind: 'gauge', help: 'Time that the last run took' },
} as const satisfies Record<string, { readonly kind: Kind; readonly help: string }>;

export type MetricName = keyof typeof families;

/** Numbers of one run, rendered as OpenMetrics text. */
export class Metrics {
  private readonly values = new Map<MetricName, Map<string, number>>();
  private readonly durations = BUCKETS.map(() => 0);
  private readonly durationTotal = { count: 0, sum: 0 };

  add(name: MetricName, labels: Labels, amount = 1): void {
    const series = this.series(name);
    const key = renderLabels(labels);
    series.set(key, (series.get(key) ?? 0) + amount);
  }

  set(name: MetricName, labels: Labels, value: number): void {
    this.series(name).set(renderLabels(labels), value);
  }

  has(name: MetricName): boolean {
    return (this.values.get(name)?.size ?? 0) > 0;
  }

  observeCall(seconds: number): void {
    this.durationTotal.count += 1;
    this.durationTotal.sum += seconds;
    BUCKETS.forEach((bound, index) => {
      if (seconds <= bound) this.durations[index] = (this.durations[index] ?? 0) + 1;
    });
  }

  /** OpenMetrics, or the older text format, which is all that a Pushgateway takes. */
  render(format: MetricsFormat = 'openmetrics'): string {
    const names = (Object.keys(families) as MetricName[]).sort();
    const lines = names.flatMap((name) => this.renderFamily(name, format));
    return `${[...lines, ...(format === 'openmetrics' ? ['# EOF'] : [])].join('\n')}\n`;
  }

  private series(name: MetricName): Map<string, number> {
    const known = this.values.get(name) ?? new Map<string, number>();
    this.values.set(name, known);
    return known;
  }

  private renderFamily(name: MetricName, format: MetricsFormat): readonly string[] {
    const { kind, help } = families[name];
    const isOpen = format === 'openmetrics';
    const full = PREFIX + name;
    // In the older format a counter's family bears the name of its samples.
    const family = isOpen || kind !== 'counter' ? full : `${full}_total`;
    const unit = isOpen && name.endsWith('_seconds') ? [`# UNIT ${full} seconds`] : [];
    const samples = kind === 'histogram' ? this.renderHistogram(full) : this.renderSeries(name, full, kind);
    return [`# TYPE ${family} ${kind}`, ...unit, `# HELP ${family} ${help}.`, ...samples];
  }

  private renderSeries(name: MetricName, full: string, kind: Kind): readonly string[] {
    const suffix = kind === 'counter' ? '_total' : '';
    return [...this.series(name)]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([labels, value]) => `${full}${suffix}${labels} ${value}`);
  }

  private renderHistogram(full: string): readonly string[] {
    const { count, sum } = this.durationTotal;
    return [
      ...BUCKETS.map(
        (bound, index) => `${full}_bucket{le="${bound.toFixed(2)}"} ${this.durations[index] ?? 0}`,
      ),
      `${full}_bucket{le="+Inf"} ${count}`,
      `${full}_count ${count}`,
      `${full}_sum ${sum}`,
    ];
  }
}

function renderLabels(labels: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((name) => `${name}="${escapeLabel(labels[name] ?? '')}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Times of a run. */
interface RunTimes {
  /** Milliseconds since 1970. */
  readonly ended: number;
  readonly durationMs: number;
}

/** Turns a run's result into numbers. */
export function recordRun(metrics: Metrics, result: RunResult, times: RunTimes): void {
  for (const item of result.items) {
    const { region, image } = item;
    metrics.add('images', { region, state: item.status });
    for (const state of ['current', 'desired', 'add', 'remove', 'keep', 'blocked'] as const) {
      metrics.set('accounts', { region, image, state }, item[state].length);
    }
    if (!result.dryRun) {
      if (item.add.length > 0) metrics.add('changes', { region, op: 'add' }, item.add.length);
      if (item.remove.length > 0) metrics.add('changes', { region, op: 'remove' }, item.remove.length);
    }
    const held = item.blocked.filter(
      (entry) => heldBack.has(entry.reason) || entry.reason === 'incomplete-read',
    );
    if (held.length > 0) metrics.add('prune_blocked', { region }, held.length);
  }
  metrics.set('last_run_timestamp_seconds', {}, times.ended / 1000);
  metrics.set('run_duration_seconds', {}, times.durationMs / 1000);
  if (result.summary.exitCode === 0 && !result.dryRun) {
    metrics.set('last_success_timestamp_seconds', {}, times.ended / 1000);
  }
}

/** The last success stands in the file of the run before, and must outlive runs that are none. */
export async function carryLastSuccess(metrics: Metrics, file: string): Promise<void> {
  let before: string;
  try {
    if (!(await lstat(file)).isFile()) return;
    before = await readMountedFile(file);
  } catch {
    return;
  }
  const last = /^alicloud_image_sharing_last_success_timestamp_seconds (\d+(?:\.\d+)?)$/m.exec(before)?.[1];
  if (last !== undefined) metrics.set('last_success_timestamp_seconds', {}, Number(last));
}

/** A write takes no time: what is older was left behind by a run that was killed. */
const LEFT_BEHIND_MS = 60_000;

/** Written beside and renamed, so that no collector ever reads half a file. */
export async function writeMetrics(metrics: Metrics, file: string): Promise<void> {
  const folder = dirname(file);
  const prefix = `.${basename(file)}.`;
  const beside = join(folder, `${prefix}${process.pid}`);
  await removeLeftBehind(folder, prefix);
  try {
    await writeFile(beside, metrics.render());
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function removeLeftBehind(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || !/^\d+$/.test(name.slice(prefix.length))) continue;
    const path = join(folder, name);
    try {
      const { mtimeMs } = await lstat(path);
      if (Date.now() - mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true });
    } catch {
      // Its own run has renamed it meanwhile, or it is somebody else's.
    }
  }
}
