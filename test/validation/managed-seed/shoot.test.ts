import type { JsonObject } from '../../../src/gardener/json';
import { validateLandscape } from '../../../src/validation/validate-landscape';
import { managedSeed } from '../gardenlet/gardenlets';
import { type Patch, patched } from '../seed/judged';

const spec = 'spec.gardenlet.config.seedConfig.spec';
const shoot: JsonObject = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'Shoot',
  metadata: { name: 'ali-eu', namespace: 'garden' },
  spec: {
    region: 'eu-central-1',
    provider: {
      type: 'alicloud',
      workers: [
        { name: 'a', zones: ['eu-central-1b', 'eu-central-1a'] },
        { name: 'b', zones: ['eu-central-1a'] },
      ],
    },
    networking: { nodes: '10.250.0.0/16', pods: '10.64.0.0/11', services: '10.96.0.0/13' },
    dns: { domain: 'ali-eu.garden.example.com' },
    kubernetes: { verticalPodAutoscaler: { enabled: true } },
  },
};

/** What only the ManagedSeed and its Shoot together give rise to. */
function issuesOf(...manifests: JsonObject[]): string[] {
  return validateLandscape(
    manifests.map((manifest) => ({ manifest })),
    { now: null },
  )
    .filter(({ rule }) => !rule.startsWith('landscape-'))
    .map(({ severity, type, field, rule }) => `${severity} ${type} ${field} ${rule}`);
}

describe('a ManagedSeed and its Shoot', () => {
  const rows: [string, Patch, Patch, string[]][] = [
    ['fit', {}, {}, []],
    [
      'say the same',
      {
        [`${spec}.provider`]: { type: 'alicloud', region: 'eu-central-1', zones: ['eu-central-1a'] },
        [`${spec}.networks`]: { pods: '10.64.0.0/11' },
        [`${spec}.ingress`]: { domain: 'ingress.ali-eu.garden.example.com', controller: { kind: 'nginx' } },
      },
      {},
      [],
    ],
    [
      'say different things',
      {
        [`${spec}.provider`]: { type: 'gcp', region: 'cn-beijing', zones: ['cn-beijing-a'] },
        [`${spec}.networks`]: { nodes: '10.0.0.0/16', pods: '10.1.0.0/16', services: '10.2.0.0/16' },
        [`${spec}.ingress`]: { domain: 'ali-eu.garden.example.com', controller: { kind: 'nginx' } },
      },
      {},
      [
        ...['provider.type', 'provider.region', 'networks.nodes', 'networks.pods', 'networks.services'],
        ...['ingress.domain', 'provider.zones'],
      ].map((field) => `error Invalid ${spec}.${field} managed-seed-shoot-differs`),
    ],
    [
      'have zones enough',
      {
        [`${spec}.settings`]: { zoneSelection: { mode: 'Prefer' }, topologyAwareRouting: { enabled: true } },
      },
      {},
      [],
    ],
    [
      'have one zone only',
      { [`${spec}.settings`]: { topologyAwareRouting: { enabled: true } } },
      { 'spec.provider.workers': [{ zones: ['eu-central-1a'] }] },
      [`error Forbidden ${spec}.settings.topologyAwareRouting.enabled seed-topology-routing-one-zone`],
    ],
    [
      'are of another provider than the backup',
      {
        [`${spec}.provider`]: undefined,
        [`${spec}.backup`]: { provider: 'alicloud', credentialsRef: backup() },
      },
      { 'spec.provider.type': 'gcp' },
      [`error Invalid ${spec}.backup.region seed-backup-region-missing`],
    ],
    [
      'are where the cloud has its own addresses',
      {},
      { 'spec.networking.pods': '100.96.0.0/11' },
      [`warning Invalid ${spec}.networks.pods seed-network-of-cloud`],
    ],
    [
      'do not fit',
      {},
      {
        'spec.provider.workers': undefined,
        'spec.kubernetes': undefined,
        'spec.addons.nginxIngress.enabled': true,
      },
      [1, 2, 3].map(() => 'error Invalid spec.shoot.name managed-seed-shoot-unfit'),
    ],
    ['may leave the domain to Gardener', {}, { 'spec.dns': undefined }, []],
    [
      'may be in another namespace',
      {},
      { 'metadata.namespace': 'garden-other', 'spec.kubernetes': undefined },
      [],
    ],
  ];
  test.each(rows)('%s', (_, patch, shootPatch, expected) => {
    expect(issuesOf(patched(managedSeed, patch), patched(shoot, shootPatch)).sort()).toEqual(
      [...expected].sort(),
    );
  });

  test.each([
    ['no gardenlet', { 'spec.gardenlet': undefined }],
    ['no configuration', { 'spec.gardenlet.config': undefined }],
    ['no seed', { 'spec.gardenlet.config.seedConfig': undefined }],
  ])('%s is refused, whatever the Shoot', (_, patch) => {
    expect(issuesOf(patched(managedSeed, patch))).toEqual([
      'error InternalError spec.gardenlet.config.seedConfig managed-seed-without-seed',
    ]);
  });

  test('are one each', () => {
    const other = patched(managedSeed, { 'metadata.name': 'other' });
    expect(issuesOf(managedSeed, other, shoot)).toEqual([
      'error Invalid spec.shoot.name managed-seed-shoot-unfit',
    ]);
  });

  test('are judged whatever they are', () => {
    for (const odd of [null, 1, 'x', [], {}, { provider: { workers: 'x' }, networking: [] }]) {
      expect(() => issuesOf(managedSeed, { ...shoot, spec: odd })).not.toThrow();
      expect(() => issuesOf({ ...managedSeed, spec: odd }, shoot)).not.toThrow();
    }
  });
});

function backup(): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', name: 'backup', namespace: 'garden' };
}
