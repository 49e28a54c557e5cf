import { asObject, asText, isObject, type JsonObject, valueAt } from './json';

/** Gardener's two API servers: they are different targets, never one folder. */
export type Cluster = 'garden' | 'runtime';

/**
 * Levels in which objects are applied to one API server. Their names sort in the order in which it accepts
 * what they hold, as it resolves references before it takes an object: it refuses what lies in the namespace of
 * a Project before the Project, a ControllerRegistration before its ControllerDeployment, a NamespacedCloudProfile
 * before its parent, a binding before its Secret and Quotas, a Seed before the registrations of its types, a
 * Shoot before all of them, a ManagedSeed before its Shoot.
 */
export const stages = [
  'runtime',
  'garden/05-projects',
  'garden/10-profiles',
  'garden/20-registrations',
  'garden/25-bindings',
  'garden/30-seeds',
  'garden/35-shoots',
  'garden/40-managed-seeds',
] as const;
export type Stage = (typeof stages)[number];

export const coreGroup = 'core.gardener.cloud';
export const seedManagementGroup = 'seedmanagement.gardener.cloud';
export const operatorGroup = 'operator.gardener.cloud';
export const securityGroup = 'security.gardener.cloud';

/** Where a chart lies in an object: `helm` holds rawChart or ociRepository, `values` are handed to it. */
export interface ChartPlace {
  readonly helm: readonly string[];
  readonly values: readonly (readonly string[])[];
}

/** What is true of one kind of object for everybody. A row for each kind: a new kind is a new row. */
export interface Kind {
  readonly kind: string;
  readonly group: string;
  /** Served versions, the one to write first. */
  readonly versions: readonly string[];
  /** Undefined for a kind that both API servers serve. */
  readonly cluster?: Cluster;
  /** Level in the garden. */
  readonly stage: Stage;
  readonly isNamespaced: boolean;
  /** First Gardener minor that serves it, where that is later than the oldest target. */
  readonly since?: number;
  /** Whether the loss of an object is an outage: Shoots depend on it, and what is deleted does not come back. */
  readonly isOfValue?: boolean;
  /** Whether rules of ours judge it; of the other kinds only references and order count. */
  readonly isJudged?: boolean;
  /** Where the spec of a Seed lies. */
  readonly seedSpec?: readonly string[];
  readonly charts?: readonly ChartPlace[];
  /** Where references to objects whose data a chart gets lie. */
  readonly chartResources?: readonly string[];
  /** Where the CloudProfileConfig lies that maps image versions to image IDs. */
  readonly imageMapping?: readonly string[];
}

type Facts = Partial<Omit<Kind, 'kind' | 'group' | 'cluster' | 'stage'>>;

/** A kind of the virtual garden: by default one without a namespace, and without rules of ours. */
function garden(kind: string, group: string, level: string, facts: Facts = {}): Kind {
  const versions = group === coreGroup ? ['v1beta1'] : ['v1alpha1'];
  const stage = stages.find((name) => name === `garden/${level}`) ?? 'garden/10-profiles';
  return { kind, group, versions, cluster: 'garden', stage, isNamespaced: false, ...facts };
}

function runtime(kind: string, facts: Facts): Kind {
  const id = { kind, group: operatorGroup, versions: ['v1alpha1'] };
  return { ...id, cluster: 'runtime', stage: 'runtime', isNamespaced: false, ...facts };
}

/** A kind of Kubernetes that both API servers serve. */
function everywhere(kind: string, facts: Facts = {}): Kind {
  return { kind, group: '', versions: ['v1'], stage: 'garden/10-profiles', isNamespaced: true, ...facts };
}

const judged = { isJudged: true };
const namespaced = { isNamespaced: true };
const valued = { isJudged: true, isOfValue: true };
const extensionHelm = ['spec', 'deployment', 'extension', 'helm'];
const admission = ['spec', 'deployment', 'admission'];
const admissionValues = [...admission, 'values'];

