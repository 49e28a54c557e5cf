import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { gitIsInstalled } from '../git';
import { GardenerAlicloudValidation, type PluginProperties } from '../../src/validation/plugin';

/** What docs/ci.md tells people to run, run with the compiled program on the example landscape. */
const project = resolve(__dirname, '../..');
const program = join(project, 'lib/src/cli/main.js');
// The workflow for image releases needs a repository: test/import/new-release.test.ts runs its import.
const page = readFileSync(join(project, 'docs/ci.md'), 'utf8').replace(
  /^## New image releases\n[\s\S]*?(?=^## )/m,
  '',
);
const snippets = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => parse(text) as unknown);
const commands = [...page.matchAll(/npx (gardener-alicloud .*)$/gm)].map(([, command = '']) => command);

interface Hook {
  readonly id: string;
  readonly entry: string;
  readonly args: readonly string[];
}
const hooks = parse(readFileSync(join(project, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-'));
  cpSync(join(project, 'dist'), join(folder, 'dist'), { recursive: true });
  if (!gitIsInstalled) return;
  // What a checkout with its whole history has.
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { cwd: folder });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  git('update-ref', 'refs/remotes/origin/main', 'HEAD');
});

afterAll(() => rmSync(folder, { recursive: true }));

function run(command: string) {
  const line = command.replace(/^gardener-alicloud/, '"$NODE" "$PROGRAM"');
  return spawnSync('sh', ['-c', line], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NODE: process.execPath, PROGRAM: program, GITHUB_BASE_REF: 'main' },
  });
}

test('the page has commands for GitHub and GitLab', () => {
  expect(commands).toHaveLength(4);
});

test.each(commands)('%s', (command) => {
  if (command.includes('--git') && !gitIsInstalled) return;
  const { status, stderr } = run(command);
  expect(stderr).toBe('');
  expect(status).toBe(0);
});

test('the SARIF and JSON files are what they say', () => {
  for (const command of commands) run(command);
  expect(JSON.parse(readFileSync(join(folder, 'gardener-alicloud.sarif'), 'utf8'))).toMatchObject({
    version: '2.1.0',
  });
  expect(JSON.parse(readFileSync(join(folder, 'gardener-alicloud.json'), 'utf8'))).toMatchObject({
    summary: { errors: 0 },
  });
});

test('the hook runs as it is, and the one that the page configures exists', () => {
  expect(hooks.map(({ id }) => id)).toEqual(['gardener-alicloud-validate']);
  for (const { entry, args } of hooks) expect(run([entry, ...args].join(' ')).status).toBe(0);

  const configured = snippets.flatMap((snippet) => (snippet as { repos?: { hooks: Hook[] }[] }).repos ?? []);
  const [hook] = configured.flatMap((repo) => repo.hooks);
  expect(hook?.id).toBe('gardener-alicloud-validate');
  // Strict: the example's warnings are findings, but the flags are right.
  expect(run(['gardener-alicloud validate', ...(hook?.args ?? [])].join(' ')).status).not.toBe(2);
});

test('the plugin takes the properties that the page gives it', () => {
  const [validation] = snippets.flatMap(
    (snippet) =>
      (snippet as { validations?: { class: string; properties: PluginProperties }[] }).validations ?? [],
  );
  expect(validation?.class).toBe('GardenerAlicloudValidation');
  expect(() => new GardenerAlicloudValidation(validation?.properties)).not.toThrow();
});
