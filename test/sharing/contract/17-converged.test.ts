import { accountIds, imageId, useScenario } from './scenario';

describe('17. a converged state', () => {
  const scenario = useScenario();

  it('one permission read an image, no write', async () => {
    for (const n of [1, 2, 3]) {
      scenario.current.share({
        id: imageId(n),
        policy: n === 2 ? 'exact' : 'ensure',
        desired: accountIds(12 * n),
      });
    }
    const first = await scenario.current.run();
    expect(first.result.items.map(({ status }) => status)).toEqual(['changed', 'changed', 'changed']);
    scenario.current.cloud.journal.clear();
    const second = await scenario.current.run();
    expect(second.code).toBe(0);
    expect(second.result.items.map(({ status }) => status)).toEqual(['converged', 'converged', 'converged']);
    expect(second.result.items.map(({ batches }) => batches)).toEqual([0, 0, 0]);
    for (const n of [1, 2, 3]) {
      expect(second.item(imageId(n)).keep).toEqual(accountIds(12 * n));
      expect(scenario.current.cloud.journal.reads({ image: imageId(n) })).toHaveLength(1);
    }
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it('plus paging', async () => {
    scenario.current.config.limits.pageSize = 10;
    scenario.current.share({ policy: 'exact', current: accountIds(35), desired: accountIds(35) });
    await scenario.current.run();
    expect(scenario.current.cloud.journal.reads()).toHaveLength(4);
  });

  it('with shares that nobody asked for and a policy that only adds: they stay', async () => {
    scenario.current.share({ current: accountIds(5), desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({
      status: 'converged',
      keep: expect.arrayContaining(accountIds(2)) as unknown,
      remove: [],
    });
    expect(scenario.current.sharedWith()).toEqual(accountIds(5));
  });
});
