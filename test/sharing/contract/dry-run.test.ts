import { delay } from '../fake-cloud/faults/delivery-faults';
import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, useScenario } from './scenario';

const GENEROUS = { maxPerImage: 50, maxPercent: 100, maxTotal: 100 };

describe('--dry-run', () => {
  const scenario = useScenario();

  function shareThree(): void {
    scenario.current.config.prune = GENEROUS;
    scenario.current.share({
      id: imageId(1),
      policy: 'exact',
      current: accountIds(3),
      desired: accountIds(3, 2),
    });
    scenario.current.share({ region: 'ap-southeast-1', id: imageId(2), desired: accountIds(12) });
    scenario.current.share({ id: imageId(3), current: accountIds(2), desired: accountIds(2) });
    scenario.current.share({ id: imageId(4), isMissing: true, ifMissing: 'skip', desired: accountIds(1) });
  }

  it('says what would be done, and does nothing', async () => {
    shareThree();
    const run = await scenario.current.run({ args: ['--dry-run'] });
    expect(run.code).toBe(0);
    expect(run.result.dryRun).toBe(true);
    expect(run.item(imageId(1))).toMatchObject({
      status: 'planned',
      add: accountIds(1, 4),
      remove: accountIds(1),
      keep: accountIds(2, 2),
    });
    expect(run.item(imageId(2))).toMatchObject({ status: 'planned', add: accountIds(12) });
    expect(run.item(imageId(3)).status).toBe('converged');
    expect(run.item(imageId(4)).status).toBe('skipped');
    expect(scenario.current.cloud.journal.writes()).toEqual([]);
  });

  it('the run after it does just that', async () => {
    shareThree();
    const plan = await scenario.current.run({ args: ['--dry-run'] });
    const done = await scenario.current.run();
    expect(done.result.dryRun).toBe(false);
    const changes = (run: typeof plan): unknown =>
      run.result.items.map(({ image, add, remove }) => [image, add, remove]);
    expect(changes(done)).toEqual(changes(plan));
  });

  it.each(['json', 'text'] as const)(
    'the same bytes each time, whichever answer comes first: %s',
    async (output) => {
      shareThree();
      const first = await scenario.current.run({ args: ['--dry-run'], output });
      scenario.current.cloud.inject(
        on({ region: 'ap-southeast-1' }, delay(60)),
        on({ image: imageId(1) }, delay(30)),
      );
      const second = await scenario.current.run({ args: ['--dry-run'], output });
      expect(second.stdout).toBe(first.stdout);
      expect(first.stdout).not.toBe('');
    },
  );

  it('7 for changes, only with --detailed-exitcode, only in a dry run', async () => {
    shareThree();
    expect((await scenario.current.run({ args: ['--dry-run', '--detailed-exitcode'] })).code).toBe(7);
    expect((await scenario.current.run({ args: ['--detailed-exitcode'] })).code).toBe(0);
    expect((await scenario.current.run({ args: ['--dry-run', '--detailed-exitcode'] })).code).toBe(0);
  });

  it('4 goes before 7', async () => {
    shareThree();
    scenario.current.share({ id: imageId(5), isMissing: true, desired: accountIds(1) });
    const run = await scenario.current.run({ args: ['--dry-run', '--detailed-exitcode'] });
    expect(run.code).toBe(4);
  });

  it('5 goes before 7', async () => {
    shareThree();
    scenario.current.config.retry.maxAttempts = 1;
    scenario.current.cloud.inject(on({ image: imageId(3) }, refuse(503, 'ServiceUnavailable')));
    const run = await scenario.current.run({ args: ['--dry-run', '--detailed-exitcode'] });
    expect(run.code).toBe(5);
  });

  it('6 goes before 7: the guard holds in a dry run too', async () => {
    shareThree();
    scenario.current.config.prune = { maxPerImage: 0 };
    const run = await scenario.current.run({ args: ['--dry-run', '--detailed-exitcode'] });
    expect(run.code).toBe(6);
    expect(run.item(imageId(1))).toMatchObject({ add: accountIds(1, 4), remove: [] });
    expect(run.item(imageId(1)).blocked.map(({ account }) => account)).toEqual(accountIds(1));
  });

  it('sees what the cap would leave out', async () => {
    scenario.current.share({ current: accountIds(49), desired: accountIds(51) });
    const run = await scenario.current.run({ args: ['--dry-run'] });
    expect(run.code).toBe(4);
    expect(run.item('m-gw8aaaaaaaaaaaaaaaaa')).toMatchObject({ add: accountIds(1, 50) });
    expect(run.result.items[0]?.blocked.map(({ account }) => account)).toEqual(accountIds(1, 51));
  });
});
