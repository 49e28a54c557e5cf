import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../src/cli/main';
import { gitIsInstalled } from '../git';

/** What files and revisions may be, beside what they should be: every command names the file, and none falls over. */
let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-inputs-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), content);
}

function link(target: string, path: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  symlinkSync(target, join(cwd, path));
}

async function cli(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const code = await run(args, {
    cwd,
    env: process.env,
    readStdin: () => '',
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
    terminal: { out: false, err: false },
  });
  return { code, ...written };
}

const bucket = (region: string, name = 'bucket'): string => `apiVersion: core.gardener.cloud/v1beta1
kind: BackupBucket
metadata:
  name: ${name}
spec:
  provider: {type: alicloud, region: ${region}}
  seedName: seed
  credentialsRef: {apiVersion: v1, kind: Secret, namespace: garden, name: backup}
`;
const latin1 = Buffer.from(`# Zürich\n${bucket('eu-central-1', 'broken')}`, 'latin1');
const metadata = `apiVersion: v1\nmetadata: {}\n`;

describe('a byte that is no UTF-8', () => {
  beforeEach(() => {
    write('dist/good.yaml', bucket('eu-central-1'));
    write('dist/latin1.yaml', latin1);
  });

  test('validate: an error at its place', async () => {
    for (const path of ['dist', 'dist/latin1.yaml']) {
      const { code, out } = await cli('validate', path);
      expect(code).toBe(1);
      expect(out).toMatch(/^dist\/latin1\.yaml:1:4: error: the byte 0xFC is not UTF-8; .*\[yaml-syntax\]$/m);
    }
  });

  test('validate: in JSON a warning, as another character is stored', async () => {
    rmSync(join(cwd, 'dist/latin1.yaml'));
    const json =
      '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "annotations": {"b": "ü"}}}';
    write('dist/a.json', Buffer.from(json, 'latin1'));
    const { code, out } = await cli('validate', 'dist');
    expect(code).toBe(0);
    expect(out).toMatch(/^dist\/a\.json:1:\d+: warning: the byte 0xFC is not UTF-8.*\[json-not-utf-8\]$/m);
  });

  test('diff: of half a landscape nothing is said; the file is', async () => {
    write('old/good.yaml', bucket('eu-central-1'));
    expect(await cli('diff', 'old', 'dist')).toEqual({
      ...{ code: 2, out: '' },
      err: expect.stringMatching(/dist\/latin1\.yaml:1:4: the byte 0xFC is not UTF-8/) as string,
    });
  });

  test('report: the page says it', async () => {
    expect((await cli('report', '--out', 'page.html', 'dist')).code).toBe(0);
    expect(readFileSync(join(cwd, 'page.html'), 'utf8')).toContain('the byte 0xFC is not UTF-8');
  });

  test('import: the file and its line', async () => {
    write('release/a.s3_metadata.yaml', Buffer.from(`${metadata}# ü\n`, 'latin1'));
    const { code, err } = await cli('import', 'images', '--out', 'a.json', 'release');
    expect(code).toBe(2);
    expect(err).toMatch(/release\/a\.s3_metadata\.yaml:3: the byte 0xFC is not UTF-8/);
  });
});

describe('a link that leads to nothing', () => {
  beforeEach(() => {
    write('dist/good.yaml', bucket('eu-central-1'));
  });

  test.each([
    ['../nowhere.yaml', /the link leads to nothing/],
    ['gone.yaml', /the link leads back to itself/],
  ])('validate: %s is an error that names the link', async (target, what) => {
    link(target, 'dist/garden/gone.yaml');
    const { code, out } = await cli('validate', 'dist');
    expect(code).toBe(1);
    expect(out).toMatch(/^dist\/garden\/gone\.yaml: error: .*\[file-unreadable\]$/m);
    expect(out).toMatch(what);
    expect((await cli('validate', '--ignore', 'garden/gone.yaml', 'dist')).code).toBe(0);
  });

  test('validate: a link to a folder that is not there is a warning', async () => {
    link('../seeds', 'dist/30-seeds');
    const { code, out } = await cli('validate', 'dist');
    expect(code).toBe(0);
    expect(out).toMatch(/^dist\/30-seeds: warning: the link leads to nothing.*\[link-broken\]$/m);
    expect((await cli('validate', '--strict', 'dist')).code).toBe(1);
  });

  test('a link that somebody names is wrong use', async () => {
    link('nowhere.yaml', 'one.yaml');
    expect(await cli('validate', 'one.yaml')).toMatchObject({
      code: 2,
      err: 'gardener-alicloud: one.yaml: the link leads to nothing\n',
    });
  });

  test('diff does not take its object for removed', async () => {
    write('old/good.yaml', bucket('eu-central-1'));
    write('old/gone.yaml', bucket('eu-central-1', 'gone'));
    link('../nowhere.yaml', 'dist/gone.yaml');
    const { code, err } = await cli('diff', 'old', 'dist');
    expect(code).toBe(2);
    expect(err).toMatch(/dist\/gone\.yaml: the link leads to nothing/);
    expect((await cli('report', '--out', '-', '--since', 'dist', 'old')).err).toMatch(/dist\/gone\.yaml/);
  });

  test('report: the page says it', async () => {
    link('../nowhere.yaml', 'dist/gone.yaml');
    expect((await cli('report', '--out', 'page.html', 'dist')).code).toBe(0);
    expect(readFileSync(join(cwd, 'page.html'), 'utf8')).toContain('the link leads to nothing');
  });

  test('import names the link, and not its folder', async () => {
    link('../nowhere.json', 'answers/page-1.json');
    const { code, err } = await cli('import', 'zones', '--out', 'zones.json', 'answers');
    expect(code).toBe(2);
    expect(err).toMatch(/answers\/page-1\.json: the link leads to nothing/);
  });
});

