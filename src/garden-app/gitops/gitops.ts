import type { Manifest } from '../../garden-object/garden-object';
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

/** Gardener's two API servers: they are different targets, never one folder. */
export type Cluster = 'garden' | 'runtime';

/**
 * Folders of the output, one per cluster and level. Their names sort in the order in which an API server
 * accepts what they hold: it refuses a ControllerRegistration before its ControllerDeployment, a Seed before
 * the registrations of its types, a ManagedSeed before its Shoot.
 */
export const stages = [
  'runtime',
  'garden/10-profiles',
  'garden/20-registrations',
  'garden/30-seeds',
  'garden/40-managed-seeds',
] as const;

export type Stage = (typeof stages)[number];

const gardenStages: Readonly<Record<string, Stage>> = {
  NamespacedCloudProfile: 'garden/20-registrations',
  ControllerRegistration: 'garden/20-registrations',
  Seed: 'garden/30-seeds',
  Gardenlet: 'garden/30-seeds',
  ManagedSeed: 'garden/40-managed-seeds',
};

export function stageOf(manifest: Manifest, cluster: Cluster): Stage {
  if (cluster === 'runtime') return 'runtime';
  return gardenStages[String(manifest['kind'])] ?? 'garden/10-profiles';
}

/** Path of the output folder in the repository: `./dist/` and `dist` are the same. */
export function pathPrefix(path = 'dist'): string {
  return path.replace(/^\.\//, '').replace(/\/+$/, '');
}
