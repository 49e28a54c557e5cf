import type { JsonObject } from '../../../src/gardener/json';
import { seed } from '../seed/seeds';

const { spec } = seed;

/** A gardenlet's configuration without errors and warnings. */
export const configuration: JsonObject = {
  apiVersion: 'gardenlet.config.gardener.cloud/v1alpha1',
  kind: 'GardenletConfiguration',
  gardenClientConnection: {
    qps: 100,
    burst: 130,
    kubeconfigValidity: {
      validity: '24h',
      autoRotationJitterPercentageMin: 70,
      autoRotationJitterPercentageMax: 90,
    },
  },
  controllers: {
    shoot: { concurrentSyncs: 20, syncPeriod: '1h', retryDuration: '12h', dnsEntryTTLSeconds: 120 },
    backupEntry: { deletionGracePeriodHours: 24, deletionGracePeriodShootPurposes: ['production'] },
    shootCare: {
      staleExtensionHealthChecks: { enabled: true, threshold: '5m' },
      conditionThresholds: [{ type: 'APIServerAvailable', duration: '1m' }],
    },
  },
  resources: { capacity: { shoots: '200' } },
  logLevel: 'info',
  logFormat: 'json',
  exposureClassHandlers: [
    { name: 'internet', loadBalancerService: { annotations: {}, class: 'example.com/public' } },
  ],
  seedConfig: { metadata: { labels: { 'example.com/landscape': 'live' } }, spec },
};

export const gardenlet: JsonObject = {
  apiVersion: 'seedmanagement.gardener.cloud/v1alpha1',
  kind: 'Gardenlet',
  metadata: { name: 'ali-eu', namespace: 'garden' },
  spec: {
    deployment: {
      helm: { ociRepository: { repository: 'registry.example.com/gardenlet', tag: 'v1.149.3' } },
      replicaCount: 2,
      image: { repository: 'registry.example.com/gardenlet', tag: 'v1.149.3', pullPolicy: 'IfNotPresent' },
      resources: { requests: { cpu: '100m', memory: '100Mi' } },
    },
    config: configuration,
  },
};

export const managedSeed: JsonObject = {
  apiVersion: 'seedmanagement.gardener.cloud/v1alpha1',
  kind: 'ManagedSeed',
  metadata: { name: 'ali-eu', namespace: 'garden' },
  spec: {
    shoot: { name: 'ali-eu' },
    gardenlet: {
      deployment: { replicaCount: 1 },
      config: {
        ...configuration,
        seedConfig: {
          spec: {
            provider: { type: 'alicloud' },
            dns: { internal: (spec as { dns: { internal: object } }).dns.internal },
          },
        },
      },
    },
  },
};
