import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountIds, IMAGE, REGION, useScenario } from './scenario';

type Path = readonly (string | number)[];

/** A copy of a JSON value with one place set, or removed where the value is undefined. */
function changed(value: unknown, [head, ...rest]: Path, to: unknown): unknown {
  if (head === undefined) {
    return to;
  }
  const fields = { ...(value as Record<string, unknown> | undefined) };
  fields[head] = changed(fields[head], rest, to);
  return fields;
}

describe('a config that is wrong: exit 2, no call, the place is named', () => {
  const scenario = useScenario();
  const image: Path = ['regions', REGION, 'images', IMAGE];

  it.each<[string, Path, unknown]>([
    ['another version', ['apiVersion'], 'image-sharing/v2'],
    ['no version', ['apiVersion'], undefined],
    ['no credentials', ['credentials'], undefined],
    ['no kind of credentials', ['credentials', 'kind'], undefined],
    ['an unknown kind of credentials', ['credentials', 'kind'], 'magic'],
    ['no accounts', ['accounts'], undefined],
    ['no regions', ['regions'], undefined],
    ['an unknown key', ['acounts'], {}],
    ['an unknown key of the credentials', ['credentials', 'directory'], '/x'],
    ['an unknown key of a set', ['accounts', 'customers', 'accounts'], []],
    ['an unknown key of prune', ['prune', 'max'], 1],
    ['an unknown key of a region', ['regions', REGION, 'image'], {}],
    ['an unknown key of an image', [...image, 'account'], []],
    ['an unknown key of limits', ['limits', 'perCall'], 1],
    ['an unknown key of concurrency', ['concurrency', 'max'], 1],
    ['an unknown key of retry', ['retry', 'attempts'], 1],
    ['an unknown key of verify', ['verify', 'delay'], 1],
    ['an unknown key of shard', ['shard', 'total'], 1],
    ['a set that is not defined', [...image, 'accounts'], ['customer']],
    ['an unknown policy', ['policy'], 'sync'],
    ['an unknown policy of an image', [...image, 'policy'], 'prune'],
    ['an unknown ifMissing', [...image, 'ifMissing'], 'ignore'],
    ['more accounts a call than the API reads', ['limits', 'accountsPerCall'], 11],
    ['no accounts a call', ['limits', 'accountsPerCall'], 0],
    ['a page larger than the API gives', ['limits', 'pageSize'], 101],
    ['an empty page', ['limits', 'pageSize'], 0],
    ['a number in quotes', ['limits', 'pageSize'], '50'],
    ['a fraction', ['concurrency', 'total'], 1.5],
    ['no call in flight', ['concurrency', 'total'], 0],
    ['a negative pause', ['concurrency', 'minIntervalMs'], -1],
    ['no attempt', ['retry', 'maxAttempts'], 0],
    ['a negative guard', ['prune', 'maxPerImage'], -1],
    ['a percentage above a hundred', ['prune', 'maxPercent'], 101],
    ['a protected account that is a number', ['prune', 'protect'], [2000000000000001]],
    ['a protected account that is a name', ['prune', 'protect'], ['anna']],
    ['http to another host', ['regions', REGION, 'endpoint'], 'http://ecs.eu-central-1.aliyuncs.com'],
    [
      'http to a host that looks like loopback',
      ['regions', REGION, 'endpoint'],
      'http://127.0.0.1.example.com',
    ],
    ['http to another host, for STS', ['stsEndpoint'], 'http://sts.aliyuncs.com'],
    ['an owner that is a name', ['expectOwnerAccount'], 'me'],
    ['an owner that is a number', ['expectOwnerAccount'], 1000000000000001],
    ['a shard beyond the last', ['shard'], { index: 3, count: 3 }],
    ['a credential without a folder', ['accounts', 'customers', 'fromCredentials'], [{ name: 'x' }]],
    ['a region that cannot be one', ['regions', 'EU Central'], { endpoint: null, images: {} }],
    ['a list for a map', ['regions'], []],
    ['null for a map', ['accounts'], null],
  ])('%s', async (_name, path, value) => {
    scenario.current.share({ desired: accountIds(1) });
    scenario.current.config.accounts.customers = { static: accountIds(1) };
    const file = join(scenario.current.dir, 'config.json');
    await writeFile(file, JSON.stringify(changed(scenario.current.config, path, value)));
    const run = await scenario.current.runFile(file, { isInProcess: true });
    expect(run.code).toBe(2);
    const place = path.findLast((part) => typeof part === 'string') ?? '';
    expect(run.stderr).toContain(place);
    expect(scenario.current.cloud.journal.entries).toEqual([]);
  });

  it.each([
    ['broken YAML', 'apiVersion: [image-sharing/v1'],
    ['nothing', ''],
    ['a list', '[]'],
    ['a key twice', 'apiVersion: image-sharing/v1\napiVersion: image-sharing/v1\n'],
  ])('%s', async (_name, text) => {
    const file = join(scenario.current.dir, 'config.yaml');
    await writeFile(file, text);
    const run = await scenario.current.runFile(file, { isInProcess: true });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('config.yaml');
  });

  it('several mistakes are told together', async () => {
    scenario.current.share({ desired: ['anna'] });
    const { config } = scenario.current;
    const file = join(scenario.current.dir, 'config.json');
    const wrong = changed(changed(config, ['policy'], 'sync'), ['limits', 'pageSize'], 1000);
    await writeFile(file, JSON.stringify(wrong));
    const run = await scenario.current.runFile(file, { isInProcess: true });
    expect(run.code).toBe(2);
    for (const word of ['anna', 'sync', '1000']) {
      expect(run.stderr).toContain(word);
    }
  });
});
