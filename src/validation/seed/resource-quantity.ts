import type { FieldPath } from '../field-path';
import { isQualifiedName } from '../kubernetes/names';
import { parseQuantity, type Quantity } from '../kubernetes/quantity';
import type { QuantityValue } from './decoded-seed';
import { rules } from './rules';
import type { SeedScope } from './seed-scope';

/** Kubernetes counts these; of all others there may be fractions. */
const countedResources = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

/** A resource of a pod is not negative, and whole if it is one that is counted. */
export function validateResourceQuantity(
  resource: string,
  value: QuantityValue,
  path: FieldPath,
  { issues }: SeedScope,
): void {
  const quantity = parseQuantity(value);
  if (quantity === undefined) return; // Decoding has said so.
  if (quantity.isNegative) {
    issues.report(rules['seed-quantity-negative'], path, `${quantity.canonical} is negative`, {
      hint: 'give zero or more',
    });
  }
  if (isCounted(resource) && thousandths(quantity) % 1000n !== 0n) {
    issues.report(rules['seed-quantity-fraction'], path, `${quantity.canonical} is no whole number`, {
      hint: `${resource} are counted: give a whole number`,
    });
  }
}

/** Extended resources (`example.com/gpu`) are counted, too. */
function isCounted(resource: string): boolean {
  if (countedResources.has(resource)) return true;
  if (!resource.includes('/') || resource.includes('kubernetes.io/') || resource.startsWith('requests.'))
    return false;
  return isQualifiedName(`requests.${resource}`);
}

const notation = /^[+-]?(\d*)(?:\.(\d*))?(?:([num])|[eE](-?\d+)|.*)$/;
const exponents: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3 };

/** In thousandths, rounded up as Kubernetes does. What is written with a larger unit is whole. */
function thousandths(quantity: Quantity): bigint {
  const [, whole = '', decimals = '', unit = '', power = '0'] = notation.exec(quantity.canonical) ?? [];
  const exponent = (exponents[unit] ?? Number(power)) - decimals.length;
  const digits = BigInt(whole + decimals);
  if (exponent >= 0) return 0n;
  const [factor, divisor] =
    exponent > -3 ? [10n ** BigInt(exponent + 3), 1n] : [1n, 10n ** BigInt(-3 - exponent)];
  return (digits * factor + divisor - 1n) / divisor;
}
