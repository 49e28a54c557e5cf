// Go's RFC 3339 parser takes more than the standard: a one-digit hour, a comma before the fraction, and
// offsets up to 24:60. Leap seconds, blanks and lower case letters it refuses.
const pattern = /^(\d{4})-(\d\d)-(\d\d)T(\d{1,2}):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Go's zero time, which Kubernetes takes for "no time": in seconds since 1970. */
const zeroTime = -62_135_596_800;

/**
 * Reads a time as Kubernetes does.
 * @returns milliseconds since 1970, what is finer cut off; undefined when it is refused
 */
export function parseTimestamp(text: string): number | undefined {
  const time = parse(text);
  return time === undefined ? undefined : time.seconds * 1000 + Math.floor(time.nanoseconds / 1e6);
}

/**
 * The time as the API server stores it: UTC, whole seconds.
 * @returns undefined when the text is refused, and for the zero time `0001-01-01T00:00:00Z`, which is
 * stored as if it were not there
 */
export function canonicalTimestamp(text: string): string | undefined {
  const time = parse(text);
  if (time === undefined || (time.seconds === zeroTime && time.nanoseconds === 0)) return undefined;
  const date = new Date(time.seconds * 1000);
  const clock = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(padded).join(':');
  return `${fourDigits(date.getUTCFullYear())}-${padded(date.getUTCMonth() + 1)}-${padded(date.getUTCDate())}T${clock}Z`;
}

interface Time {
  readonly seconds: number;
  readonly nanoseconds: number;
}

function parse(text: string): Time | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day] = [part(1), part(2), part(3)];
  const [hour, minute, second] = [part(4), part(5), part(6)];
  const [offsetHour, offsetMinute] = [part(9), part(10)];
  if (month < 1 || month > 12 || day < 1 || day > daysOf(month, year)) return undefined;
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 24 || offsetMinute > 60) return undefined;

  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const offset = (offsetHour * 60 + offsetMinute) * 60;
  return {
    seconds: date.getTime() / 1000 + (match[8] === '-' ? offset : -offset),
    nanoseconds: Number((match[7] ?? '').slice(0, 9).padEnd(9, '0')),
  };
}

function daysOf(month: number, year: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}

function fourDigits(year: number): string {
  return (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0');
}
