import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  contentHash,
  ownershipFile,
  parseOwnership,
  renderOwnership,
} from '../../../src/garden-app/output/ownership';
import { writeOutput } from '../../../src/garden-app/output/write-output';
import { treeOf } from './tree';

let parent: string;
let dist: string;

beforeEach(() => {
  parent = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'ownership-')));
  dist = join(parent, 'dist');
});

afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(parent, { recursive: true, force: true });
});

const files = (...paths: string[]) => paths.map((path) => ({ path, text: `text of ${path}\n` }));

/** A list that claims files, with or without what is in them. */
function claim(paths: readonly string[], hashes: boolean): void {
  const lines = paths.map((path) => `${contentHash(fs.readFileSync(join(dist, path)))}  ${path}`);
  const list = { files: paths, ...(hashes ? { sha256: lines } : {}) };
  fs.writeFileSync(join(dist, ownershipFile), JSON.stringify(list));
}

describe('the list', () => {
  const texts = new Map([
    ['b.yaml', 'b'],
    ['a.yaml', 'a'],
    ['__proto__', 'c'],
  ]);

  test('is the same for the same files in any order, and is read back', () => {
    const list = renderOwnership(texts);
    expect(renderOwnership(new Map([...texts].reverse()))).toBe(list);
    expect(parseOwnership(list)?.files).toEqual(
      new Map(
        ['__proto__', 'a.yaml', 'b.yaml'].map((path) => [
          path,
          contentHash(Buffer.from(texts.get(path) ?? '')),
        ]),
      ),
    );
  });

  test('states facts before the files, in their order, and gives them back', () => {
    const facts = { target: { gardener: '1.149' }, waivers: [{ rule: 'x', reason: 'y' }] };
    const list = renderOwnership(texts, facts);
    expect(Object.keys(JSON.parse(list) as object)).toEqual([
      'comment',
      'target',
      'waivers',
      'files',
      'sha256',
    ]);
    expect(parseOwnership(list)?.facts).toEqual(facts);
    writeOutput(dist, files('a.yaml'), { facts });
    expect(writeOutput(dist, files('a.yaml'), { facts }).written).toEqual([]);
    expect(JSON.parse(fs.readFileSync(join(dist, ownershipFile), 'utf8'))).toMatchObject(facts);
  });

  test('names files as it always did', () => {
    expect(JSON.parse(renderOwnership(texts))).toMatchObject({ files: ['__proto__', 'a.yaml', 'b.yaml'] });
  });

  test.each([
    '',
    '[]',
    'null',
    '{}',
    '{"files":{}}',
    '{"files":[1]}',
    '{"files":["a\\u001b[2J"]}',
    '{"files":["."]}',
    '<<<<<<< HEAD\n',
  ])('%j is none, and nothing is changed', (text) => {
    writeOutput(dist, files('a.yaml'));
    fs.writeFileSync(join(dist, ownershipFile), text);
    const before = treeOf(parent);
    expect(() => writeOutput(dist, files('b.yaml'))).toThrow(/list of owned files cannot be read/);
    expect(treeOf(parent)).toEqual(before);
  });

  test('is not followed where it is a link', () => {
    writeOutput(dist, files('a.yaml'));
    fs.renameSync(join(dist, ownershipFile), join(parent, 'elsewhere.json'));
    fs.symlinkSync('../elsewhere.json', join(dist, ownershipFile));
    const before = treeOf(parent);
    expect(() => writeOutput(dist, files('b.yaml'))).toThrow(/cannot be read/);
    expect(treeOf(parent)).toEqual(before);
  });
});

