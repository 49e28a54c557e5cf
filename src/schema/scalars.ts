import { parseGoDuration } from '../gardener/duration';
import { isStandardBase64 } from '../gardener/names';
import { parseQuantity } from '../gardener/quantity';
import { parseTimestamp } from '../gardener/timestamp';
import type { ScalarFormat } from './schema-node';

/** Go rounds to float32 whatever is nearer to the largest one than to the next step above it. */
const float32Bound = 2 ** 128 - 2 ** 103;

/** What most quantities look like. All of these are fine, so nothing needs to be computed. */
const plainQuantity = /^\d{1,15}(?:m|[kMGT]|[KMGT]i)?$/;

/**
 * Whether the API server can read a value that is there (null is not). Numbers come from YAML or JSON that was
 * parsed already, so `3.0` and `1e1` are integers here, as they are for kubectl, which sends JSON.
 */
export const scalarChecks: Readonly<Record<ScalarFormat, (value: unknown) => boolean>> = {
  string: isString,
  boolean: (value) => typeof value === 'boolean',
  int32: (value) => isInteger(value, 31n),
  int64: (value) => isInteger(value, 63n),
  float: (value) =>
    typeof value === 'bigint' || (typeof value === 'number' && Math.abs(value) < float32Bound),
  quantity: isQuantity,
  'go-duration': isDuration,
  'nanoseconds-or-go-duration': (value) => isDuration(value) || isInteger(value, 63n),
  rfc3339: (value) => isString(value) && parseTimestamp(value) !== undefined,
  byte: (value) => isString(value) && isStandardBase64(value),
};

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isDuration(value: unknown): boolean {
  return isString(value) && parseGoDuration(value) !== undefined;
}

function isInteger(value: unknown, bits: bigint): boolean {
  if (typeof value === 'number') {
    const bound = 2 ** Number(bits);
    return Number.isInteger(value) && value >= -bound && value < bound;
  }
  return typeof value === 'bigint' && BigInt.asIntN(Number(bits) + 1, value) === value;
}

function isQuantity(value: unknown): boolean {
  if (isString(value)) return plainQuantity.test(value) || parseQuantity(value) !== undefined;
  return typeof value === 'number' ? Number.isFinite(value) : typeof value === 'bigint';
}
