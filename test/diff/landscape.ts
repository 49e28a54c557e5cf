import type { DiffDocument } from '../../src/diff/landscape-diff';

/** A manifest that tests change at will. */
export type Manifest = Record<string, unknown>;

const core = 'core.gardener.cloud/v1beta1';
const images = [
  'eu-central-1',
  'cn-beijing',
  'cn-shanghai',
  'us-west-1',
  'ap-south-9',
  'ap-south-8',
  'ap-south-7',
];

function mapped(version: string): Manifest {
  return { version, regions: images.map((name) => ({ name, id: `m-${version}-${name}` })) };
}

export function cloudProfile(): Manifest {
  return {
    apiVersion: core,
    kind: 'CloudProfile',
    metadata: { name: 'alicloud' },
    spec: {
      type: 'alicloud',
      kubernetes: {
        versions: [
          { version: '1.34.1', classification: 'supported' },
          { version: '1.33.4', classification: 'supported', expirationDate: '2027-06-28T23:59:59Z' },
          { version: '1.32.8', classification: 'deprecated', expirationDate: '2027-02-28T23:59:59Z' },
        ],
      },
      machineImages: [
        {
          name: 'gardenlinux',
          versions: [{ version: '1877.3.0', classification: 'supported' }, { version: '1592.4.0' }],
        },
      ],
      machineTypes: [
        { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' },
        { name: 'ecs.g7.xlarge', cpu: '4', gpu: '0', memory: '16Gi' },
      ],
      volumeTypes: [
        { name: 'cloud_essd', class: 'premium' },
        { name: 'cloud_ssd', class: 'standard' },
      ],
      regions: images.map((name) => ({ name, zones: [{ name: `${name}-a` }, { name: `${name}-b` }] })),
      providerConfig: {
        apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
        kind: 'CloudProfileConfig',
        machineImages: [{ name: 'gardenlinux', versions: [mapped('1877.3.0'), mapped('1592.4.0')] }],
      },
    },
  };
}

export function gardenlet(): Manifest {
  const secret = (name: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: 'garden',
    name,
  });
  return {
    apiVersion: 'seedmanagement.gardener.cloud/v1alpha1',
    kind: 'Gardenlet',
    metadata: { name: 'ali-eu', namespace: 'garden' },
    spec: {
      deployment: { helm: { ociRepository: { ref: 'registry.example.com/charts/gardenlet:v1.149.3' } } },
      config: {
        apiVersion: 'gardenlet.config.gardener.cloud/v1alpha1',
        kind: 'GardenletConfiguration',
        seedConfig: {
          spec: {
            provider: { type: 'alicloud', region: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'] },
            networks: { nodes: '10.250.0.0/16', pods: '10.0.0.0/17', services: '10.0.128.0/17' },
            dns: {
              provider: { type: 'alicloud-dns', credentialsRef: secret('dns') },
              internal: {
                type: 'alicloud-dns',
                domain: 'internal.example.com',
                credentialsRef: secret('dns'),
              },
            },
            ingress: { domain: 'ingress.example.com', controller: { kind: 'nginx' } },
            backup: {
              provider: 'alicloud',
              region: 'eu-central-1',
              credentialsRef: secret('backup'),
              providerConfig: {
                apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
                kind: 'BackupBucketConfig',
                immutability: { retentionType: 'bucket', retentionPeriod: 14, locked: false },
              },
            },
          },
        },
      },
    },
  };
}

export function controllerDeployment(): Manifest {
  return {
    apiVersion: 'core.gardener.cloud/v1',
    kind: 'ControllerDeployment',
    metadata: { name: 'provider-alicloud' },
    helm: {
      ociRepository: { ref: 'registry.example.com/charts/provider-alicloud:v1.71.0' },
      values: { replicaCount: 1, resources: { limits: { memory: '1Gi' } } },
    },
  };
}

export function controllerRegistration(): Manifest {
  return {
    apiVersion: core,
    kind: 'ControllerRegistration',
    metadata: { name: 'provider-alicloud' },
    spec: {
      deployment: { deploymentRefs: [{ name: 'provider-alicloud' }] },
      resources: ['BackupBucket', 'BackupEntry', 'ControlPlane', 'Infrastructure', 'Worker']
        .map((kind) => ({ kind, type: 'alicloud' }))
        .concat({ kind: 'DNSRecord', type: 'alicloud-dns' }),
    },
  };
}

export function shoot(name: string, spec: Manifest = {}, worker: Manifest = {}): Manifest {
  return {
    apiVersion: core,
    kind: 'Shoot',
    metadata: { name, namespace: 'garden-dev' },
    spec: {
      cloudProfile: { kind: 'CloudProfile', name: 'alicloud' },
      region: 'eu-central-1',
      seedName: 'ali-eu',
      kubernetes: { version: '1.32.8' },
      provider: {
        workers: [
          {
            zones: ['eu-central-1-b'],
            machine: { type: 'ecs.g7.large', image: { name: 'gardenlinux', version: '1592.4.0' } },
            volume: { type: 'cloud_ssd' },
            ...worker,
          },
        ],
      },
      ...spec,
    },
  };
}

export function documents(...manifests: readonly unknown[]): DiffDocument[] {
  return manifests.map((manifest) => ({ manifest }));
}

/** A copy that differs at a path; `undefined` takes away, from a list too. */
export function withValue(manifest: Manifest, path: string, value: unknown): Manifest {
  const copy = structuredClone(manifest);
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place: unknown = copy;
  for (const key of keys) place = (place as Manifest)[key];
  if (Array.isArray(place) && value === undefined) place.splice(Number(last), 1);
  else if (value === undefined) Reflect.deleteProperty(place as Manifest, last);
  else (place as Manifest)[last] = value;
  return copy;
}
