import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './program';
import { accountIds, IMAGE, imageId, REGION, useScenario } from './scenario';

describe('arguments', () => {
  const scenario = useScenario();

  it.each([
    ['an unknown flag', ['--force']],
    ['an unknown output', ['--output', 'xml']],
    ['a region that the config does not have', ['--region', 'cn-shanghai']],
    ['an image that the config does not have', ['--image', imageId(9)]],
    ['one good region and one bad', ['--region', REGION, '--region', 'cn-shanghai']],
    ['a flag without its value', ['--region']],
    ['a word too many', ['now']],
  ])('%s: exit 2, no call', async (_name, args) => {
    scenario.current.share({ desired: accountIds(1) });
    const run = await scenario.current.run({ args });
    expect(run.code).toBe(2);
    expect(run.stderr).not.toBe('');
    expect(scenario.current.cloud.journal.entries).toEqual([]);
  });

  it('names what it does not know', async () => {
    scenario.current.share({ desired: accountIds(1) });
    const run = await scenario.current.run({ args: ['--region', 'eu-centrall-1'] });
    expect(run.stderr).toContain('eu-centrall-1');
    expect(run.stderr).toContain(REGION);
  });

  it('no --config: exit 2', async () => {
    expect((await runProgram({ args: [] })).code).toBe(2);
    expect((await runProgram({ args: ['--config'] })).code).toBe(2);
    expect((await runProgram({ args: ['--config', '/nowhere/config.yaml'] })).code).toBe(2);
  });

  describe('--region and --image', () => {
    beforeEach(() => {
      scenario.current.share({ id: imageId(1), desired: accountIds(1) });
      scenario.current.share({ id: imageId(2), desired: accountIds(1) });
      scenario.current.share({ region: 'cn-shanghai', id: imageId(3), desired: accountIds(1) });
      scenario.current.share({ region: 'ap-southeast-1', id: imageId(4), desired: accountIds(1) });
    });

    it.each<[string[], number[]]>([
      [[], [4, 3, 1, 2]],
      [
        ['--region', REGION],
        [1, 2],
      ],
      [
        ['--region', REGION, '--region', 'cn-shanghai'],
        [3, 1, 2],
      ],
      [['--image', imageId(2)], [2]],
      [
        ['--image', imageId(2), '--image', imageId(3)],
        [3, 2],
      ],
      [['--region', REGION, '--image', imageId(1)], [1]],
    ])('%j', async (args, expected) => {
      const run = await scenario.current.run({ args });
      expect(run.code).toBe(0);
      const images = expected.map((n) => imageId(n));
      expect(run.result.items.map(({ image }) => image).sort()).toEqual([...images].sort());
      const touched = scenario.current.cloud.journal.reads().map(({ image }) => image);
      expect([...new Set(touched)].sort()).toEqual([...images].sort());
    });
  });

  it('reads YAML as well as JSON, and its own defaults for all that is left out', async () => {
    scenario.current.share({ desired: accountIds(1) });
    const file = join(scenario.current.dir, 'config.yaml');
    await writeFile(
      file,
      [
        '# two accounts',
        'apiVersion: image-sharing/v1',
        'credentials:',
        '  kind: files',
        `  dir: ${scenario.current.dir}/owner`,
        `stsEndpoint: ${scenario.current.cloud.url}`,
        'accounts:',
        '  customers:',
        '    static: ["2000000000000001", "2000000000000002"]',
        'regions:',
        `  ${REGION}:`,
        `    endpoint: ${scenario.current.cloud.url}`,
        '    images:',
        `      ${IMAGE}: {accounts: [customers]}`,
      ].join('\n'),
    );
    const run = await scenario.current.runFile(file);
    expect(run.code).toBe(0);
    expect(scenario.current.sharedWith()).toEqual(accountIds(2));
  });
});
