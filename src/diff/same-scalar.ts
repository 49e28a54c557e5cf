import { parseQuantity } from '../validation/kubernetes/quantity';
import { canonicalTimestamp } from '../validation/kubernetes/timestamp';

const quantities = new Set(['cpu', 'gpu', 'memory', 'size', 'minSize', 'minimumSize']);
const dates = new Set(['expirationDate', 'startTime']);

/** Whether Gardener stores two values of a field as one: `4096Mi` and `4Gi`, `+00:00` and `Z`. */
export function isSameScalar(before: unknown, now: unknown, field: string): boolean {
  if (before === now) return true;
  if (quantities.has(field)) {
    const [old, fresh] = [parseQuantity(before), parseQuantity(now)];
    return old !== undefined && fresh !== undefined && old.compare(fresh) === 0;
  }
  if (dates.has(field) && typeof before === 'string' && typeof now === 'string') {
    const old = canonicalTimestamp(before);
    return old !== undefined && old === canonicalTimestamp(now);
  }
  return false;
}
