import { delay } from '../fake-cloud/faults/delivery-faults';
import { after } from '../fake-cloud/faults/effects';
import { on } from '../fake-cloud/faults/fault';
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

  it('minIntervalMs: the next call to a region waits, one to another region does not', async () => {
    const { current } = scenario;
    current.config.concurrency = { total: 10, perRegion: 5, minIntervalMs: 3_600_000 };
    current.config.deadlineSeconds = 3;
    current.share({ region: 'cn-shanghai', id: imageId(1), desired: accountIds(1) });
    current.share({ region: REGION, id: imageId(2), desired: accountIds(1) });
    const run = await current.run();
    expect(run.code).toBe(5);
    for (const region of ['cn-shanghai', REGION]) {
      expect(current.cloud.journal.find({ region }).map(({ action }) => action)).toEqual(['DescribeImages']);
    }
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
