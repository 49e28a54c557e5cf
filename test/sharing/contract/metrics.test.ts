import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { sumOf } from './open-metrics';
import { accountIds, imageId, REGION, useScenario } from './scenario';

const LABELS: Readonly<Record<string, readonly string[]>> = {
  api_calls_total: ['action', 'outcome', 'region'],
  api_retries_total: ['action', 'reason', 'region'],
  images: ['region', 'state'],
  accounts: ['image', 'region', 'state'],
  changes_total: ['op', 'region'],
  prune_blocked_total: ['region'],
  last_run_timestamp_seconds: [],
  last_success_timestamp_seconds: [],
  run_duration_seconds: [],
};

describe('the metrics file', () => {
  const scenario = useScenario();

  it('has the names and labels of the contract, and no account in a label', async () => {
    const { current } = scenario;
    current.config.prune = { maxPerImage: 2, maxPercent: 100, maxTotal: 5 };
    current.cloud.inject(on({ action: 'DescribeImageSharePermission', times: 1 }, refuse(429, 'Throttling')));
    current.share({ id: imageId(1), policy: 'exact', current: accountIds(3), desired: accountIds(3, 2) });
    current.share({ id: imageId(2), policy: 'exact', current: accountIds(5), desired: accountIds(1) });
    const { metrics, code } = await current.run();
    expect(code).toBe(6);
    for (const [name, labels] of Object.entries(LABELS)) {
      const found = metrics.filter((sample) => sample.name === `alicloud_image_sharing_${name}`);
      if (name !== 'last_success_timestamp_seconds') {
        expect([name, found.length > 0]).toEqual([name, true]);
      }
      found.forEach((sample) => expect([name, Object.keys(sample.labels).sort()]).toEqual([name, labels]));
    }
    const values = metrics.flatMap((sample) => Object.values(sample.labels));
    expect(values.filter((value) => /\d{10,}/.test(value.replace(/^m-gw8\d+$/, '')))).toEqual([]);
    expect(metrics.some(({ name }) => name.startsWith('alicloud_image_sharing_api_call_seconds'))).toBe(true);
  });

  it('counts every attempt as a call, and every repetition as a retry', async () => {
    const { current } = scenario;
    current.cloud.inject(on({ action: 'DescribeImageSharePermission', times: 2 }, refuse(429, 'Throttling')));
    current.cloud.inject(
      on({ action: 'ModifyImageSharePermission', times: 1 }, refuse(503, 'ServiceUnavailable')),
    );
    current.share({ desired: accountIds(3) });
    const { metrics } = await current.run();
    for (const action of ['DescribeImages', 'DescribeImageSharePermission', 'ModifyImageSharePermission']) {
      const calls = current.cloud.journal.find({ action }).length;
      expect([action, sumOf(metrics, 'api_calls_total', { action, region: REGION })]).toEqual([
        action,
        calls,
      ]);
    }
    expect(sumOf(metrics, 'api_calls_total')).toBe(current.cloud.journal.entries.length);
    expect(sumOf(metrics, 'api_call_seconds_count')).toBe(current.cloud.journal.entries.length);
    expect(sumOf(metrics, 'api_retries_total', { action: 'DescribeImageSharePermission' })).toBe(2);
    expect(sumOf(metrics, 'api_retries_total', { action: 'ModifyImageSharePermission' })).toBe(1);
  });

  it('counts accounts, once each', async () => {
    const { current } = scenario;
    current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 5 };
    current.share({ id: imageId(1), policy: 'exact', current: accountIds(3), desired: accountIds(14, 3) });
    current.share({ region: 'cn-shanghai', id: imageId(2), desired: accountIds(4) });
    const { metrics } = await current.run();
    expect(sumOf(metrics, 'changes_total', { op: 'add', region: REGION })).toBe(13);
    expect(sumOf(metrics, 'changes_total', { op: 'remove', region: REGION })).toBe(2);
    expect(sumOf(metrics, 'changes_total', { op: 'add', region: 'cn-shanghai' })).toBe(4);
  });

  it('tells a run from a success', async () => {
    const started = Date.now() / 1000;
    scenario.current.share({ id: imageId(1), desired: accountIds(1) });
    const good = (await scenario.current.run()).metrics;
    expect(sumOf(good, 'last_run_timestamp_seconds')).toBeGreaterThanOrEqual(Math.floor(started));
    expect(sumOf(good, 'last_success_timestamp_seconds')).toBeGreaterThanOrEqual(Math.floor(started));
    expect(sumOf(good, 'run_duration_seconds')).toBeGreaterThan(0);
    scenario.current.share({ id: imageId(2), isMissing: true, desired: accountIds(1) });
    const bad = (await scenario.current.run()).metrics;
    expect(sumOf(bad, 'last_run_timestamp_seconds')).toBeGreaterThanOrEqual(Math.floor(started));
    expect(sumOf(bad, 'last_success_timestamp_seconds')).toBe(0);
  });

  it('counts nothing as changed in a dry run', async () => {
    scenario.current.share({ desired: accountIds(3) });
    const { metrics } = await scenario.current.run({ args: ['--dry-run'] });
    expect(sumOf(metrics, 'changes_total')).toBe(0);
  });

  it('a file that cannot be written does not undo the run, but is told', async () => {
    scenario.current.share({ desired: accountIds(3) });
    const run = await scenario.current.run({ metricsFile: '/nowhere/at/all/metrics.txt' });
    expect(scenario.current.sharedWith()).toEqual(accountIds(3));
    expect(run.item()).toMatchObject({ status: 'changed', add: accountIds(3) });
    expect(run.stderr).toContain('metrics');
  });
});
