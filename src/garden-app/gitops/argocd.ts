import type { Manifest } from '../../garden-object/garden-object';
import type { Cluster, Stage } from '../../gardener/kinds';
import { type GitOpsEngine, type GitOpsObject, pathPrefix, type StagedObject } from './gitops';

/** How Argo CD applies the output; see `GitOps.argocd`. */
export interface ArgocdProps {
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
}

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

  constructor(private readonly props: ArgocdProps) {
    this.pathPrefix = pathPrefix(props.pathPrefix);
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
        annotations: { 'argocd.argoproj.io/compare-options': 'ServerSideDiff=true' },
      },
      spec: {
        project: props.project ?? 'default',
        destination: this.destination(cluster),
        source: {
          repoURL: props.repoUrl,
          targetRevision: props.targetRevision ?? 'main',
          path: `${this.pathPrefix}/${cluster}`,
          directory: { recurse: true },
        },
        syncPolicy: {
          automated: { prune: false, selfHeal: true },
          syncOptions: ['ServerSideApply=true', 'RespectIgnoreDifferences=true'],
          // Seeds are refused until their types are registered: give up never.
          retry: { limit: -1, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
        },
      },
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
