import type { Manifest } from '../../garden-object/garden-object';
import type { Stage } from '../../gardener/kinds';
import { ArgocdGitOps, type ArgocdProps } from './argocd';
import { FluxGitOps, type FluxProps } from './flux';

/** An object of the GitOps engine itself, and where it is written, relative to the output folder. */
export interface GitOpsObject {
  readonly path: string;
  readonly manifest: Manifest;
}

/** An object of the landscape, and the stage that it is applied in. */
export interface StagedObject {
  readonly stage: Stage;
  readonly manifest: Manifest;
}

/** A GitOps engine: what it needs beside and on the objects so that it applies them in the right order. */
export interface GitOpsEngine {
  readonly name: string;
  /** Path of the output folder in the repository, without `./`. */
  readonly pathPrefix: string;
  /** Annotations for one object, e.g. its sync wave. */
  annotations(manifest: Manifest, stage: Stage): Readonly<Record<string, string>>;
  /** The engine's own objects, in files below a folder of their own. */
  objects(landscape: readonly StagedObject[]): readonly GitOpsObject[];
}

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
    return new GitOps({ name: 'none', pathPrefix: 'dist', annotations: () => ({}), objects: () => [] });
  }

  private constructor(
    /** @internal */
    readonly engine: GitOpsEngine,
  ) {}
}

/** Path of the output folder in the repository: `./dist/` and `dist` are the same. */
export function pathPrefix(path = 'dist'): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '');
}
