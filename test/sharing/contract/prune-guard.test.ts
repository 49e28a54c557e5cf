import { sumOf } from './open-metrics';
import { accountIds, imageId, useScenario } from './scenario';

const DEFAULTS = { maxPerImage: 5, maxPercent: 20, maxTotal: 20 };

describe('the prune guard', () => {
  const scenario = useScenario();

  /** An image with `keep` wanted shares, `lose` others, and `gain` wanted ones missing. */
  function share(n: number, { keep, lose, gain = 0 }: { keep: number; lose: number; gain?: number }): void {
    const wanted = accountIds(keep + gain);
    scenario.current.share({
      id: imageId(n),
      policy: 'exact',
      current: [...wanted.slice(0, keep), ...accountIds(lose, 101)],
      desired: wanted,
    });
  }

  it.each([
    ['maxPerImage, just kept', {}, { keep: 20, lose: 5 }, true],
    ['maxPerImage, just not', {}, { keep: 30, lose: 6 }, false],
    ['maxPercent, just kept', {}, { keep: 8, lose: 2 }, true],
    ['maxPercent, just not', {}, { keep: 7, lose: 2 }, false],
    ['maxPercent is of what was there at the start', {}, { keep: 7, lose: 3, gain: 10 }, false],
    ['maxTotal, just kept', { maxTotal: 2 }, { keep: 10, lose: 2 }, true],
    ['maxTotal, just not', { maxTotal: 1 }, { keep: 10, lose: 2 }, false],
    ['nothing allowed', { maxPerImage: 0 }, { keep: 10, lose: 1 }, false],
  ])('%s', async (_name, patch, counts, isAllowed) => {
    scenario.current.config.prune = patch;
    share(1, { gain: 1, ...counts });
    const run = await scenario.current.run();
    const strangers = accountIds(counts.lose, 101);
    const item = run.item(imageId(1));
    expect(run.code).toBe(isAllowed ? 0 : 6);
    expect(item.remove).toEqual(isAllowed ? strangers : []);
    expect(item.blocked.map(({ account }) => account)).toEqual(isAllowed ? [] : strangers);
    expect(item.status).toBe(isAllowed ? 'changed' : 'blocked');
    expect(item.add).not.toEqual([]);
    const left = scenario.current.sharedWith(imageId(1)).filter((account) => strangers.includes(account));
    expect(left).toEqual(isAllowed ? [] : strangers);
    expect(sumOf(run.metrics, 'prune_blocked_total') > 0).toBe(!isAllowed);
  });

  it('a run that would take away too much takes away nothing, and adds all the same', async () => {
    scenario.current.config.prune = { ...DEFAULTS, maxTotal: 5 };
    [1, 2, 3].forEach((n) => share(n, { keep: 8, lose: 2, gain: 1 }));
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(run.result.items.map(({ remove }) => remove)).toEqual([[], [], []]);
    expect(run.result.items.map(({ add }) => add.length)).toEqual([1, 1, 1]);
  });

  it('an image that is held back by itself does not count for the run', async () => {
    scenario.current.config.prune = { ...DEFAULTS, maxTotal: 5 };
    share(1, { keep: 40, lose: 6 });
    share(2, { keep: 8, lose: 2 });
    share(3, { keep: 8, lose: 2 });
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(run.result.items.map(({ remove }) => remove.length)).toEqual([0, 2, 2]);
  });

  it('--allow-large-prune lifts all three', async () => {
    scenario.current.config.prune = { maxPerImage: 1, maxPercent: 1, maxTotal: 1 };
    share(1, { keep: 1, lose: 12 });
    share(2, { keep: 1, lose: 12 });
    const run = await scenario.current.run({ args: ['--allow-large-prune'] });
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith(imageId(1))).toEqual(accountIds(1));
    expect(scenario.current.sharedWith(imageId(2))).toEqual(accountIds(1));
  });

  it('the policy of the config holds where an image has none of its own', async () => {
    scenario.current.config.policy = 'exact';
    scenario.current.share({ id: imageId(1), current: accountIds(10), desired: accountIds(9) });
    scenario.current.share({
      id: imageId(2),
      policy: 'ensure',
      current: accountIds(10),
      desired: accountIds(9),
    });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.items.map(({ remove }) => remove.length)).toEqual([1, 0]);
  });
});
