import { type JsonObject, objectAt, quote, textAt } from '../../gardener/json';
import { parseQuantity } from '../../gardener/quantity';
import type { Check } from '../../issues/check';
import { seedRuleTable as rules } from './table';

const annotation = 'gardener.cloud/operation';

/** Seeds, Gardenlets and ManagedSeeds. */
interface Annotated {
  readonly metadata?: JsonObject;
  readonly spec?: unknown;
}

/** An operation must be known, and one that is pending must not be replaced by another. `check` is at the object. */
export function validateOperation(
  manifest: Annotated,
  previous: Annotated | undefined,
  operations: readonly string[],
  check: Check,
): void {
  const operation = operationOf(manifest);
  const pending = operationOf(previous ?? {});
  if (operation === '') return;
  const atOperation = check.at('metadata', 'annotations').key(annotation);
  if (!operations.includes(operation)) {
    atOperation.report(
      rules['seed-operation-unknown'],
      `${quote(operation)} is no operation`,
      `use one of ${operations.join(', ')}`,
    );
  }
  if (pending === '' || pending === operation) return;
  // The server takes "reconcile" off before it looks, unless the same request changes the spec.
  if (operation === 'reconcile' && isSameValue(manifest.spec, previous?.spec)) return;
  atOperation.report(
    rules['seed-operation-pending'],
    `${quote(operation)} would replace ${quote(pending)}, which is still pending`,
    `wait until the annotation is gone, or remove it first`,
  );
}

function operationOf({ metadata = {} }: Annotated): string {
  return textAt(objectAt(metadata, 'annotations'), annotation);
}

/**
 * Whether two decoded values mean the same to the API server: a missing value is an empty one, and quantities
 * compare by what they are worth.
 */
function isSameValue(a: unknown, b: unknown): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSameValue(item, b[index]));
  }
  if (isRecord(a) && isRecord(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSameValue(a[key], b[key]));
  }
  return isScalar(a) && isScalar(b) && isSameQuantity(a, b);
}

function isSameQuantity(a: unknown, b: unknown): boolean {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left !== undefined && right?.compare(left) === 0;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isEmpty);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
