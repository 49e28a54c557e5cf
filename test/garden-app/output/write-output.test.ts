import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OutputError } from '../../../src/garden-app/output/output-error';
import { ownershipFile } from '../../../src/garden-app/output/ownership';
import { writeOutput } from '../../../src/garden-app/output/write-output';

let parent: string;
let dist: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'write-output-'));
  dist = join(parent, 'dist');
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** Every file below a folder with its content, in a form to compare. */
function snapshot(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    names
      .filter((name) => lstatSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
}

const files = (...paths: string[]) => paths.map((path) => ({ path, text: `text of ${path}\n` }));

test('writes files into folders, and a list of what is ours', () => {
  expect(writeOutput(dist, files('garden/a.yaml', 'flux/b.yaml'))).toEqual({
    written: ['flux/b.yaml', 'garden/a.yaml'],
    unchanged: [],
    removed: [],
  });
  expect(readFileSync(join(dist, 'garden/a.yaml'), 'utf8')).toBe('text of garden/a.yaml\n');
  expect(JSON.parse(readFileSync(join(dist, ownershipFile), 'utf8'))).toMatchObject({
    files: ['flux/b.yaml', 'garden/a.yaml'],
  });
  expect(readdirSync(parent)).toEqual(['dist']);
});

test('removes what is no longer produced, with its folder, and nothing that is not ours', () => {
  writeOutput(dist, files('garden/a.yaml', 'old/b.yaml'));
  writeFileSync(join(dist, 'README.md'), 'by hand');
  mkdirSync(join(dist, 'garden/notes'));
  symlinkSync('../README.md', join(dist, 'garden/link'));
  expect(writeOutput(dist, files('garden/a.yaml')).removed).toEqual(['old/b.yaml']);
  expect(Object.keys(snapshot(dist))).toEqual([ownershipFile, 'README.md', 'garden/a.yaml']);
  expect(existsSync(join(dist, 'old'))).toBe(false);
  expect(existsSync(join(dist, 'garden/notes'))).toBe(true);
  expect(lstatSync(join(dist, 'garden/link')).isSymbolicLink()).toBe(true);
});

test('does not touch unchanged files', () => {
  writeOutput(dist, files('a.yaml', 'b.yaml'));
  const before = statSync(join(dist, 'a.yaml'));
  const folder = statSync(dist).ino;
  expect(writeOutput(dist, files('a.yaml', 'b.yaml')).written).toEqual([]);
  expect(statSync(dist).ino).toBe(folder);
  writeOutput(dist, [...files('a.yaml'), { path: 'b.yaml', text: 'new' }]);
  const after = statSync(join(dist, 'a.yaml'));
  expect([after.ino, after.mtimeMs]).toEqual([before.ino, before.mtimeMs]);
});

test.each(['../outside.yaml', '/etc/passwd', 'a/../../outside.yaml', 'a\\b'])(
  'a list of owned files that names %s is refused, and nothing is removed',
  (path) => {
    writeOutput(dist, files('a.yaml'));
    writeFileSync(join(parent, 'outside.yaml'), 'precious');
    writeFileSync(join(dist, ownershipFile), JSON.stringify({ files: [path] }));
    const before = snapshot(parent);
    expect(() => writeOutput(dist, files('b.yaml'))).toThrow(OutputError);
    expect(snapshot(parent)).toEqual(before);
  },
);

test('a file in place of the folder is an error that names it', () => {
  writeFileSync(dist, 'a file');
  expect(() => writeOutput(dist, files('a.yaml'))).toThrow(/is a file, not a folder/);
  expect(readFileSync(dist, 'utf8')).toBe('a file');
});

test('a name that the file system refuses leaves everything as it was', () => {
  writeOutput(dist, files('a.yaml'));
  const before = snapshot(parent);
  expect(() =>
    writeOutput(dist, [...files('b.yaml'), { path: `${'x'.repeat(300)}.yaml`, text: '' }]),
  ).toThrow(/file name is too long/);
  expect(snapshot(parent)).toEqual(before);
});

describe('a file system that refuses in the middle', () => {
  afterEach(() => jest.restoreAllMocks());

  test.each([
    ['ENOSPC', /no space left on the disk; free some space/],
    ['EDQUOT', /the disk quota is used up/],
    ['EIO', /i\/o error/],
  ])('%s leaves everything as it was, and is said in a sentence', (code, sentence) => {
    writeOutput(dist, files('a.yaml', 'b.yaml'));
    const before = snapshot(parent);
    const real = fs.writeFileSync;
    let calls = 0;
    jest.spyOn(fs, 'writeFileSync').mockImplementation((...args) => {
      if (++calls === 2) throw Object.assign(new Error(`${code}: i/o error`), { code });
      real(...args);
    });
    const next = files('c.yaml', 'd.yaml', 'e.yaml');
    expect(() => writeOutput(dist, next)).toThrow(sentence);
    expect(snapshot(parent)).toEqual(before);
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  test.each(['EACCES', 'EROFS'])('%s beside the folder: it is written in place', (code) => {
    writeOutput(dist, files('a.yaml'));
    const real = fs.mkdirSync;
    jest.spyOn(fs, 'mkdirSync').mockImplementation((path, options) => {
      if (String(path).includes('.dist.new-')) throw Object.assign(new Error(code), { code });
      return real(path, options);
    });
    expect(writeOutput(dist, files('b/c.yaml'))).toEqual({
      written: ['b/c.yaml'],
      unchanged: [],
      removed: ['a.yaml'],
    });
    expect(Object.keys(snapshot(dist))).toEqual([ownershipFile, 'b/c.yaml']);
  });
});

test('a folder that is a link stays one', () => {
  mkdirSync(join(parent, 'elsewhere'));
  symlinkSync('elsewhere', dist);
  writeOutput(dist, files('a.yaml'));
  expect(lstatSync(dist).isSymbolicLink()).toBe(true);
  expect(Object.keys(snapshot(join(parent, 'elsewhere')))).toEqual([ownershipFile, 'a.yaml']);
});

test('the root of a checkout keeps its identity, and its files', () => {
  mkdirSync(join(dist, '.git'), { recursive: true });
  const { ino } = statSync(dist);
  writeOutput(dist, files('garden/a.yaml', 'b.yaml'));
  expect(writeOutput(dist, files('b.yaml')).removed).toEqual(['garden/a.yaml']);
  expect(statSync(dist).ino).toBe(ino);
  expect(readdirSync(dist).sort()).toEqual(['.gardener-alicloud.json', '.git', 'b.yaml']);
});

describe('a process that is killed', () => {
  /** Runs the compiled writer and kills it with SIGKILL just before its n-th call that changes the disk. */
  function killedBefore(call: number, paths: readonly string[]): boolean {
    const script = `
      const fs = require('node:fs');
      let calls = 0;
      for (const name of ['mkdirSync', 'linkSync', 'writeFileSync', 'renameSync', 'rmSync', 'rmdirSync', 'copyFileSync']) {
        const real = fs[name];
        fs[name] = (...args) => {
          if (++calls === ${call}) process.kill(process.pid, 'SIGKILL');
          return real(...args);
        };
      }
      const { writeOutput } = require(${JSON.stringify(join(__dirname, '../../../lib/src/garden-app/output/write-output.js'))});
      writeOutput(${JSON.stringify(dist)}, ${JSON.stringify(paths)}.map((path) => ({ path, text: 'new text' })));
    `;
    return spawnSync(process.execPath, ['-e', script]).signal === 'SIGKILL';
  }

  test('leaves the old output or the new one, whenever it happens, and the next run mends the rest', () => {
    writeOutput(dist, files('a.yaml', 'gone.yaml'));
    writeFileSync(join(dist, 'by-hand.md'), 'not ours');
    const old = snapshot(dist);
    const next = ['a.yaml', 'garden/b.yaml'];
    const reference = join(parent, 'reference');
    writeOutput(
      reference,
      next.map((path) => ({ path, text: 'new text' })),
    );
    const wanted = { ...snapshot(reference), 'by-hand.md': 'not ours' };
    rmSync(reference, { recursive: true });

    let moments = 0;
    for (let call = 1; killedBefore(call, next); call++) {
      moments++;
      const left = snapshot(dist);
      // Between the two renames there is neither; `recover` brings the old one back.
      if (existsSync(dist)) expect([old, wanted]).toContainEqual(left);
      writeOutput(dist, files('a.yaml', 'gone.yaml'));
      expect(snapshot(dist)).toEqual(old);
      expect(readdirSync(parent)).toEqual(['dist']);
    }
    expect(moments).toBeGreaterThan(5);
    expect(snapshot(dist)).toEqual(wanted);
  });
});
