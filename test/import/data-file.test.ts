import {
  chmodSync,
  lstatSync,
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
import fc from 'fast-check';
import { openDataFile, writeAtomically } from '../../src/import/data-file';
import { readMachineImage, readMachineTypes, readRegions } from '../../src/import/landscape-data';
import { printLiteral, readLiteral } from '../../src/import/literals';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-file-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const plainData = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

test('what is printed is read again, in both formats', () => {
  fc.assert(
    fc.property(plainData, (value) => {
      expect(JSON.parse(printLiteral(value, 'json'))).toEqual(value);
      const text = printLiteral(value, 'ts');
      expect(readLiteral(`x = ${text};`, 4)).toEqual({ value, end: text.length + 4 });
    }),
  );
});

test('the form is the one that Prettier has', () => {
  const value = {
    versions: [{ version: '1.0.0', regions: { 'eu-central-1': 'm-1' }, cri: [{ name: 'containerd' }] }],
  };
  expect(printLiteral(value, 'ts')).toBe(`{
  versions: [
    {
      version: '1.0.0',
      regions: {
        'eu-central-1': 'm-1',
      },
      cri: [{ name: 'containerd' }],
    },
  ],
}`);
  expect(printLiteral([{ name: "it's", zones: ['a', 'b'] }], 'ts')).toBe(
    `[{ name: "it's", zones: ['a', 'b'] }]`,
  );
});

describe('a TypeScript file', () => {
  const text = `// Why this file is here.
import type { MachineImageProps } from './somewhere';

export const mine: MachineImageProps = {
  'versions': [{ version: "1.0.0", regions: { 'eu-central-1': 'm-1' } }],
};

export const other = mine.versions.length; // and after
`;

  test('is read without being run, and keeps everything but the data', () => {
    const { value, render } = openDataFile(file('a.ts', text), { label: 'a.ts', type: 'MachineImageProps' });
    expect(value).toEqual({ versions: [{ version: '1.0.0', regions: { 'eu-central-1': 'm-1' } }] });
    const after = render({ versions: [] });
    expect(after).toContain('// Why this file is here.');
    expect(after).toContain('export const mine: MachineImageProps = { versions: [] };\n\nexport const other');
    expect(after).toContain('// and after');
  });

  test('that is new imports its type, and names the data after the file', () => {
    const { value, render } = openDataFile(join(folder, 'machine-types.ts'), {
      label: 'machine-types.ts',
      type: 'readonly MachineType[]',
    });
    expect(value).toBeUndefined();
    expect(render([])).toBe(
      "import type { MachineType } from 'cdk8s-gardener-alicloud';\n\n" +
        'export const machineTypes: readonly MachineType[] = [];\n',
    );
  });

  test.each([
    ['a call', '[zone()]'],
    ['a spread', '[...zones]'],
    ['a template', '[`a`]'],
    ['an addition', "['a' + 'b']"],
    ['a method of the literal', '[].map(x)'],
    ['a shorthand', '[{ name }]'],
    ['a string without an end', "['a]"],
    ['a comment at the end', "['a' // why\n]"],
  ])('with %s is refused', (_, data) => {
    const path = file('b.ts', `export const a: readonly Region[] = ${data};\n`);
    expect(() => openDataFile(path, { label: 'b.ts', type: 'readonly Region[]' })).toThrow(/^b\.ts:1:\d+: /);
  });
});

test('keys such as __proto__ are ordinary ones', () => {
  const { value } = readLiteral('{ "__proto__": "x" }', 0);
  expect(Object.keys(value as object)).toEqual(['__proto__']);
});

describe('writing', () => {
  test('keeps permissions, follows a link, leaves nothing beside', () => {
    const path = file('real.json', 'old');
    chmodSync(path, 0o640);
    symlinkSync('real.json', join(folder, 'link.json'));
    writeAtomically(join(folder, 'link.json'), 'link.json', 'new');
    expect(lstatSync(join(folder, 'link.json')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder).sort()).toEqual(['link.json', 'real.json']);
  });

  test('a place that cannot be written is one sentence', () => {
    file('a', '');
    expect(() => writeAtomically(join(folder, 'a', 'b.json'), 'a/b.json', 'x')).toThrow(
      /^a\/b\.json: cannot be written \(/,
    );
  });
});

describe('a landscape reads', () => {
  test('what import writes', () => {
    const types = [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }];
    const regions = [{ name: 'eu-central-1', zones: ['eu-central-1a', { name: 'eu-central-1b' }] }];
    const image = { versions: [{ version: '1.0.0', regions: { 'eu-central-1': 'm-1' } }] };
    expect(readMachineTypes(file('t.json', JSON.stringify(types)))).toEqual(types);
    expect(readRegions(file('r.json', JSON.stringify(regions)))).toEqual(regions);
    expect(readMachineImage(file('i.json', JSON.stringify(image)))).toEqual(image);
  });

  test.each([
    ['nothing', undefined, 'there is no such file'],
    ['no JSON', '{', 'is not JSON'],
    ['something else', '[]', 'holds no image versions'],
    ['a version without a name', '{"versions": [{}]}', 'holds no image versions'],
    [
      'IDs that are none',
      '{"versions": [{"version": "1.0.0", "regions": {"a": 1}}]}',
      'holds no image versions',
    ],
  ])('%s with one sentence', (_, text, message) => {
    const path = text === undefined ? join(folder, 'none.json') : file('x.json', text);
    expect(() => readMachineImage(path)).toThrow(`${path}: ${message}; `);
  });
});
