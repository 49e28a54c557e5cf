import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../src/cli/io';
import { runReport } from '../../src/cli/report';
import { backup, captureIo, profile, seed, today, writeLandscape } from './landscape-fixture';

let folder: string;

beforeEach(() => {
  folder = writeLandscape([profile({ regions: 2, versions: 3 }), seed('one', 'cn-region-1', backup)]);
});

afterEach(() => rmSync(folder, { recursive: true }));

function report(...args: string[]): { code: number; out: string } {
  const io = captureIo(folder);
  const code = runReport(args, io);
  return { code, out: io.output.join('') };
}

test('writes the page, and nothing beside it', () => {
  expect(report('--out', 'page.html', '--now', today, 'garden')).toEqual({
    code: 0,
    out: expect.stringMatching(/^page\.html: \d+ KiB\n$/) as string,
  });
  expect(readFileSync(join(folder, 'page.html'), 'utf8')).toMatch(/^<!doctype html>.*<\/html>\n$/s);
  expect(readdirSync(folder).sort()).toEqual(['garden', 'page.html']);
});

test('writes the same page wherever the landscape lies', () => {
  const here = report('--out', '-', 'garden').out;
  const other = writeLandscape([profile({ regions: 2, versions: 3 }), seed('one', 'cn-region-1', backup)]);
  try {
    expect(report('--out', '-', join(other, 'garden')).out).toBe(here);
    expect(report('--out', '-', 'garden/').out).toBe(here);
  } finally {
    rmSync(other, { recursive: true });
  }
});

test('has no clock of its own', () => {
  const text = report('--out', '-', 'garden').out;
  expect(text).toContain('No day was given');
  expect(text).not.toContain('version-dropped-at-creation');
  expect(report('--out', '-', '--now', today, 'garden').out).toContain('version-dropped-at-creation');
});

test('shows what the validation says, and is written all the same', () => {
  writeFileSync(join(folder, 'garden', 'broken.yaml'), 'a: [');
  writeFileSync(join(folder, 'garden', 'seed.yaml'), 'apiVersion: core.gardener.cloud/v1beta1\nkind: Seed\n');
  const { code, out } = report('--out', '-', 'garden');
  expect(code).toBe(0);
  expect(out).toContain('<code>yaml-syntax</code>');
  expect(out).toContain('<span class="place">broken.yaml:1</span>');
});

test('says what changed since another state', () => {
  const before = writeLandscape([profile({ regions: 3, versions: 3 }), seed('one', 'cn-region-1', backup)]);
  try {
    const { out } = report('--out', '-', '--since', join(before, 'garden'), 'garden');
    expect(out).toMatch(/<section id="changes".*region cn-region-3 removed/s);
  } finally {
    rmSync(before, { recursive: true });
  }
});

test('explains itself', () => {
  const { code, out } = report('--help');
  expect(code).toBe(0);
  expect(out).toContain('--out FILE');
  expect(out).toContain('(default: none, and nothing is expired)');
});

describe('wrong use is one sentence', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'others'));
    writeFileSync(
      join(folder, 'others', 'map.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
    );
    writeFileSync(join(folder, 'broken.yaml'), 'a: [');
  });

  test.each<[string, string[], string]>([
    ['no --out', ['garden'], '--out is missing'],
    ['an empty --out', ['--out', '', 'garden'], '--out is missing'],
    ['no path', ['--out', 'page.html'], 'no file or folder given'],
    ['a path that is not there', ['--out', 'page.html', 'nowhere'], 'nowhere: no such file or folder'],
    ['a folder without Gardener objects', ['--out', 'page.html', 'others'], 'others: no Gardener manifests'],
    ['a folder as --out', ['--out', 'garden', 'garden'], '--out garden: is a folder'],
    [
      'a folder of --out that is not there',
      ['--out', 'a/b.html', 'garden'],
      '--out a/b.html: its folder is not',
    ],
    ['a file as folder of --out', ['--out', 'broken.yaml/b.html', 'garden'], 'its folder is a file'],
    ['an unknown flag', ['--out', 'page.html', '--dark', 'garden'], 'unknown flag --dark'],
    ['a date that is none', ['--out', 'page.html', '--now', 'soon', 'garden'], '--now: "soon" is no date'],
    ['a Gardener that nobody knows', ['--out', 'page.html', '--gardener-version', '2.0', 'garden'], '"2.0"'],
    ['--since that is not there', ['--out', 'page.html', '--since', 'nowhere', 'garden'], 'nowhere: no such'],
    ['--since that is no YAML', ['--out', 'page.html', '--since', 'broken.yaml', 'garden'], 'broken.yaml:1:'],
    ['standard input twice', ['--out', 'page.html', '--since', '-', '-'], '- is given twice'],
  ])('%s', (_, args, sentence) => {
    let thrown: unknown;
    try {
      report(...args);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(UsageError);
    expect((thrown as UsageError).message).toContain(sentence);
    expect((thrown as UsageError).message).not.toContain('\n');
    expect(existsSync(join(folder, 'page.html'))).toBe(false);
  });
});
