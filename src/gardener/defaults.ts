import { asList, asObject, asText, isObject, isSameJson, type JsonObject, textAt, valueAt } from './json';
import { kindOf } from './kinds';

// What Gardener fills in where a manifest says nothing.

/** Architectures of machines, and that of an image or a machine type that says none. */
export const architectures: readonly string[] = ['amd64', 'arm64'];
export const defaultArchitecture = 'amd64';

/** How far an image is updated in a maintenance window: `spec.machineImages[].updateStrategy`. */
export const defaultUpdateStrategy = 'major';

/** Container runtimes of an image version: `spec.machineImages[].versions[].cri`. */
export const defaultCri = [{ name: 'containerd' }] as const;

/** When a registration is deployed: `spec.deployment.policy`. */
export const deploymentPolicies: readonly string[] = ['Always', 'AlwaysExceptNoShoots', 'OnDemand'];
export const defaultDeploymentPolicy = 'OnDemand';

/** How a gardenlet gets its first kubeconfig: `spec.gardenlet.bootstrap` of a ManagedSeed. */
export const defaultBootstrap = 'BootstrapToken';

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
        bootstrap: defaultBootstrap,
        mergeWithParent: true,
        ...gardenletSpec(gardenlet),
      }));
    case 'ControllerRegistration':
      return within(manifest, ['spec'], (spec) => ({
        ...spec,
        ...filledResources(spec),
        ...(isObject(spec['deployment'])
          ? { deployment: { policy: defaultDeploymentPolicy, ...spec['deployment'] } }
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

/**
 * A field of a profile or ControllerDeployment that Gardener, or the webhook of provider-alicloud, writes where a
 * manifest does not say it. `withDefaults` has those of the other kinds: what a profile gets depends on its capabilities.
 */
interface Default {
  readonly kinds: readonly string[];
  /** Names of fields; `*` is any item of a list. */
  readonly steps: readonly string[];
  readonly isDefault: (value: unknown) => boolean;
}

/** A NamespacedCloudProfile has hardly any: what it leaves out may be its parent's. */
const profile = ['CloudProfile'];
const profiles = ['CloudProfile', 'NamespacedCloudProfile'];

function row(kinds: readonly string[], path: string, ...values: readonly unknown[]): Default {
  return {
    kinds,
    steps: path.split('.'),
    isDefault: (value) => values.some((one) => isSameJson(one, value)),
  };
}

/** Where a profile declares architectures, an image or a machine type has exactly the one that it is for. */
function isOneArchitecture(value: unknown): boolean {
  if (!isObject(value) || Object.keys(value).length !== 1) return false;
  const { architecture } = value;
  return Array.isArray(architecture) && architecture.length === 1;
}

const imageVersion = 'spec.machineImages.*.versions.*';

const defaults: readonly Default[] = [
  row(profile, 'spec.machineImages.*.updateStrategy', defaultUpdateStrategy),
  row(profile, `${imageVersion}.cri`, defaultCri),
  // Those of the flavors, or amd64.
  {
    ...row(profile, `${imageVersion}.architectures`),
    isDefault: (value) =>
      asList(value).length > 0 && asList(value).every((one) => architectures.includes(String(one))),
  },
  {
    ...row(profile, `${imageVersion}.capabilityFlavors`),
    isDefault: (value) => Array.isArray(value) && value.length === 1 && isOneArchitecture(value[0]),
  },
  row(profile, 'spec.machineTypes.*.architecture', ...architectures),
  row(profiles, 'spec.machineTypes.*.usable', true),
  { ...row(profile, 'spec.machineTypes.*.capabilities'), isDefault: isOneArchitecture },
  row(profiles, 'spec.volumeTypes.*.usable', true),
  row(['ControllerDeployment'], 'injectGardenKubeconfig', false),
];

/**
 * Whether a value is what Gardener would write into a field that is left out.
 *
 * @param steps names of fields, and indexes of lists
 */
export function isServerDefault(
  manifest: JsonObject,
  steps: readonly (string | number)[],
  value: unknown,
): boolean {
  const kind = textAt(manifest, 'kind');
  return defaults.some(
    (one) =>
      one.kinds.includes(kind) &&
      one.steps.length === steps.length &&
      one.steps.every((step, index) => step === (typeof steps[index] === 'number' ? '*' : steps[index])) &&
      one.isDefault(value),
  );
}
