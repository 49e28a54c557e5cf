import type { Manifest } from '../../garden-object/garden-object';
import { type Fields, type FieldKind, needed } from '../../garden-object/fields';
import { mergeDeep } from '../../garden-object/props';
import {
  anyMap,
  checkName,
  checkNamespace,
  type Members,
  readProps,
  required,
  text,
  unplaced,
} from '../../garden-object/shapes';
import { gardenAppRules as rules } from '../../garden-object/table';
import type { Cluster, Stage } from '../../gardener/kinds';
import type { Check, Finding } from '../../issues/check';
import {
  below,
  checkObjects,
  type EngineMetadata,
  type GitOpsEngine,
  type GitOpsObject,
  metadataMembers,
  pathPrefix,
  type StagedObject,
  withMetadata,
  withoutNulls,
} from './engine';

/** How Argo CD applies the output; see `GitOps.argocd`. */
export interface ArgocdProps extends EngineMetadata {
  /** Repository that holds the output folder, as Argo CD knows it. */
  readonly repoUrl: string;
  /** Branch, tag or commit. @default `main` */
  readonly targetRevision?: string;
  /** Path of the output folder in the repository. @default `dist` */
  readonly pathPrefix?: string;
  /** Namespace of the Applications. @default `argocd` */
  readonly namespace?: string;
  /** AppProject. @default `default` */
  readonly project?: string;
  /** The virtual garden, by the name of its cluster Secret in Argo CD. @default `virtual-garden` */
  readonly gardenCluster?: string;
  /** The runtime cluster, by name. @default the cluster that Argo CD runs in */
  readonly runtimeCluster?: string;
  /**
   * Fields of the Applications' spec that have no prop (`ignoreDifferences`, `info` …), or are to be other than the
   * props say; merged in, maps deeply. @default none
   */
  readonly extraSpec?: Readonly<Record<string, unknown>>;
}

const members: Members<ArgocdProps> = {
  repoUrl: required(text),
  targetRevision: text,
  pathPrefix: text,
  namespace: text,
  project: text,
  gardenCluster: text,
  runtimeCluster: text,
  ...metadataMembers,
  extraSpec: anyMap,
};

/** Argo CD, or its API server, refuses these, after Git has taken them. */
function checkValues(props: Partial<ArgocdProps>, check: Check): void {
  checkNamespace(props.namespace, check.at('namespace'));
  checkName(props.project, check.at('project'));
  for (const prop of ['repoUrl', 'targetRevision', 'gardenCluster', 'runtimeCluster'] as const) {
    if (props[prop]?.trim() === '')
      check.at(prop).report(rules['prop-invalid'], 'is empty', 'give one, or leave it out');
  }
}

const pairs: FieldKind = [{ name: needed('text'), value: needed('text') }];
const jsonnetValues: FieldKind = [{ code: 'boolean', name: needed('text'), value: needed('text') }];
const source: Fields = {
  ...{ chart: 'text', name: 'text', path: 'text', ref: 'text', repoURL: needed('text'), tagPrefix: 'text' },
  targetRevision: 'text',
  directory: {
    ...{ exclude: 'text', include: 'text', recurse: 'boolean' },
    jsonnet: { extVars: jsonnetValues, libs: 'texts', tlas: jsonnetValues },
  },
  helm: {
    ...{ apiVersions: 'texts', fileParameters: [{ name: 'text', path: 'text' }] },
    ...{
      ignoreMissingValueFiles: 'boolean',
      kubeVersion: 'text',
      namespace: 'text',
      passCredentials: 'boolean',
    },
    parameters: [{ forceString: 'boolean', name: 'text', value: 'text' }],
    ...{ releaseName: 'text', skipCrds: 'boolean', skipSchemaValidation: 'boolean', skipTests: 'boolean' },
    ...{ valueFiles: 'texts', values: 'text', valuesObject: 'map', version: 'text' },
  },
  kustomize: 'map',
  plugin: { env: pairs, name: 'text', parameters: 'list' },
};

