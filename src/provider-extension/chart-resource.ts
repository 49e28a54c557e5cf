import { isObject } from '../validation/json-value';

/**
 * A Secret or ConfigMap in `garden` that chart values refer to, with label
 * `gardener.cloud/role: resource-reference`.
 */
export interface ChartResource {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
}

/** `resources` of a ControllerDeployment or operator Extension, by name. */
export function toChartResources(references: Readonly<Record<string, ChartResource>>): unknown[] {
  return Object.entries(references).map(([name, resource]) => ({
    name,
    resourceRef: isObject(resource)
      ? { apiVersion: 'v1', kind: resource.kind, name: resource.name }
      : resource,
  }));
}
