import * as fc from 'fast-check';
import { parseQuantity, type Quantity, roundedQuantity } from '../../src/gardener/quantity';

function quantity(value: unknown): Quantity {
  const parsed = parseQuantity(value);
  if (parsed === undefined) throw new Error(`no quantity: ${String(value)}`);
  return parsed;
}

// Both columns are what k8s.io/apimachinery answers.
test.each([
  ['0', '0'],
  ['+0', '0'],
  ['-0', '0'],
  ['00', '0'],
  ['1.', '1.'],
  ['.5', '500m'],
  ['.', '0'],
  ['+', '0'],
  ['Gi', '0'],
  ['Ti', '0'],
  ['-Gi', '0'],
  [' 1Gi ', '1Gi'],
  ['\u00a01Gi\u2003', '1Gi'],
  ['1.5Gi', '1536Mi'],
  ['1024Mi', '1Gi'],
  ['1536Mi', '1536Mi'],
  ['1000m', '1'],
  ['1.5', '1500m'],
  ['1.500', '1.500'],
  ['5.000', '5'],
  ['+5', '+5'],
  ['0005', '0005'],
  ['1000E', '1'],
  ['1E3', '1E3'],
  ['12e6', '12e6'],
  ['10e20', '1e21'],
  ['1e4294967299', '1e4294967299'],
  ['-70e2147483647', '-70e2147483647'],
  ['0.1n', '1n'],
  ['-0.0000000001', '-1n'],
  ['9999999999999999999', '9999999999999999999'],
  ['9223372036854775808', '9223372036854775808'],
  ['8Ei', '9223372036854775807'],
  ['100000000000000000000Gi', '9223372036854775807'],
  ['0.5Ki', '512'],
  ['1024', '1024'],
  ['1023Ki', '1023Ki'],
  ['1.1Mi', '1153433600m'],
])('%j is stored as %j', (text, canonical) => {
  expect(quantity(text).canonical).toBe(canonical);
});

test.each([
  '',
  ' ',
  'Pi',
  'Ei',
  '1 Gi',
  '1gi',
  '1KB',
  '1Kib',
  '1K',
  '1e',
  '1e1.5',
  '1e9223372036854775808',
  '1_000',
  '0x10',
  '1,5',
  '1.2.3',
  '--1',
  '1Gi\n',
  '\t1Gi',
  '\u20281Gi',
  'garbage',
])('%j is refused', (text) => {
  expect(parseQuantity(text)).toBeUndefined();
});

test.each([
  [8, '8'],
  [1.5, '1500m'],
  [1e21, '1e+21'],
  [1e-7, '100e-9'],
  [-2, '-2'],
  [9223372036854775807n, '9223372036854775807'],
])('the number %p is stored as %j', (value, canonical) => {
  expect(quantity(value).canonical).toBe(canonical);
});

test('null is nothing, other types are refused', () => {
  expect(quantity(null).isZero).toBe(true);
  for (const value of [undefined, true, [], {}, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect(parseQuantity(value)).toBeUndefined();
  }
});

test.each([
  ['1', '1000m', 0],
  ['1Gi', '1024Mi', 0],
  ['1Gi', '1G', 1],
  ['-1', '1', -1],
  ['-2', '-1', -1],
  ['0', '-0', 0],
  ['-1n', '0', -1],
  ['1e100', '1e99', 1],
  ['10e99', '1e100', 0],
  ['8Ei', '7Ei', 1],
  ['0.000000001', '1n', 0],
])('%j compared with %j is %p', (a, b, order) => {
  expect(Math.sign(quantity(a).compare(quantity(b)))).toBe(order);
  expect(Math.sign(quantity(b).compare(quantity(a)))).toBe(0 - order);
});

test('the sign is known', () => {
  expect(quantity('-5Mi').isNegative).toBe(true);
  expect(quantity('-0').isNegative).toBe(false);
  expect(quantity('1n').isZero).toBe(false);
});

test('what is stored is read as the same value', () => {
  const suffix = fc.constantFrom(
    '',
    'n',
    'u',
    'm',
    'k',
    'M',
    'G',
    'T',
    'Ki',
    'Mi',
    'Gi',
    'Ti',
    'Pi',
    'Ei',
    'e3',
    'E-2',
  );
  const text = fc
    .tuple(fc.integer(), fc.nat({ max: 99999 }), suffix)
    .map(([whole, fraction, unit]) => `${whole}.${fraction}${unit}`);
  fc.assert(
    fc.property(text, (value) => {
      const parsed = quantity(value);
      expect(quantity(parsed.canonical).compare(parsed)).toBe(0);
    }),
  );
});

test.each([
  ['0', 0, 0n],
  ['1500m', 0, 2n],
  ['-1500m', 0, -2n],
  ['1500m', -3, 1500n],
  ['1n', 0, 1n],
  ['1.5Gi', 0, 1_610_612_736n],
  ['12e6', -3, 12_000_000_000n],
  ['9007199254740993', 0, 9_007_199_254_740_993n],
])('%s counts in units of ten to the %i as %s', (text, exponent, expected) => {
  expect(roundedQuantity(quantity(text), exponent)).toBe(expected);
});

test('the same texts are the same quantities, however many there are', () => {
  const texts = Array.from({ length: 3000 }, (_item, index) => `${index}Mi`);
  const first = texts.map((text) => quantity(text).canonical);
  expect(texts.map((text) => quantity(text).canonical)).toEqual(first);
});