/** The spec of an Application, as Argo CD 3.5 knows it. */
const applicationFields: Fields = {
  destination: needed({ name: 'text', namespace: 'text', server: 'text' }),
  ignoreDifferences: [
    {
      ...{ group: 'text', jqPathExpressions: 'texts', jsonPointers: 'texts', kind: needed('text') },
      ...{ managedFieldsManagers: 'texts', name: 'text', namespace: 'text' },
    },
  ],
  ...{ info: pairs, project: needed('text'), revisionHistoryLimit: 'integer', source, sources: [source] },
  sourceHydrator: 'map',
  syncPolicy: {
    automated: { allowEmpty: 'boolean', enabled: 'boolean', prune: 'boolean', selfHeal: 'boolean' },
    managedNamespaceMetadata: { annotations: 'textMap', labels: 'textMap' },
    retry: {
      backoff: { duration: 'text', factor: 'integer', maxDuration: 'text' },
      ...{ limit: 'integer', refresh: 'boolean' },
    },
    syncOptions: 'texts',
  },
};

/**
 * Sync waves within the garden: a failed wave keeps the later ones from being tried. Bindings and Seeds do not
 * need each other.
 */
const waves: Readonly<Record<Stage, string>> = {
  runtime: '0',
  'garden/05-projects': '-1',
  'garden/10-profiles': '0',
  'garden/20-registrations': '1',
  'garden/25-bindings': '2',
  'garden/30-seeds': '2',
  'garden/35-shoots': '3',
  'garden/40-managed-seeds': '4',
};

export class ArgocdGitOps implements GitOpsEngine {
  readonly name = 'argocd';
  readonly pathPrefix: string;
  readonly findings: readonly Finding[];
  private readonly props: Partial<ArgocdProps>;

  constructor(given: unknown) {
    const check = unplaced();
    this.props = readProps(given, members, check);
    this.pathPrefix = pathPrefix(this.props.pathPrefix);
    checkValues(this.props, check);
    // What props say amiss has been told of the props.
    if (check.findings.length === 0) checkObjects([this.application('garden')], applicationFields, check);
    this.findings = check.findings;
  }

  annotations(_manifest: Manifest, stage: Stage): Readonly<Record<string, string>> {
    return stage === 'runtime' ? {} : { 'argocd.argoproj.io/sync-wave': waves[stage] };
  }

  objects(landscape: readonly StagedObject[]): readonly GitOpsObject[] {
    const clusters = (['garden', 'runtime'] as const).filter((cluster) =>
      landscape.some(({ stage }) => (stage === 'runtime') === (cluster === 'runtime')),
    );
    return clusters.map((cluster) => ({
      path: `argocd/gardener-${cluster}.yaml`,
      manifest: this.application(cluster),
    }));
  }

  private application(cluster: Cluster): Record<string, unknown> {
    const { props } = this;
    return {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: {
        name: `gardener-${cluster}`,
        namespace: props.namespace ?? 'argocd',
        // ServerSideApply without it leaves registrations and Gardenlets out of sync for ever.
        ...withMetadata(props, { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' }),
      },
      spec: withoutNulls(
        mergeDeep(
          {
            project: props.project ?? 'default',
            destination: this.destination(cluster),
            source: {
              repoURL: props.repoUrl,
              targetRevision: props.targetRevision ?? 'main',
              path: below(this.pathPrefix, cluster),
              directory: { recurse: true },
            },
            syncPolicy: {
              automated: { prune: false, selfHeal: true },
              syncOptions: ['ServerSideApply=true', 'RespectIgnoreDifferences=true'],
              // Seeds are refused until their types are registered: give up never.
              retry: { limit: -1, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
            },
          },
          props.extraSpec ?? {},
        ),
      ),
    };
  }

  private destination(cluster: Cluster): Record<string, unknown> {
    if (cluster === 'garden')
      return { name: this.props.gardenCluster ?? 'virtual-garden', namespace: 'garden' };
    return this.props.runtimeCluster === undefined
      ? { server: 'https://kubernetes.default.svc', namespace: 'garden' }
      : { name: this.props.runtimeCluster, namespace: 'garden' };
  }
}