describe.each([true, false])('a list that claims (with hashes: %p)', (hashes) => {
  test('what lies in a hidden folder: it stays', () => {
    fs.mkdirSync(join(dist, '.git'), { recursive: true });
    fs.writeFileSync(join(dist, '.git/HEAD'), 'ref: refs/heads/main\n');
    fs.writeFileSync(join(dist, '.env'), 'by hand\n');
    claim(['.git/HEAD', '.env'], hashes);
    expect(writeOutput(dist, files('a.yaml')).kept).toEqual(['.git/HEAD', '.env']);
    expect(fs.readFileSync(join(dist, '.git/HEAD'), 'utf8')).toBe('ref: refs/heads/main\n');
    expect(fs.readFileSync(join(dist, '.env'), 'utf8')).toBe('by hand\n');
  });

  test('what lies behind a link: it stays', () => {
    fs.mkdirSync(join(parent, 'elsewhere/below'), { recursive: true });
    fs.writeFileSync(join(parent, 'elsewhere/below/a.yaml'), 'precious\n');
    fs.mkdirSync(dist);
    fs.symlinkSync('../elsewhere', join(dist, 'link'));
    claim(['link/below/a.yaml'], hashes);
    expect(writeOutput(dist, files('a.yaml')).kept).toEqual(['link/below/a.yaml']);
    expect(fs.readFileSync(join(parent, 'elsewhere/below/a.yaml'), 'utf8')).toBe('precious\n');
    expect(fs.lstatSync(join(dist, 'link')).isSymbolicLink()).toBe(true);
  });

  test('a link, or a folder: they stay', () => {
    fs.mkdirSync(join(dist, 'folder.yaml'), { recursive: true });
    fs.writeFileSync(join(parent, 'a.yaml'), 'precious\n');
    fs.symlinkSync('../a.yaml', join(dist, 'link.yaml'));
    claim(['link.yaml'], hashes);
    const list = JSON.parse(fs.readFileSync(join(dist, ownershipFile), 'utf8')) as { files: string[] };
    fs.writeFileSync(
      join(dist, ownershipFile),
      JSON.stringify({ ...list, files: ['link.yaml', 'folder.yaml'] }),
    );
    expect(writeOutput(dist, files('a.yaml')).kept).toEqual(['link.yaml', 'folder.yaml']);
    expect(fs.readdirSync(dist)).toEqual([ownershipFile, 'a.yaml', 'folder.yaml', 'link.yaml']);
  });
});

test('a link in place of a file becomes the file; what it points to stays', () => {
  writeOutput(dist, files('a.yaml', 'b.yaml'));
  fs.renameSync(join(dist, 'a.yaml'), join(parent, 'elsewhere.yaml'));
  fs.symlinkSync('../elsewhere.yaml', join(dist, 'a.yaml'));
  fs.rmSync(join(dist, 'b.yaml'));
  fs.symlinkSync('../nowhere.yaml', join(dist, 'b.yaml'));
  for (const root of [false, true]) {
    if (root) fs.mkdirSync(join(dist, '.git'));
    const texts = ['a.yaml', 'b.yaml'].map((path) => ({ path, text: `new text ${String(root)}` }));
    expect(writeOutput(dist, texts).written).toEqual(['a.yaml', 'b.yaml']);
    expect(fs.lstatSync(join(dist, 'a.yaml')).isFile()).toBe(true);
  }
  expect(fs.readFileSync(join(parent, 'elsewhere.yaml'), 'utf8')).toBe('text of a.yaml\n');
  expect(fs.readdirSync(parent)).toEqual(['dist', 'elsewhere.yaml']);
});

test('a link to a folder that cannot be made is refused', () => {
  fs.symlinkSync('nowhere/dist', dist);
  expect(() => writeOutput(dist, files('a.yaml'))).toThrow(/dist: is a link to a place that is not there/);
  fs.rmSync(dist);
  fs.symlinkSync('dist', dist);
  expect(() => writeOutput(dist, files('a.yaml'))).toThrow(/dist: is a link to a place that is not there/);
  expect(fs.readdirSync(parent)).toEqual(['dist']);
});

test('a folder is not swapped while somebody is in it', () => {
  writeOutput(dist, files('a.yaml'));
  const { ino } = fs.statSync(dist);
  jest.spyOn(process, 'cwd').mockReturnValue(join(dist, 'garden'));
  writeOutput(dist, files('b.yaml'));
  expect(fs.statSync(dist).ino).toBe(ino);
});

test('the folders above are made, and go again when the output cannot be written', () => {
  const deep = join(parent, 'a/b/dist');
  expect(() => writeOutput(deep, files('.hidden'))).toThrow();
  expect(fs.readdirSync(parent)).toEqual([]);
  writeOutput(deep, files('a.yaml'));
  expect(fs.readdirSync(deep)).toEqual([ownershipFile, 'a.yaml']);
});

