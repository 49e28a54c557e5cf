import { delay } from '../fake-cloud/faults/delivery-faults';
import { after } from '../fake-cloud/faults/effects';
import { on } from '../fake-cloud/faults/fault';
import { startGaps } from '../fake-cloud/journal';
import { accountIds, imageId, REGION, useScenario } from './scenario';

const REGIONS = ['ap-southeast-1', 'cn-shanghai', 'eu-central-1', 'eu-west-1', 'us-east-1', 'us-west-1'];

describe('concurrency', () => {
  const scenario = useScenario();

  it.each([
    [3, 1],
    [2, 2],
    [4, 2],
    [1, 1],
  ])(
    'total %d, perRegion %d: never more, and not one by one where more is allowed',
    async (total, perRegion) => {
      scenario.current.config.concurrency = { total, perRegion, minIntervalMs: 0 };
      scenario.current.cloud.inject(delay(15));
      REGIONS.forEach((region, n) => {
        scenario.current.share({ region, id: imageId(n), desired: accountIds(1) });
        scenario.current.share({ region, id: imageId(100 + n), desired: accountIds(1) });
      });
      const run = await scenario.current.run();
      expect(run.code).toBe(0);
      const { journal } = scenario.current.cloud;
      expect(journal.maxInFlight).toBeLessThanOrEqual(total);
      expect(journal.maxInFlightInRegion).toBeLessThanOrEqual(perRegion);
      expect(journal.maxInFlight > 1).toBe(total > 1);
    },
  );

  it('holds for the calls to STS as well', async () => {
    const { current } = scenario;
    current.config.concurrency = { total: 2, perRegion: 1, minIntervalMs: 0 };
    current.cloud.inject(delay(15));
    current.share({ desired: [] });
    const accounts = accountIds(6, 31);
    for (const account of accounts) {
      const key = current.cloud.identities.addRamUserKey(account);
      current.addCredential(account, await current.writeCredentials(account, key));
    }
    const run = await current.run();
    expect(run.code).toBe(0);
    expect(run.item().add).toEqual(accounts);
    expect(current.cloud.journal.maxInFlight).toBeLessThanOrEqual(2);
  });

  it('minIntervalMs: the starts of two calls to one region lie apart, those of two regions need not', async () => {
    const interval = 30;
    scenario.current.config.concurrency = { total: 10, perRegion: 5, minIntervalMs: interval };
    for (let n = 0; n < 8; n += 1) {
      scenario.current.share({ id: imageId(n), current: accountIds(1), desired: accountIds(1) });
    }
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    const calls = scenario.current.cloud.journal.find({ region: REGION });
    expect(calls).toHaveLength(9);
    // A slow machine may see the first call late and so shorten one gap, never the sum of them.
    const sum = startGaps(calls).reduce((total, gap) => total + gap, 0);
    expect(sum).toBeGreaterThanOrEqual((calls.length - 2) * interval);
  });

  it('one slow region does not hold up another', async () => {
    scenario.current.share({ region: 'cn-shanghai', id: imageId(1), desired: accountIds(1) });
    scenario.current.share({ region: REGION, id: imageId(2), desired: accountIds(1) });
    const { cloud } = scenario.current;
    let isWritten: () => void = () => undefined;
    const written = new Promise<void>((resolve) => (isWritten = resolve));
    cloud.inject(
      on(
        { region: REGION, action: 'ModifyImageSharePermission' },
        after(() => isWritten()),
      ),
      on({ region: 'cn-shanghai' }, async (_call, proceed) => {
        await written;
        return proceed();
      }),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.items.map(({ status }) => status)).toEqual(['changed', 'changed']);
  });
});
