import { on } from '../fake-cloud/faults/fault';
import { refuse } from '../fake-cloud/faults/refusals';
import { accountIds, imageId, REGION, useScenario } from './scenario';

describe('the result', () => {
  const scenario = useScenario();

  it('sorts its items by region and image, whatever the order of the config', async () => {
    for (const [region, n] of [
      ['eu-west-1', 2],
      ['cn-shanghai', 3],
      ['eu-west-1', 1],
      ['ap-southeast-1', 4],
    ] as const) {
      scenario.current.share({ region, id: imageId(n), desired: accountIds(1) });
    }
    const run = await scenario.current.run();
    expect(run.result.items.map(({ region, image }) => [region, image])).toEqual([
      ['ap-southeast-1', imageId(4)],
      ['cn-shanghai', imageId(3)],
      ['eu-west-1', imageId(1)],
      ['eu-west-1', imageId(2)],
    ]);
  });

  it('the same image ID in two regions is two items', async () => {
    scenario.current.share({ region: 'eu-west-1', id: imageId(1), desired: accountIds(1) });
    scenario.current.share({ region: REGION, id: imageId(1), desired: accountIds(2) });
    const run = await scenario.current.run();
    expect(run.item(imageId(1), REGION).add).toEqual(accountIds(2));
    expect(scenario.current.sharedWith(imageId(1), 'eu-west-1')).toEqual(accountIds(2));
  });

  it('says in full what was found, wanted, done and kept', async () => {
    scenario.current.config.prune = { maxPerImage: 5, maxPercent: 100, maxTotal: 5 };
    scenario.current.cloud.settings.unknownAccounts = new Set(['2000000000000009']);
    scenario.current.share({
      id: imageId(1),
      policy: 'exact',
      current: accountIds(4),
      desired: ['2000000000000009', '2000000000000005', '2000000000000003', '2000000000000002'],
    });
    const run = await scenario.current.run();
    expect(run.item(imageId(1))).toMatchObject({
      region: REGION,
      image: imageId(1),
      status: 'blocked',
      current: accountIds(4),
      desired: ['2000000000000002', '2000000000000003', '2000000000000005', '2000000000000009'],
      add: ['2000000000000005'],
      remove: ['2000000000000001', '2000000000000004'],
      keep: ['2000000000000002', '2000000000000003'],
      blocked: [{ account: '2000000000000009' }],
      error: null,
    });
  });

  it('text: one line an image and a summary, without colours where there is no terminal', async () => {
    scenario.current.share({ id: imageId(1), current: accountIds(2), desired: accountIds(2) });
    scenario.current.share({ id: imageId(2), desired: accountIds(3) });
    scenario.current.share({ id: imageId(3), isMissing: true, desired: accountIds(3) });
    const run = await scenario.current.run({ output: 'text' });
    expect(run.code).toBe(4);
    const lines = run.stdout.trimEnd().split('\n');
    const statuses = ['converged', 'changed', 'failed'];
    statuses.forEach((status, index) => {
      const found = lines.filter((line) => line.includes(imageId(index + 1)));
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(status);
      expect(found[0]).toContain(REGION);
    });
    expect(lines.length).toBeGreaterThan(3);
    expect(run.stdout).not.toContain('\u001b');
    expect(run.stderr).not.toContain('\u001b');
  });

  it('text is the default', async () => {
    scenario.current.share({ desired: accountIds(1) });
    const text = await scenario.current.run({ output: 'text', args: ['--dry-run'] });
    expect(() => JSON.parse(text.stdout) as unknown).toThrow();
  });

  it('an image that failed after some of its batches says what was done', async () => {
    scenario.current.cloud.inject(
      on({ action: 'ModifyImageSharePermission', skip: 1 }, refuse(403, 'Forbidden.RAM')),
    );
    scenario.current.share({ id: imageId(1), desired: accountIds(15) });
    const run = await scenario.current.run();
    expect(run.code).toBe(4);
    const item = run.item(imageId(1));
    expect(item).toMatchObject({ status: 'failed', error: { code: 'Forbidden.RAM' } });
    expect(item.add).toHaveLength(10);
    expect(scenario.current.sharedWith(imageId(1))).toEqual(item.add);
  });
});
