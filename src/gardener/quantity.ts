const maxInt64 = (1n << 63n) - 1n;
/** Nothing is finer than a billionth; what is, is rounded up to it. */
const finestExponent = -9;
/** Decimals that matter for a product with 2^60, rounded up to a billionth. */
const maxBinaryDecimals = 70;
/** Digits that Kubernetes computes with natively, in decimal and in binary notation. */
const nativeDigits = 18;
const nativeBinaryDigits = 15;

/** An exact number: `digits` times ten to the `exponent`. Digits have no zeros at either end; none for zero. */
export interface Amount {
  readonly digits: string;
  readonly exponent: number;
}

const zero: Amount = { digits: '', exponent: 0 };

/** A number with a unit as Kubernetes understands it. Immutable; never a float, never overflows. */
export class Quantity {
  /** As the API server stores it, e.g. `1500m` for `1.5`, `1Gi` for `1024Mi`. */
  readonly canonical: string;
  readonly isNegative: boolean;
  readonly isZero: boolean;

  constructor(
    /** What counts of it, without its sign. */
    readonly amount: Amount,
    negative: boolean,
    canonical: string,
    /** The power of ten that its 64 bits count; undefined where Kubernetes holds it in more than those. */
    readonly power?: number,
  ) {
    this.isZero = amount.digits === '';
    this.isNegative = negative && !this.isZero;
    this.canonical = canonical;
  }

  /** Negative, zero or positive, as this is less than, equal to or greater than the other. */
  compare(other: Quantity): number {
    if (this.sign !== other.sign) return this.sign - other.sign;
    const order = compareAmounts(this.amount, other.amount);
    return this.isNegative ? 0 - order : order;
  }

  private get sign(): number {
    if (this.isZero) return 0;
    return this.isNegative ? -1 : 1;
  }
}

/**
 * Reads a quantity as the API server decodes it: a text, blanks around it allowed, or a number.
 * `1.`, `.5`, `+1`, `1E3` and even `Gi` (nothing) are quantities; `1 Gi`, `1gi`, `1KB` are not.
 * @returns undefined when the API server refuses it
 */
export function parseQuantity(value: unknown): Quantity | undefined {
  if (value === null) return new Quantity(zero, false, '0');
  if (typeof value === 'number' || typeof value === 'bigint') return parseKnown(String(value));
  return typeof value === 'string' ? parseKnown(value) : undefined;
}

/** Manifests have few different quantities and many of each. */
const known = new Map<string, Quantity | undefined>();
const maxKnown = 1000;
const longestKnown = 40;

function parseKnown(text: string): Quantity | undefined {
  if (text.length > longestKnown) return parseText(trim(text));
  const found = known.get(text);
  if (found !== undefined || known.has(text)) return found;
  const parsed = parseText(trim(text));
  if (known.size >= maxKnown) known.clear();
  known.set(text, parsed);
  return parsed;
}

