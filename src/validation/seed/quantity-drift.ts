import { quote } from '../kubernetes/quote';
import type { FieldPath } from '../field-path';
import { parseQuantity } from '../kubernetes/quantity';
import type { QuantityValue, ResourceList, SeedSpec } from './decoded-seed';
import { seedRuleTable as rules } from './rules';
import type { SeedScope } from './seed-scope';

/** Quantities that the API server stores in another form, so that whatever compares manifests sees drift. */
export function warnOfDrift({ settings, volume }: SeedSpec, scope: SeedScope): void {
  const path = scope.path.child('settings');
  for (const [index, { resources }] of (settings?.excessCapacityReservation?.configs ?? []).entries()) {
    const resourcesPath = path.child('excessCapacityReservation', 'configs').index(index).child('resources');
    warnOfResources(resources, resourcesPath, scope);
  }
  warnOfResources(
    settings?.verticalPodAutoscaler?.maxAllowed,
    path.child('verticalPodAutoscaler', 'maxAllowed'),
    scope,
  );
  if (volume?.minimumSize !== undefined) {
    warnOfQuantity(volume.minimumSize, scope.path.child('volume', 'minimumSize'), scope);
  }
}

export function warnOfResources(
  resources: ResourceList | undefined,
  path: FieldPath,
  scope: Pick<SeedScope, 'issues'>,
): void {
  for (const [name, value] of Object.entries(resources ?? {})) warnOfQuantity(value, path.child(name), scope);
}

function warnOfQuantity(value: QuantityValue, path: FieldPath, { issues }: Pick<SeedScope, 'issues'>): void {
  const canonical = parseQuantity(value)?.canonical;
  if (canonical === undefined || canonical === value) return;
  issues.report(rules['seed-quantity-drift'], path, `${quote(value)} is stored as ${quote(canonical)}`, {
    hint: `write ${quote(canonical)}`,
  });
}
