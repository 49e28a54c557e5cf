import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryLastSuccess, Metrics, recordRun, writeMetrics } from '../../src/sharing/metrics';
import { type RunResult, toRunResult } from '../../src/sharing/result';
import { accounts } from './run-in-memory';

function resultWith(exitCode: number, dryRun = false): RunResult {
  const item = {
    region: 'eu-central-1',
    image: 'm-a',
    status: 'changed',
    current: accounts(3),
    desired: accounts(2),
    add: accounts(2),
    remove: [],
    keep: accounts(1),
    blocked: [
      { account: '1', reason: 'max-total' },
      { account: '2', reason: 'over-cap' },
    ],
    batches: 1,
    error: null,
  } as const;
  return toRunResult(
    { owner: '1', identityFailure: undefined, items: [item], unresolved: [] },
    dryRun,
    exitCode,
  );
}

const times = { ended: 1_790_000_000_500, durationMs: 1500 };
const sample = (text: string, name: string) =>
  text.split('\n').find((line) => line.startsWith(`alicloud_image_sharing_${name}`));

describe('Metrics', () => {
  it('renders each family once, sorted, and ends as OpenMetrics does', () => {
    const metrics = new Metrics();
    metrics.add('api_calls', { region: 'b', action: 'x', outcome: 'ok' });
    metrics.add('api_calls', { action: 'x', outcome: 'ok', region: 'b' });
    metrics.add('api_calls', { action: 'a"\\\n', outcome: 'ok', region: 'b' });
    metrics.observeCall(0.2);
    metrics.observeCall(20);
    const text = metrics.render();
    const types = text.split('\n').filter((line) => line.startsWith('# TYPE'));
    expect(types).toEqual([...types].sort());
    expect(text).toContain('# TYPE alicloud_image_sharing_api_calls counter\n');
    expect(text).toContain('api_calls_total{action="x",outcome="ok",region="b"} 2\n');
    expect(text).toContain('api_calls_total{action="a\\"\\\\\\n",outcome="ok",region="b"} 1\n');
    expect(text).toContain('api_call_seconds_bucket{le="0.10"} 0\n');
    expect(text).toContain('api_call_seconds_bucket{le="0.25"} 1\n');
    expect(text).toContain('api_call_seconds_bucket{le="+Inf"} 2\n');
    expect(text).toContain('api_call_seconds_count 2\n');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
  });
});

describe('recordRun', () => {
  it('counts accounts by image, changes and what was held back, and never names an account', () => {
    const metrics = new Metrics();
    recordRun(metrics, resultWith(6), times);
    const text = metrics.render();
    expect(sample(text, 'accounts{image="m-a",region="eu-central-1",state="current"}')).toMatch(/ 3$/);
    expect(sample(text, 'images{region="eu-central-1",state="changed"}')).toMatch(/ 1$/);
    expect(sample(text, 'changes_total{op="add",region="eu-central-1"}')).toMatch(/ 2$/);
    expect(sample(text, 'prune_blocked_total{region="eu-central-1"}')).toMatch(/ 1$/);
    expect(sample(text, 'last_run_timestamp_seconds ')).toMatch(/ 1790000000\.5$/);
    expect(sample(text, 'run_duration_seconds ')).toMatch(/ 1\.5$/);
    expect(sample(text, 'last_success_timestamp_seconds ')).toBeUndefined();
    expect(text).not.toContain('200000000000000');
  });

  it('counts no changes in a dry run, which is no success either', () => {
    const metrics = new Metrics();
    recordRun(metrics, resultWith(0, true), times);
    expect(metrics.render()).not.toMatch(/changes_total|last_success_timestamp_seconds \d/);
  });
});

describe('a metrics file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps the last success through runs that are none', async () => {
    const file = join(folder, 'metrics.txt');
    for (const [exitCode, ended] of [
      [0, 1000],
      [5, 2000],
      [5, 3000],
    ] as const) {
      const metrics = new Metrics();
      await carryLastSuccess(metrics, file);
      recordRun(metrics, resultWith(exitCode), { ended, durationMs: 1 });
      await writeMetrics(metrics, file);
    }
    const text = await readFile(file, 'utf8');
    expect(sample(text, 'last_success_timestamp_seconds ')).toMatch(/ 1$/);
    expect(sample(text, 'last_run_timestamp_seconds ')).toMatch(/ 3$/);
    expect(await readdir(folder)).toEqual(['metrics.txt']);
  });

  it('is replaced whatever it held', async () => {
    const file = join(folder, 'metrics.txt');
    await writeFile(file, 'no metrics at all');
    const metrics = new Metrics();
    await carryLastSuccess(metrics, file);
    await writeMetrics(metrics, file);
    expect(await readFile(file, 'utf8')).not.toContain('no metrics');
  });
});
