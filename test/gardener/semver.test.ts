import { compareVersions, isConstraint, parseVersion, type Version } from '../../src/gardener/semver';

function version(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`no version: ${text}`);
  return parsed;
}

// All rows are what Masterminds/semver v3.5 answers.
test.each([
  ['1', 1n, 0n, 0n, '', ''],
  ['v1.2.3', 1n, 2n, 3n, '', ''],
  ['01.02.03', 1n, 2n, 3n, '', ''],
  ['2023.04.0', 2023n, 4n, 0n, '', ''],
  ['1.2-rc.1', 1n, 2n, 0n, 'rc.1', ''],
  ['1.2.3-foo.1+b', 1n, 2n, 3n, 'foo.1', 'b'],
  ['1.2.3-0a', 1n, 2n, 3n, '0a', ''],
  ['1.2.3+01', 1n, 2n, 3n, '', '01'],
  ['18446744073709551615', 18446744073709551615n, 0n, 0n, '', ''],
])('version %j', (text, major, minor, patch, prerelease, metadata) => {
  expect(parseVersion(text)).toEqual({ major, minor, patch, prerelease, metadata });
});

test.each([
  '',
  'latest',
  'V1.2.3',
  '1.2.3.4',
  '1.2.3_4',
  '1.2.',
  '.1',
  '1.x',
  ' 1.2.3',
  '1.2.3\n',
  '1.2.3-',
  '1.2.3+',
  '1.2.3-01',
  '1.2.3-a..b',
  '18446744073709551616.0.0',
  `1.2.3-${'a'.repeat(251)}`,
])('%j is no version', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

test('versions are ordered by number, then prerelease part by part', () => {
  const ascending = [
    '1.2.3-1',
    '1.2.3-2',
    '1.2.3-10',
    '1.2.3-10.a',
    '1.2.3--',
    // Too long for 64 bits, hence a word.
    '1.2.3-99999999999999999999',
    '1.2.3-B',
    '1.2.3-a',
    '1.2.3-a.1',
    '1.2.3-a.b',
    '1.2.3',
    '1.2.10',
    '1.10',
    '2',
  ];
  const sorted = [...ascending].sort().sort((a, b) => compareVersions(version(a), version(b)));
  expect(sorted).toEqual(ascending);
});

test.each([
  ['1', 'v1.0.0'],
  ['1.2.3+a', '1.2.3+b'],
  ['1.02', '1.2'],
])('%j equals %j', (a, b) => {
  expect(compareVersions(version(a), version(b))).toBe(0);
});

test.each([
  '*',
  '1.2',
  '>= 1.25, < 1.30',
  '>=1.25 <1.30',
  '~1.2 || 2.x',
  '1.2 - 1.4',
  '1.2-1.4',
  '1 - 2 || 3',
  '^1',
  '~>1.2',
  '=>1',
  '=<1',
  '1 , 2',
  '> 1 2',
  '>= v1.2.3-rc.1+b',
  '1.x.5',
  '1.X',
  '\t>=1\n',
  '1.2.3 - 1.2.3 1.2.3 - 1.2.3',
  Array(32).fill('1').join('||'),
])('%j is a constraint', (text) => {
  expect(isConstraint(text)).toBe(true);
});

test.each([
  '',
  ' ',
  '>',
  'latest',
  '>=1.25<1.30',
  '==1',
  '><1',
  '1 ||',
  '|| 1',
  '1|2',
  '1,,2',
  '1,',
  '1.2.x-01',
  '1.2.3.4',
  '>=1.2.3 - 2.0',
  '\u00a01',
  '\v1',
  '18446744073709551616.1.1',
  `1${' '.repeat(512)}`,
  Array(33).fill('1').join('||'),
])('%j is no constraint', (text) => {
  expect(isConstraint(text)).toBe(false);
});
