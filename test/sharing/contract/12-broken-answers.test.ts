import { FakeCloud } from '../fake-cloud/fake-cloud';
import {
  cutJson,
  drip,
  emptyBody,
  hang,
  hangInBody,
  reset,
  rewrite,
  truncate,
  without,
} from '../fake-cloud/faults/delivery-faults';
import { type Fault, on } from '../fake-cloud/faults/fault';
import { html, okWithCode } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, useScenario } from './scenario';

const READ = 'DescribeImageSharePermission';

const BROKEN: [string, Fault][] = [
  ['hangs', hang],
  ['hangs in the body', hangInBody],
  ['drips', drip(20)],
  ['is truncated', truncate],
  ['is cut', cutJson],
  ['is empty', emptyBody],
  ['is reset', reset],
  ['is HTML', html(502)],
  ['is HTML that says 200', html(200)],
  ['is a 2xx with a code', okWithCode('ServiceUnavailable')],
  ['has no Accounts', without('Accounts')],
];

const LACKING_IMAGES: [string, Fault] = ['has no Images', without('Images')];
const LACKING_ALL: [string, Fault] = [
  'is shorter than its total',
  rewrite((fields) => ({ ...fields, Images: { Image: [] } })),
];
const LACKING_STATUS: [string, Fault] = [
  'has an image without a status',
  rewrite((fields) => ({ ...fields, Images: { Image: [{ ImageId: imageId(0) }] } })),
];

describe('12. broken answers', () => {
  const scenario = useScenario();

  beforeEach(() => {
    Object.assign(scenario.current.config.retry, { maxAttempts: 2, callTimeoutMs: 400, budgetMs: 5000 });
    scenario.current.config.concurrency = { total: 20, perRegion: 20, minIntervalMs: 0 };
    scenario.current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 500 };
    BROKEN.forEach((_, n) => {
      scenario.current.share({
        id: imageId(n),
        policy: 'exact',
        current: accountIds(2),
        desired: accountIds(2, 2),
      });
    });
  });

  it('once: asked again', async () => {
    const passing = BROKEN;
    passing.forEach(([, fault], n) => {
      scenario.current.cloud.inject(on({ action: READ, image: imageId(n), times: 1 }, fault));
    });
    const run = await scenario.current.run();
    const statuses = passing.map(([name], n) => [name, run.item(imageId(n)).status]);
    expect(statuses).toEqual(passing.map(([name]) => [name, 'changed']));
    expect(run.code).toBe(0);
  });

  it('for ever: given up, and nothing is removed', async () => {
    BROKEN.forEach(([, fault], n) => {
      scenario.current.cloud.inject(on({ action: READ, image: imageId(n) }, fault));
    });
    scenario.current.share({
      id: imageId(99),
      policy: 'exact',
      current: accountIds(2),
      desired: accountIds(2, 2),
    });
    const run = await scenario.current.run();
    const found = BROKEN.map(([name], n) => [name, run.item(imageId(n)).status, run.item(imageId(n)).remove]);
    expect(found).toEqual(BROKEN.map(([name]) => [name, 'retryable', []]));
    expect(run.item(imageId(99)).status).toBe('changed');
    expect(run.code).toBe(5);
    BROKEN.forEach((_, n) => {
      expect(scenario.current.sharedWith(imageId(n))).toEqual(expect.arrayContaining(accountIds(2)));
    });
  });

  it.each([...BROKEN.slice(0, -1), LACKING_IMAGES, LACKING_STATUS, LACKING_ALL])(
    'the list of images once %s',
    async (_name, fault) => {
      scenario.current.cloud.inject(on({ action: 'DescribeImages', times: 1 }, fault));
      const run = await scenario.current.run();
      expect(run.code).toBe(0);
    },
  );

  it('a list of images without Images is not a list of none', async () => {
    scenario.current.cloud.inject(on({ action: 'DescribeImages' }, without('Images')));
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.result.items.map(({ status }) => status)).toEqual(BROKEN.map(() => 'retryable'));
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });
});

