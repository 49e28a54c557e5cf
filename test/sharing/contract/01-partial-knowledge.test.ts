import { without } from '../fake-cloud/faults/delivery-faults';
import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import type { AccessKey } from '../fake-cloud/identities';
import { shortPages } from '../fake-cloud/pages';
import { accountIds, IMAGE, imageId, REGION, useScenario } from './scenario';

const GENEROUS = { maxPerImage: 50, maxPercent: 100, maxTotal: 500 };

describe('1. never prune on partial knowledge', () => {
  const scenario = useScenario();

  /** 14 shares on two pages, of which 12 are wanted, and one wanted share is missing. */
  function shareOnTwoPages(): void {
    const { config } = scenario.current;
    config.limits.pageSize = 10;
    config.retry.maxAttempts = 2;
    config.prune = GENEROUS;
    scenario.current.share({ policy: 'exact', current: accountIds(14), desired: accountIds(13, 3) });
  }

  it('prunes where everything is known, so that the tests below mean something', async () => {
    shareOnTwoPages();
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'changed', add: accountIds(1, 15), remove: accountIds(2) });
    expect(scenario.current.sharedWith()).toEqual(accountIds(13, 3));
  });

  it.each([
    ['fails', on({ action: 'DescribeImageSharePermission', page: 2 }, refuse(500, 'InternalError'))],
    ['lacks Accounts', on({ action: 'DescribeImageSharePermission', page: 2 }, without('Accounts'))],
  ])('a page that %s', async (_name, fault) => {
    shareOnTwoPages();
    scenario.current.cloud.inject(fault);
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item()).toMatchObject({ status: 'retryable', remove: [] });
    expect(scenario.current.sharedWith()).toEqual(expect.arrayContaining(accountIds(14)));
  });

  it('a page shorter than its total promises', async () => {
    shareOnTwoPages();
    scenario.current.cloud.settings.permissionPages = shortPages(1);
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item().remove).toEqual([]);
    expect(scenario.current.sharedWith()).toEqual(expect.arrayContaining(accountIds(14)));
  });

  it.each([
    ['fails', refuse(500, 'InternalError')],
    ['lacks Accounts', without('Accounts')],
  ])('the second read, just before pruning, %s', async (_name, fault) => {
    scenario.current.config.prune = GENEROUS;
    scenario.current.config.retry.maxAttempts = 2;
    scenario.current.cloud.inject(on({ action: 'DescribeImageSharePermission', skip: 1 }, fault));
    scenario.current.share({ policy: 'exact', current: accountIds(5), desired: accountIds(4) });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item()).toMatchObject({ status: 'retryable', remove: [] });
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  describe('a target credential', () => {
    let key: AccessKey;

    beforeEach(async () => {
      const { current } = scenario;
      current.config.prune = GENEROUS;
      current.config.retry.maxAttempts = 2;
      key = current.cloud.identities.addRamUserKey('2000000000000099');
      current.share({ policy: 'exact', current: accountIds(10), desired: accountIds(10, 2) });
      current.addCredential('team-a', await current.writeCredentials('team-a', key));
    });

    it('that is resolved counts as any other account', async () => {
      const run = await scenario.current.run();
      expect(run.code).toBe(0);
      expect(scenario.current.sharedWith()).toEqual([...accountIds(10, 2), '2000000000000099']);
    });

    it('that is refused: additions are made, removals are held back', async () => {
      key.active = false;
      const run = await scenario.current.run();
      expect(run.code).toBe(6);
      expect(run.item()).toMatchObject({ add: accountIds(1, 11), remove: [] });
      expect(scenario.current.sharedWith()).toEqual(accountIds(11));
    });

    it('that is refused, with nothing to remove: only the credential is reported', async () => {
      key.active = false;
      scenario.current.share({ id: IMAGE, policy: 'exact', current: accountIds(5), desired: accountIds(6) });
      scenario.current.addCredential('team-a', `${scenario.current.dir}/team-a`);
      const run = await scenario.current.run();
      expect(run.code).toBe(4);
      expect(scenario.current.sharedWith()).toEqual(accountIds(6));
    });

    it('that may answer later, with nothing to remove: worth another try', async () => {
      const isTeam = (call: { accessKeyId: string | undefined }): boolean => call.accessKeyId === key.id;
      scenario.current.cloud.inject(on({ when: isTeam }, refuse(503, 'ServiceUnavailable')));
      scenario.current.share({ id: IMAGE, policy: 'exact', current: accountIds(5), desired: accountIds(6) });
      scenario.current.addCredential('team-a', `${scenario.current.dir}/team-a`);
      const run = await scenario.current.run();
      expect(run.code).toBe(5);
      expect(scenario.current.sharedWith()).toEqual(accountIds(6));
    });

    it('whose files are missing: additions are made, removals are held back', async () => {
      scenario.current.addCredential('team-b', `${scenario.current.dir}/nowhere`);
      const run = await scenario.current.run();
      expect(run.code).toBe(6);
      expect(scenario.current.sharedWith()).toEqual([...accountIds(11), '2000000000000099']);
    });

    it('that is incomplete holds back even what --allow-large-prune would remove', async () => {
      key.active = false;
      const run = await scenario.current.run({ args: ['--allow-large-prune'] });
      expect(run.code).toBe(6);
      expect(scenario.current.sharedWith()).toEqual(accountIds(11));
    });
  });

  it.each([[[]], [['--allow-large-prune']]])('an empty desired set %s', async (args: string[]) => {
    scenario.current.config.prune = GENEROUS;
    scenario.current.share({ policy: 'exact', current: accountIds(3), desired: [] });
    const run = await scenario.current.run({ args });
    expect(run.code).toBe(6);
    expect(run.item().remove).toEqual([]);
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it('a desired set that only the owner was in is empty', async () => {
    scenario.current.config.prune = GENEROUS;
    const { ownerAccount } = scenario.current.cloud;
    scenario.current.share({ policy: 'exact', current: accountIds(3), desired: [ownerAccount] });
    const run = await scenario.current.run();
    expect(run.code).toBe(6);
    expect(scenario.current.sharedWith()).toEqual(accountIds(3));
  });

  it('an empty desired set removes where allowEmpty says so', async () => {
    scenario.current.config.prune = { ...GENEROUS, allowEmpty: true };
    scenario.current.share({ policy: 'exact', current: accountIds(3), desired: [] });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual([]);
  });

  it('the wrong owner', async () => {
    scenario.current.config.expectOwnerAccount = '1000000000000002';
    scenario.current.config.prune = GENEROUS;
    scenario.current.share({ policy: 'exact', current: accountIds(3), desired: accountIds(3, 2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(3);
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it('a region that cannot be read does not hold back what is fully known', async () => {
    const { current } = scenario;
    current.config.prune = GENEROUS;
    current.config.retry.maxAttempts = 2;
    current.share({ policy: 'exact', current: accountIds(3), desired: accountIds(2) });
    current.share({
      region: 'cn-shanghai',
      id: imageId(1),
      policy: 'exact',
      current: accountIds(3),
      desired: accountIds(2),
    });
    current.cloud.inject(on({ region: 'cn-shanghai' }, refuse(503, 'ServiceUnavailable')));
    const run = await current.run();
    expect(run.code).toBe(5);
    expect(current.sharedWith(IMAGE, REGION)).toEqual(accountIds(2));
    expect(current.sharedWith(imageId(1), 'cn-shanghai')).toEqual(accountIds(3));
  });
});
