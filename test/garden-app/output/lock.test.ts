import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OutputFile } from '../../../src/garden-object/garden-object';
import { writeOutput } from '../../../src/garden-app/output/write-output';
import { treeOf } from './tree';

let parent: string;
let dist: string;

beforeEach(() => {
  parent = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'lock-')));
  dist = join(parent, 'dist');
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(parent, { recursive: true, force: true });
});

/** Files of one program: every second one has a name of its own. */
function filesOf(program: string): OutputFile[] {
  return Array.from({ length: 20 }, (_, index) => ({
    path: `garden/${index % 2 === 0 ? index : `${program}-${index}`}.yaml`,
    text: `${program} `.repeat(1 + (index % 5)),
  }));
}

/** A program of its own that writes these files. */
function start(program: string): Promise<string> {
  const lib = JSON.stringify(join(__dirname, '../../../lib/src/garden-app/output/write-output.js'));
  const files = JSON.stringify(filesOf(program));
  const child = spawn(process.execPath, [
    '-e',
    `require(${lib}).writeOutput(${JSON.stringify(dist)}, ${files})`,
  ]);
  let said = '';
  child.stderr.on('data', (data) => (said += String(data)));
  return new Promise((resolve) => child.on('exit', () => resolve(said)));
}

test.each([
  ['a folder', () => fs.mkdirSync(dist)],
  ['a folder that is not there yet', () => undefined],
  ['the root of a checkout', () => fs.mkdirSync(join(dist, '.git'), { recursive: true })],
])('of eight programs that write %s at once, one has the last word', async (_, prepare) => {
  prepare();
  const programs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const foreign = fs.existsSync(dist);
  if (foreign) fs.writeFileSync(join(dist, 'README.md'), 'by hand');
  expect(await Promise.all(programs.map((program) => start(program)))).toEqual(programs.map(() => ''));

  const found = treeOf(dist);
  fs.rmSync(dist, { recursive: true });
  const possible = programs.map((program) => {
    prepare();
    if (foreign) fs.writeFileSync(join(dist, 'README.md'), 'by hand');
    writeOutput(dist, filesOf(program));
    const tree = treeOf(dist);
    fs.rmSync(dist, { recursive: true });
    return tree;
  });
  expect(possible).toContainEqual(found);
  expect(fs.readdirSync(parent)).toEqual([]);
});

