import {
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
  isUnprefixedQualifiedName,
} from '../../src/gardener/names';

const a = (length: number): string => 'a'.repeat(length);

describe('isDns1123Label', () => {
  test.each(['a', '0', 'a-b', 'a--b', '123', a(63)])('takes %j', (text) => {
    expect(isDns1123Label(text)).toBe(true);
  });
  test.each(['', '-a', 'a-', 'A', 'a.b', 'a_b', 'é', ' a', 'a\n', a(64)])('refuses %j', (text) => {
    expect(isDns1123Label(text)).toBe(false);
  });
});

describe('isDns1123Subdomain', () => {
  test.each(['a', 'a.b', '1.2', 'a-b.c', a(64), `${a(251)}.b`])('takes %j', (text) => {
    expect(isDns1123Subdomain(text)).toBe(true);
  });
  test.each(['', '.', 'a.', '.a', 'a..b', 'a.-b', 'a-.b', 'A.b', 'a_b', 'a.b\n', a(254)])(
    'refuses %j',
    (text) => {
      expect(isDns1123Subdomain(text)).toBe(false);
    },
  );
});

describe('isQualifiedName', () => {
  test.each(['a', 'A_b.c-D', '1', 'example.com/My_name', `${a(253)}/${a(63)}`])('takes %j', (text) => {
    expect(isQualifiedName(text)).toBe(true);
  });
  test.each([
    '',
    '/',
    'a/',
    '/a',
    'a/b/c',
    'Example.com/a',
    '-a',
    'a-',
    'a b',
    'a/b\n',
    a(64),
    `${a(254)}/a`,
  ])('refuses %j', (text) => {
    expect(isQualifiedName(text)).toBe(false);
  });
});

test('an unprefixed qualified name has no slash', () => {
  expect(isUnprefixedQualifiedName('A_b.c-D')).toBe(true);
  expect(isUnprefixedQualifiedName('a/b')).toBe(false);
  expect(isUnprefixedQualifiedName('')).toBe(false);
});

test('a label value may be empty', () => {
  expect(['', 'a', 'A_b.c', a(63)].every(isLabelValue)).toBe(true);
  expect(['-', 'a b', 'a/b', a(64), 'é'].some(isLabelValue)).toBe(false);
});