describe('validate --git', () => {
  const git = (...args: string[]): void => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, ...args], { cwd, stdio: 'ignore' });
  };
  const commit = (): void => {
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
  };
  /** Without Git there is one sentence to be had. */
  const withGit = (run: () => Promise<void>) => async (): Promise<void> => {
    if (gitIsInstalled) {
      await run();
      return;
    }
    write('dist/a.yaml', bucket('eu-central-1'));
    expect((await cli('validate', '--git', 'main', 'dist')).err).toMatch(/git is not installed/);
  };

  test(
    'what the revision has is what is stored: update rules hold',
    withGit(async () => {
      write('dist/a.yaml', bucket('eu-central-1'));
      write('dist/deep/b.yaml', bucket('cn-shanghai', 'other'));
      commit();
      expect((await cli('validate', '--git', 'main', 'dist')).code).toBe(0);
      write('dist/a.yaml', bucket('cn-beijing'));
      expect((await cli('validate', 'dist')).code).toBe(0);
      for (const path of ['dist', 'dist/', 'dist/a.yaml']) {
        const { code, out, err } = await cli('validate', '--git', 'HEAD', path);
        expect({ code, err }).toEqual({ code: 1, err: '' });
        expect(out).toMatch(/dist\/a\.yaml:6:\d+: error: spec\.provider/);
      }
      const both = ['validate', '--git', 'main', 'dist/a.yaml', 'dist/deep'];
      expect((await cli(...both)).code).toBe(1);
    }),
  );

  test(
    'a namespace that is given counts for both states',
    withGit(async () => {
      const managed = (shoot: string): string =>
        `apiVersion: seedmanagement.gardener.cloud/v1alpha1\nkind: ManagedSeed\nmetadata: {name: a}\n` +
        `spec: {shoot: {name: ${shoot}}, gardenlet: {config: {apiVersion: gardenlet.config.gardener.cloud/v1alpha1, kind: GardenletConfiguration}}}\n`;
      write('dist/a.yaml', managed('one'));
      commit();
      write('dist/a.yaml', managed('two'));
      const { out } = await cli('validate', '--git', 'main', '--namespace', 'garden', 'dist');
      expect(out).toMatch(/\[managed-seed-immutable\]/);
    }),
  );

  test(
    'links of the revision count, those to files beside the folder, too',
    withGit(async () => {
      write('shared/bucket.yaml', bucket('eu-central-1'));
      link('../shared/bucket.yaml', 'dist/one.yaml');
      link('one.yaml', 'dist/two.yaml');
      link('../shared', 'dist/all');
      link('../nowhere.yaml', 'dist/gone.yaml');
      commit();
      rmSync(join(cwd, 'dist'), { recursive: true });
      write('dist/a.yaml', bucket('cn-beijing'));
      const { code, err } = await cli('validate', '--git', 'main', 'dist');
      expect(code).toBe(1);
      expect(err).toBe('note: main:dist/gone.yaml: the link leads to nothing in that revision\n');
    }),
  );

  test(
    'what the revision cannot say is said, and a change that mends it passes',
    withGit(async () => {
      write('dist/a.yaml', latin1);
      commit();
      write('dist/a.yaml', bucket('eu-central-1', 'broken'));
      const { code, err } = await cli('validate', '--git', 'main', 'dist');
      expect(code).toBe(0);
      expect(err).toMatch(
        /^note: main:dist\/a\.yaml:1:4: the byte 0xFC is not UTF-8; what replaces it is judged/,
      );
      write('new/a.yaml', bucket('eu-central-1'));
      expect((await cli('validate', '--git', 'main', 'new')).err).toMatch(/main has no manifest at new/);
    }),
  );

  test.each<[string[], RegExp]>([
    [['--git', 'nothing-like-it'], /is no revision|git is not installed|not a git repository/],
    [['--git', '--output=x'], /--git/],
    [['--git', 'main', '--previous', 'dist'], /both say what is stored now/],
  ])('%j is wrong use', async (flags, message) => {
    write('dist/a.yaml', bucket('eu-central-1'));
    const { code, err } = await cli('validate', ...flags, 'dist');
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('what somebody writes on the command line is obeyed by nobody', () => {
  const hostile = 'x\u001b[2J\n::error file=a::b';

  test.each<[string[]]>([
    [['validate', hostile]],
    [['validate', '--git', hostile, '.']],
    [['validate', '--previous', hostile, '.']],
    [['validate', '--waivers', hostile, '.']],
    [['validate', `--${hostile}`, '.']],
    [['validate', '--output', hostile, '.']],
    [['validate', '--gardener-version', hostile, '.']],
    [['diff', hostile, '.']],
    [['diff', '--git', hostile]],
    [['diff', '--shoots', hostile, '.', '.']],
    [['report', '--out', `${hostile}/x`, '.']],
    [['import', hostile]],
    [['import', 'images', '--out', 'a.json', hostile]],
    [['import', 'images', '--out', hostile, 'a.json']],
    [['import', 'images', '--out', 'a.json', '--promote', hostile, '--date', '2026-01-01', 'a.json']],
    [['init', '--package', hostile, 'new']],
    [['init', '--name', hostile, 'new']],
    [['schema', '--out', `a.yaml/${hostile}`]],
    [['share-images', '--config', 'a', '--output', hostile]],
    [['completion', hostile]],
    [['help', hostile]],
    [[hostile]],
  ])('%j', async (args) => {
    write('a.yaml', bucket('eu-central-1'));
    const { err, out } = await cli(...args);
    expect(err + out).not.toMatch(/^\s*::/m);
    expect(err + out).not.toContain('\u001b');
    expect(err).toContain('\\u001b');
  });
});
