import { managedSeedRules } from '../../../src/validation/managed-seed/errors';
import { managedSeed } from '../gardenlet/gardenlets';
import { errors, type Patch, patched, warnings } from '../seed/judged';
import { secret, seed } from '../seed/seeds';

const at = 'spec.gardenlet';
const config = `${at}.config`;
const spec = `${config}.seedConfig.spec`;
const backup = { credentialsRef: secret('backup') };
const connection = `${config}.gardenClientConnection`;

test('the base has neither errors nor warnings', () => {
  expect(errors(managedSeedRules, managedSeed)).toEqual([]);
  expect(warnings(managedSeedRules, managedSeed)).toEqual([]);
});

describe('a ManagedSeed is refused', () => {
  const rows: [string, Patch, string[]][] = [
    [
      'no metadata',
      { metadata: undefined },
      [
        'Required metadata.name metadata-name-required',
        'Required metadata.namespace metadata-namespace-required',
      ],
    ],
    ['no shoot', { 'spec.shoot': undefined }, ['Required spec.shoot managed-seed-shoot-missing']],
    ['a shoot of no name', { 'spec.shoot': {} }, ['Required spec.shoot.name managed-seed-shoot-missing']],
    [
      'an operation of Gardenlets',
      { 'metadata.annotations': { 'gardener.cloud/operation': 'force-redeploy' } },
      ['NotSupported metadata.annotations[gardener.cloud/operation] seed-operation-unknown'],
    ],
    [
      'an unknown bootstrap, even an empty one',
      { [`${at}.bootstrap`]: '' },
      [`NotSupported ${at}.bootstrap managed-seed-bootstrap-unknown`],
    ],
    ...(['BootstrapToken', 'ServiceAccount', undefined] as const).map(
      (bootstrap): [string, Patch, string[]] => [
        `a kubeconfig with bootstrap ${bootstrap ?? 'by default'}`,
        { [`${at}.bootstrap`]: bootstrap, [`${connection}.kubeconfig`]: '/x' },
        [`Forbidden ${connection}.kubeconfig gardenlet-kubeconfig-forbidden`],
      ],
    ),
    [
      'no kubeconfig without bootstrap and parent',
      { [`${at}.bootstrap`]: 'None', [`${at}.mergeWithParent`]: false },
      [`Required ${connection}.kubeconfig gardenlet-kubeconfig-missing`],
    ],
    [
      'secrets without bootstrap',
      {
        [`${at}.bootstrap`]: 'None',
        [`${connection}.bootstrapKubeconfig`]: {},
        [`${connection}.kubeconfigSecret`]: {},
      },
      [
        `Forbidden ${connection}.bootstrapKubeconfig gardenlet-kubeconfig-forbidden`,
        `Forbidden ${connection}.kubeconfigSecret gardenlet-kubeconfig-forbidden`,
      ],
    ],
    [
      'a zone that is none of those it names',
      {
        [`${spec}.provider`]: { zones: ['eu-central-1a', 'eu-central-1b'] },
        [`${spec}.settings`]: { loadBalancerServices: { zones: [{ name: 'eu-central-1c' }] } },
      },
      [`NotFound ${spec}.settings.loadBalancerServices.zones[0].name seed-load-balancer-zone-unknown`],
    ],
    [
      'a backup of another provider without a region',
      { [`${spec}.provider`]: { type: 'gcp' }, [`${spec}.backup`]: { ...backup, provider: 'alicloud' } },
      [`Invalid ${spec}.backup.region seed-backup-region-missing`],
    ],
    [
      'a deployment and a seed as of a Gardenlet',
      { [`${at}.deployment.replicaCount`]: -1, [`${config}.seedConfig.spec.dns`]: undefined },
      [
        `Invalid ${at}.deployment.replicaCount gardenlet-number-negative`,
        `Required ${config}.seedConfig.spec.dns.internal seed-dns-internal-missing`,
      ],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(managedSeedRules, patched(managedSeed, patch))).toEqual(expected);
  });
});

describe('a ManagedSeed is accepted', () => {
  const rows: [string, Patch][] = [
    ['no backup provider, which is that of the Shoot', { [`${spec}.backup`]: backup }],
    ['no domain and no DNS provider', { [`${spec}.ingress`]: { controller: { kind: 'nginx' } } }],
    ['a selection among the zones of the Shoot', { [`${spec}.settings.zoneSelection`]: { mode: 'Prefer' } }],
    [
      'load balancers in zones of the Shoot, and routing between them',
      {
        [`${spec}.settings`]: {
          loadBalancerServices: { zones: [{ name: 'eu-central-1a' }] },
          topologyAwareRouting: { enabled: true },
        },
      },
    ],
    ['no gardenlet', { [at]: undefined }],
    ['no configuration', { [config]: undefined }],
    ['no seed', { [`${config}.seedConfig`]: undefined }],
    ['any namespace', { 'metadata.namespace': 'default' }],
    ['a shoot of any name', { 'spec.shoot.name': 'Not Valid!' }],
    ['no bootstrap, but a parent', { [`${at}.bootstrap`]: 'None' }],
    [
      'no connection at all',
      { [`${at}.bootstrap`]: 'None', [`${at}.mergeWithParent`]: false, [connection]: undefined },
    ],
  ];
  test.each(rows)('%s', (_, patch) => {
    expect(errors(managedSeedRules, patched(managedSeed, patch))).toEqual([]);
  });

  test('no gardenlet, from 1.107 on', () => {
    const manifest = patched(managedSeed, { [at]: undefined });
    expect(errors(managedSeedRules, manifest, { gardener: 107 })).toEqual([]);
    expect(errors(managedSeedRules, manifest, { gardener: 106 })).toEqual([
      `Required ${at} managed-seed-gardenlet-missing`,
    ]);
  });
});

