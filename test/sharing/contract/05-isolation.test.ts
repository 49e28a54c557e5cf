import { numberedValues } from '../fake-cloud/call';
import { namesNoAccount } from '../fake-cloud/ecs-settings';
import { on } from '../fake-cloud/faults/fault';
import { html, refuse } from '../fake-cloud/faults/refusals';
import { accountIds, IMAGE, imageId, REGION, useScenario } from './scenario';

const WRITE = 'ModifyImageSharePermission';

describe('5. one bad thing never stops the others', () => {
  const scenario = useScenario();

  it('an image', async () => {
    scenario.current.share({ id: imageId(1), isMissing: true, desired: accountIds(2) });
    scenario.current.share({ id: imageId(2), desired: accountIds(2) });
    scenario.current.share({ id: imageId(3), desired: accountIds(2) });
    scenario.current.cloud.inject(
      on({ action: WRITE, image: imageId(2) }, refuse(403, 'QuotaExceed.ShareImage')),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.result.items.map(({ status }) => status)).toEqual(['failed', 'failed', 'changed']);
    expect(run.item(imageId(2)).error?.code).toBe('QuotaExceed.ShareImage');
    expect(scenario.current.sharedWith(imageId(3))).toEqual(accountIds(2));
  });

  it.each([
    ['refused', refuse(403, 'Forbidden.RAM'), 4, 'failed'],
    ['broken', html(502), 5, 'retryable'],
    ['unknown', refuse(404, 'InvalidRegionId.NotFound'), 4, 'failed'],
  ])('a region that is %s', async (_name, fault, code, status) => {
    scenario.current.config.retry.maxAttempts = 2;
    scenario.current.cloud.inject(on({ region: 'ap-southeast-1' }, fault));
    scenario.current.share({ region: 'ap-southeast-1', id: imageId(1), desired: accountIds(2) });
    scenario.current.share({ region: REGION, id: imageId(2), desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(code);
    expect(run.item(imageId(1)).status).toBe(status);
    expect(run.item(imageId(2)).status).toBe('changed');
    expect(scenario.current.sharedWith(imageId(2))).toEqual(accountIds(2));
  });

  it('a region whose endpoint does not answer at all', async () => {
    scenario.current.config.retry.maxAttempts = 2;
    scenario.current.share({ region: 'ap-southeast-1', id: imageId(1), desired: accountIds(2) });
    scenario.current.share({ id: imageId(2), desired: accountIds(2) });
    scenario.current.config.regions['ap-southeast-1'] = {
      ...scenario.current.config.regions['ap-southeast-1'],
      endpoint: 'http://127.0.0.1:1',
      images: { [imageId(1)]: { accounts: [`for-${imageId(1)}`] } },
    };
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item(imageId(1)).status).toBe('retryable');
    expect(run.item(imageId(2)).status).toBe('changed');
  });

  describe.each(['changes nothing', 'changes the rest'] as const)(
    'an account, in a call that %s',
    (badBatch) => {
      const bad = ['2000000000000003', '2000000000000011', '2000000000000012'];
      const good = accountIds(25).filter((account) => !bad.includes(account));

      beforeEach(() => {
        scenario.current.cloud.settings.badBatch = badBatch;
        scenario.current.share({ desired: accountIds(25) });
      });

      async function expectIsolated(): Promise<void> {
        const run = await scenario.current.run();
        expect(run.code).toBe(4);
        expect(run.item()).toMatchObject({ status: 'blocked', add: good });
        expect(run.item().blocked.map(({ account }) => account)).toEqual(bad);
        expect(scenario.current.sharedWith()).toEqual(good);
        expect(run.item().batches).toBeGreaterThanOrEqual(3);
        expect(run.item().batches).toBeLessThanOrEqual(scenario.current.cloud.journal.writes().length);
      }

      it('InvalidAccount.NotFound, named one by one', async () => {
        scenario.current.cloud.settings.unknownAccounts = new Set(bad);
        await expectIsolated();
        expect(scenario.current.cloud.journal.writes().length).toBeLessThanOrEqual(3 + bad.length);
      });

      it('InvalidAccount.NotFound without a name: by bisection', async () => {
        scenario.current.cloud.settings.unknownAccounts = new Set(bad);
        scenario.current.cloud.settings.unknownAccountMessage = namesNoAccount;
        await expectIsolated();
        expect(scenario.current.cloud.journal.writes().length).toBeLessThanOrEqual(25);
      });

      it('InvalidAccount.NotFound that names accounts which were not sent: by bisection', async () => {
        scenario.current.cloud.settings.unknownAccounts = new Set(bad);
        scenario.current.cloud.settings.unknownAccountMessage = (unknown) =>
          `The account 1${unknown[0] ?? ''} or ${scenario.current.cloud.ownerAccount} is not known (request 9999).`;
        await expectIsolated();
      });

      it('InvalidImageId.BidMismatch, all named', async () => {
        scenario.current.cloud.settings.otherSiteAccounts = new Set(bad);
        await expectIsolated();
      });
    },
  );

  it('an account whose number begins with that of another', async () => {
    const long = '200000000000000112';
    scenario.current.cloud.settings.unknownAccounts = new Set([long]);
    scenario.current.share({ desired: ['2000000000000001', long] });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item().blocked.map(({ account }) => account)).toEqual([long]);
    expect(scenario.current.sharedWith()).toEqual(['2000000000000001']);
  });

  it('both kinds of bad accounts at once, and each with its own reason', async () => {
    scenario.current.cloud.settings.unknownAccounts = new Set(['2000000000000002']);
    scenario.current.cloud.settings.otherSiteAccounts = new Set(['2000000000000004']);
    scenario.current.share({ desired: accountIds(5) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    const [unknown, foreign] = run.item().blocked;
    expect([unknown?.account, foreign?.account]).toEqual(['2000000000000002', '2000000000000004']);
    expect(unknown?.reason).not.toBe(foreign?.reason);
    expect(scenario.current.sharedWith()).toEqual([
      '2000000000000001',
      '2000000000000003',
      '2000000000000005',
    ]);
  });

  it('nothing but bad accounts', async () => {
    scenario.current.cloud.settings.unknownAccounts = new Set(accountIds(3));
    scenario.current.share({ desired: accountIds(3) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item()).toMatchObject({ status: 'blocked', add: [] });
    expect(run.item().blocked.map(({ account }) => account)).toEqual(accountIds(3));
  });

  it('a bad account does not keep others from being removed', async () => {
    scenario.current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 5 };
    scenario.current.cloud.settings.unknownAccounts = new Set(['2000000000000009']);
    scenario.current.share({
      policy: 'exact',
      current: accountIds(3),
      desired: ['2000000000000001', '2000000000000009'],
    });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item(IMAGE).remove).toEqual(accountIds(2, 2));
    const removed = scenario.current.cloud.journal
      .writes()
      .flatMap((call) => numberedValues(call, 'RemoveAccount'));
    expect(removed).toEqual(accountIds(2, 2));
  });

  it('an account that is gone does not keep others from being removed', async () => {
    scenario.current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 5 };
    scenario.current.cloud.settings.refusesUnknownRemovals = true;
    scenario.current.cloud.settings.unknownAccounts = new Set(['2000000000000002']);
    scenario.current.share({ policy: 'exact', current: accountIds(4), desired: accountIds(1) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item()).toMatchObject({ status: 'blocked', remove: accountIds(2, 3) });
    expect(run.item().blocked.map(({ account }) => account)).toEqual(['2000000000000002']);
  });

  it('a target credential that cannot be resolved', async () => {
    const key = scenario.current.cloud.identities.addRamUserKey('2000000000000099');
    scenario.current.share({ id: imageId(1), desired: accountIds(2) });
    scenario.current.share({ id: imageId(2), desired: accountIds(2) });
    scenario.current.addCredential(
      'wrong',
      await scenario.current.writeCredentials('wrong', { id: key.id, secret: 'no' }),
      imageId(1),
    );
    scenario.current.addCredential(
      'right',
      await scenario.current.writeCredentials('right', key),
      imageId(1),
    );
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(scenario.current.sharedWith(imageId(1))).toEqual([...accountIds(2), '2000000000000099']);
    expect(scenario.current.sharedWith(imageId(2))).toEqual(accountIds(2));
  });
});
