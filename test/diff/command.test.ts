import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runDiff } from '../../src/cli/diff';
import { UsageError } from '../../src/cli/io';
import { emitYaml } from '../../src/yaml/emit';
import { gitIsInstalled } from '../git';
import { cloudProfile, gardenlet, type Manifest, shoot, withValue } from './landscape';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landscape-diff-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, content: Manifest | string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), typeof content === 'string' ? content : emitYaml(content));
}

async function run(...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const code = await runDiff([...args, '--now', '2026-11-21'], {
    cwd: folder,
    env: process.env,
    readStdin: () => emitYaml(cloudProfile()),
    out: (text) => void (out += text),
    err: () => undefined,
    terminal: { out: false, err: false },
  });
  return { code, out };
}

function git(...args: string[]): void {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: folder, stdio: 'ignore' });
}

const dangerous = withValue(cloudProfile(), 'spec.regions.3', undefined);
const refused = withValue(
  cloudProfile(),
  'spec.kubernetes.versions.0.expirationDate',
  '2028-01-01T00:00:00Z',
);

describe('gardener-alicloud diff', () => {
  it.each<[string, Manifest, string[], number]>([
    ['nothing', cloudProfile(), ['--fail-on', 'dangerous'], 0],
    ['something dangerous', dangerous, [], 0],
    ['something dangerous, and that is asked for', dangerous, ['--fail-on', 'dangerous'], 1],
    ['something refused', refused, [], 1],
    ['something refused, too', refused, ['--fail-on', 'dangerous'], 1],
  ])('exits for %s', async (_, now, flags, expected) => {
    write('old/profiles/p.yaml', cloudProfile());
    write('new/other.yaml', now);
    write('new/package.json', '{}');
    expect((await run('old', 'new', ...flags)).code).toBe(expected);
    expect((await run('old/profiles/p.yaml', 'new', ...flags)).code).toBe(expected);
    expect((await run('-', 'new/', ...flags)).code).toBe(expected);
  });

  it('says which Shoots are hit, in every format', async () => {
    write('old.yaml', cloudProfile());
    write('new.yaml', withValue(cloudProfile(), 'spec.regions.0', undefined));
    write('shoots.json', JSON.stringify({ kind: 'List', items: [shoot('a')] }));
    for (const format of ['text', 'json', 'markdown']) {
      const { code, out } = await run('old.yaml', 'new.yaml', '--shoots', 'shoots.json', '--output', format);
      expect(code).toBe(0);
      expect(out).toContain('garden-dev/a');
    }
  });

  it('compares a revision with the files as they are, from below the root too', async () => {
    if (!gitIsInstalled) {
      await expect(run('--git', 'HEAD')).rejects.toThrow(/git is not installed/);
      return;
    }
    git('init', '-q');
    write('land/dist/profile.yaml', cloudProfile());
    write('land/dist/gardenlet.yaml', gardenlet());
    write('land/dist/node_modules/x.yaml', '{broken');
    symlinkSync('profile.yaml', join(folder, 'land/dist/link.yaml'));
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    expect((await run('--git', 'HEAD', 'land/dist')).out).toBe('no changes in 3 objects\n');
    rmSync(join(folder, 'land/dist/link.yaml'));
    write('land/dist/profile.yaml', refused);
    rmSync(join(folder, 'land/dist/gardenlet.yaml'));
    const { code, out } = await run('--git', 'HEAD', 'land/dist', '--output', 'json');
    expect(code).toBe(1);
    expect((JSON.parse(out) as { summary: unknown }).summary).toMatchObject({ changed: 1, removed: 2 });
    expect((await run('--git', 'HEAD', 'land/dist/profile.yaml')).out).toContain('1 refused');
    expect((await run('--git', 'HEAD', join(folder, 'land'))).code).toBe(1);
    rmSync(join(folder, 'land'), { recursive: true });
    expect((await run('--git', 'HEAD', 'land')).out).toContain('3 removed');
  });

  it('explains itself', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('--shoots') as string,
    });
  });

  it.each<[string, string[], RegExp]>([
    ['no paths', [], /OLD and NEW/],
    ['one path', ['ok.yaml'], /OLD and NEW/],
    ['three paths', ['ok.yaml', 'ok.yaml', 'ok.yaml'], /3 given/],
    ['a missing folder', ['ok.yaml', 'none'], /none: no such file/],
    ['text that is not YAML', ['ok.yaml', 'broken.yaml'], /broken\.yaml:\d+:\d+: /],
    ['standard input twice', ['-', '-'], /twice/],
    ['an unknown flag', ['--colour'], /unknown flag/],
    ['an unknown format', ['ok.yaml', 'ok.yaml', '--output', 'html'], /text, json, markdown/],
    ['an unknown mark', ['ok.yaml', 'ok.yaml', '--fail-on', 'safe'], /refused, dangerous/],
    ['no Shoots', ['ok.yaml', 'ok.yaml', '--shoots', 'none'], /no such file/],
    ['Shoots that are not JSON', ['ok.yaml', 'ok.yaml', '--shoots', 'ok.yaml'], /not JSON/],
    ['something else than Shoots', ['ok.yaml', 'ok.yaml', '--shoots', 'pods.json'], /holds Pod/],
    [
      'a folder that is no repository',
      ['--git', 'HEAD'],
      /git says: not a git repository|git is not installed/,
    ],
    ['a revision that is a flag', ['--git=--output=x'], /no revision/],
    ['two paths with a revision', ['--git', 'HEAD', 'a', 'b'], /one PATH/],
    ['an unsupported version', ['ok.yaml', 'ok.yaml', '--gardener-version', '2.0'], /not supported/],
  ])('refuses %s', async (_, args, message) => {
    write('ok.yaml', cloudProfile());
    write('broken.yaml', 'a: [1');
    write('pods.json', JSON.stringify({ items: [{ kind: 'Pod' }] }));
    await expect(run(...args)).rejects.toThrow(UsageError);
    await expect(run(...args)).rejects.toThrow(message);
  });

  it('refuses a revision that the repository does not have, and a path that never was', async () => {
    if (!gitIsInstalled) {
      await expect(run('--git', 'HEAD')).rejects.toThrow(/git is not installed/);
      return;
    }
    git('init', '-q');
    write('a.yaml', cloudProfile());
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    await expect(run('--git', 'nowhere')).rejects.toThrow(/"nowhere" is no revision/);
    await expect(run('--git', 'HEAD', 'never')).rejects.toThrow(/never: no such file/);
  });
});
