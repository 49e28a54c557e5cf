import { parseGoDuration } from '../kubernetes/duration';
import type { DurationValue } from './decoded-gardenlet';

/** A decoded duration; numbers are nanoseconds already. What cannot be read, decoding has refused. */
export function nanoseconds(duration: DurationValue): bigint {
  if (typeof duration === 'string') return parseGoDuration(duration) ?? 0n;
  return Number.isFinite(duration) ? BigInt(Math.trunc(duration)) : 0n;
}