describe('12. answers that say less', () => {
  const scenario = useScenario();

  it.each<[action: string, fault: Fault]>([
    ['GetCallerIdentity', without('AccountId')],
    ['GetCallerIdentity', okWithCode('SomethingNew')],
    ['AssumeRole', without('Credentials')],
    ['AssumeRole', rewrite((fields) => ({ ...fields, Credentials: { AccessKeyId: 'STS.x' } }))],
    ['ModifyImageSharePermission', without('RequestId')],
    ['ModifyImageSharePermission', okWithCode('SomethingNew')],
    ['DescribeImageSharePermission', okWithCode('SomethingNew')],
    ['DescribeImages', okWithCode('SomethingNew')],
  ])('%s once without what it must hold: asked again', async (action, fault) => {
    const { cloud, config } = scenario.current;
    const arn = 'acs:ram::1000000000000001:role/image-sharing';
    cloud.identities.addRole({ arn, trustedAccounts: [cloud.ownerAccount], trustedProviders: [] });
    config.credentials.assumeRoleArn = arn;
    cloud.inject(on({ action, times: 1 }, fault));
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'changed', add: accountIds(2), batches: 1 });
    expect(scenario.current.sharedWith()).toEqual(accountIds(2));
  });

  it('no Accounts and a total of 0: none', async () => {
    scenario.current.cloud.settings.omitEmptyAccounts = true;
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ current: [], add: accountIds(2) });
  });

  it('no Accounts and no total: not none', async () => {
    scenario.current.config.retry.maxAttempts = 2;
    scenario.current.cloud.inject(
      on(
        { action: READ },
        rewrite(({ RequestId = '' }) => ({ RequestId })),
      ),
    );
    scenario.current.share({ policy: 'exact', current: accountIds(2), desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it.each([
    ['Forbidden.RAM', 'failed', 4, 1],
    ['Throttling', 'retryable', 5, 3],
  ])('a 2xx with %s is what its code says', async (code, status, exit, calls) => {
    scenario.current.config.retry.maxAttempts = 3;
    scenario.current.cloud.inject(on({ action: READ }, okWithCode(code)));
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(exit);
    expect(run.item()).toMatchObject({ status, error: { code } });
    expect(scenario.current.cloud.journal.reads()).toHaveLength(calls);
  });

  it('a write that is answered with a 2xx and a code was refused', async () => {
    scenario.current.cloud.inject(on({ action: 'ModifyImageSharePermission' }, okWithCode('Forbidden.RAM')));
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item()).toMatchObject({ status: 'failed', add: [] });
  });

  it('a redirect is not followed: the next host would get a signed call', async () => {
    const other = await FakeCloud.start();
    scenario.current.cloud.inject(
      on({ action: READ }, () => ({
        status: 307,
        headers: { location: `${other.url}/` },
        content: '',
        delivery: { kind: 'whole' },
      })),
    );
    scenario.current.config.retry.maxAttempts = 2;
    scenario.current.share({ desired: accountIds(2) });
    const run = await scenario.current.run();
    expect([4, 5]).toContain(run.code);
    expect(other.journal.entries).toEqual([]);
    await other.stop();
  });

  it('a list of images that is shorter than its total: what is not in it may yet exist', async () => {
    scenario.current.config.retry.maxAttempts = 2;
    scenario.current.cloud.inject(
      on(
        { action: 'DescribeImages' },
        rewrite((fields) => ({ ...fields, Images: { Image: [] } })),
      ),
    );
    scenario.current.share({ desired: accountIds(2), ifMissing: 'skip' });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item().status).toBe('retryable');
  });

  it.each([
    ['hang', hang],
    ['drip', drip(50)],
  ])('a deadline ends the run though every answer would %s for ever', async (_name, fault) => {
    Object.assign(scenario.current.config.retry, { callTimeoutMs: 100_000, budgetMs: 100_000 });
    scenario.current.config.deadlineSeconds = 1;
    scenario.current.cloud.inject(on({ action: READ, image: imageId(1) }, fault));
    scenario.current.share({ id: imageId(1), desired: accountIds(2) });
    scenario.current.share({ region: 'cn-shanghai', id: imageId(2), desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item(imageId(1)).status).toBe('retryable');
    expect(run.item(imageId(2)).status).toBe('changed');
  });
});
