import type { JsonObject } from '../../../src/gardener/json';

export const secret = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  name,
  namespace: 'garden',
});

/** A complete Seed on Alibaba Cloud, without errors and warnings. */
export const seed: JsonObject = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'Seed',
  metadata: { name: 'ali-eu', labels: { 'example.com/landscape': 'live' } },
  spec: {
    provider: { type: 'alicloud', region: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1b'] },
    backup: {
      provider: 'alicloud',
      region: 'eu-central-1',
      providerConfig: {
        apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
        kind: 'BackupBucketConfig',
      },
      credentialsRef: secret('backup'),
    },
    dns: {
      provider: { type: 'alicloud-dns', credentialsRef: secret('ingress-dns') },
      internal: {
        type: 'alicloud-dns',
        domain: 'internal.example.com',
        credentialsRef: secret('internal-dns'),
      },
      defaults: [
        { type: 'alicloud-dns', domain: 'a.example.com', credentialsRef: secret('default-dns') },
        { type: 'alicloud-dns', domain: 'b.example.com', credentialsRef: secret('default-dns') },
      ],
    },
    ingress: { domain: 'ingress.example.com', controller: { kind: 'nginx' } },
    networks: {
      nodes: '10.240.0.0/16',
      pods: '10.241.0.0/16',
      services: '10.242.0.0/16',
      shootDefaults: { pods: '10.64.0.0/12', services: '10.112.0.0/13' },
    },
    settings: {
      excessCapacityReservation: { configs: [{ resources: { cpu: '2', memory: '6Gi', pods: '4' } }] },
      loadBalancerServices: {
        class: 'example.com/slb',
        externalTrafficPolicy: 'Local',
        zones: [{ name: 'eu-central-1a' }, { name: 'eu-central-1b', externalTrafficPolicy: 'Cluster' }],
      },
      verticalPodAutoscaler: {
        enabled: true,
        featureGates: { PerVPAConfig: true },
        maxAllowed: { cpu: '8', memory: '32Gi' },
      },
      topologyAwareRouting: { enabled: true },
      zoneSelection: { mode: 'Prefer' },
    },
    taints: [{ key: 'seed.gardener.cloud/protected' }, { key: 'example.com/dedicated', value: 'blue' }],
    volume: {
      minimumSize: '20Gi',
      providers: [
        { purpose: 'etcd-main', name: 'flexvolume' },
        { purpose: 'etcd-events', name: 'csi' },
      ],
    },
    extensions: [{ type: 'shoot-oidc-service' }, { type: 'shoot-networking-filter' }],
    resources: [
      { name: 'filterlist', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'filter-list' } },
      {
        name: 'identity',
        resourceRef: {
          apiVersion: 'security.gardener.cloud/v1alpha1',
          kind: 'WorkloadIdentity',
          name: 'filter',
        },
      },
    ],
  },
};
