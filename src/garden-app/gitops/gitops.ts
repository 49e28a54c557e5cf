import { ArgocdGitOps, type ArgocdProps } from './argocd';
import type { GitOpsEngine } from './engine';
import { FluxGitOps, type FluxProps } from './flux';

/** Who applies the output of a `GardenApp`. */
export class GitOps {
  /** Flux: one Kustomization per stage, each waiting for the one before it. */
  static flux(props: FluxProps = {}): GitOps {
    return new GitOps(new FluxGitOps(props));
  }

  /** Argo CD: one Application per cluster, ordered by sync waves on the objects. */
  static argocd(props: ArgocdProps): GitOps {
    return new GitOps(new ArgocdGitOps(props));
  }

  /** Nobody: `kubectl apply --server-side -R -f` of the stage folders, one after the other. */
  static none(): GitOps {
    return new GitOps({
      name: 'none',
      pathPrefix: 'dist',
      findings: [],
      annotations: () => ({}),
      objects: () => [],
    });
  }

  private constructor(
    /** @internal */
    readonly engine: GitOpsEngine,
  ) {}
}
