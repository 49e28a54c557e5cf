import type { FieldPath } from '../field-path';
import { isQualifiedName } from '../kubernetes/names';
import { parseQuantity } from '../kubernetes/quantity';
import type { QuantityValue } from './decoded-seed';
import { roundedQuantity } from './rounded-quantity';
import { seedRuleTable as rules } from './rules';
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
  if (isCounted(resource) && roundedQuantity(quantity, -3) % 1000n !== 0n) {
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
