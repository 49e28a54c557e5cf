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

const pattern = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[+-]?[0-9]*)$/;

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
const binarySuffixes = new Map([...binaryExponents].map(([suffix, exponent]) => [exponent, suffix]));

/** Takes a text apart as Kubernetes does; undefined when its form is wrong. */
export function scanQuantity(text: string): ScannedQuantity | undefined {
  const match = pattern.exec(text);
  if (match === null || text === '') return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  const scale = interpret(suffix);
  if (scale === undefined) return undefined;
  const digits = text.slice(sign.length, text.length - suffix.length);
  return {
    negative: sign === '-',
    whole: whole === '' ? '0' : whole,
    fraction,
    hasDigits: digits !== '' && digits !== '.',
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
