const limit = 1n << 63n;

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/**
 * Reads a duration as Go does (`1h30m`, `-1.5s`, `+0`): a sign, then numbers with units, no blanks.
 * @returns nanoseconds within an int64, or undefined when Go refuses the text
 */
export function parseGoDuration(text: string): bigint | undefined {
  const negative = text.startsWith('-');
  const start = negative || text.startsWith('+') ? 1 : 0;
  const length = text.length;
  if (length === start) return undefined;
  if (length === start + 1 && text[start] === '0') return 0n;

  let total = 0n;
  for (let at = start; at < length;) {
    const wholeEnd = endOfDigits(text, at);
    const dot = text[wholeEnd] === '.';
    const fractionStart = dot ? wholeEnd + 1 : wholeEnd;
    const fractionEnd = dot ? endOfDigits(text, fractionStart) : wholeEnd;
    if (wholeEnd === at && fractionEnd === fractionStart) return undefined;

    const unitEnd = endOfUnit(text, fractionEnd);
    const unit = lookUpUnit(text, fractionEnd, unitEnd);
    const whole = leadingInteger(text.slice(at, wholeEnd));
    if (unit === undefined || whole === undefined || whole > limit / unit) return undefined;

    const value = whole * unit + fractionOf(text.slice(fractionStart, fractionEnd), unit);
    if (value > limit) return undefined;
    // Go adds in 64 bits, so two halves of the whole range make nothing.
    total = BigInt.asUintN(64, total + value);
    if (total > limit) return undefined;
    at = unitEnd;
  }
  if (negative) return -total;
  return total < limit ? total : undefined;
}

/** A duration as Go prints and the API server stores it: `3m0s`, `1.5s`, `0s`. */
export function formatGoDuration(nanoseconds: bigint): string {
  const sign = nanoseconds < 0n ? '-' : '';
  const value = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (value === 0n) return '0s';
  if (value < 1_000n) return `${sign}${value.toString()}ns`;
  if (value < 1_000_000n) return `${sign}${decimal(value, 3)}\u00b5s`;
  if (value < 1_000_000_000n) return `${sign}${decimal(value, 6)}ms`;

  const minutes = value / 60_000_000_000n;
  const seconds = `${decimal(value % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes.toString()}m${seconds}`;
  return `${sign}${(minutes / 60n).toString()}h${(minutes % 60n).toString()}m${seconds}`;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function endOfDigits(text: string, start: number): number {
  let end = start;
  while (isDigit(text, end)) end++;
  return end;
}

function endOfUnit(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== '.' && !isDigit(text, end)) end++;
  return end;
}

function lookUpUnit(text: string, start: number, end: number): bigint | undefined {
  if (end - start > 2) return undefined;
  const name = text.slice(start, end);
  return Object.hasOwn(units, name) ? units[name] : undefined;
}

function leadingInteger(digits: string): bigint | undefined {
  const significant = digits.replace(/^0+/, '');
  if (significant.length > 19) return undefined;
  const value = BigInt(significant === '' ? '0' : significant);
  return value > limit ? undefined : value;
}

/** Go's own floating point arithmetic, for the same last nanosecond. */
function fractionOf(digits: string, unit: bigint): bigint {
  let scale = 1;
  let zeros = 0;
  while (digits[zeros] === '0') {
    zeros++;
    scale *= 10;
  }
  let value = 0n;
  for (let at = zeros; at < digits.length && at < zeros + 20; at++) {
    if (value > (limit - 1n) / 10n) break;
    const next = value * 10n + BigInt(digits.charCodeAt(at) - 48);
    if (next > limit) break;
    value = next;
    scale *= 10;
  }
  if (value === 0n) return 0n;
  return BigInt(Math.trunc(Number(value) * (Number(unit) / scale)));
}

function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
}

/** Durations are texts in Go's notation; some of them were a number of nanoseconds once. */
export type DurationValue = string | number;

/** A decoded duration; numbers are nanoseconds already. What cannot be read, decoding has refused. */
export function nanoseconds(duration: DurationValue): bigint {
  if (typeof duration === 'string') return parseGoDuration(duration) ?? 0n;
  return Number.isFinite(duration) ? BigInt(Math.trunc(duration)) : 0n;
}