describe('an update', () => {
  const rows: [string, Patch, string[]][] = [
    ['nothing', {}, []],
    ['defaults written down', { [`${at}.bootstrap`]: 'BootstrapToken', [`${at}.mergeWithParent`]: true }, []],
    ['another shoot', { 'spec.shoot.name': 'other' }, ['Invalid spec.shoot managed-seed-immutable']],
    [
      'no shoot',
      { 'spec.shoot': undefined },
      ['Required spec.shoot managed-seed-shoot-missing', 'Invalid spec.shoot managed-seed-immutable'],
    ],
    [
      'families that are none',
      { [`${spec}.networks`]: { ipFamilies: [''] } },
      [
        `NotSupported ${spec}.networks.ipFamilies[0] seed-network-family-unknown`,
        `Invalid ${spec}.networks.ipFamilies seed-network-immutable`,
      ],
    ],
    [
      'another bootstrap',
      { [`${at}.bootstrap`]: 'ServiceAccount' },
      [`Invalid ${at}.bootstrap managed-seed-immutable`],
    ],
    [
      'no parent',
      { [`${at}.mergeWithParent`]: false },
      [`Invalid ${at}.mergeWithParent managed-seed-immutable`],
    ],
    [
      'networks that the Shoot gave before',
      { [`${config}.seedConfig.spec.networks`]: { pods: '10.0.0.0/16' } },
      [`Invalid ${config}.seedConfig.spec.networks.pods seed-network-immutable`],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(errors(managedSeedRules, patched(managedSeed, patch), { previous: managedSeed })).toEqual(
      expected,
    );
  });
});

describe('warnings', () => {
  const spec = `${config}.seedConfig.spec`;
  const rows: [string, Patch, string[]][] = [
    [
      'another namespace',
      { 'metadata.namespace': 'x' },
      ['Forbidden metadata.namespace managed-seed-namespace'],
    ],
    ['no seed, which is an error when the Shoot is looked up', { [at]: undefined }, []],
    [
      'an autoscaler of its own',
      { [`${spec}.settings`]: { verticalPodAutoscaler: { enabled: true } } },
      [`Invalid ${spec}.settings.verticalPodAutoscaler.enabled managed-seed-vpa`],
    ],
    ['none of its own', { [`${spec}.settings`]: { verticalPodAutoscaler: { enabled: false } } }, []],
    ['none of its own, by leaving it out', { [`${spec}.settings`]: { verticalPodAutoscaler: {} } }, []],
    [
      'a backup that provider-alicloud refuses later',
      {
        [`${spec}.backup`]: {
          ...(seed['spec'] as { backup: object }).backup,
          providerConfig: {},
        },
      },
      [`Invalid ${spec}.backup.providerConfig gardenlet-backup-refused-later`],
    ],
  ];
  test.each(rows)('%s', (_, patch, expected) => {
    expect(warnings(managedSeedRules, patched(managedSeed, patch))).toEqual(expected);
  });
});

test('a backup provider that is left out is that of the Shoot, before and after', () => {
  const named = patched(managedSeed, { [`${spec}.backup`]: { ...backup, provider: 'alicloud' } });
  const taken = patched(managedSeed, { [`${spec}.backup`]: backup });
  expect(errors(managedSeedRules, taken, { previous: named })).toEqual([]);
  expect(errors(managedSeedRules, named, { previous: taken })).toEqual([]);
});

test('a provider that is left to the Shoot is that of the backup, as far as one can know', () => {
  const networks = { shootDefaults: { pods: '100.96.0.0/11' } };
  const seedOf = (provider: string): string[] =>
    warnings(
      managedSeedRules,
      patched(managedSeed, {
        [`${spec}.provider`]: undefined,
        [`${spec}.networks`]: networks,
        [`${spec}.backup`]: { ...backup, provider, region: 'eu-central-1' },
      }),
    );
  expect(seedOf('alicloud')).toEqual([`Invalid ${spec}.networks.shootDefaults.pods seed-network-of-cloud`]);
  expect(seedOf('gcp')).toEqual([]);
});
