import type { GardenObjectProps, Manifest } from '../garden-object/garden-object';
import { inOrder, mergeDeep } from '../garden-object/props';
import {
  anyMap,
  boolean,
  mapOf,
  type Members,
  oneOf,
  part,
  readArgument,
  readProps,
  required,
  text,
  unplaced,
} from '../garden-object/shapes';
import { protectionAnnotations } from '../gardener/protection';
import type { Target } from '../gardener/target';
import type { Finding } from '../issues/check';
import { type OciChart, toOciRepository } from '../provider-extension/helm-chart';
import { partialSeedAnnotation } from '../validation/seed/partial-seed';
import { type ManagedSeedSpec, managedSeedShape, seedShape, type SeedSpec, toSeedSpec } from './seed-spec';

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
  /** Fields of the Seed's spec that have no prop, or are to be other than the props say; merged in, maps deeply. @default none */
  readonly extraSeedSpec?: Readonly<Record<string, unknown>>;
  /** Secret in `garden` with a kubeconfig for the target cluster. @default the cluster that gardener-operator runs in */
  readonly kubeconfigSecretName?: string;
}

/** A ManagedSeed, `seedmanagement.gardener.cloud/v1alpha1`, and its Seed. */
export interface ManagedSeedProps extends SeedMetadata {
  /** Name of the Shoot in `garden` that becomes a Seed. */
  readonly shoot: string;
  /** What the Shoot does not tell; `dns.internal` always belongs here. @default none */
  readonly seed?: ManagedSeedSpec;
  /** Labels and annotations of the Seed. @default none */
  readonly seedMetadata?: Omit<SeedMetadata, 'protect'>;
  /** `spec.gardenlet.deployment` @default Gardener's */
  readonly deployment?: GardenletDeployment;
  /** Further fields of the GardenletConfiguration. @default none */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Fields of the Seed's spec that have no prop, or are to be other than the props say; merged in, maps deeply. @default none */
  readonly extraSeedSpec?: Readonly<Record<string, unknown>>;
  /** `spec.gardenlet.bootstrap`; cannot be changed later. @default `BootstrapToken` */
  readonly bootstrap?: 'BootstrapToken' | 'ServiceAccount' | 'None';
  /** `spec.gardenlet.mergeWithParent`; cannot be changed later. @default true */
  readonly mergeWithParent?: boolean;
}

/** A Seed of its own. */
export interface SeedProps extends SeedMetadata {
  /** The whole Seed but for the backup. */
  readonly seed: SeedSpec;
  /** Fields of the Seed's spec that have no prop, or are to be other than the props say; merged in, maps deeply. @default none */
  readonly extraSeedSpec?: Readonly<Record<string, unknown>>;
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
type SeedTargetKind =
  | { readonly kind: 'Seed'; readonly props: Partial<SeedProps> }
  | { readonly kind: 'Gardenlet'; readonly props: Partial<GardenletProps> }
  | { readonly kind: 'ManagedSeed'; readonly props: Partial<ManagedSeedProps> }
  | { readonly kind: 'patch'; readonly props: Partial<SeedPatchProps> };

const metadataMembers: Members<SeedMetadata> = {
  labels: mapOf(text),
  annotations: mapOf(text),
  protect: boolean,
};

const gardenletMembers = {
  seedMetadata: part<SeedMetadata>({ labels: mapOf(text), annotations: mapOf(text) }),
  deployment: anyMap,
  config: anyMap,
  extraSeedSpec: anyMap,
};

const members: {
  readonly Seed: Members<SeedProps>;
  readonly Gardenlet: Members<GardenletProps>;
  readonly ManagedSeed: Members<ManagedSeedProps>;
  readonly patch: Members<SeedPatchProps>;
} = {
  Seed: { ...metadataMembers, seed: required(seedShape), extraSeedSpec: anyMap },
  Gardenlet: {
    ...metadataMembers,
    ...gardenletMembers,
    seed: required(seedShape),
    chart: required(part<OciChart>({})),
    kubeconfigSecretName: text,
  },
  ManagedSeed: {
    ...metadataMembers,
    ...gardenletMembers,
    shoot: required(text),
    seed: managedSeedShape,
    bootstrap: oneOf('BootstrapToken', 'ServiceAccount', 'None'),
    mergeWithParent: boolean,
  },
  patch: {
    ...metadataMembers,
    providerType: required(text),
    form: oneOf('server-side-apply', 'kustomize'),
  },
};

/** What carries the backup configuration: a Seed, or whatever makes it. Immutable. */
export class SeedTarget {
  /** A Seed of its own, `core.gardener.cloud/v1beta1`. */
  static seed(name: string, props: SeedProps): SeedTarget {
    return SeedTarget.made('Seed', name, props);
  }

  /** A Gardenlet, which deploys a gardenlet that registers the Seed of the same name. */
  static gardenlet(name: string, props: GardenletProps): SeedTarget {
    return SeedTarget.made('Gardenlet', name, props);
  }

  /** A ManagedSeed: a Shoot that becomes a Seed of the ManagedSeed's name. */
  static managedSeed(name: string, props: ManagedSeedProps): SeedTarget {
    return SeedTarget.made('ManagedSeed', name, props);
  }

