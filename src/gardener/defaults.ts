import { asList, asObject, asText, isObject, isSameJson, type JsonObject, valueAt } from './json';
import { kindOf } from './kinds';

// What Gardener, or the webhook of provider-alicloud, fills in where a manifest says nothing.

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

/**
 * Whether a value is what the server writes into a field that is left out.
 *
 * @param steps names of fields, and indexes of lists
 */
export function isServerDefault(
  manifest: JsonObject,
  steps: readonly (string | number)[],
  value: unknown,
): boolean {
  const kind = kindOf(manifest)?.kind ?? '';
  const path = steps.map((step) => (typeof step === 'number' ? '*' : step)).join('.');
  const isDefault = unlessSaid.get(`${kind} ${path}`);
  if (isDefault !== undefined) return isDefault(value);
  const filled = valueIn(withDefaults(asObject(withoutField(manifest, steps))), steps);
  // No access to the garden is what nobody asked for.
  return isSameJson(filled ?? (steps.at(-1) === 'injectGardenKubeconfig' ? false : undefined), value);
}

const architectures: readonly unknown[] = ['amd64', 'arm64'];
const isTrue = (value: unknown): boolean => value === true;
const image = 'spec.machineImages.*';

/**
 * Defaults that depend on what else a profile says, or that mean the same as nothing, by kind and path. A
 * NamespacedCloudProfile has hardly any: what it leaves out may be its parent's.
 */
const unlessSaid: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  [`CloudProfile ${image}.updateStrategy`, (value: unknown) => value === 'major'],
  [`CloudProfile ${image}.versions.*.cri`, (value: unknown) => isSameJson(value, [{ name: 'containerd' }])],
  // Those of the flavors, or amd64.
  [
    `CloudProfile ${image}.versions.*.architectures`,
    (value: unknown) => asList(value).length > 0 && asList(value).every((one) => architectures.includes(one)),
  ],
  [
    `CloudProfile ${image}.versions.*.capabilityFlavors`,
    (value: unknown) => asList(value).length === 1 && isOneArchitecture(asList(value)[0]),
  ],
  ['CloudProfile spec.machineTypes.*.architecture', (value: unknown) => architectures.includes(value)],
  ['CloudProfile spec.machineTypes.*.capabilities', isOneArchitecture],
  ...['CloudProfile', 'NamespacedCloudProfile'].flatMap((kind) => [
    [`${kind} spec.machineTypes.*.usable`, isTrue] as const,
    [`${kind} spec.volumeTypes.*.usable`, isTrue] as const,
  ]),
]);

/** Where a profile declares architectures, an image or a machine type has exactly the one that it is for. */
function isOneArchitecture(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 1 && asList(value['architecture']).length === 1;
}

function valueIn(value: unknown, [step, ...inner]: readonly (string | number)[]): unknown {
  if (step === undefined) return value;
  if (typeof step === 'number') return valueIn(asList(value)[step], inner);
  return isObject(value) && Object.hasOwn(value, step) ? valueIn(value[step], inner) : undefined;
}

function withoutField(value: unknown, [step, ...inner]: readonly (string | number)[]): unknown {
  if (typeof step === 'number') {
    return asList(value).map((item, index) => (index === step ? withoutField(item, inner) : item));
  }
  if (step === undefined || !isObject(value) || !Object.hasOwn(value, step)) return value;
  if (inner.length > 0) return { ...value, [step]: withoutField(value[step], inner) };
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
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
