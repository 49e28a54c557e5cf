import { FieldPath } from './field-path';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from './json';

/** Gardener's two API servers: they are different targets, never one folder. */
export type Cluster = 'garden' | 'runtime';

/**
 * Levels in which objects are applied to one API server. Their names sort in the order in which it accepts
 * what they hold: it refuses a ControllerRegistration before its ControllerDeployment, a Seed before the
 * registrations of its types, a ManagedSeed before its Shoot.
 */
export const stages = [
  'runtime',
  'garden/10-profiles',
  'garden/20-registrations',
  'garden/30-seeds',
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
  readonly cluster: Cluster;
  readonly stage: Stage;
  readonly isNamespaced: boolean;
  /** First Gardener minor that serves it, where that is later than the oldest target. */
  readonly since?: number;
  /** Whether the loss of an object is an outage: Shoots depend on it, and what is deleted does not come back. */
  readonly isOfValue?: true;
  /** Whether rules of ours judge it; of the other kinds only references and order count. */
  readonly isJudged?: true;
  /** Where the spec of a Seed lies. */
  readonly seedSpec?: readonly string[];
  readonly charts?: readonly ChartPlace[];
  /** Where references to objects whose data a chart gets lie. */
  readonly chartResources?: readonly string[];
  /** Where the CloudProfileConfig lies that maps image versions to image IDs. */
  readonly imageMapping?: readonly string[];
}

const gardenletConfig = ['spec', 'config'];
const managedSeedConfig = ['spec', 'gardenlet', 'config'];
const extensionHelm = ['spec', 'deployment', 'extension', 'helm'];
const admission = ['spec', 'deployment', 'admission'];
const admissionValues = [...admission, 'values'];

const profiles: Pick<Kind, 'cluster' | 'stage'> = { cluster: 'garden', stage: 'garden/10-profiles' };
const seeds: Pick<Kind, 'cluster' | 'stage'> = { cluster: 'garden', stage: 'garden/30-seeds' };

export const kinds: readonly Kind[] = [
  {
    ...{ kind: 'CloudProfile', group: coreGroup, versions: ['v1beta1'], isNamespaced: false },
    ...{ ...profiles, isJudged: true, isOfValue: true, imageMapping: ['spec', 'providerConfig'] },
  },
  {
    ...{ kind: 'NamespacedCloudProfile', group: coreGroup, versions: ['v1beta1'], isNamespaced: true },
    ...{ cluster: 'garden', stage: 'garden/20-registrations' },
    ...{ isJudged: true, isOfValue: true, imageMapping: ['spec', 'providerConfig'] },
  },
  {
    ...{ kind: 'Seed', group: coreGroup, versions: ['v1beta1'], isNamespaced: false },
    ...{ ...seeds, isJudged: true, isOfValue: true, seedSpec: ['spec'] },
  },
  {
    ...{ kind: 'BackupBucket', group: coreGroup, versions: ['v1beta1'], isNamespaced: false },
    ...{ ...profiles, isJudged: true },
  },
  {
    ...{ kind: 'ControllerRegistration', group: coreGroup, versions: ['v1beta1'], isNamespaced: false },
    ...{ cluster: 'garden', stage: 'garden/20-registrations', isJudged: true },
  },
  {
    ...{ kind: 'ControllerDeployment', group: coreGroup, versions: ['v1', 'v1beta1'], isNamespaced: false },
    ...{ ...profiles, isJudged: true, chartResources: ['resources'] },
    charts: [
      { helm: ['helm'], values: [['helm', 'values']] },
      { helm: ['providerConfig'], values: [['providerConfig', 'values']] },
    ],
  },
  {
    ...{ kind: 'Extension', group: operatorGroup, versions: ['v1alpha1'], isNamespaced: false, since: 98 },
    ...{ cluster: 'runtime', stage: 'runtime', isJudged: true },
    chartResources: ['spec', 'deployment', 'resources'],
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
  },
  {
    ...{ kind: 'Gardenlet', group: seedManagementGroup, versions: ['v1alpha1'], isNamespaced: true },
    ...{ ...seeds, since: 97, isJudged: true, isOfValue: true },
    seedSpec: [...gardenletConfig, 'seedConfig', 'spec'],
    charts: [{ helm: ['spec', 'deployment', 'helm'], values: [] }],
  },
  {
    ...{ kind: 'ManagedSeed', group: seedManagementGroup, versions: ['v1alpha1'], isNamespaced: true },
    ...{ cluster: 'garden', stage: 'garden/40-managed-seeds', isJudged: true, isOfValue: true },
    seedSpec: [...managedSeedConfig, 'seedConfig', 'spec'],
  },
  {
    ...{ kind: 'Secret', group: '', versions: ['v1'], isNamespaced: true },
    ...{ ...profiles, isJudged: true },
  },
];

/** Gardener's other kinds in the groups above: known, and none of our business. */
export const otherKinds: ReadonlyMap<string, readonly string[]> = new Map([
  [
    `${coreGroup}/v1beta1`,
    [
      ...['BackupEntry', 'ControllerInstallation', 'ExposureClass', 'InternalSecret', 'Project', 'Quota'],
      ...['SecretBinding', 'Shoot', 'ShootState'],
    ],
  ],
  [`${seedManagementGroup}/v1alpha1`, ['ManagedSeedSet']],
  [`${operatorGroup}/v1alpha1`, ['Garden']],
]);

const byName = new Map(kinds.map((row) => [`${row.group}/${row.kind}`, row]));

/** `core.gardener.cloud` of `core.gardener.cloud/v1beta1`; empty for `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The row of a manifest's kind, whatever its version; undefined for a kind that has none. */
export function kindOf(manifest: unknown): Kind | undefined {
  const { apiVersion, kind } = asObject(manifest);
  return byName.get(`${groupOf(asText(apiVersion))}/${asText(kind)}`);
}

/** A part of a manifest, and its path there. */
export interface Part {
  readonly value: JsonObject;
  readonly path: FieldPath;
}

/** The spec of the Seed that a Seed, Gardenlet or ManagedSeed describes. */
export function seedSpecOf(manifest: unknown): Part | undefined {
  const steps = kindOf(manifest)?.seedSpec;
  return steps === undefined ? undefined : partAt(manifest, steps);
}

/** The CloudProfileConfig of a CloudProfile or NamespacedCloudProfile of type alicloud. */
export function imageMappingOf(manifest: unknown): Part | undefined {
  const steps = kindOf(manifest)?.imageMapping;
  return steps === undefined ? undefined : partAt(manifest, steps);
}

function partAt(manifest: unknown, steps: readonly string[]): Part | undefined {
  const value = valueAt(manifest, ...steps);
  return isObject(value) ? { value, path: FieldPath.of(...steps) } : undefined;
}

/** The charts that an object deploys: each place that holds one, with the values it gets. */
export function chartsOf(
  manifest: unknown,
): readonly { readonly helm: Part; readonly values: readonly Part[] }[] {
  return asList(kindOf(manifest)?.charts).flatMap((place) => {
    const { helm, values } = place as ChartPlace;
    const chart = partAt(manifest, helm);
    if (chart === undefined) return [];
    const given = values.map((steps) => partAt(manifest, steps)).filter((part) => part !== undefined);
    return [{ helm: chart, values: given }];
  });
}
