import { TimeAxis } from '../../src/report/html/images';
import type { VersionReport } from '../../src/report/landscape-report';

function expiring(...dates: readonly string[]): VersionReport[] {
  return dates.map((date) => {
    const expiry = Date.parse(date);
    return { version: '1.0.0', stage: 'supported', expiry, spans: [{ stage: 'supported', to: expiry }] };
  });
}

describe('TimeAxis', () => {
  test('is not there without dates', () => {
    expect(TimeAxis.of([{ version: '1.0.0', stage: 'supported', spans: [] }], new Date(0))).toBeUndefined();
  });

  test('marks the day that is given, and none otherwise', () => {
    const versions = expiring('2027-02-28', '2027-06-28');
    const now = new Date('2026-11-21');
    const marked = TimeAxis.of(versions, now);
    expect(marked?.today).toBe(marked?.place(now.getTime()));
    expect(marked?.today).toBeGreaterThan(0);
    expect(TimeAxis.of(versions, null)?.today).toBeUndefined();
  });

  test('places times from left to right, and what lies outside at its edge', () => {
    const axis = TimeAxis.of(expiring('2027-02-28', '2027-06-28'), new Date('2026-11-21'));
    expect(axis?.place(Date.parse('2026-10-01'))).toBe(0);
    expect(axis?.place(Date.parse('2027-08-01'))).toBe(100);
    expect(axis?.place(Date.parse('1970-01-01'))).toBe(0);
    expect(axis?.place(Date.parse('9999-12-31'))).toBe(100);
    const near = axis?.place(Date.parse('2027-02-28')) ?? 0;
    expect(near).toBeGreaterThan(45);
    expect(near).toBeLessThan(55);
  });

  test.each([
    ['a day that is given', new Date('2026-11-21')],
    ['no day', null],
  ])('does not let one date far away squeeze the others, with %s', (_, now) => {
    const axis = TimeAxis.of(expiring('2027-01-01', '2027-03-01', '2027-05-01', '9999-12-31'), now);
    const [first = 0, second = 0] = ['2027-01-01', '2027-05-01'].map((date) => axis?.place(Date.parse(date)));
    expect(second - first).toBeGreaterThan(30);
  });

  test('has ten ticks at most, each on the first of a month, the years among them', () => {
    const axis = TimeAxis.of(expiring('2026-01-15', '2029-06-28'), new Date('2026-11-21'));
    const ticks = axis?.ticks ?? [];
    expect(ticks.length).toBeLessThanOrEqual(11);
    expect(ticks.filter(({ isYear }) => isYear).map(({ label }) => label)).toEqual([
      '2026',
      '2027',
      '2028',
      '2029',
    ]);
    expect(ticks.map(({ at }) => at)).toEqual(ticks.map(({ at }) => at).sort((a, b) => a - b));
  });
});
