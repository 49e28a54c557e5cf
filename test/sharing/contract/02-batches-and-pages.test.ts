import { numberedValues } from '../fake-cloud/call';
import { driftingTotal, overlappingPages } from '../fake-cloud/pages';
import { accountIds, imageId, REGION, useScenario } from './scenario';

describe('2. more than ten', () => {
  const scenario = useScenario();

  it('adds: several calls, each account once', async () => {
    scenario.current.share({ desired: accountIds(25) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'changed', add: accountIds(25), batches: 3 });
    const batches = scenario.current.cloud.journal.writes().map((call) => numberedValues(call, 'AddAccount'));
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(batches.flat().sort()).toEqual(accountIds(25));
    expect(scenario.current.sharedWith()).toEqual(accountIds(25));
  });

  it('removes: several calls, apart from the adds', async () => {
    scenario.current.config.prune = { maxPerImage: 50, maxPercent: 100, maxTotal: 50 };
    scenario.current.share({ policy: 'exact', current: accountIds(30), desired: accountIds(8, 26) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ add: accountIds(3, 31), remove: accountIds(25), batches: 4 });
    const writes = scenario.current.cloud.journal.writes();
    expect(writes.map((call) => numberedValues(call, 'RemoveAccount').length)).toEqual([0, 10, 10, 5]);
    expect(scenario.current.sharedWith()).toEqual(accountIds(8, 26));
  });

  it('as many a call as the config says', async () => {
    scenario.current.config.limits.accountsPerCall = 4;
    scenario.current.share({ desired: accountIds(9) });
    const run = await scenario.current.run();
    expect(run.item().batches).toBe(3);
    const sizes = scenario.current.cloud.journal
      .writes()
      .map((call) => numberedValues(call, 'AddAccount').length);
    expect(sizes).toEqual([4, 4, 1]);
  });

  it('current shares: all pages are read', async () => {
    scenario.current.config.limits.pageSize = 10;
    scenario.current.share({ current: accountIds(45), desired: accountIds(46) });
    const run = await scenario.current.run();
    expect(run.item()).toMatchObject({ current: accountIds(45), add: accountIds(1, 46) });
    const pages = scenario.current.cloud.journal
      .reads()
      .map(({ parameters }) => parameters.get('PageNumber') ?? '1');
    expect(pages.slice(0, 5)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('a page of fifty unless told otherwise: one read for fifty shares', async () => {
    scenario.current.share({ current: accountIds(50), desired: accountIds(50) });
    const run = await scenario.current.run();
    expect(run.item().status).toBe('converged');
    const reads = scenario.current.cloud.journal.reads();
    expect(reads.map(({ parameters }) => parameters.get('PageSize'))).toEqual(['50']);
  });

  it.each([
    ['entries that come twice', overlappingPages],
    ['a total that grows on page 1', driftingTotal(1)],
    ['a total that shrinks on page 1', driftingTotal(-1)],
  ])('%s: read to the end, counted once', async (_name, pager) => {
    scenario.current.config.limits.pageSize = 10;
    scenario.current.cloud.settings.permissionPages = pager;
    scenario.current.share({ current: accountIds(25), desired: accountIds(26) });
    const run = await scenario.current.run();
    expect(scenario.current.sharedWith()).toEqual(accountIds(26));
    expect(run.item()).toMatchObject({ current: accountIds(25), add: accountIds(1, 26) });
    const sent = scenario.current.cloud.journal
      .writes()
      .flatMap((call) => numberedValues(call, 'AddAccount'));
    expect(sent).toEqual(accountIds(1, 26));
  });

  it('images of a region: asked for together, and none is lost between the pages', async () => {
    for (let n = 1; n <= 120; n += 1) {
      scenario.current.share({ id: imageId(n), current: accountIds(1), desired: accountIds(1) });
    }
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.items.filter(({ status }) => status === 'converged')).toHaveLength(120);
    const lists = scenario.current.cloud.journal.find({ action: 'DescribeImages', region: REGION });
    expect(lists.length).toBeLessThanOrEqual(3);
    expect(scenario.current.cloud.journal.reads()).toHaveLength(120);
  });
});
