import {
  checkCronExpression,
  closestTimeZone,
  isTimeZone,
  longestGap,
} from '../../src/image-sharing/schedule';

test.each([
  '* * * * *',
  '*/15 * * * *',
  '0 2 * * mon-fri',
  '5,35 0-23/2 1 JAN-mar,12 ?',
  '7/20 * * * *',
  '0 0 29 2 *',
  '0 0 31 2 1',
  '  0  0 * * *  ',
  '@hourly',
  '@every 1h30m',
])('a schedule: %s', (schedule) => {
  expect(checkCronExpression(schedule)).toBeUndefined();
});

test.each([
  '',
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '* * 32 * *',
  '* * * 13 *',
  '* * * * 7',
  '5-1 * * * *',
  '*/0 * * * *',
  '1/2/3 * * * *',
  '1-2-3 * * * *',
  'a * * * *',
  '-1 * * * *',
  'mon * * * *',
  '* * * fri *',
  '@reboot',
  '@every day',
  'TZ=UTC * * * * *',
  'CRON_TZ=UTC 0 * * * *',
])('no schedule: %s', (schedule) => {
  const problem = checkCronExpression(schedule);
  expect(problem?.message).toBeTruthy();
  expect(problem?.neverFires).toBeUndefined();
});

test.each(['1,,2 * * * *', '*-5 * * * *', '+1 * * * *', '0 0 1-+5 * *', ', * * * *'])(
  'a schedule that Kubernetes reads as nobody means it: %s',
  (schedule) => {
    expect(checkCronExpression(schedule)?.isUnusual).toBe(true);
  },
);

test.each(['0 0 31 2 *', '0 0 31 4,6 ?', '0 0 30 feb */1'])('a schedule that never comes: %s', (schedule) => {
  expect(checkCronExpression(schedule)?.neverFires).toBe(true);
});

test('the field at fault is named, and what it may hold', () => {
  expect(checkCronExpression('*/15 25 * * *')).toEqual({
    message: 'the hour "25" holds "25"',
    hint: 'use * or 0 to 23, with ranges (a-b), steps (*/n) and lists (a,b)',
  });
});

test.each([
  'UTC',
  'Etc/UTC',
  'Europe/Berlin',
  'Asia/Shanghai',
  'America/Argentina/Buenos_Aires',
  'PRC',
  'Etc/GMT+8',
])('a time zone: %s', (zone) => {
  expect(isTimeZone(zone)).toBe(true);
});

test.each(['', 'Local', 'europe/berlin', 'Europe', 'Europe/Berlin ', 'UTC+8', 'CEST', 'constructor'])(
  'no time zone: %j',
  (zone) => {
    expect(isTimeZone(zone)).toBe(false);
  },
);

test('every zone that Node.js lists is known', () => {
  expect(Intl.supportedValuesOf('timeZone').filter((zone) => !isTimeZone(zone))).toEqual([]);
});

test('near misses', () => {
  expect(closestTimeZone('Asia/Beijng')).toBeUndefined();
  expect(closestTimeZone('Asia/Shanghia')).toBe('Asia/Shanghai');
  expect(closestTimeZone('asia/shanghai')).toBe('Asia/Shanghai');
});

const [minute, hour, day] = [60, 3600, 86_400];

test.each<[string, number | undefined]>([
  ['* * * * *', minute],
  ['*/15 * * * *', 15 * minute],
  ['5,35 * * * *', 30 * minute],
  ['0 8-18 * * *', 14 * hour],
  ['0 2 * * mon-fri', 3 * day],
  ['30 2 * * 1', 7 * day],
  ['0 0 1 * *', 31 * day],
  ['0 0 29 2 *', (8 * 365 + 1) * day],
  ['0 0 13 * 5', 7 * day],
  ['@hourly', hour],
  ['@daily', day],
  ['@every 1h30m', 90 * minute],
  ['0 0 31 2 *', undefined],
  ['nonsense', undefined],
])('the longest time between two runs of %s', (schedule, seconds) => {
  expect(longestGap(schedule)).toBe(seconds);
});