describe('a lock that another left', () => {
  const work = (): string => join(parent, '.dist.gardener-alicloud.work');

  /** The name of a lock of this process, in parts: pid, start, thread, namespace, boot, random, host. */
  function ownLock(): string[] {
    const real = fs.writeFileSync;
    let name = '';
    const spy = jest.spyOn(fs, 'writeFileSync').mockImplementation((file, ...rest) => {
      const lock = /lock\..*$/.exec(String(file));
      if (lock !== null) name = lock[0];
      real(file, ...rest);
    });
    writeOutput(dist, filesOf('a'));
    spy.mockRestore();
    return name.split('.').slice(1);
  }

  function leave(changes: Readonly<Record<number, string>>): string {
    const parts = ownLock().map((part, index) => changes[index] ?? part);
    const file = join(work(), ['lock', ...parts].join('.'));
    fs.mkdirSync(work());
    fs.writeFileSync(file, '');
    return file;
  }

  /** A clock that runs fast. */
  function hurry(tick: () => void = () => undefined): void {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => {
      tick();
      return (now += 2000);
    });
  }

  const startOf = (pid: number): string =>
    fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ')[19] ?? '';
  const onLinux = process.platform === 'linux' ? test : test.skip;

  test.each<[string, Record<number, string>]>([
    ['an earlier run in this process', {}],
    ['a process that is gone', { 0: '4194304', 1: '1' }],
  ])('%s: does not count', (_, changes) => {
    leave(changes);
    writeOutput(dist, filesOf('b'), { patience: 0 });
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  onLinux('an earlier process with the ID of this one: does not count', () => {
    leave({ 1: '1' });
    writeOutput(dist, filesOf('b'), { patience: 0 });
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  onLinux('a process that runs: is named, and nothing is changed', () => {
    const file = leave({ 0: String(process.ppid), 1: startOf(process.ppid), 6: 'ci-7' });
    const before = treeOf(parent);
    hurry();
    expect(() => writeOutput(dist, filesOf('b'))).toThrow(
      `${file}: process ${process.ppid} on ci-7 writes the same folder; run again when it has ended`,
    );
    expect(treeOf(parent)).toEqual(before);
  });

  describe.each<[string, Record<number, string>]>([
    ['another host', { 4: 'abc', 6: 'another.example-host' }],
    ['a container where a process has the ID of this one', { 3: '1' }],
    ['another thread of this process', { 2: '77' }],
    ['who knows', { 0: 'x' }],
  ])('%s', (_, changes) => {
    test('does not count once nobody has touched it for long', () => {
      leave(changes);
      const before = treeOf(dist);
      expect(() => writeOutput(dist, filesOf('b'), { patience: 0 })).toThrow(/the same folder/);
      expect(treeOf(dist)).toEqual(before);
      hurry();
      writeOutput(dist, filesOf('b'));
      expect(fs.readdirSync(parent)).toEqual(['dist']);
    });

    test('counts as long as somebody touches it, for as long as we can wait', () => {
      const file = leave(changes);
      let touched = 0;
      hurry(() => fs.utimesSync(file, 1, ++touched));
      expect(() => writeOutput(dist, filesOf('b'))).toThrow(/the same folder/);
      expect(fs.existsSync(file)).toBe(true);
    });
  });

  test('one that is held inside the folder counts beside it, too', () => {
    const parts = ownLock();
    parts[3] = '1';
    fs.mkdirSync(join(dist, '.gardener-alicloud.work'));
    fs.writeFileSync(join(dist, '.gardener-alicloud.work', ['lock', ...parts].join('.')), '');
    expect(() => writeOutput(dist, filesOf('b'), { patience: 0 })).toThrow(/the same folder/);
  });

  test('is touched while the work goes on', () => {
    const touch = jest.spyOn(fs, 'utimesSync');
    hurry();
    writeOutput(dist, filesOf('a'));
    expect(touch.mock.calls.length).toBeGreaterThan(5);
  });
});

test('a run whose lock was taken away changes nothing', () => {
  writeOutput(dist, filesOf('a'));
  const before = treeOf(parent);
  const real = fs.linkSync;
  jest.spyOn(fs, 'linkSync').mockImplementation((from, to) => {
    const work = join(parent, '.dist.gardener-alicloud.work');
    for (const name of fs.readdirSync(work)) if (name.startsWith('lock')) fs.rmSync(join(work, name));
    real(from, to);
  });
  expect(() => writeOutput(dist, [...filesOf('a'), ...filesOf('b').slice(1, 2)])).toThrow(/took over/);
  jest.restoreAllMocks();
  writeOutput(dist, filesOf('a'));
  expect(treeOf(parent)).toEqual(before);
});

test('Git does not see the work folder', () => {
  const real = fs.renameSync;
  let seen = '';
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    seen = fs.readFileSync(join(parent, '.dist.gardener-alicloud.work/.gitignore'), 'utf8');
    real(from, to);
  });
  writeOutput(dist, filesOf('a'));
  expect(seen).toMatch(/^\*$/m);
});

test('a run that has nothing to write changes nothing on the disk, and waits for nobody', () => {
  writeOutput(dist, filesOf('a'));
  const changes = (['mkdirSync', 'writeFileSync', 'unlinkSync', 'rmdirSync'] as const).map((name) =>
    jest.spyOn(fs, name),
  );
  writeOutput(dist, filesOf('a'));
  // The folder above is made in any case, if it is not there.
  expect(changes.map((spy) => spy.mock.calls.length)).toEqual([1, 0, 0, 0]);
});
