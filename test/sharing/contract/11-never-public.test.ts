import { rewrite } from '../fake-cloud/faults/delivery-faults';
import { on } from '../fake-cloud/faults/fault';
import { accountIds, useScenario } from './scenario';

describe('11. never public', () => {
  const scenario = useScenario();

  it('an image that is public already is an error, and stays as it is', async () => {
    const image = scenario.current.share({ isPublic: true, desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item().status).toBe('failed');
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
    expect(image?.isPublic).toBe(true);
  });

  it('neither is it with nothing to do', async () => {
    scenario.current.share({ isPublic: true, current: accountIds(2), desired: accountIds(2) });
    expect((await scenario.current.run()).code).toBe(4);
  });

  it('neither is it when the list of shares is the first to say so', async () => {
    const isShared = rewrite((fields) => ({ ...fields, ShareGroups: { ShareGroup: [{ Group: 'all' }] } }));
    scenario.current.cloud.inject(on({ action: 'DescribeImageSharePermission' }, isShared));
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it('IsPublic is in no call of a run that reads, adds and removes', async () => {
    scenario.current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 5 };
    const image = scenario.current.share({
      policy: 'exact',
      current: accountIds(2),
      desired: accountIds(2, 2),
    });
    await scenario.current.run();
    const { entries } = scenario.current.cloud.journal;
    expect(entries.length).toBeGreaterThan(3);
    expect(entries.filter(({ parameters }) => parameters.has('IsPublic'))).toEqual([]);
    expect(image?.isPublic).toBe(false);
  });
});
