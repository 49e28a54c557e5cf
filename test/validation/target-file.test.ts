import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Issue } from '../../src/issues/issue';
import { findTarget, TargetFileError, waive } from '../../src/validation/target-file';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'target-file-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(path: string, text: string): string {
  const place = join(folder, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

const facts = (gardenerVersion: string): string =>
  JSON.stringify({
    comment: 'x',
    gardenerVersion,
    providerVersion: '1.70',
    gitops: 'flux',
    later: 1,
    files: [],
  });

test('the nearest facts hold, for files and folders, also for ones that are not there', () => {
  file('gardener-alicloud.yaml', 'gardenerVersion: "1.140"\n');
  file('dist/.gardener-alicloud.json', facts('1.141'));
  const seed = file('dist/garden/30-seeds/seed.yaml', '');
  expect(findTarget(seed)).toMatchObject({ gardenerVersion: '1.141', gitops: 'flux', isOutput: true });
  expect(findTarget(join(folder, 'dist'))).toMatchObject({ folder: join(folder, 'dist') });
  expect(findTarget(join(folder, 'other/gone.yaml'))).toMatchObject({
    gardenerVersion: '1.140',
    isOutput: false,
  });
});

test('another repository has no say, nor has a list of files that says no more', () => {
  file('gardener-alicloud.yaml', 'gardenerVersion: "1.140"\n');
  mkdirSync(join(folder, 'inner/.git'), { recursive: true });
  const manifest = file('inner/dist/seed.yaml', '');
  file('inner/dist/.gardener-alicloud.json', JSON.stringify({ files: ['seed.yaml'] }));
  expect(findTarget(manifest)).toBeUndefined();
});

test.each([
  ['gardenerVersion: 1.149', /gardenerVersion: 1\.149 is not a text; put it in quotes/],
  ['gardnerVersion: "1.149"', /no property "gardnerVersion"; did you mean gardenerVersion/],
  ['gardenerVersion: "2.0"', /gardenerVersion: "2\.0"/],
  ['featureGates: {A: "true"}', /featureGates: A: "true" is not true or false/],
  ['gitops: helm', /gitops: "helm" is not known/],
  ['waivers: [{rule: a}]', /waivers\[0\]: no reason/],
  ['waivers: [1]', /waivers\[0\]: not an object/],
  ['- a', /it is no map/],
  ['a: [', /not YAML/],
  ['__proto__: {}', /no property "__proto__"/],
])('%s is refused with a sentence that names the file', (text, sentence) => {
  file('gardener-alicloud.yaml', text);
  const find = (): unknown => findTarget(folder);
  expect(find).toThrow(TargetFileError);
  expect(find).toThrow(sentence);
  expect(find).toThrow(/gardener-alicloud\.yaml: /);
});

describe('waivers', () => {
  const issue = (at: string): Issue => ({
    ...{ severity: 'warning', type: 'Invalid', field: 'spec', rule: 'label-key-invalid', message: 'x' },
    origin: { file: at },
  });

  test('name files as seen from their own folder, wherever the command runs', () => {
    const waivers = 'waivers: [{rule: label-key-invalid, file: "garden/*", reason: old}]\n';
    file('landscape/gardener-alicloud.yaml', waivers);
    const found = findTarget(join(folder, 'landscape'));
    const left = (at: string, cwd: string): number =>
      waive([issue(at)], [], found === undefined ? [] : [found], [folder], join(folder, cwd)).length;
    expect(left('landscape/garden/a.yaml', '.')).toBe(0);
    expect(left('garden/a.yaml', 'landscape')).toBe(0);
    // The issue stays, and the waiver found nothing.
    expect(left('landscape/runtime/a.yaml', '.')).toBe(2);
  });

  test('are unused only where all that they are for is judged', () => {
    file('gardener-alicloud.yaml', 'waivers: [{rule: label-key-invalid, reason: old}]\n');
    const found = findTarget(folder);
    const rulesFor = (path: string): string[] =>
      waive([], [], found === undefined ? [] : [found], [path], folder).map(({ rule }) => rule);
    expect(rulesFor(folder)).toEqual(['waiver-unused']);
    expect(rulesFor(join(folder, 'a.yaml'))).toEqual([]);
  });
});
