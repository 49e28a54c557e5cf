import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { OutputFile } from '../../../src/garden-object/garden-object';
import { writeOutput } from '../../../src/garden-app/output/write-output';
import { treeOf } from './tree';

/**
 * A run is interrupted before each of its calls that change the disk, in each way in which a folder is written.
 * A kill is played: from that call on nothing reaches the disk. (`write-output.test.ts` kills real processes.)
 */

// Thousands of small trees: in memory where that can be had, and with patience where not.
const room = canWrite('/dev/shm') ? '/dev/shm' : tmpdir();
jest.setTimeout(120_000);

let parent: string;
let dist: string;

beforeEach(() => {
  // Folders of the tests must not get bits from where they are made.
  parent = join(fs.realpathSync(fs.mkdtempSync(join(room, 'interruptions-'))), 'repository');
  dist = join(parent, 'dist');
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(dirname(parent), { recursive: true, force: true });
});

const before: OutputFile[] = [
  { path: 'garden/changed.yaml', text: 'old text\n' },
  { path: 'garden/same.yaml', text: 'same text\n' },
  { path: 'garden/gone.yaml', text: 'old text\n' },
  { path: 'left/empty/gone.yaml', text: 'old text\n' },
];
const after: OutputFile[] = [
  { path: 'garden/changed.yaml', text: 'new text that is longer\n' },
  { path: 'garden/same.yaml', text: 'same text\n' },
  { path: 'ram/new/added.json', text: '{}\n' },
];

function refuse(
  name: 'linkSync' | 'renameSync',
  code: string,
  when: (from: string, to: string) => boolean,
): void {
  const real = fs[name];
  jest.spyOn(fs, name).mockImplementation((from, to) => {
    if (when(String(from), String(to))) throw Object.assign(new Error(`${code}: refused`), { code });
    real(from, to);
  });
}

function mountAt(path: string): void {
  const real = fs.readFileSync;
  jest
    .spyOn(fs, 'readFileSync')
    .mockImplementation((file, options) =>
      file === '/proc/self/mountinfo'
        ? `63 43 254:0 / ${path.replaceAll(' ', '\\040')} rw - ext4 /dev/vda rw\n`
        : real(file, options),
    );
}

/** The old output, with things in it that are not ours. */
function oldOutput(folder = dist): void {
  fs.mkdirSync(folder, { recursive: true });
  writeOutput(folder, before);
  fs.writeFileSync(join(folder, 'README.md'), 'by hand\n');
  fs.mkdirSync(join(folder, 'garden/notes'));
  fs.writeFileSync(join(folder, 'garden/notes/a.yaml'), 'by hand\n');
  fs.symlinkSync('../README.md', join(folder, 'garden/link'));
  fs.chmodSync(folder, 0o2775);
  fs.chmodSync(join(folder, 'garden'), 0o2770);
  fs.chmodSync(join(folder, 'left/empty'), 0o711);
  fs.chmodSync(join(folder, 'garden/changed.yaml'), 0o640);
}

const ways: Readonly<Record<string, () => void>> = {
  'a folder that is not there yet': () => fs.mkdirSync(parent),
  'a folder that is swapped': () => oldOutput(),
  'the root of a checkout': () => {
    oldOutput();
    fs.mkdirSync(join(dist, '.git'));
    fs.writeFileSync(join(dist, '.git/HEAD'), 'ref: refs/heads/main\n');
  },
  'a link to a folder': () => {
    oldOutput(join(parent, 'elsewhere'));
    fs.symlinkSync('elsewhere', dist);
  },
  'a link to a folder that is not there yet': () => {
    fs.mkdirSync(parent);
    fs.symlinkSync('elsewhere', dist);
  },
  'a mount point': () => {
    oldOutput();
    mountAt(dist);
  },
  'a folder with a mount point in it': () => {
    oldOutput();
    fs.mkdirSync(join(dist, 'a volume'));
    mountAt(join(dist, 'a volume'));
  },
  'a file system without hard links': () => {
    oldOutput();
    refuse('linkSync', 'EPERM', () => true);
  },
  'a folder that cannot be renamed': () => {
    oldOutput();
    refuse('renameSync', 'EBUSY', (from) => from === dist);
  },
  'a folder that cannot be renamed to': () => {
    oldOutput();
    refuse('renameSync', 'EXDEV', (from, to) => to === dist && from.endsWith('next'));
  },
};

const reads = [
  'accessSync',
  'existsSync',
  'lstatSync',
  'readFileSync',
  'readdirSync',
  'readlinkSync',
  'realpathSync',
  'statSync',
];
/** What the others are made of. */
const parts = ['openSync', 'closeSync', 'readSync', 'writeSync', 'fstatSync'];

