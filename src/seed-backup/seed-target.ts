import type { OciChart } from '../provider-extension/oci-chart';
import type { SeedSpec } from './seed-spec';

/** Metadata of what is emitted for a Seed. */
export interface SeedMetadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Whether annotations keep GitOps engines from deleting it when its file goes away. @default true */
  readonly protect?: boolean;
}

/** Fields of the gardenlet's Deployment (`spec.deployment` of a Gardenlet, `spec.gardenlet.deployment` of a ManagedSeed). */
export type GardenletDeployment = Readonly<Record<string, unknown>>;

/** A Gardenlet, `seedmanagement.gardener.cloud/v1alpha1`, and its Seed. */
export interface GardenletProps extends SeedMetadata {
  /** The Seed that the gardenlet registers: all of it but the backup. */
  readonly seed: SeedSpec;
  /** Chart of the gardenlet itself. */
  readonly chart: OciChart;
  /** Labels and annotations of the Seed. @default none */
  readonly seedMetadata?: Omit<SeedMetadata, 'protect'>;
  /** Further fields of `spec.deployment`, e.g. `{ replicaCount: 2 }`. @default none */
  readonly deployment?: GardenletDeployment;
  /** Further fields of the GardenletConfiguration. @default none */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Secret in `garden` with a kubeconfig for the target cluster. @default the cluster that gardener-operator runs in */
  readonly kubeconfigSecretName?: string;
}

/** A ManagedSeed, `seedmanagement.gardener.cloud/v1alpha1`, and its Seed. */
export interface ManagedSeedProps extends SeedMetadata {
  /** Name of the Shoot in `garden` that becomes a Seed. */
  readonly shoot: string;
  /** What the Shoot does not tell; `dns.internal` always belongs here. @default none */
  readonly seed?: Partial<SeedSpec>;
  /** Labels and annotations of the Seed. @default none */
  readonly seedMetadata?: Omit<SeedMetadata, 'protect'>;
  /** `spec.gardenlet.deployment` @default Gardener's */
  readonly deployment?: GardenletDeployment;
  /** Further fields of the GardenletConfiguration. @default none */
  readonly config?: Readonly<Record<string, unknown>>;
  /** `spec.gardenlet.bootstrap`; cannot be changed later. @default `BootstrapToken` */
  readonly bootstrap?: 'BootstrapToken' | 'ServiceAccount' | 'None';
  /** `spec.gardenlet.mergeWithParent`; cannot be changed later. @default true */
  readonly mergeWithParent?: boolean;
}

/** A Seed of its own. */
export interface SeedProps extends SeedMetadata {
  /** The whole Seed but for the backup. */
  readonly seed: SeedSpec;
}

/** A patch with the backup alone, for a Seed that somebody else owns. */
export interface SeedPatchProps extends SeedMetadata {
  /** Provider type of the existing Seed, e.g. `aws`: decides whether the backup needs a region. */
  readonly providerType: string;
  /**
   * `server-side-apply`: a manifest with the backup alone, for Flux, Argo CD or `kubectl apply --server-side`.
   * `kustomize`: a patch file below `patches/`, for somebody's own kustomization.yaml.
   * @default `server-side-apply`
   */
  readonly form?: 'server-side-apply' | 'kustomize';
}

/** @internal */
export type SeedTargetKind =
  | { readonly kind: 'Seed'; readonly props: SeedProps }
  | { readonly kind: 'Gardenlet'; readonly props: GardenletProps }
  | { readonly kind: 'ManagedSeed'; readonly props: ManagedSeedProps }
  | { readonly kind: 'patch'; readonly props: SeedPatchProps };

/** What carries the backup configuration: a Seed, or whatever makes it. Immutable. */
export class SeedTarget {
  /** A Seed of its own, `core.gardener.cloud/v1beta1`. */
  static seed(name: string, props: SeedProps): SeedTarget {
    return new SeedTarget(name, { kind: 'Seed', props });
  }

  /** A Gardenlet, which deploys a gardenlet that registers the Seed of the same name. */
  static gardenlet(name: string, props: GardenletProps): SeedTarget {
    return new SeedTarget(name, { kind: 'Gardenlet', props });
  }

  /** A ManagedSeed: a Shoot that becomes a Seed of the ManagedSeed's name. */
  static managedSeed(name: string, props: ManagedSeedProps): SeedTarget {
    return new SeedTarget(name, { kind: 'ManagedSeed', props });
  }

  /**
   * The backup alone, for a Seed that exists and that somebody else owns. Not for the Seed of a Gardenlet or
   * ManagedSeed: at every start the gardenlet writes its own idea of the Seed, and the two would fight.
   */
  static patch(name: string, props: SeedPatchProps): SeedTarget {
    return new SeedTarget(name, { kind: 'patch', props });
  }

  private constructor(
    readonly name: string,
    /** @internal */
    readonly what: SeedTargetKind,
  ) {}
}
