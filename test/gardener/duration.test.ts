import * as fc from 'fast-check';
import { formatGoDuration, parseGoDuration } from '../../src/gardener/duration';

// Go's time.ParseDuration and Duration.String.
test.each([
  ['0', 0n, '0s'],
  ['-0', 0n, '0s'],
  ['3m0s', 180_000_000_000n, '3m0s'],
  ['90m', 5_400_000_000_000n, '1h30m0s'],
  ['-1.5s', -1_500_000_000n, '-1.5s'],
  ['.5s', 500_000_000n, '500ms'],
  ['1.s', 1_000_000_000n, '1s'],
  ['1s1s', 2_000_000_000n, '2s'],
  ['0.1ns', 0n, '0s'],
  ['15ns', 15n, '15ns'],
  ['100us', 100_000n, '100\u00b5s'],
  ['100\u00b5s', 100_000n, '100\u00b5s'],
  ['100\u03bcs', 100_000n, '100\u00b5s'],
  ['1.5ms', 1_500_000n, '1.5ms'],
  ['2562047h47m16.854775807s', 9223372036854775807n, '2562047h47m16.854775807s'],
  ['-2562047h47m16.854775808s', -9223372036854775808n, '-2562047h47m16.854775808s'],
  ['9223372036854775808ns9223372036854775808ns', 0n, '0s'],
  ['0.999999999999999999999h', 3_600_000_000_000n, '1h0m0s'],
  [`0.${'0'.repeat(400)}1h`, 0n, '0s'],
])('%j', (text, nanoseconds, formatted) => {
  expect(parseGoDuration(text)).toBe(nanoseconds);
  expect(formatGoDuration(nanoseconds)).toBe(formatted);
});

test.each([
  '',
  '+',
  '5',
  '1d',
  '1h ',
  ' 1h',
  '1H',
  '+-1s',
  '1.1.1s',
  '.s',
  '1.',
  '1e3s',
  '1constructor',
  '2562047h47m16.854775808s',
])('%j is refused', (text) => {
  expect(parseGoDuration(text)).toBeUndefined();
});

test('what is printed is read again', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (nanoseconds) => {
      expect(parseGoDuration(formatGoDuration(nanoseconds))).toBe(nanoseconds);
    }),
  );
});
