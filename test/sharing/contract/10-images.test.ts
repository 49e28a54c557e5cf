import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, type Sharing, useScenario } from './scenario';

const DESIRED = accountIds(2);

describe('10. images that cannot be shared', () => {
  const scenario = useScenario();

  it('each has its own reason, and none of them stops the rest', async () => {
    const bad: [string, Partial<Sharing>, 'failed' | 'retryable'][] = [
      ['encrypted', { encryption: 'service' }, 'failed'],
      ['deprecated', { status: 'Deprecated' }, 'failed'],
      ['creating', { status: 'Creating' }, 'retryable'],
      ['community', { isPublic: true }, 'failed'],
      ['unknown', { isMissing: true }, 'failed'],
      ['failed', { status: 'CreateFailed' }, 'failed'],
    ];
    bad.forEach(([, props], n) => scenario.current.share({ id: imageId(n), desired: DESIRED, ...props }));
    scenario.current.share({ id: imageId(99), desired: DESIRED });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.result.items.map(({ status }) => status)).toEqual([
      ...bad.map(([, , status]) => status),
      'changed',
    ]);
    const reasons = run.result.items.flatMap(({ error }) => (error === null ? [] : [error.code]));
    expect(reasons).toHaveLength(bad.length);
    expect(new Set(reasons).size).toBe(bad.length);
    bad.forEach((_, n) => expect(scenario.current.sharedWith(imageId(n))).toEqual([]));
  });

  it('a foreign image, even one that the caller can see', async () => {
    const { ownerAccount } = scenario.current.cloud;
    const ownerOfImage = '3000000000000001';
    scenario.current.share({
      id: imageId(1),
      desired: DESIRED,
      ownerAccount: ownerOfImage,
      current: [ownerAccount],
    });
    scenario.current.share({ id: imageId(2), desired: DESIRED });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item(imageId(1))).toMatchObject({ status: 'failed', add: [] });
    expect(run.item(imageId(2)).status).toBe('changed');
    expect(scenario.current.cloud.journal.writes({ image: imageId(1) })).toEqual([]);
  });

  it('Creating is worth another try', async () => {
    scenario.current.share({ status: 'Creating', desired: DESIRED });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item().status).toBe('retryable');
  });

  it('so is an image that turns out not to be available when it is written to', async () => {
    const refusal = refuse(400, 'IncorrectImageStatus');
    scenario.current.cloud.inject(on({ action: 'ModifyImageSharePermission' }, refusal));
    scenario.current.share({ desired: DESIRED });
    const run = await scenario.current.run();
    expect(run.code).toBe(5);
    expect(run.item()).toMatchObject({ status: 'retryable', error: { code: 'IncorrectImageStatus' } });
  });

  it('one that is missing and may be', async () => {
    scenario.current.share({ id: imageId(1), isMissing: true, ifMissing: 'skip', desired: DESIRED });
    scenario.current.share({ id: imageId(2), desired: DESIRED });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.result.items.map(({ status }) => status)).toEqual(['skipped', 'changed']);
  });

  it.each([['skip'], ['fail']] as const)(
    'one that vanishes after it was written to is told, with ifMissing: %s',
    async (ifMissing) => {
      const { cloud } = scenario.current;
      const action = 'DescribeImageSharePermission';
      cloud.inject(on({ action, skip: 1 }, refuse(404, 'InvalidImageId.NotFound')));
      scenario.current.share({ desired: DESIRED, ifMissing });
      const run = await scenario.current.run();
      expect(run.code).toBe(4);
      expect(run.item()).toMatchObject({
        status: 'failed',
        add: DESIRED,
        error: { code: 'InvalidImageId.NotFound' },
      });
    },
  );

  it('one that vanishes before it was written to is skipped where it may be missing', async () => {
    const action = 'DescribeImageSharePermission';
    scenario.current.cloud.inject(on({ action }, refuse(404, 'InvalidImageId.NotFound')));
    scenario.current.share({ desired: DESIRED, ifMissing: 'skip' });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(run.item()).toMatchObject({ status: 'skipped', error: null });
  });

  it('one encrypted with a customer master key can be shared', async () => {
    scenario.current.share({ encryption: 'cmk', desired: DESIRED });
    const run = await scenario.current.run();
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual(DESIRED);
  });

  it('... unless the owner lacks the role for it', async () => {
    scenario.current.cloud.settings.hasEncryptedShareRole = false;
    scenario.current.share({ id: imageId(1), encryption: 'cmk', desired: DESIRED });
    scenario.current.share({ id: imageId(2), desired: DESIRED });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    expect(run.item(imageId(1))).toMatchObject({ status: 'failed', error: { code: 'AssumeRoleError' } });
    expect(run.item(imageId(2)).status).toBe('changed');
  });
});
