import type { GardenObjectProps, Manifest } from '../garden-app/garden-object';
import { inOrder } from '../garden-app/canonical';
import { protectionAnnotations } from '../gitops/protection';
import { toOciRepository } from '../provider-extension/oci-chart';
import type { Target } from '../validation/target';
import { partialSeedAnnotation } from '../validation/seed/partial-seed';
import type { SeedSpec } from './seed-spec';
import type {
  GardenletProps,
  ManagedSeedProps,
  SeedMetadata,
  SeedPatchProps,
  SeedTarget,
} from './seed-target';
import { toSeedSpec } from './to-seed-spec';

export interface TargetManifest {
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
          body: { spec: toSeedSpec(what.props.seed, backup, target) },
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

function metadata(name: string, props: SeedMetadata): GardenObjectProps['metadata'] {
  return {
    name,
    labels: { ...props.labels },
    annotations: { ...(props.protect === false ? {} : protectionAnnotations), ...props.annotations },
  };
}

function gardenletSpec(props: GardenletProps, backup: Manifest, target: Target): Manifest {
  const { kubeconfigSecretName } = props;
  return {
    deployment: { helm: { ociRepository: toOciRepository(props.chart) }, ...props.deployment },
    config: configuration(props, backup, target),
    ...(kubeconfigSecretName === undefined ? {} : { kubeconfigSecretRef: { name: kubeconfigSecretName } }),
  };
}

function managedSeedSpec(props: ManagedSeedProps, backup: Manifest, target: Target): Manifest {
  const { deployment, bootstrap, mergeWithParent } = props;
  return {
    shoot: { name: props.shoot },
    gardenlet: inOrder(['deployment', 'config', 'bootstrap', 'mergeWithParent'], {
      deployment,
      config: configuration({ ...props, seed: props.seed ?? {} }, backup, target),
      bootstrap,
      mergeWithParent,
    }),
  };
}

function configuration(
  props: Pick<GardenletProps, 'config' | 'seedMetadata'> & { readonly seed: Partial<SeedSpec> },
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
      spec: toSeedSpec(props.seed, backup, target),
    },
  };
}

function patch(name: string, props: SeedPatchProps, backup: Manifest): TargetManifest {
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
          [partialSeedAnnotation]: `of type ${props.providerType}`,
        },
      },
      body: { spec: content.spec },
    },
  };
}