test('what was changed since it was written stays, and is named', () => {
  writeOutput(dist, files('garden/a.yaml', 'garden/b.yaml', 'garden/c.yaml'));
  fs.appendFileSync(join(dist, 'garden/b.yaml'), '# by hand\n');
  fs.writeFileSync(join(dist, 'garden/c.yaml'), 'text of garden/c.yaml\r\n');
  expect(writeOutput(dist, files('garden/a.yaml'))).toEqual({
    written: [],
    unchanged: ['garden/a.yaml'],
    removed: ['garden/c.yaml'],
    kept: ['garden/b.yaml'],
  });
  expect(writeOutput(dist, files('garden/a.yaml')).kept).toBeUndefined();
  expect(fs.readdirSync(join(dist, 'garden'))).toEqual(['a.yaml', 'b.yaml']);
});

test('a list of an older version does not say what was written: the files stay, and are named once', () => {
  writeOutput(dist, files('a.yaml', 'b.yaml'));
  claim(['a.yaml', 'b.yaml'], false);
  expect(writeOutput(dist, files('a.yaml'))).toMatchObject({
    unchanged: ['a.yaml'],
    removed: [],
    kept: ['b.yaml'],
  });
});

describe('nothing is changed, and it is said what is in the way, where there is', () => {
  function refused(message: RegExp, ...paths: string[]): void {
    const before = treeOf(parent);
    expect(() => writeOutput(dist, files(...paths))).toThrow(message);
    expect(treeOf(parent)).toEqual(before);
  }

  test.each(['garden', 'garden/10-profiles'])('a link in place of the folder %s', (folder) => {
    const path = 'garden/10-profiles/a.yaml';
    fs.mkdirSync(join(parent, 'elsewhere'));
    writeOutput(dist, files('b.yaml', ...(folder === 'garden' ? [] : ['garden/b.yaml'])));
    fs.symlinkSync(join(parent, 'elsewhere'), join(dist, folder));
    refused(new RegExp(`dist/${folder}: is a link to elsewhere, so ${path} cannot be written`), path);
  });

  test('a link behind which everything is as it should be', () => {
    writeOutput(dist, files('garden/a.yaml'));
    fs.renameSync(join(dist, 'garden'), join(parent, 'elsewhere'));
    fs.symlinkSync('../elsewhere', join(dist, 'garden'));
    refused(/dist\/garden: is a link/, 'garden/a.yaml');
  });

  test('a file in place of a folder, and a folder in place of a file', () => {
    fs.mkdirSync(join(dist, 'a.yaml'), { recursive: true });
    fs.writeFileSync(join(dist, 'garden'), '');
    refused(/dist\/garden: is a file, not a folder, so garden\/a.yaml/, 'garden/a.yaml');
    refused(/dist\/a.yaml: is a folder, not a file/, 'a.yaml');
  });

  test('a mount point', () => {
    fs.mkdirSync(join(dist, 'garden'), { recursive: true });
    const real = fs.readFileSync;
    jest
      .spyOn(fs, 'readFileSync')
      .mockImplementation((file, options) =>
        file === '/proc/self/mountinfo'
          ? `1 1 1:1 / ${dist}/garden rw - ext4 /dev/vda rw`
          : real(file, options),
      );
    refused(/dist\/garden: is a mount point, so garden\/a.yaml/, 'garden/a.yaml');
  });

  test('a folder that may not be written', () => {
    writeOutput(dist, files('garden/a.yaml', 'garden/below/a.yaml'));
    const real = fs.accessSync;
    jest.spyOn(fs, 'accessSync').mockImplementation((path, mode) => {
      if (path === join(dist, 'garden/below')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      real(path, mode);
    });
    refused(/dist\/garden\/below: no permission to write there/, 'garden/below/new/b.yaml');
    // To be removed there is as bad.
    refused(/dist\/garden\/below: no permission to write there/, 'garden/a.yaml');
  });

  test.each(['../outside.yaml', '.hidden.yaml', '.git/a.yaml', '/a.yaml', ownershipFile])(
    'the name %s',
    (path) => {
      refused(/is no name for an output file/, path);
    },
  );

  test('something that looks like our work folder', () => {
    writeOutput(dist, files('a.yaml'));
    const work = join(parent, '.dist.gardener-alicloud.work');
    fs.mkdirSync(join(work, 'old'), { recursive: true });
    fs.writeFileSync(join(work, 'old/a.yaml'), 'precious\n');
    refused(/\.dist\.gardener-alicloud\.work: is in the way, and not ours/, 'b.yaml');
    fs.rmSync(work, { recursive: true });

    fs.writeFileSync(work, 'precious\n');
    refused(/is in the way/, 'b.yaml');
    fs.rmSync(work);

    fs.symlinkSync('dist', work);
    refused(/is in the way/, 'b.yaml');
  });
});

test('a folder of others that cannot be written, and is not in the way, is left alone', () => {
  writeOutput(dist, files('garden/a.yaml'));
  fs.mkdirSync(join(dist, 'theirs'));
  fs.writeFileSync(join(dist, 'theirs/a.yaml'), 'precious\n');
  const { ino } = fs.statSync(join(dist, 'theirs'));
  const real = fs.accessSync;
  jest.spyOn(fs, 'accessSync').mockImplementation((path, mode) => {
    if (path === join(dist, 'theirs')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    real(path, mode);
  });
  expect(writeOutput(dist, files('garden/b.yaml')).removed).toEqual(['garden/a.yaml']);
  expect(fs.statSync(join(dist, 'theirs')).ino).toBe(ino);
  expect(fs.readdirSync(parent)).toEqual(['dist']);
});

test.each(['.dist.old', '.dist.new-1', '.dist.new', `.dist.new-${process.pid}`])(
  "a neighbour's %s stays",
  (name) => {
    fs.mkdirSync(join(parent, name));
    fs.writeFileSync(join(parent, name, 'a.yaml'), 'precious\n');
    writeOutput(dist, files('a.yaml'));
    writeOutput(dist, files('b.yaml'));
    expect(fs.readFileSync(join(parent, name, 'a.yaml'), 'utf8')).toBe('precious\n');
  },
);

describe('a work folder that a repository brings along', () => {
  const marker =
    '# cdk8s-gardener-alicloud works here for a moment; the next run removes what a killed one left.\n*\n';

  test('does not make us move anything behind a link', () => {
    writeOutput(dist, files('a.yaml'));
    fs.mkdirSync(join(parent, 'elsewhere'));
    fs.symlinkSync('../elsewhere', join(dist, 'link'));
    const work = join(parent, '.dist.gardener-alicloud.work');
    fs.mkdirSync(join(work, 'old/link'), { recursive: true });
    fs.writeFileSync(join(work, '.gitignore'), marker);
    fs.writeFileSync(join(work, 'old/link/evil.yaml'), 'evil\n');
    writeOutput(dist, files('b.yaml'));
    expect(fs.readdirSync(join(parent, 'elsewhere'))).toEqual([]);
  });

  test.each(['old', 'next', 'trash'])('does not make us look behind the link %s', (name) => {
    writeOutput(dist, files('a.yaml'));
    fs.mkdirSync(join(parent, 'elsewhere'));
    fs.writeFileSync(join(parent, 'elsewhere/a.yaml'), 'precious\n');
    const work = join(parent, '.dist.gardener-alicloud.work');
    fs.mkdirSync(work);
    fs.writeFileSync(join(work, '.gitignore'), marker);
    fs.symlinkSync('../elsewhere', join(work, name));
    const before = treeOf(parent);
    expect(() => writeOutput(dist, files('b.yaml'))).toThrow(/is in the way/);
    expect(treeOf(parent)).toEqual(before);
  });

  test.each(['../outside.yaml', '.git/HEAD', 'link/a.yaml', '/etc/hosts', 7])(
    'does not make us undo anything at %p',
    (path) => {
      fs.mkdirSync(join(dist, '.git'), { recursive: true });
      fs.mkdirSync(join(parent, 'elsewhere'));
      fs.symlinkSync('../elsewhere', join(dist, 'link'));
      for (const place of ['outside.yaml', 'elsewhere/a.yaml', 'dist/.git/HEAD']) {
        fs.writeFileSync(join(parent, place), 'precious\n');
      }
      const work = join(dist, '.gardener-alicloud.work');
      fs.mkdirSync(join(work, 'saved'), { recursive: true });
      fs.writeFileSync(join(work, '.gitignore'), marker);
      fs.writeFileSync(join(work, 'saved/0'), 'evil\n');
      for (const added of [undefined, contentHash(Buffer.from('precious\n'))]) {
        const undoing = { entries: [{ path, added }], made: [], left: [] };
        fs.writeFileSync(join(work, 'undo.json'), JSON.stringify(undoing));
        const before = treeOf(parent);
        expect(() => writeOutput(dist, files('b.yaml'))).toThrow(
          /undo.json: is not what a run of ours leaves/,
        );
        expect(treeOf(parent)).toEqual(before);
      }
    },
  );
});

describe('the two renames', () => {
  function meddle(step: (rename: number) => void): void {
    const real = fs.renameSync;
    let renames = 0;
    jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
      step(++renames);
      real(from, to);
    });
  }
  const fail = (): never => {
    throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  };

  test('when the second fails, the first is taken back', () => {
    writeOutput(dist, files('a.yaml'));
    const before = treeOf(parent);
    meddle((rename) => rename === 2 && fail());
    expect(() => writeOutput(dist, files('b.yaml'))).toThrow(/i\/o error; nothing was changed/);
    expect(treeOf(parent)).toEqual(before);
  });

  test('when that cannot be taken back either, it is said where all is, and the next run mends it', () => {
    writeOutput(dist, files('a.yaml'));
    fs.writeFileSync(join(dist, 'README.md'), 'by hand\n');
    meddle((rename) => rename > 1 && fail());
    expect(() => writeOutput(dist, files('b.yaml'))).toThrow(
      `${join(parent, '.dist.gardener-alicloud.work', 'old')}; run again to mend that`,
    );
    jest.restoreAllMocks();
    expect(writeOutput(dist, files('b.yaml')).removed).toEqual(['a.yaml']);
    expect(fs.readdirSync(dist)).toEqual([ownershipFile, 'README.md', 'b.yaml']);
    expect(fs.readdirSync(parent)).toEqual(['dist']);
  });

  test('a folder that somebody makes anew after a kill between them keeps what it has, and gets what is not ours', () => {
    writeOutput(dist, files('a.yaml'));
    fs.mkdirSync(join(dist, 'notes'));
    fs.writeFileSync(join(dist, 'notes/a.md'), 'by hand\n');
    meddle((rename) => rename > 1 && fail());
    expect(() => writeOutput(dist, files('b.yaml'))).toThrow();
    jest.restoreAllMocks();
    fs.mkdirSync(dist);
    fs.writeFileSync(join(dist, 'new.md'), 'by hand\n');
    writeOutput(dist, files('b.yaml'));
    expect(Object.keys(treeOf(parent))).toEqual([
      'dist',
      `dist/${ownershipFile}`,
      'dist/b.yaml',
      'dist/new.md',
      'dist/notes',
      'dist/notes/a.md',
    ]);
  });

  test('what others write into the folder before the first one is not lost', () => {
    writeOutput(dist, files('garden/a.yaml'));
    fs.writeFileSync(join(dist, 'README.md'), 'before\n');
    fs.utimesSync(join(dist, 'README.md'), 1, 1);
    meddle((rename) => {
      if (rename !== 1) return;
      fs.mkdirSync(join(dist, 'notes'));
      fs.writeFileSync(join(dist, 'notes/late.md'), 'late\n');
      fs.rmSync(join(dist, 'README.md'));
      fs.writeFileSync(join(dist, 'README.md'), 'after\n');
    });
    writeOutput(dist, files('garden/b.yaml'));
    expect(Object.keys(treeOf(dist))).toEqual([
      ownershipFile,
      'README.md',
      'garden',
      'garden/b.yaml',
      'notes',
      'notes/late.md',
    ]);
    expect(fs.readFileSync(join(dist, 'README.md'), 'utf8')).toBe('after\n');
  });
});

test('a mistake in the program keeps its trace', () => {
  jest.spyOn(fs, 'lstatSync').mockImplementation(() => {
    throw new TypeError('mistake');
  });
  expect(() => writeOutput(dist, files('a.yaml'))).toThrow(TypeError);
});