/** Go trims the JSON text, in which control characters and line separators stand escaped. */
function trim(text: string): string {
  return text
    .replace(/^[ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+/, '')
    .replace(trailingBlanks, '');
}

const trailingBlanks =
  /(?<![ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])[ \u0085\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+$/;

function parseText(text: string): Quantity | undefined {
  const scanned = scanQuantity(text);
  if (scanned === undefined) return undefined;
  const native = isNative(scanned);
  if (!native && !scanned.hasDigits) return undefined;
  const amount = amountOf(scanned);
  const canonical = native && isKept(scanned) ? text : format(amount, scanned.negative, scanned.format);
  const { exponent, fraction } = scanned;
  const power = scanned.format === 'binary' ? 0 : exponent - fraction.length;
  return new Quantity(amount, scanned.negative, canonical, native ? power : undefined);
}

/** Whether Kubernetes reads it into 64 bits; everything else takes its slow way, with rounding and a cap. */
function isNative({ format, whole, fraction, exponent }: ScannedQuantity): boolean {
  if (format === 'binary') {
    return fraction === '' && nativeBinaryDigits - whole.length - Math.trunc((exponent * 3) / 10) - 1 >= 0;
  }
  return (
    nativeDigits - whole.length - fraction.length >= 0 && ((exponent - fraction.length) | 0) >= finestExponent
  );
}

/** Whether Kubernetes takes the text as it stands for canonical; it looks less closely than one may think. */
function isKept({ format, whole, fraction, exponent }: ScannedQuantity): boolean {
  const digits = whole + fraction;
  if (format === 'binary') return (BigInt(digits) & 7n) !== 0n;
  return ((exponent - fraction.length) | 0) % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
}

function amountOf({ format, whole, fraction, exponent }: ScannedQuantity): Amount {
  if (format === 'binary') return binaryAmount(whole, fraction, exponent);
  return roundUp(normalize(whole + fraction, (exponent - fraction.length) | 0));
}

function binaryAmount(whole: string, fraction: string, exponent: number): Amount {
  if (whole.length > 19) return normalize(maxInt64.toString(), 0);
  const decimals = fraction.slice(0, maxBinaryDecimals);
  const isCut = /[1-9]/.test(fraction.slice(maxBinaryDecimals));
  const product = BigInt(whole + decimals + (isCut ? '1' : '')) << BigInt(exponent);
  const amount = roundUp(normalize(product.toString(), -decimals.length - (isCut ? 1 : 0)));
  const limit = normalize(maxInt64.toString(), 0);
  return compareAmounts(amount, limit) > 0 ? limit : amount;
}

function normalize(digits: string, exponent: number): Amount {
  let end = digits.length;
  while (end > 0 && digits[end - 1] === '0') end--;
  let start = 0;
  while (start < end && digits[start] === '0') start++;
  if (start === end) return zero;
  return { digits: digits.slice(start, end), exponent: exponent + digits.length - end };
}

/** Away from zero, to a billionth. */
function roundUp(amount: Amount): Amount {
  const excess = finestExponent - amount.exponent;
  if (amount.digits === '' || excess <= 0) return amount;
  const kept = excess >= amount.digits.length ? '' : amount.digits.slice(0, amount.digits.length - excess);
  return normalize(increment(kept), finestExponent);
}

function increment(digits: string): string {
  let nines = digits.length;
  while (nines > 0 && digits[nines - 1] === '9') nines--;
  const head = nines === 0 ? '1' : digits.slice(0, nines - 1) + String(Number(digits[nines - 1]) + 1);
  return head + '0'.repeat(digits.length - nines);
}

function compareAmounts(a: Amount, b: Amount): number {
  if (a.digits === '' || b.digits === '') return a.digits.length - b.digits.length;
  const magnitude = a.digits.length + a.exponent - (b.digits.length + b.exponent);
  if (magnitude !== 0) return magnitude;
  if (a.digits === b.digits) return 0;
  return a.digits < b.digits ? -1 : 1;
}

function format(amount: Amount, negative: boolean, notation: QuantityFormat): string {
  if (amount.digits === '') return '0';
  const sign = negative ? '-' : '';
  // What is below 1024, or no whole number, is never written with a binary suffix.
  if (notation === 'binary' && amount.exponent >= 0 && amount.digits.length + amount.exponent <= 19) {
    const value = BigInt(amount.digits) * 10n ** BigInt(amount.exponent);
    if (value >= 1024n) return sign + formatBinary(value);
  }
  // Kubernetes counts exponents in 32 bits.
  const exponent = amount.exponent | 0;
  const shift = ((exponent % 3) + 3) % 3;
  const suffix = suffixOf((exponent - shift) | 0, notation === 'binary' ? 'decimal' : notation);
  return `${sign}${amount.digits}${'0'.repeat(shift)}${suffix}`;
}

function formatBinary(value: bigint): string {
  let [mantissa, exponent] = [value, 0];
  while (mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    exponent += 10;
  }
  return mantissa.toString() + suffixOf(exponent, 'binary');
}

/** How a quantity was written, and is written again: `10Mi`, `10M`, `10e6`. */
type QuantityFormat = 'binary' | 'decimal' | 'exponent';

/** A quantity's text, taken apart. */
interface ScannedQuantity {
  readonly negative: boolean;
  /** Digits before the point, without leading zeros but `0` for none. */
  readonly whole: string;
  readonly fraction: string;
  /** Whether any digit was written at all; `Gi` and `.` have none. */
  readonly hasDigits: boolean;
  readonly format: QuantityFormat;
  /** Of 2 for binary suffixes, else of 10. */
  readonly exponent: number;
}

const binaryExponents = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);

const decimalExponents = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);

