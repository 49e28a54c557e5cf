import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { heldBack } from './exit-code';
import type { Metrics } from './metrics';
import type { RunResult } from './result';

/** Times of a run. */
export interface RunTimes {
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
    before = await readFile(file, 'utf8');
  } catch {
    return;
  }
  const last = /^alicloud_image_sharing_last_success_timestamp_seconds (\d+(?:\.\d+)?)$/m.exec(before)?.[1];
  if (last !== undefined) metrics.set('last_success_timestamp_seconds', {}, Number(last));
}

/** Written beside and renamed, so that no collector ever reads half a file. */
export async function writeMetrics(metrics: Metrics, file: string): Promise<void> {
  const beside = join(dirname(file), `.${basename(file)}.${process.pid}`);
  await writeFile(beside, metrics.render());
  await rename(beside, file);
}
