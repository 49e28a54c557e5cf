import { asList, asObject, asText, isObject, type JsonObject, valueAt } from './json';
import { kindOf } from './kinds';

// What Gardener fills in where a manifest says nothing. What a profile gets depends on its capabilities, and is told
// where profiles are compared.

/**
 * A Seed, Gardenlet, ManagedSeed, ControllerRegistration or operator Extension with what Gardener fills in. Any other
 * object, and whatever has another form than it should, stays as it is.
 */
export function withDefaults(manifest: JsonObject): JsonObject {
  switch (kindOf(manifest)?.kind) {
    case 'Seed':
      return within(manifest, ['spec'], seedSpec);
    case 'Gardenlet':
      return within(manifest, ['spec'], gardenletSpec);
    case 'ManagedSeed':
      return within(manifest, ['spec', 'gardenlet'], (gardenlet) => ({
        bootstrap: 'BootstrapToken',
        mergeWithParent: true,
        ...gardenletSpec(gardenlet),
      }));
    case 'ControllerRegistration':
      return within(manifest, ['spec'], (spec) => ({
        ...spec,
        ...filledResources(spec),
        ...(isObject(spec['deployment'])
          ? { deployment: { policy: 'OnDemand', ...spec['deployment'] } }
          : {}),
      }));
    case 'Extension':
      return within(manifest, ['spec'], extensionSpec);
    default:
      return manifest;
  }
}

/** What a ControllerRegistration registers, with what Gardener fills in: an empty list is none. */
export function withResourceDefaults(resource: JsonObject): JsonObject {
  const filled = { primary: true, ...withoutNulls(resource) };
  if (resource['kind'] === 'SelfHostedShootExposure') return { continuousEndpointUpdate: true, ...filled };
  if (resource['kind'] !== 'Extension') return filled;
  return {
    reconcileTimeout: '3m0s',
    ...filled,
    clusterCompatibility:
      asList(resource['clusterCompatibility']).length > 0 ? resource['clusterCompatibility'] : ['shoot'],
    lifecycle: {
      reconcile: 'AfterKubeAPIServer',
      delete: 'BeforeKubeAPIServer',
      migrate: 'BeforeKubeAPIServer',
      ...asObject(resource['lifecycle']),
    },
  };
}

/** Gardener takes a null for nothing. */
function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([, value]) => value !== null && value !== undefined),
  );
}

function filledResources(spec: JsonObject): JsonObject {
  if (!Array.isArray(spec['resources'])) return {};
  return {
    resources: asList(spec['resources']).map((resource) =>
      isObject(resource) ? withResourceDefaults(resource) : resource,
    ),
  };
}

/** The operator gives access to the garden to whatever has workers. */
function extensionSpec(spec: JsonObject): JsonObject {
  const filled = { ...spec, ...filledResources(spec) };
  const hasWorkers = asList(spec['resources']).some((resource) => valueAt(resource, 'kind') === 'Worker');
  if (!hasWorkers || !isObject(valueAt(spec, 'deployment', 'extension'))) return filled;
  return within(filled, ['deployment', 'extension'], (extension) => ({
    injectGardenKubeconfig: true,
    ...extension,
  }));
}

function gardenletSpec(spec: JsonObject): JsonObject {
  const config = asObject(spec['config']);
  const resources = asObject(config['resources']);
  return {
    ...spec,
    deployment: {
      replicaCount: 2,
      revisionHistoryLimit: 2,
      enableHealthProbes: true,
      ...asObject(spec['deployment']),
      image: withPullPolicy(asObject(valueAt(spec, 'deployment', 'image'))),
    },
    config: {
      apiVersion: 'gardenlet.config.gardener.cloud/v1alpha1',
      kind: 'GardenletConfiguration',
      ...config,
      resources: { ...resources, capacity: { shoots: '250', ...asObject(resources['capacity']) } },
      ...(isObject(valueAt(config, 'seedConfig', 'spec'))
        ? { seedConfig: within(asObject(config['seedConfig']), ['spec'], seedSpec) }
        : {}),
    },
  };
}

function withPullPolicy(image: JsonObject): JsonObject {
  return { pullPolicy: asText(image['tag']) === 'latest' ? 'Always' : 'IfNotPresent', ...image };
}

const enabled = { enabled: true };

function seedSpec(spec: JsonObject): JsonObject {
  const settings = asObject(spec['settings']);
  const reservation = asObject(settings['excessCapacityReservation']);
  const watchdog = asObject(settings['dependencyWatchdog']);
  const isReserved = reservation['enabled'] !== false && asList(reservation['configs']).length === 0;
  return {
    ...spec,
    networks: { ipFamilies: ['IPv4'], ...asObject(spec['networks']) },
    settings: {
      scheduling: { visible: true },
      verticalPodAutoscaler: enabled,
      topologyAwareRouting: { enabled: false },
      persistentVolumeClaimAutoscaler: { enabled: false },
      ...settings,
      excessCapacityReservation: isReserved
        ? { ...reservation, configs: [{ resources: { cpu: '2', memory: '6Gi' } }] }
        : reservation,
      dependencyWatchdog: { weeder: enabled, prober: enabled, ...watchdog },
      loadBalancerServices: { zonalIngress: enabled, ...asObject(settings['loadBalancerServices']) },
    },
  };
}

/** A copy in which the object at a place is another; the same one where there is none. */
function within(
  object: JsonObject,
  [name = '', ...inner]: readonly string[],
  change: (part: JsonObject) => JsonObject,
): JsonObject {
  const part = object[name];
  if (!isObject(part)) return object;
  return { ...object, [name]: inner.length === 0 ? change(part) : within(part, inner, change) };
}