const decimalSuffixes = new Map([...decimalExponents].map(([suffix, exponent]) => [exponent, suffix]));
const decimalDigits = '0123456789';
const binarySuffixes = new Map([...binaryExponents].map(([suffix, exponent]) => [exponent, suffix]));

/**
 * Takes a text apart as Kubernetes does; undefined when its form is wrong. Character by character, as one
 * pattern for it all would try every way to share out a long row of digits.
 */
function scanQuantity(text: string): ScannedQuantity | undefined {
  if (text === '') return undefined;
  const negative = text.startsWith('-');
  const start = negative || text.startsWith('+') ? 1 : 0;
  const wholeStart = skip(text, start, '0');
  const wholeEnd = skip(text, wholeStart, decimalDigits);
  const dot = text[wholeEnd] === '.' ? 1 : 0;
  const fractionEnd = dot === 0 ? wholeEnd : skip(text, wholeEnd + 1, decimalDigits);

  const lettersEnd = skip(text, fractionEnd, 'eEinumkKMGTP');
  const signEnd = lettersEnd + (text[lettersEnd] === '+' || text[lettersEnd] === '-' ? 1 : 0);
  if (skip(text, signEnd, decimalDigits) !== text.length) return undefined;
  const scale = interpret(text.slice(fractionEnd));
  if (scale === undefined) return undefined;
  return {
    negative,
    whole: wholeStart === wholeEnd ? '0' : text.slice(wholeStart, wholeEnd),
    fraction: text.slice(wholeEnd + dot, fractionEnd),
    hasDigits: fractionEnd > start + dot,
    ...scale,
  };
}

/** The suffix for a power of ten (`decimal`, `exponent`) or of two; empty where there is none. */
function suffixOf(exponent: number, format: QuantityFormat): string {
  if (format === 'exponent') return exponent === 0 ? '' : `e${exponent}`;
  return (format === 'binary' ? binarySuffixes : decimalSuffixes).get(exponent) ?? '';
}

function interpret(suffix: string): Pick<ScannedQuantity, 'format' | 'exponent'> | undefined {
  const decimal = decimalExponents.get(suffix);
  if (decimal !== undefined) return { format: 'decimal', exponent: decimal };
  const binary = binaryExponents.get(suffix);
  if (binary !== undefined) return { format: 'binary', exponent: binary };

  const [, sign = '', digits] = /^[eE]([+-]?)0*([0-9]+)$/.exec(suffix) ?? [];
  if (digits === undefined || digits.length > 19) return undefined;
  const exponent = BigInt(`${sign === '-' ? '-' : ''}${digits}`);
  if (BigInt.asIntN(64, exponent) !== exponent) return undefined;
  // Kubernetes keeps 32 bits of it.
  return { format: 'exponent', exponent: Number(BigInt.asIntN(32, exponent)) };
}

function skip(text: string, start: number, characters: string): number {
  let end = start;
  while (end < text.length && characters.includes(text.charAt(end))) end++;
  return end;
}

/** Kubernetes counts in 64 bits; beyond this a quantity is just large. */
const largestExponent = 40;

/**
 * A quantity counted in units of ten to the `exponent`, where a part counts as a whole, away from zero: with
 * 0 whole ones, with -3 thousandths.
 */
export function roundedQuantity(quantity: Quantity, exponent: number): bigint {
  const { digits, exponent: own } = quantity.amount;
  const shift = own - exponent;
  const scale = 10n ** BigInt(Math.min(Math.abs(shift), largestExponent));
  const count = BigInt(digits === '' ? 0 : digits);
  const magnitude = shift >= 0 ? count * scale : (count + scale - 1n) / scale;
  return quantity.isNegative ? -magnitude : magnitude;
}

/** Powers that Kubernetes multiplies with in one step, without a look at whether the product fits. */
const unguardedPowers = [1, 2, 3, 6, 9];

/**
 * The value in the 64 bits that Gardener compares where it counts, rounded away from zero: beyond them only
 * the last 64 bits are left, or nothing.
 */
export function int64Value(quantity: Quantity): bigint {
  const value = roundedQuantity(quantity, 0);
  const last = BigInt.asIntN(64, value);
  if (last === value || quantity.power === undefined || unguardedPowers.includes(quantity.power)) return last;
  return 0n;
}