  /**
   * The backup alone, for a Seed that exists and that somebody else owns. Not for the Seed of a Gardenlet or
   * ManagedSeed: at every start the gardenlet writes its own idea of the Seed, and the two would fight.
   */
  static patch(name: string, props: SeedPatchProps): SeedTarget {
    return SeedTarget.made('patch', name, props);
  }

  private static made(kind: SeedTargetKind['kind'], name: unknown, given: unknown): SeedTarget {
    const check = unplaced();
    const usable = readArgument(name, required(text), check.at('name')) ?? '';
    const props = readProps(given, members[kind] as Members<object>, check);
    return new SeedTarget(usable, { kind, props }, check.findings);
  }

  private constructor(
    readonly name: string,
    /** @internal */
    readonly what: SeedTargetKind,
    /** What is wrong with what it was made of. @internal */
    readonly findings: readonly Finding[],
  ) {}
}

interface TargetManifest {
  readonly object?: GardenObjectProps;
  /** A Kustomize patch: a file, but no object that could be applied. */
  readonly patch?: { readonly path: string; readonly content: Manifest };
}

/** The object, or the patch, that carries the backup of a Seed. */
export function toManifest({ name, what }: SeedTarget, backup: Manifest, target: Target): TargetManifest {
  switch (what.kind) {
    case 'Seed':
      return {
        object: {
          apiVersion: 'core.gardener.cloud/v1beta1',
          kind: 'Seed',
          metadata: metadata(name, what.props),
          body: { spec: seedSpec(what.props, backup, target) },
        },
      };
    case 'Gardenlet':
      return {
        object: {
          apiVersion: 'seedmanagement.gardener.cloud/v1alpha1',
          kind: 'Gardenlet',
          metadata: { ...metadata(name, what.props), namespace: 'garden' },
          body: { spec: gardenletSpec(what.props, backup, target) },
        },
      };
    case 'ManagedSeed':
      return {
        object: {
          apiVersion: 'seedmanagement.gardener.cloud/v1alpha1',
          kind: 'ManagedSeed',
          metadata: { ...metadata(name, what.props), namespace: 'garden' },
          body: { spec: managedSeedSpec(what.props, backup, target) },
        },
      };
    case 'patch':
      return patch(name, what.props, backup);
  }
}

function seedSpec(
  props: { readonly seed?: ManagedSeedSpec; readonly extraSeedSpec?: Manifest },
  backup: Manifest,
  target: Target,
): Manifest {
  return mergeDeep(toSeedSpec(props.seed ?? {}, backup, target), props.extraSeedSpec ?? {});
}

function metadata(name: string, props: SeedMetadata): GardenObjectProps['metadata'] {
  return {
    name,
    labels: { ...props.labels },
    annotations: { ...(props.protect === false ? {} : protectionAnnotations), ...props.annotations },
  };
}

function gardenletSpec(props: Partial<GardenletProps>, backup: Manifest, target: Target): Manifest {
  const { kubeconfigSecretName } = props;
  return {
    deployment: { helm: { ociRepository: toOciRepository(props.chart ?? {}) }, ...props.deployment },
    config: configuration(props, backup, target),
    ...(kubeconfigSecretName === undefined ? {} : { kubeconfigSecretRef: { name: kubeconfigSecretName } }),
  };
}

function managedSeedSpec(props: Partial<ManagedSeedProps>, backup: Manifest, target: Target): Manifest {
  const { deployment, bootstrap, mergeWithParent } = props;
  return {
    shoot: { name: props.shoot },
    gardenlet: inOrder(['deployment', 'config', 'bootstrap', 'mergeWithParent'], {
      deployment,
      config: configuration(props, backup, target),
      bootstrap,
      mergeWithParent,
    }),
  };
}

function configuration(
  props: Pick<ManagedSeedProps, 'config' | 'seedMetadata' | 'seed' | 'extraSeedSpec'>,
  backup: Manifest,
  target: Target,
): Manifest {
  const { labels, annotations } = props.seedMetadata ?? {};
  const seedMetadata = inOrder(['labels', 'annotations'], { labels, annotations });
  return {
    apiVersion: 'gardenlet.config.gardener.cloud/v1alpha1',
    kind: 'GardenletConfiguration',
    ...props.config,
    seedConfig: {
      ...(Object.keys(seedMetadata).length === 0 ? {} : { metadata: seedMetadata }),
      spec: seedSpec(props, backup, target),
    },
  };
}

function patch(name: string, props: Partial<SeedPatchProps>, backup: Manifest): TargetManifest {
  const content = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Seed',
    metadata: { name },
    spec: { backup },
  };
  if (props.form === 'kustomize') return { patch: { path: `patches/seed-${name}-backup.yaml`, content } };
  const { annotations, ...rest } = metadata(name, props);
  return {
    object: {
      apiVersion: content.apiVersion,
      kind: content.kind,
      metadata: {
        ...rest,
        annotations: {
          ...annotations,
          [partialSeedAnnotation]: `of type ${props.providerType ?? ''}`,
        },
      },
      body: { spec: content.spec },
    },
  };
}
