import { numberedValues } from '../fake-cloud/call';
import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import type { Entry } from '../fake-cloud/journal';
import { accountIds, imageId, useScenario } from './scenario';

describe('6. the cap of fifty', () => {
  const scenario = useScenario();

  const sent = (writes: readonly Entry[]): { add: string[]; remove: string[] }[] =>
    writes.map((call) => ({
      add: numberedValues(call, 'AddAccount').sort(),
      remove: numberedValues(call, 'RemoveAccount').sort(),
    }));

  function expectNoRefusal(): void {
    const codes = scenario.current.cloud.journal.writes().map(({ code }) => code);
    expect(codes.filter((code) => code !== undefined)).toEqual([]);
  }

  it('ensure: what fits is added in ascending order, the rest is blocked, and ECS is never asked for more', async () => {
    scenario.current.share({ current: accountIds(45), desired: accountIds(10, 101).reverse() });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item()).toMatchObject({ status: 'blocked', add: accountIds(5, 101), remove: [] });
    expect(run.item().blocked.map(({ account }) => account)).toEqual(accountIds(5, 106));
    expect(scenario.current.sharedWith()).toEqual([...accountIds(45), ...accountIds(5, 101)]);
    expectNoRefusal();
  });

  it('ensure: an image that is full is not written to at all', async () => {
    scenario.current.share({ current: accountIds(50), desired: accountIds(2, 101) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item().blocked.map(({ account }) => account)).toEqual(accountIds(2, 101));
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it('the cap is a setting', async () => {
    scenario.current.cloud.settings.accountsPerImage = 60;
    scenario.current.config.limits.accountsPerImage = 60;
    scenario.current.share({ current: accountIds(50), desired: accountIds(60) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual(accountIds(60));
  });

  it('exact: prunes first, in calls of its own, only as many as are in the way', async () => {
    scenario.current.config.prune = { maxPerImage: 20, maxPercent: 100, maxTotal: 20 };
    scenario.current.share({ policy: 'exact', current: accountIds(50), desired: accountIds(45, 11) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'changed', add: accountIds(5, 51), remove: accountIds(10) });
    const [first, second, ...rest] = sent(scenario.current.cloud.journal.writes());
    expect(first?.remove).toHaveLength(5);
    expect(second?.add).toEqual(accountIds(5, 51));
    expect(rest.flatMap(({ remove }) => remove)).toHaveLength(5);
    expect(scenario.current.sharedWith()).toEqual(accountIds(45, 11));
    expectNoRefusal();
  });

  it('exact: where there is room, additions come before removals', async () => {
    scenario.current.config.prune = { maxPerImage: 20, maxPercent: 100, maxTotal: 20 };
    scenario.current.share({ policy: 'exact', current: accountIds(40), desired: accountIds(40, 6) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    const [first, second] = sent(scenario.current.cloud.journal.writes());
    expect(first?.add).toEqual(accountIds(5, 41));
    expect(second?.remove).toEqual(accountIds(5));
  });

  it('exact, where the guard does not allow it: what fits is added, nothing is removed', async () => {
    scenario.current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 20 };
    scenario.current.share({ policy: 'exact', current: accountIds(48), desired: accountIds(43, 11) });
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(run.item()).toMatchObject({ add: accountIds(2, 49), remove: [] });
    expect(run.item().blocked.map(({ account }) => account)).toEqual(
      expect.arrayContaining(accountIds(3, 51)),
    );
    expect(scenario.current.sharedWith()).toEqual(accountIds(50));
    expectNoRefusal();
  });

  it('more desired than an image can have: the first fifty', async () => {
    scenario.current.share({ policy: 'exact', desired: accountIds(53) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(scenario.current.sharedWith()).toEqual(accountIds(50));
    expect(run.item().blocked.map(({ account }) => account)).toEqual(accountIds(3, 51));
    expectNoRefusal();
  });

  it('a quota that is lower than the config knows: that image alone fails', async () => {
    scenario.current.cloud.settings.accountsPerImage = 12;
    scenario.current.share({ id: imageId(1), current: accountIds(8), desired: accountIds(14) });
    scenario.current.share({ id: imageId(2), desired: accountIds(3) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item(imageId(2)).status).toBe('changed');
    expect(['failed', 'blocked']).toContain(run.item(imageId(1)).status);
    expect(scenario.current.sharedWith(imageId(1))).toEqual(expect.arrayContaining(accountIds(8)));
  });

  it('a quota of shared images', async () => {
    scenario.current.share({ desired: accountIds(2) });
    scenario.current.cloud.inject(
      on({ action: 'ModifyImageSharePermission' }, refuse(403, 'QuotaExceed.ShareImage')),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item().error?.code).toBe('QuotaExceed.ShareImage');
    expect(scenario.current.cloud.journal.writes()).toHaveLength(1);
  });
});
