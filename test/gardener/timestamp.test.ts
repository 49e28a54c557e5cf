import { canonicalTimestamp, parseTimestamp } from '../../src/gardener/timestamp';

// metav1.Time of k8s.io/apimachinery.
test.each([
  ['2024-02-29T12:34:56Z', 1709210096000, '2024-02-29T12:34:56Z'],
  ['2024-01-01T1:02:03Z', 1704070923000, '2024-01-01T01:02:03Z'],
  ['2024-01-01T00:00:00,5Z', 1704067200500, '2024-01-01T00:00:00Z'],
  ['2024-01-01T00:00:00+24:60', 1703977200000, '2023-12-30T23:00:00Z'],
  ['2024-06-30T23:59:59.999999999+08:00', 1719763199999, '2024-06-30T15:59:59Z'],
  ['1969-12-31T23:59:59.5Z', -500, '1969-12-31T23:59:59Z'],
  ['0000-01-01T00:00:00+01:00', -62167222800000, '-0001-12-31T23:00:00Z'],
  ['9999-12-31T23:59:59-10:00', 253402336799000, '10000-01-01T09:59:59Z'],
])('%j', (text, milliseconds, canonical) => {
  expect(parseTimestamp(text)).toBe(milliseconds);
  expect(canonicalTimestamp(text)).toBe(canonical);
});

test.each([
  '',
  '2023-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2024-04-31T00:00:00Z',
  '2024-00-01T00:00:00Z',
  '2024-13-01T00:00:00Z',
  '2024-01-01T00:00:00.Z',
  '2024-01-01T00:00:00+25:00',
  '2024-01-01T00:00:60Z',
  '2024-01-01T24:00:00Z',
  '2024-01-01t00:00:00Z',
  '2024-01-01T00:00:00z',
  '2024-01-01 00:00:00Z',
  '2024-01-01',
  '2024-1-1T00:00:00Z',
  '2024-01-01T00:00:00',
  '2024-01-01T00:00:00+0800',
  ' 2024-01-01T00:00:00Z',
  '2024-01-01T00:00:00Z\n',
])('%j is refused', (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
  expect(canonicalTimestamp(text)).toBeUndefined();
});

test("Go's zero time is a time, and is stored as none", () => {
  expect(parseTimestamp('0001-01-01T00:00:00Z')).toBe(-62135596800000);
  expect(canonicalTimestamp('0001-01-01T00:00:00Z')).toBeUndefined();
});
