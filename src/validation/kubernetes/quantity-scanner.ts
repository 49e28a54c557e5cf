/** How a quantity was written, and is written again: `10Mi`, `10M`, `10e6`. */
export type QuantityFormat = 'binary' | 'decimal' | 'exponent';

/** A quantity's text, taken apart. */
export interface ScannedQuantity {
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
export function scanQuantity(text: string): ScannedQuantity | undefined {
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
export function suffixOf(exponent: number, format: QuantityFormat): string {
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
