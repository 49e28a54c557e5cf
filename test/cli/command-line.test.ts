import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { forTerminal, hasColour, type Io } from '../../src/cli/io';
import { run } from '../../src/cli/main';

const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

interface Written {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function gardenerAlicloud(args: readonly string[], io: Partial<Io> = {}): Promise<Written> {
  const written = { out: '', err: '' };
  const code = await run(args, {
    ...quiet,
    out: (text) => (written.out += text),
    err: (text) => (written.err += text),
    ...io,
  });
  return { code, ...written };
}

const quiet: Io = {
  cwd: __dirname,
  env: {},
  readStdin: () => '',
  out: () => undefined,
  err: () => undefined,
  terminal: { out: false, err: false },
};
const terminal = { out: true, err: true, columns: 80 };
const commands = ['init', 'adopt', 'validate', 'diff', 'import', 'report', 'share-images'];

describe('what everybody tries first', () => {
  test.each(['--version', '-V'])('%s', async (flag) => {
    expect(await gardenerAlicloud([flag])).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });

  test('no command: the usage on standard error, and wrong use', async () => {
    const { code, out, err } = await gardenerAlicloud([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    for (const name of commands) expect(err).toContain(`  ${name} `);
  });

  test.each(['--help', '-h', 'help'])('%s', async (flag) => {
    expect((await gardenerAlicloud([flag])).out).toBe((await gardenerAlicloud([])).err);
  });

  test.each(commands)('help %s is its --help', async (name) => {
    const help = await gardenerAlicloud(['help', name]);
    expect(help).toEqual(await gardenerAlicloud([name, '--help']));
    expect(help).toMatchObject({ code: 0, err: '' });
    expect(help.out).toMatch(/^usage: gardener-alicloud |gardener-alicloud share-images/im);
  });

  test.each<[string[], RegExp]>([
    [['valdate'], /unknown command "valdate"; did you mean validate\?/],
    [['toString'], /unknown command "toString"; the commands are init, /],
    [['help', 'nothing-like-it'], /unknown command "nothing-like-it"/],
    [['help', 'diff', 'report'], /one command/],
    [['validate', '--color', 'blue', '.'], /--color: "blue" is none of auto, always, never/],
    [['validate', '--color'], /--color: "" is none of/],
    [['completion'], /one shell: bash, zsh, fish/],
    [['completion', 'tcsh'], /"tcsh" is none of bash, zsh, fish/],
  ])('%j is wrong use, said in a sentence', async (args, message) => {
    const { code, out, err } = await gardenerAlicloud(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).toMatch(/^gardener-alicloud: [^\n]+\n$/);
  });

  test.each<[string[], RegExp]>([
    [[], /^gardener-alicloud: share-images: --config: is missing; name the file with the config\n$/],
    [['--config', 'a', '--output', 'xml'], /share-images: --output: is "xml"; use text, json, summary/],
    [['--confg', 'a'], /share-images: unknown option '--confg'; see --help/],
  ])('share-images %j: a sentence, and no line of a log', async (args, message) => {
    const { code, err } = await gardenerAlicloud(['share-images', ...args]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s: every command with its flags', async (shell) => {
    const { code, out } = await gardenerAlicloud(['completion', shell]);
    expect(code).toBe(0);
    for (const name of commands) expect(out).toContain(name);
    for (const flag of ['strict', 'fail-on', 'dry-run', 'repo-url']) expect(out).toContain(flag);
    expect(out).not.toContain('undefined');
  });

  test('every flag that a command takes, as it says itself of one that it does not know', async () => {
    const lines = (await gardenerAlicloud(['completion', 'bash'])).out.split('\n');
    for (const args of [
      ['init'],
      ['adopt'],
      ['validate'],
      ['diff'],
      ['import', 'images'],
      ['import', 'machine-types'],
      ['import', 'zones'],
      ['report'],
      ['schema'],
    ]) {
      const { err } = await gardenerAlicloud([...args, '--nothing-like-it']);
      const flags = err.match(/--[a-z-]+/g)?.slice(1) ?? [];
      expect(flags.length).toBeGreaterThan(3);
      const line = lines.find((text) => text.trim().startsWith(`${args[0] ?? ''}) `)) ?? '';
      for (const flag of flags) expect(line).toMatch(new RegExp(`[ ']${flag}[ ']`));
    }
    const { out } = await gardenerAlicloud(['help', 'share-images']);
    const line = lines.find((text) => text.includes('share-images) ')) ?? '';
    for (const flag of new Set(out.match(/^ +--[a-z-]+/gm))) expect(line).toContain(flag.trim());
  });

  test.each([
    ['import', 'images machine-types zones'],
    ['completion', 'bash zsh fish'],
    ['help', 'init adopt validate diff'],
  ])('%s: what its first argument may be', async (name, words) => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      const { out } = await gardenerAlicloud(['completion', shell]);
      expect(out.split('\n').some((line) => line.includes(name) && line.includes(words))).toBe(true);
    }
  });

  test('bash itself: commands, then their words and flags, then files', async () => {
    const { out } = await gardenerAlicloud(['completion', 'bash']);
    const script = join(mkdtempSync(join(tmpdir(), 'completion-')), 'completion.bash');
    writeFileSync(script, out);
    const ask = (...words: string[]): string => {
      const run = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gardener_alicloud; echo "\${COMPREPLY[*]}"`;
      const { stdout } = spawnSync('bash', ['-c', run, 'bash', script, 'gardener-alicloud', ...words], {
        encoding: 'utf8',
      });
      return stdout.trim();
    };
    // Where there is no bash there is nothing to complete in.
    if (spawnSync('bash', ['--version']).status === 0) {
      expect(ask('')).toMatch(/^init adopt validate diff import .* help$/);
      expect(ask('va')).toBe('validate');
      expect(ask('--ver')).toBe('--version');
      expect(ask('validate', '--wa')).toBe('--waivers');
      expect(ask('validate', 'dist')).toBe('');
      expect(ask('import', '')).toBe('images machine-types zones');
      expect(ask('import', 'images', '')).toBe('');
      expect(ask('help', 'd')).toBe('diff');
    }
    rmSync(dirname(script), { recursive: true });
  });

  test('--help says where it goes', async () => {
    expect((await gardenerAlicloud(['completion', '--help'])).out).toContain('.bashrc');
  });
});

describe('colour', () => {
  test.each<[string, Partial<Io>, boolean]>([
    ['a terminal', { terminal }, true],
    ['a pipe', {}, false],
    ['NO_COLOR', { terminal, env: { NO_COLOR: '1' } }, false],
    ['an empty NO_COLOR', { terminal, env: { NO_COLOR: '' } }, true],
    ['FORCE_COLOR', { env: { FORCE_COLOR: '1' } }, true],
    ['FORCE_COLOR=0', { terminal, env: { FORCE_COLOR: '0' } }, false],
    ['NO_COLOR before FORCE_COLOR', { terminal, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    ['a dumb terminal', { terminal, env: { TERM: 'dumb' } }, false],
    ['a flag before the environment', { env: { NO_COLOR: '1' }, color: 'always' }, true],
    ['a flag before the terminal', { terminal, color: 'never' }, false],
  ])('%s', (_, io, expected) => {
    expect(hasColour({ ...quiet, ...io })).toBe(expected);
  });

  test.each([['--color', 'always'], ['--color=always']])('the flag stands anywhere: %s', async (...flag) => {
    const file = 'bad.yaml';
    const stdin = 'apiVersion: core.gardener.cloud/v1beta1\nkind: CloudProfile\n';
    const io = { readStdin: () => stdin };
    const escape = String.fromCharCode(27);
    expect((await gardenerAlicloud([...flag, 'validate', '-'], io)).out).toContain(escape);
    expect((await gardenerAlicloud(['validate', '-', ...flag], io)).out).toContain(escape);
    expect((await gardenerAlicloud(['validate', '-'], io)).out).not.toContain(escape);
    expect((await gardenerAlicloud(['validate', '--', ...flag, file], io)).err).toContain('--color');
  });
});

describe('lines on a terminal', () => {
  const wide = (text: string, columns: number): string[] =>
    forTerminal(text, { ...quiet, terminal: { ...terminal, columns } }).split('\n');

  test('they end between words, and what follows is indented', () => {
    const text = `  ${'word '.repeat(30)}end`;
    const lines = wide(text, 50);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(50);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {4}\w/);
    expect(lines.map((line) => line.trim()).join(' ')).toBe(text.trim());
  });

  test('what explains a flag keeps its column', () => {
    const lines = wide(`  --flag VALUE   ${'word '.repeat(20)}`, 60);
    for (const line of lines.slice(1)) expect(line).toMatch(/^ {17}\w/);
  });

  test('colour takes no room, and a long word stays whole', () => {
    const red = `${String.fromCharCode(27)}[31m`;
    expect(wide(`${red.repeat(30)}short`, 40)).toHaveLength(1);
    expect(wide('x'.repeat(200), 40)).toEqual(['x'.repeat(200)]);
  });

  test('a file or a pipe gets them as they are', async () => {
    expect(forTerminal('word '.repeat(99), quiet)).toBe('word '.repeat(99));
    for (const name of commands) {
      const { out } = await gardenerAlicloud(['help', name], { terminal });
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    }
  });
});
