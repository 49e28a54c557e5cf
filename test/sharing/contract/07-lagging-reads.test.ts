import { reset } from '../fake-cloud/faults/delivery-faults';
import { after } from '../fake-cloud/faults/effects';
import { on } from '../fake-cloud/faults/fault';
import { sumOf } from './open-metrics';
import { accountIds, useScenario } from './scenario';

describe('7. reads that lag behind writes', () => {
  const scenario = useScenario();

  it('verified with a few more reads, written once', async () => {
    scenario.current.cloud.settings.lagReads = 3;
    scenario.current.share({ desired: accountIds(3) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'changed', add: accountIds(3), batches: 1 });
    expect(scenario.current.cloud.journal.writes()).toHaveLength(1);
  });

  it('several batches, none of them twice', async () => {
    scenario.current.cloud.settings.lagReads = 2;
    scenario.current.share({ current: accountIds(2), desired: accountIds(25) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ add: accountIds(23, 3), batches: 3 });
    expect(scenario.current.cloud.journal.writes()).toHaveLength(3);
  });

  it('additions and removals: neither is undone nor repeated for what an old read shows', async () => {
    scenario.current.config.prune = { maxPerImage: 20, maxPercent: 100, maxTotal: 20 };
    scenario.current.cloud.settings.lagReads = 2;
    scenario.current.share({ policy: 'exact', current: accountIds(12), desired: accountIds(12, 4) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ add: accountIds(3, 13), remove: accountIds(3), batches: 2 });
    expect(scenario.current.cloud.journal.writes()).toHaveLength(2);
    expect(scenario.current.sharedWith()).toEqual(accountIds(12, 4));
  });

  it('a lost answer on top of it: the end is right, and each account counts once', async () => {
    scenario.current.cloud.settings.lagReads = 2;
    scenario.current.cloud.inject(on({ action: 'ModifyImageSharePermission', times: 1 }, reset));
    scenario.current.share({ current: accountIds(2), desired: accountIds(14) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item().add).toEqual(accountIds(12, 3));
    expect(sumOf(run.metrics, 'changes_total', { op: 'add' })).toBe(12);
    expect(scenario.current.sharedWith()).toEqual(accountIds(14));
  });

  it('a success that had no effect on one account: not sent again, reported', async () => {
    const image = scenario.current.share({ desired: accountIds(3) });
    const undo = after(() => image?.change([], accountIds(1)));
    scenario.current.cloud.inject(on({ action: 'ModifyImageSharePermission' }, undo));
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item().status).toBe('retryable');
    expect(scenario.current.cloud.journal.writes()).toHaveLength(1);
  });

  it('reads that never catch up: nothing is sent again, and the doubt is reported', async () => {
    scenario.current.cloud.settings.lagReads = 1000;
    scenario.current.share({ desired: accountIds(12) });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item().status).toBe('retryable');
    expect(scenario.current.cloud.journal.writes()).toHaveLength(2);
    expect(scenario.current.cloud.journal.reads().length).toBeLessThanOrEqual(1 + 2 * 5);
  });
});
