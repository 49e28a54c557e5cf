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
import { openDataFile, printData, writeAtomically } from '../../src/import/data-file';
import { readMachineImage, readMachineTypes, readRegions } from '../../src/import/landscape-data';

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

test('what is printed is read again', () => {
  fc.assert(
    fc.property(plainData, (value) => {
      expect(JSON.parse(printData(value))).toEqual(value);
    }),
  );
});

test('the form is the one that Prettier has', () => {
  const value = {
    versions: [{ version: '1.0.0', regions: { 'eu-central-1': 'm-1' }, cri: [{ name: 'containerd' }] }],
    nothing: undefined,
  };
  expect(printData(value)).toBe(`{
  "versions": [
    {
      "version": "1.0.0",
      "regions": {
        "eu-central-1": "m-1"
      },
      "cri": [{ "name": "containerd" }]
    }
  ]
}
`);
  expect(printData([{ name: "it's", zones: ['a', 'b'] }])).toBe(
    `[{ "name": "it's", "zones": ["a", "b"] }]\n`,
  );
});

test('a line has 110 characters, its comma included', () => {
  const list = (length: number): string[] => ['x'.repeat(length - 4)];
  expect(printData(list(109)).split('\n')).toHaveLength(2);
  expect(printData(list(110)).split('\n')).toHaveLength(4);
});

test.each([
  ['regions.ts', '"regions.json"'],
  ['data/regions.yaml', '"data/regions.json"'],
  ['regions', '"regions.json"'],
])('%s is no name for imported data', (label, better) => {
  expect(() => openDataFile(join(folder, label), label)).toThrow(
    `${label}: is not named *.json; imported data is JSON; name it ${better}`,
  );
});

test('keys such as __proto__ are ordinary ones', () => {
  const { value } = openDataFile(file('a.json', '{ "__proto__": "x" }'), 'a.json');
  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect(printData(value)).toBe('{ "__proto__": "x" }\n');
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
    expect([readMachineTypes(types), readRegions(regions), readMachineImage(image)]).toEqual([
      types,
      regions,
      image,
    ]);
  });

  test('imported data that is something else is one sentence', () => {
    expect(() => readRegions([{ name: 'eu-central-1' }])).toThrow('the imported data: holds no regions; ');
  });

  test.each([
    ['nothing', undefined, 'there is no such file'],
    ['no JSON', '{', 'is not JSON'],
    ['something else', '[]', 'holds no image versions'],
    ['a version without a name', '{"versions": [{}]}', 'holds no image versions'],
    ['facts that are none', '{"versions": [{"version": "1.0.0", "facts": 1}]}', 'holds no image versions'],
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
