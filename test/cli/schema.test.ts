import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/main';

const cwd = mkdtempSync(join(tmpdir(), 'schema-'));
afterAll(() => {
  rmSync(cwd, { recursive: true });
});

async function schema(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await run(['schema', ...args], {
    cwd,
    env: {},
    readStdin: () => '',
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    terminal: { out: false, err: false },
  });
  return { code, ...written };
}

const specFields = (path: string): readonly string[] => {
  const file = JSON.parse(readFileSync(join(cwd, path), 'utf8')) as {
    properties: { spec: { properties: object } };
  };
  return Object.keys(file.properties.spec.properties);
};

test('one file a kind and version, the same each time', async () => {
  expect(await schema('--out', 'one')).toEqual({ code: 0, out: 'one: 17 schemas written\n', err: '' });
  const path = join(cwd, 'one/core.gardener.cloud/cloudprofile_v1beta1.json');
  const first = readFileSync(path, 'utf8');
  await schema('--out', 'one');
  expect(readFileSync(path, 'utf8')).toBe(first);
  expect(readdirSync(join(cwd, 'one')).sort()).toEqual([
    'alicloud.provider.extensions.gardener.cloud',
    'core.gardener.cloud',
    'gardenlet.config.gardener.cloud',
    'operator.gardener.cloud',
    'seedmanagement.gardener.cloud',
  ]);
});

test('another Gardener has other fields', async () => {
  await schema('--out', 'newest');
  await schema('--out', 'older', '--gardener-version', '1.110');
  const file = 'core.gardener.cloud/cloudprofile_v1beta1.json';
  expect(specFields(`newest/${file}`)).toContain('limits');
  expect(specFields(`older/${file}`)).not.toContain('limits');
});

test('all versions are a folder each', async () => {
  const { code } = await schema('--out', 'all', '--all-versions');
  expect(code).toBe(0);
  const folders = readdirSync(join(cwd, 'all')).filter((name) => name.startsWith('gardener-'));
  expect(folders).toEqual(expect.arrayContaining(['gardener-1.96', 'gardener-1.113', 'gardener-1.149']));
  const file = 'core.gardener.cloud/cloudprofile_v1beta1.json';
  expect(specFields(`all/gardener-1.111/${file}`)).not.toContain('limits');
  expect(specFields(`all/gardener-1.113/${file}`)).toContain('limits');
});

test.each([
  [[], /--out DIR/],
  [['--out', 'x', 'y'], /no paths/],
  [['--out', 'x', '--gardener-version', '1.20'], /1\.96 to/],
  [['--out', 'x', '--gardener-version', '1.149', '--all-versions'], /leave --gardener-version out/],
  [['--out', 'file/x'], /cannot write/],
])('%j is wrong use', async (args, message) => {
  writeFileSync(join(cwd, 'file'), '');
  const { code, err } = await schema(...args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});
