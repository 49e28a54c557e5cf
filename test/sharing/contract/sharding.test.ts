import { accountIds, imageId, REGION, useScenario } from './scenario';

const REGIONS = [REGION, 'cn-shanghai', 'ap-southeast-1'];

describe('shards', () => {
  const scenario = useScenario();

  beforeEach(() => {
    for (let n = 0; n < 24; n += 1) {
      scenario.current.share({
        region: REGIONS[n % 3] ?? REGION,
        id: imageId(n),
        current: accountIds(1),
        desired: accountIds(1),
      });
    }
  });

  it('each image is the work of exactly one, and no shard is idle', async () => {
    const shares: string[][] = [];
    for (const index of [0, 1, 2]) {
      scenario.current.config.shard = { index, count: 3 };
      scenario.current.cloud.journal.clear();
      const run = await scenario.current.run({ isInProcess: true });
      expect(run.code).toBe(0);
      const items = run.result.items.map(({ image }) => image);
      const read = scenario.current.cloud.journal.reads().map(({ image }) => image ?? '');
      expect(read.sort()).toEqual([...items].sort());
      shares.push(items);
    }
    expect(shares.filter((items) => items.length === 0)).toEqual([]);
    expect(shares.flat().sort()).toEqual(Array.from({ length: 24 }, (_, n) => imageId(n)).sort());
  });

  it('the index comes from the Job where the config has none', async () => {
    const { config } = scenario.current;
    config.shard = { index: 1, count: 3 };
    const byConfig = await scenario.current.run({ isInProcess: true });
    config.shard = { count: 3 };
    const byJob = await scenario.current.run({
      env: { JOB_COMPLETION_INDEX: '1' },
      isInProcess: true,
    });
    expect(byJob.result.items).toEqual(byConfig.result.items);
  });

  it('an index beyond the last shard is wrong', async () => {
    const { config } = scenario.current;
    config.shard = { count: 3 };
    const env = { JOB_COMPLETION_INDEX: '3' };
    expect((await scenario.current.run({ env, isInProcess: true })).code).toBe(2);
  });

  it.each(['', 'one', '-1', '1.5'])('the index %j is wrong, and no call is made', async (index) => {
    scenario.current.config.shard = { count: 3 };
    const env = { JOB_COMPLETION_INDEX: index };
    const run = await scenario.current.run({ env, isInProcess: true });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('JOB_COMPLETION_INDEX');
    expect(scenario.current.cloud.journal.entries).toEqual([]);
  });
});