type Calls = Record<string, (...args: unknown[]) => unknown>;

/** Runs with each call of `node:fs` in the hands of `meddle`, which may throw or call on; returns what was thrown. */
function meddled(
  names: (name: string) => boolean,
  meddle: (name: string, proceed: () => unknown, args: unknown[]) => unknown,
  run: () => void,
): unknown {
  const calls = fs as unknown as Calls;
  const real = new Map<string, (...args: unknown[]) => unknown>();
  for (const [name, call] of Object.entries(calls)) {
    if (!name.endsWith('Sync') || parts.includes(name) || !names(name)) continue;
    real.set(name, call);
    calls[name] = (...args) => meddle(name, () => call(...args), args);
  }
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  } finally {
    for (const [name, call] of real) calls[name] = call;
  }
}

/** Whether the run got so far: from its n-th change on, nothing changes. Half a file is a change of its own. */
function killedAt(moment: number, run: () => void): boolean {
  let moments = 0;
  meddled(
    (name) => !reads.includes(name),
    (name, proceed, args) => {
      if (++moments >= moment) throw new Error('killed');
      if (name !== 'writeFileSync') return proceed();
      if (++moments < moment) return proceed();
      const text = String(args[1]);
      fs.openSync(String(args[0]), 'w');
      fs.appendFileSync(String(args[0]), text.slice(0, text.length / 2));
      throw new Error('killed');
    },
    run,
  );
  return moments >= moment;
}

describe.each(Object.keys(ways))('%s', (way) => {
  const prepare = (): void => {
    jest.restoreAllMocks();
    fs.rmSync(parent, { recursive: true, force: true });
    ways[way]?.();
  };
  /** What runs that nobody interrupts make of the folder. */
  const outcome = (...runs: (readonly OutputFile[])[]): ReturnType<typeof treeOf> => {
    prepare();
    for (const files of runs) writeOutput(dist, files);
    return treeOf(parent);
  };

  test('after a kill at any moment, the next run makes it whole, and leaves nothing', () => {
    const onward = outcome(after);
    const back = [outcome(before), outcome(after, before)];
    let moments = 0;
    for (const [next, step] of [
      [after, 1],
      [before, 3],
    ] as const) {
      for (let moment = 1; ; moment += step) {
        prepare();
        if (!killedAt(moment, () => writeOutput(dist, after))) break;
        moments++;
        writeOutput(dist, next);
        if (next === after) expect([moment, treeOf(parent)]).toEqual([moment, onward]);
        else expect(back).toContainEqual(treeOf(parent));
      }
    }
    expect(moments).toBeGreaterThan(20);
  });

  test('after a kill at any moment, and another at any moment of the next run, the third makes it whole', () => {
    const onward = outcome(after);
    for (let first = 2; ; first += 9) {
      prepare();
      if (!killedAt(first, () => writeOutput(dist, after))) break;
      for (let second = 1; ; second += 11) {
        prepare();
        killedAt(first, () => writeOutput(dist, after));
        if (!killedAt(second, () => writeOutput(dist, after))) break;
        writeOutput(dist, after);
        expect([first, second, treeOf(parent)]).toEqual([first, second, onward]);
      }
    }
  });

  test.each([
    ['changes the disk', 1, (name: string) => !reads.includes(name)],
    ['reads', 13, (name: string) => reads.includes(name)],
  ])('when one call that %s fails, all is as before, or all is done', (_, step, names) => {
    const old = outcome();
    const onward = outcome(after);
    let failures = 0;
    for (let moment = 1; ; moment += step) {
      prepare();
      let moments = 0;
      const error = meddled(
        names,
        (_, proceed) => {
          if (++moments === moment) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
          return proceed();
        },
        () => writeOutput(dist, after),
      );
      if (moments < moment) break;
      if (error !== undefined) failures++;
      // Where putting back fails, too, it says so.
      if (!String(error).includes('run again to mend that')) {
        expect([moment, withoutWork(treeOf(parent))]).toEqual([moment, error === undefined ? onward : old]);
      }
      writeOutput(dist, after);
      expect([moment, treeOf(parent)]).toEqual([moment, onward]);
    }
    expect(failures).toBeGreaterThan(3);
  });
});

function canWrite(folder: string): boolean {
  try {
    fs.accessSync(folder, fs.constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function withoutWork(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).filter(([path]) => !path.includes('gardener-alicloud.work')),
  );
}
