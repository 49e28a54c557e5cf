import { asList, isObject } from '../json-value';
import type { JsonObject } from '../kind';
import { parseGoDuration } from '../kubernetes/duration';
import { asObject, asText } from '../kubernetes/read';

/**
 * A text that is the same for two specs exactly if the API server, having filled in its defaults, takes them
 * for equal: empty lists are none, durations are amounts, the order of keys does not matter.
 */
export function comparableSpec(spec: JsonObject): string {
  const deployment = spec['deployment'];
  return stable({
    resources: asList(spec['resources']).map((resource) => defaultedResource(asObject(resource))),
    ...(isObject(deployment)
      ? { deployment: { ...deployment, policy: deployment['policy'] ?? 'OnDemand' } }
      : {}),
  });
}

function defaultedResource(resource: JsonObject): JsonObject {
  const timeout = resource['reconcileTimeout'] ?? (resource['kind'] === 'Extension' ? '3m' : undefined);
  const common = {
    ...resource,
    primary: resource['primary'] ?? true,
    ...(timeout === undefined ? {} : { reconcileTimeout: String(parseGoDuration(asText(timeout))) }),
  };
  if (resource['kind'] === 'SelfHostedShootExposure') {
    return { ...common, continuousEndpointUpdate: resource['continuousEndpointUpdate'] ?? true };
  }
  if (resource['kind'] !== 'Extension') return common;
  const compatibility = asList(resource['clusterCompatibility']);
  return {
    ...common,
    clusterCompatibility: compatibility.length > 0 ? compatibility : ['shoot'],
    lifecycle: {
      reconcile: 'AfterKubeAPIServer',
      delete: 'BeforeKubeAPIServer',
      migrate: 'BeforeKubeAPIServer',
      ...asObject(resource['lifecycle']),
    },
  };
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined && !(Array.isArray(item) && item.length === 0))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${stable(item)}`).join(',')}}`;
}
