import { numberedValues } from '../fake-cloud/call';
import { delay } from '../fake-cloud/faults/delivery-faults';
import { before } from '../fake-cloud/faults/effects';
import { on } from '../fake-cloud/faults/fault';
import { accountIds, IMAGE, imageId, useScenario } from './scenario';

const READ = 'DescribeImageSharePermission';
const WRITE = 'ModifyImageSharePermission';
const GENEROUS = { maxPerImage: 50, maxPercent: 100, maxTotal: 500 };

describe('15. others change the same images', () => {
  const scenario = useScenario();

  it('two runs at once end in the same state', async () => {
    const { current } = scenario;
    current.config.prune = GENEROUS;
    current.cloud.inject(on({ action: READ }, delay(20)));
    for (const n of [1, 2]) {
      current.share({
        id: imageId(n),
        policy: 'exact',
        current: accountIds(15),
        desired: accountIds(15, 12),
      });
    }
    const runs = await Promise.all([current.run(), current.run()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0]);
    for (const n of [1, 2]) {
      expect(current.sharedWith(imageId(n))).toEqual(accountIds(15, 12));
    }
  });

  it('the extension shares with a desired account between the read and the write', async () => {
    const image = scenario.current.share({ desired: accountIds(3) });
    scenario.current.cloud.inject(
      on(
        { action: WRITE, times: 1 },
        before(() => image?.change(accountIds(1), [])),
      ),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual(accountIds(3));
  });

  it('reads again just before it prunes', async () => {
    const { current } = scenario;
    current.config.prune = GENEROUS;
    current.share({ id: IMAGE, policy: 'exact', current: accountIds(4), desired: accountIds(3) });
    current.share({
      region: 'cn-shanghai',
      id: imageId(2),
      policy: 'exact',
      current: accountIds(4),
      desired: accountIds(3),
    });
    await current.run();
    for (const image of [IMAGE, imageId(2)]) {
      const calls = current.cloud.journal.find({ image }).map(({ action }) => action);
      const removal = calls.indexOf(WRITE);
      expect(calls.slice(0, removal)).toEqual([READ, READ]);
    }
  });

  it('what somebody else has removed meanwhile is not removed again', async () => {
    const { current } = scenario;
    current.config.prune = GENEROUS;
    const image = current.share({ policy: 'exact', current: accountIds(5), desired: accountIds(3) });
    current.cloud.inject(
      on(
        { action: READ, skip: 1, times: 1 },
        before(() => image?.change([], accountIds(1, 4))),
      ),
    );
    const run = await current.run();
    expect(run.code).toBe(0);
    const removed = current.cloud.journal.writes().flatMap((call) => numberedValues(call, 'RemoveAccount'));
    expect(removed).toEqual(accountIds(1, 5));
    expect(current.sharedWith()).toEqual(accountIds(3));
  });

  it('a removal that the second read makes too large is held back', async () => {
    const { current } = scenario;
    current.config.prune = { maxPerImage: 2, maxPercent: 100, maxTotal: 500 };
    const image = current.share({ policy: 'exact', current: accountIds(4), desired: accountIds(3) });
    const strangers = accountIds(4, 91);
    current.cloud.inject(
      on(
        { action: READ, skip: 1, times: 1 },
        before(() => image?.change(strangers, [])),
      ),
    );
    await current.run();
    const removed = current.cloud.journal.writes().flatMap((call) => numberedValues(call, 'RemoveAccount'));
    expect(removed.length).toBeLessThanOrEqual(2);
    expect(current.sharedWith()).toEqual(expect.arrayContaining([...accountIds(3), ...strangers]));
  });

  it('an image that vanishes before its write', async () => {
    const { current } = scenario;
    current.share({ id: imageId(1), desired: accountIds(3) });
    current.share({ id: imageId(2), desired: accountIds(3) });
    const foreign = { id: imageId(1), ownerAccount: '3000000000000001' };
    current.cloud.inject(
      on(
        { action: WRITE, image: imageId(1), times: 1 },
        before(() => void current.cloud.images.add('eu-central-1', foreign)),
      ),
    );
    const run = await current.run();
    expect(run.code).toBe(4);
    expect(run.item(imageId(1))).toMatchObject({
      status: 'failed',
      error: { code: 'InvalidImageId.NotFound' },
    });
    expect(run.item(imageId(2)).status).toBe('changed');
  });
});
