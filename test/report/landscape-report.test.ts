import { Target } from '../../src/gardener/target';
import type { LandscapeReport } from '../../src/report/landscape-report';
import { toLandscapeReport } from '../../src/report/to-landscape-report';
import { backup, profile, seed, today } from './landscape-fixture';

function report(manifests: readonly unknown[], now: Date | null = new Date(today)): LandscapeReport {
  return toLandscapeReport({ manifests, issues: [], target: new Target({ now }) });
}

const core = 'core.gardener.cloud/v1beta1';

function withSpec(spec: object): object {
  return { apiVersion: core, kind: 'CloudProfile', metadata: { name: 'alicloud' }, spec };
}

describe('stages of versions', () => {
  const stages = (version: object, now?: Date | null): unknown =>
    report([withSpec({ kubernetes: { versions: [{ version: '1.34.1', ...version }] } })], now).profiles[0]
      ?.kubernetes[0];
  const [early, late] = ['2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z'];
  const [earlyTime, lateTime] = [Date.parse(early), Date.parse(late)];

  test.each<[string, object, string, readonly object[]]>([
    ['nothing said', {}, 'supported', [{ stage: 'supported' }]],
    ['a classification', { classification: 'preview' }, 'preview', [{ stage: 'preview' }]],
    [
      'an expiry to come',
      { classification: 'deprecated', expirationDate: late },
      'deprecated',
      [
        { stage: 'deprecated', to: lateTime },
        { stage: 'expired', from: lateTime },
      ],
    ],
    [
      'an expiry that has come',
      { expirationDate: early },
      'expired',
      [
        { stage: 'supported', to: earlyTime },
        { stage: 'expired', from: earlyTime },
      ],
    ],
    [
      'a lifecycle',
      {
        lifecycle: [
          { classification: 'supported' },
          { classification: 'deprecated', startTime: early },
          { classification: 'expired', startTime: late },
        ],
      },
      'deprecated',
      [
        { stage: 'supported', to: earlyTime },
        { stage: 'deprecated', from: earlyTime, to: lateTime },
        { stage: 'expired', from: lateTime },
      ],
    ],
    ['a date that is none', { expirationDate: 'tomorrow' }, 'supported', [{ stage: 'supported' }]],
  ])('%s', (_, version, stage, spans) => {
    expect(stages(version)).toMatchObject({ stage, spans });
  });

  test('expire by no clock but the given one', () => {
    expect(stages({ classification: 'deprecated', expirationDate: early }, null)).toMatchObject({
      stage: 'deprecated',
      expiry: earlyTime,
    });
  });

  test('come newest first, what is no version last', () => {
    const versions = ['1.9.0', 'latest', '1.10.0', '1.10.0-rc.1'].map((version) => ({ version }));
    expect(
      report([withSpec({ kubernetes: { versions } })]).profiles[0]?.kubernetes.map(({ version }) => version),
    ).toEqual(['1.10.0', '1.10.0-rc.1', '1.9.0', 'latest']);
  });
});

describe('image coverage', () => {
  const spec = {
    regions: [{ name: 'eu-central-1' }, { name: 'cn-beijing' }],
    machineImages: [
      {
        name: 'gardenlinux',
        versions: [{ version: '2.0.0', architectures: ['amd64', 'arm64'] }, { version: '1.0.0' }],
      },
    ],
    providerConfig: {
      machineImages: [
        {
          name: 'gardenlinux',
          versions: [
            {
              version: '2.0.0',
              capabilityFlavors: [
                { capabilities: { architecture: ['amd64'] }, regions: [{ name: 'eu-central-1', id: 'm-1' }] },
                {
                  capabilities: { secureBoot: ['on', 'off'], architecture: ['arm64'] },
                  regions: [{ name: 'us-east-1', id: 'm-2' }],
                },
              ],
            },
            { version: '0.9.0', regions: [{ name: 'cn-beijing', id: 'm-3' }] },
          ],
        },
      ],
    },
  };
  const [found] = report([withSpec(spec)]).profiles;

  test('has the regions of the profile in their order, then those that only images name', () => {
    expect(found?.columns).toEqual([
      { name: 'eu-central-1', offered: true },
      { name: 'cn-beijing', offered: true },
      { name: 'us-east-1', offered: false },
    ]);
  });

  test('has a row for each flavor, one without images for a version that has none, and those not offered', () => {
    expect(
      found?.images[0]?.versions.map(({ version, offered, flavors }) => [
        version,
        offered,
        flavors.map(({ label, images }) => [label, Object.fromEntries(images)]),
      ]),
    ).toEqual([
      [
        '2.0.0',
        true,
        [
          ['amd64', { 'eu-central-1': 'm-1' }],
          ['arm64, secureBoot=on|off', { 'us-east-1': 'm-2' }],
        ],
      ],
      ['1.0.0', true, [['amd64', {}]]],
      ['0.9.0', false, [['', { 'cn-beijing': 'm-3' }]]],
    ]);
  });

  test('of a NamespacedCloudProfile looks into its parent', () => {
    const namespaced = {
      apiVersion: core,
      kind: 'NamespacedCloudProfile',
      metadata: { name: 'longer', namespace: 'garden-a' },
      spec: {
        parent: { kind: 'CloudProfile', name: 'alicloud' },
        machineImages: [{ name: 'gardenlinux', versions: [{ version: '2.0.0' }] }],
      },
    };
    const [, own] = report([withSpec(spec), namespaced]).profiles;
    expect(own).toMatchObject({ name: 'garden-a/longer', parent: 'alicloud' });
    expect(own?.images[0]?.versions[0]?.flavors[0]?.images.get('eu-central-1')).toBe('m-1');
    const [alone] = report([namespaced]).profiles;
    expect(alone?.columns.every(({ offered }) => offered)).toBe(true);
  });
});