export const kinds: readonly Kind[] = [
  garden('CloudProfile', coreGroup, '10-profiles', { ...valued, imageMapping: ['spec', 'providerConfig'] }),
  garden('NamespacedCloudProfile', coreGroup, '20-registrations', {
    ...{ ...valued, ...namespaced, imageMapping: ['spec', 'providerConfig'] },
  }),
  garden('Seed', coreGroup, '30-seeds', { ...valued, seedSpec: ['spec'] }),
  garden('BackupBucket', coreGroup, '35-shoots', judged),
  garden('ControllerRegistration', coreGroup, '20-registrations', judged),
  garden('ControllerDeployment', coreGroup, '10-profiles', {
    ...{ ...judged, versions: ['v1', 'v1beta1'], chartResources: ['resources'] },
    charts: [
      { helm: ['helm'], values: [['helm', 'values']] },
      { helm: ['providerConfig'], values: [['providerConfig', 'values']] },
    ],
  }),
  runtime('Extension', {
    ...{ ...judged, since: 98, chartResources: ['spec', 'deployment', 'resources'] },
    charts: [
      {
        helm: extensionHelm,
        values: [
          ['spec', 'deployment', 'extension', 'values'],
          ['spec', 'deployment', 'extension', 'runtimeClusterValues'],
        ],
      },
      { helm: [...admission, 'runtimeCluster', 'helm'], values: [admissionValues] },
      { helm: [...admission, 'virtualCluster', 'helm'], values: [admissionValues] },
    ],
  }),
  garden('Gardenlet', seedManagementGroup, '30-seeds', {
    ...{ ...valued, ...namespaced, since: 97, seedSpec: ['spec', 'config', 'seedConfig', 'spec'] },
    charts: [{ helm: ['spec', 'deployment', 'helm'], values: [] }],
  }),
  garden('ManagedSeed', seedManagementGroup, '40-managed-seeds', {
    ...{ ...valued, ...namespaced, seedSpec: ['spec', 'gardenlet', 'config', 'seedConfig', 'spec'] },
  }),
  everywhere('Secret', judged),

  everywhere('ConfigMap'),
  garden('Project', coreGroup, '05-projects'),
  { ...everywhere('Namespace', { isNamespaced: false }), stage: 'garden/05-projects' },
  garden('ExposureClass', coreGroup, '10-profiles'),
  garden('InternalSecret', coreGroup, '10-profiles', namespaced),
  garden('WorkloadIdentity', securityGroup, '10-profiles', namespaced),
  garden('Quota', coreGroup, '20-registrations', namespaced),
  garden('SecretBinding', coreGroup, '25-bindings', namespaced),
  garden('CredentialsBinding', securityGroup, '25-bindings', namespaced),
  garden('ControllerInstallation', coreGroup, '35-shoots'),
  garden('BackupEntry', coreGroup, '40-managed-seeds', namespaced),
  garden('Shoot', coreGroup, '35-shoots', namespaced),
  garden('ShootState', coreGroup, '40-managed-seeds', namespaced),
  garden('ManagedSeedSet', seedManagementGroup, '40-managed-seeds', namespaced),
  runtime('Garden', {}),
];

const byName = new Map(kinds.map((row) => [`${row.group}/${row.kind}`, row]));

/** `core.gardener.cloud` of `core.gardener.cloud/v1beta1`; empty for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The row of a kind, whatever its version; undefined for a kind that has none. */
export function kindNamed(group: string, kind: string): Kind | undefined {
  return byName.get(`${group}/${kind}`);
}

export function kindOf(manifest: unknown): Kind | undefined {
  const { apiVersion, kind } = asObject(manifest);
  return kindNamed(groupOf(asText(apiVersion)), asText(kind));
}

const gardenGroups = [coreGroup, seedManagementGroup, securityGroup];
/** Pods run nowhere in the virtual garden. */
const runtimeGroups = [operatorGroup, 'apps', 'batch'];

/** Which of Gardener's two API servers serves a kind; undefined if both do. */
export function clusterOfGroup(group: string): Cluster | undefined {
  if (gardenGroups.includes(group)) return 'garden';
  return runtimeGroups.includes(group) ? 'runtime' : undefined;
}

/** The level of an object in its cluster. */
export function stageOf(manifest: unknown, cluster: Cluster): Stage {
  return cluster === 'runtime' ? 'runtime' : (kindOf(manifest)?.stage ?? 'garden/10-profiles');
}

/** A part of a manifest, and the names of the fields that lead there. */
export interface Part {
  readonly value: JsonObject;
  readonly steps: readonly string[];
}

/** The spec of the Seed that a Seed, Gardenlet or ManagedSeed describes. */
export function seedSpecOf(manifest: unknown): Part | undefined {
  const steps = kindOf(manifest)?.seedSpec;
  return steps === undefined ? undefined : partAt(manifest, steps);
}

/** The CloudProfileConfig of a CloudProfile or NamespacedCloudProfile. */
export function imageMappingOf(manifest: unknown): Part | undefined {
  const steps = kindOf(manifest)?.imageMapping;
  return steps === undefined ? undefined : partAt(manifest, steps);
}

function partAt(manifest: unknown, steps: readonly string[]): Part | undefined {
  const value = valueAt(manifest, ...steps);
  return isObject(value) ? { value, steps } : undefined;
}

/** A chart that an object deploys, with the values that it gets. */
export interface ChartPart {
  readonly helm: Part;
  readonly values: readonly Part[];
}

/** The charts that an object deploys. */
export function chartsOf(manifest: unknown): readonly ChartPart[] {
  const { charts = [] } = kindOf(manifest) ?? {};
  return charts.flatMap(({ helm, values }) => {
    const chart = partAt(manifest, helm);
    if (chart === undefined) return [];
    const given = values.map((steps) => partAt(manifest, steps)).filter((part) => part !== undefined);
    return [{ helm: chart, values: given }];
  });
}
