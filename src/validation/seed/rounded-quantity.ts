import type { Quantity } from '../kubernetes/quantity';

const notation = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/;
const decimalUnits: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryUnits: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};
/** Kubernetes counts in 64 bits; beyond this a quantity is just large. */
const largestExponent = 40;

/**
 * A quantity counted in units of ten to the `exponent`, where a part counts as a whole, away from zero: with
 * 0 whole ones, with -3 thousandths.
 */
export function roundedQuantity(quantity: Quantity, exponent: number): bigint {
  const match = notation.exec(quantity.canonical);
  if (match === null) return 0n;
  const [, sign, whole = '', decimals = '', power, unit = ''] = match;
  const shift =
    (power === undefined ? (decimalUnits[unit] ?? 0) : Number(power)) - decimals.length - exponent;
  const digits = BigInt(`0${whole}${decimals}`) * (binaryUnits[unit] ?? 1n);
  const scale = 10n ** BigInt(Math.min(Math.abs(shift), largestExponent));
  const magnitude = shift >= 0 ? digits * scale : (digits + scale - 1n) / scale;
  return sign === '-' ? -magnitude : magnitude;
}