test('machine types come by family and size, with the zones that lack them', () => {
  const type = (name: string, cpu: string, more: object = {}): object => ({
    name,
    cpu,
    gpu: '0',
    memory: '8Gi',
    ...more,
  });
  const [found] = report([
    withSpec({
      regions: [
        { name: 'r', zones: [{ name: 'ra', unavailableMachineTypes: ['ecs.g7.large'] }, { name: 'rb' }] },
      ],
      machineTypes: [
        type('ecs.gn6i-c4g1.xlarge', '4'),
        type('ecs.g7.4xlarge', '16', { usable: false, architecture: 'arm64' }),
        type('ecs.g7.large', '2'),
        type('my-type', '1'),
      ],
    }),
  ]).profiles;
  expect(found?.families.map(({ name, types }) => [name, types.map((item) => item.name)])).toEqual([
    ['ecs.g7', ['ecs.g7.large', 'ecs.g7.4xlarge']],
    ['ecs.gn6i', ['ecs.gn6i-c4g1.xlarge']],
    ['others', ['my-type']],
  ]);
  expect(found?.families[0]?.types).toMatchObject([
    { missingIn: ['ra'], usable: true, architecture: 'amd64' },
    { missingIn: [], usable: false, architecture: 'arm64' },
  ]);
});

describe('Seeds', () => {
  const { spec } = seed('ali', 'eu-central-1', backup) as { spec: object };
  const config = { seedConfig: { spec } };
  const managed = 'seedmanagement.gardener.cloud/v1alpha1';
  const metadata = { name: 'ali' };

  test.each<[string, object]>([
    ['Seed', { apiVersion: core, kind: 'Seed', metadata, spec }],
    ['Gardenlet', { apiVersion: managed, kind: 'Gardenlet', metadata, spec: { config } }],
    ['ManagedSeed', { apiVersion: managed, kind: 'ManagedSeed', metadata, spec: { gardenlet: { config } } }],
  ])('are read out of a %s', (kind, manifest) => {
    expect(report([manifest]).seeds).toEqual([
      {
        kind,
        name: 'ali',
        provider: 'alicloud',
        region: 'eu-central-1',
        zones: ['eu-central-1a', 'eu-central-1b'],
        networks: ['nodes 10.250.0.0/16', 'pods 10.0.0.0/17', 'services 10.0.128.0/17'],
        ingress: 'ingress.ali.example.com',
        notes: ['taint seed.gardener.cloud/protected'],
        backup: {
          provider: 'alicloud',
          region: 'cn-region-2',
          credentials: 'Secret garden/backup',
          retention: '14 days, not locked',
        },
      },
    ]);
  });

  test('without a backup have none, and say when they take no Shoots', () => {
    const [found] = report([seed('ali', 'eu-central-1')]).seeds;
    expect(found?.backup).toBeUndefined();
    expect(found?.notes[0]).toBe('takes no new Shoots');
  });
});

test('a BackupBucket says where it is and whose it is', () => {
  const bucket = {
    apiVersion: core,
    kind: 'BackupBucket',
    metadata: { name: 'bucket' },
    spec: {
      provider: { type: 'alicloud', region: 'eu-west-1' },
      seedName: 'ali',
      credentialsRef: { apiVersion: 'v1', kind: 'Secret', namespace: 'garden', name: 'backup' },
    },
  };
  expect(report([bucket]).buckets).toEqual([
    {
      name: 'bucket',
      seed: 'ali',
      provider: 'alicloud',
      region: 'eu-west-1',
      credentials: 'Secret garden/backup',
      retention: '',
    },
  ]);
});

test('objects of others are left out, ours are counted', () => {
  const manifests = [
    { apiVersion: 'v1', kind: 'ConfigMap' },
    null,
    'text',
    profile({ regions: 1, versions: 1 }),
    seed('a', 'r'),
    seed('b', 'r'),
  ];
  expect(report(manifests).kinds).toEqual([
    { kind: 'CloudProfile', count: 1 },
    { kind: 'Seed', count: 2 },
  ]);
});

test.each<[string, unknown]>([
  ['null', null],
  ['a text', 'text'],
  ['a list', [null, 1, 'text', [[]]]],
  ['a number', 7],
])('%s in place of anything else does not stop the page', (_, wrong) => {
  const whole = profile({ regions: 2, versions: 2 }) as { spec: Record<string, unknown> };
  const broken = Object.keys(whole.spec).map((field) => ({
    ...whole,
    spec: { ...whole.spec, [field]: wrong },
  }));
  const found = report([...broken, { ...whole, spec: wrong }, { ...whole, metadata: wrong }]);
  expect(found.profiles).toHaveLength(broken.length + 2);
});
