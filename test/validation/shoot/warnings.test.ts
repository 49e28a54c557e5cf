import type { Issue } from '../../../src/issues/issue';
import { validateLandscape, validateShootsOfGarden } from '../../../src/validation/validate-landscape';
import { expectSentences } from '../golden';

type Fields = Readonly<Record<string, unknown>>;

const profile = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'CloudProfile',
  metadata: { name: 'alicloud' },
  spec: {
    type: 'alicloud',
    kubernetes: {
      versions: [{ version: '1.33.4' }, { version: '1.32.8', expirationDate: '2026-01-31T00:00:00Z' }],
    },
    machineImages: [
      {
        name: 'gardenlinux',
        versions: [
          { version: '1877.3.0', architectures: ['amd64'] },
          { version: '1592.1.0', architectures: ['amd64'], expirationDate: '2026-01-31T00:00:00Z' },
        ],
      },
    ],
    machineTypes: [
      { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' },
      { name: 'ecs.g5.large', cpu: '2', gpu: '0', memory: '8Gi', usable: false },
    ],
    volumeTypes: [
      { name: 'cloud_essd', class: 'premium' },
      { name: 'cloud_ssd', class: 'standard' },
    ],
    regions: [
      {
        name: 'eu-central-1',
        zones: [
          { name: 'eu-central-1a' },
          {
            name: 'eu-central-1b',
            unavailableMachineTypes: ['ecs.g7.large'],
            unavailableVolumeTypes: ['cloud_ssd'],
          },
        ],
      },
      { name: 'cn-shanghai', zones: [{ name: 'cn-shanghai-k' }] },
    ],
    providerConfig: {
      apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
      kind: 'CloudProfileConfig',
      machineImages: [
        {
          name: 'gardenlinux',
          versions: [
            { version: '1877.3.0', regions: [{ name: 'eu-central-1', id: 'm-gw86dlqmpaugljiykx91' }] },
            { version: '1592.1.0', regions: [{ name: 'eu-central-1', id: 'm-gw86dlqmpaugljiykx90' }] },
          ],
        },
      ],
    },
  },
};

const child = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'NamespacedCloudProfile',
  metadata: { name: 'shop', namespace: 'garden-shop' },
  spec: {
    parent: { kind: 'CloudProfile', name: 'alicloud' },
    kubernetes: { versions: [{ version: '1.32.8', expirationDate: '2027-01-31T00:00:00Z' }] },
    machineTypes: [{ name: 'ecs.g7.8xlarge', cpu: '32', gpu: '0', memory: '128Gi' }],
    machineImages: [
      {
        name: 'shop-os',
        updateStrategy: 'major',
        versions: [{ version: '1.0.0', architectures: ['amd64'], cri: [{ name: 'containerd' }] }],
      },
    ],
    providerConfig: {
      apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
      kind: 'CloudProfileConfig',
      machineImages: [
        {
          name: 'shop-os',
          versions: [{ version: '1.0.0', regions: [{ name: 'eu-central-1', id: 'm-gw86dlqmpaugljiykx93' }] }],
        },
      ],
    },
  },
};

const worker: Fields = {
  name: 'pool',
  machine: { type: 'ecs.g7.large', image: { name: 'gardenlinux', version: '1877.3.0' } },
  volume: { type: 'cloud_essd', size: '50Gi' },
  zones: ['eu-central-1a'],
};

/** A Shoot with other fields of its spec, and of its only worker. */
function shootWith(spec: Fields, ofWorker: Fields = {}): Fields {
  return {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Shoot',
    metadata: { name: 'checkout', namespace: 'garden-shop' },
    spec: {
      cloudProfile: { kind: 'CloudProfile', name: 'alicloud' },
      region: 'eu-central-1',
      kubernetes: { version: '1.33.4' },
      networking: { pods: '10.96.0.0/13', services: '10.104.0.0/13', nodes: '10.250.0.0/16' },
      ...spec,
      provider: { type: 'alicloud', ...(spec['provider'] as Fields), workers: [{ ...worker, ...ofWorker }] },
    },
  };
}

function warningsOf(shoot: Fields): readonly Issue[] {
  const issues = validateLandscape(
    [profile, child, shoot].map((manifest) => ({ manifest })),
    { now: new Date('2026-06-01T00:00:00Z') },
  );
  return issues.filter(({ rule }) => rule.startsWith('shoot-'));
}

const found = (shoot: Fields): string[] => warningsOf(shoot).map(({ rule, field }) => `${rule} ${field}`);

const below = { cloudProfile: { kind: 'NamespacedCloudProfile', name: 'shop' } };
const machine = (fields: Fields): Fields => ({ machine: { ...(worker['machine'] as Fields), ...fields } });
const image = (version?: string, name = 'gardenlinux'): Fields =>
  machine({ image: { name, ...(version === undefined ? {} : { version }) } });

test.each<[string, Fields]>([
  ['as the profile offers it', shootWith({})],
  ['a part of a version', shootWith({ kubernetes: { version: '1.33' } })],
  ['the newest image', shootWith({}, image())],
  [
    'the name of the profile in its old field',
    shootWith({ cloudProfile: undefined, cloudProfileName: 'alicloud' }),
  ],
  ['a profile that is not among the documents', shootWith({ cloudProfile: { name: 'other' }, region: 'x' })],
  ['another provider', shootWith({ region: 'x', provider: { type: 'aws' } })],
  ['what the child of the profile extends', shootWith({ ...below, kubernetes: { version: '1.32.8' } })],
  ['what the child of the profile adds', shootWith(below, { ...image('1.0.0', 'shop-os') })],
  ['a machine type of the child', shootWith(below, machine({ type: 'ecs.g7.8xlarge' }))],
])('%s: nothing to say', (_, shoot) => {
  expect(found(shoot)).toEqual([]);
});

const workers = 'spec.provider.workers[0]';

test.each<[string, Fields, readonly string[]]>([
  ['another region', shootWith({ region: 'eu-west-1' }), ['shoot-region-not-offered spec.region']],
  [
    'another zone',
    shootWith({}, { zones: ['eu-central-1a', 'eu-central-1c'] }),
    [`shoot-region-not-offered ${workers}.zones[1]`],
  ],
  [
    'a version that is not there',
    shootWith({ kubernetes: { version: '1.31.0' } }),
    ['shoot-version-not-offered spec.kubernetes.version'],
  ],
  [
    'a version that has expired',
    shootWith({ kubernetes: { version: '1.32.8' } }),
    ['shoot-version-not-offered spec.kubernetes.version'],
  ],
  [
    'an old version of a worker',
    shootWith({}, { kubernetes: { version: '1.32.8' } }),
    [`shoot-version-not-offered ${workers}.kubernetes.version`],
  ],
  [
    'another image',
    shootWith({}, image('1.0.0', 'shop-os')),
    [`shoot-image-not-offered ${workers}.machine.image.name`],
  ],
  [
    'an expired image',
    shootWith({}, image('1592.1.0')),
    [`shoot-image-not-offered ${workers}.machine.image.version`],
  ],
  [
    'an image without an ID in the region',
    shootWith({ region: 'cn-shanghai' }, { zones: ['cn-shanghai-k'] }),
    [`shoot-image-not-mapped ${workers}.machine.image`],
  ],
  [
    'an image without an ID for the architecture',
    shootWith({}, machine({ architecture: 'arm64' })),
    [`shoot-image-not-mapped ${workers}.machine.image`],
  ],
  [
    'another machine type',
    shootWith({}, machine({ type: 'ecs.g7.8xlarge' })),
    [`shoot-type-not-offered ${workers}.machine.type`],
  ],
  [
    'a machine type that is not usable',
    shootWith({}, machine({ type: 'ecs.g5.large' })),
    [`shoot-type-not-offered ${workers}.machine.type`],
  ],
  [
    'another volume type',
    shootWith({}, { dataVolumes: [{ name: 'data', type: 'cloud_auto' }] }),
    [`shoot-type-not-offered ${workers}.dataVolumes[0].type`],
  ],
  [
    'types that the zone does not sell',
    shootWith({}, { zones: ['eu-central-1a', 'eu-central-1b'], volume: { type: 'cloud_ssd' } }),
    [`shoot-type-not-in-zone ${workers}.machine.type`, `shoot-type-not-in-zone ${workers}.volume.type`],
  ],
  [
    'addresses of the cloud itself',
    shootWith({
      networking: { pods: '100.96.0.0/11' },
      provider: {
        infrastructureConfig: {
          networks: {
            vpc: { cidr: '100.64.0.0/16' },
            zones: [{ name: 'eu-central-1a', workers: '100.64.1.0/24' }],
          },
        },
      },
    }),
    [
      'shoot-network-reserved spec.networking.pods',
      'shoot-network-reserved spec.provider.infrastructureConfig.networks.vpc.cidr',
      'shoot-network-reserved spec.provider.infrastructureConfig.networks.zones[0].workers',
    ],
  ],
])('%s: a warning', (_, shoot, expected) => {
  const warnings = warningsOf(shoot);
  expect(warnings.map(({ rule, field }) => `${rule} ${field}`)).toEqual(expected);
  expect(new Set(warnings.map(({ severity }) => severity))).toEqual(new Set(['warning']));
});

describe('an encrypted system disk', () => {
  const encrypted = { volume: { type: 'cloud_essd', size: '50Gi', encrypted: true } };
  const withId = (id: string): Fields =>
    JSON.parse(JSON.stringify(profile).replaceAll('m-gw86dlqmpaugljiykx91', id)) as Fields;

  test.each<[string, Fields, Fields, string[]]>([
    ['of a custom image', profile, encrypted, []],
    [
      'of an image of Alibaba Cloud',
      withId('aliyun_3_x64_20G_alibase.vhd'),
      encrypted,
      [`shoot-image-not-encryptable ${workers}.machine.image`],
    ],
    ['is not wanted', withId('aliyun_3_x64_20G_alibase.vhd'), { volume: { encrypted: false } }, []],
    [
      'is one for data',
      withId('aliyun_3_x64_20G_alibase.vhd'),
      {
        dataVolumes: [{ name: 'data', type: 'cloud_essd', encrypted: true }],
      },
      [],
    ],
  ])('%s', (_, offered, ofWorker, expected) => {
    const issues = validateLandscape([offered, shootWith({}, ofWorker)].map((manifest) => ({ manifest })));
    const own = issues.filter(({ rule }) => rule.startsWith('shoot-image-'));
    expect(own.map(({ rule, field }) => `${rule} ${field}`)).toEqual(expected);
  });
});

describe('a custom image that a job shares', () => {
  const job = (accounts: Fields, ofImage: readonly string[] = ['a']): Fields => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'image-sharing', namespace: 'garden' },
    data: {
      'config.json': JSON.stringify({
        apiVersion: 'image-sharing/v1',
        accounts,
        regions: { 'eu-central-1': { images: { 'm-gw86dlqmpaugljiykx91': { accounts: ofImage } } } },
      }),
    },
  });
  const of = (...projects: string[]): Fields => ({ fromGarden: { projects } });
  const project = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Project',
    metadata: { name: 'store' },
    spec: { namespace: 'garden-shop' },
  };
  const others = [`shoot-image-of-others ${workers}.machine.image`];

  test.each<[string, readonly Fields[], readonly string[]]>([
    ['with its project', [job({ a: of('other', 'shop') })], []],
    ['with another project', [job({ a: of('other') })], others],
    ['with its project, by another set', [job({ a: of('other'), b: of('shop') }, ['a', 'b'])], []],
    ['with its project, by another job', [job({ a: of('other') }), job({ a: of('shop') })], []],
    ['with every project', [job({ a: of() })], []],
    ['with accounts of whomever', [job({ a: { ...of('other'), static: ['2000000000000001'] } })], []],
    ['with a set that is not there', [job({ a: of('other') }, ['a', 'b'])], []],
    ['with the namespace of its project', [job({ a: of('shop') }), project], others],
    ['with the project of its namespace', [job({ a: of('store') }), project], []],
    ['with nobody that can be read', [job({ a: 7 })], []],
  ])('%s', (_, documents, expected) => {
    const manifests = [profile, shootWith({}), ...documents];
    const issues = validateLandscape(manifests.map((manifest) => ({ manifest })));
    const own = issues.filter(({ rule }) => rule.startsWith('shoot-'));
    expect(own.map(({ rule, field }) => `${rule} ${field}`)).toEqual(expected);
  });
});

test('Shoots of the garden are judged by the profiles of the landscape, and nothing else is said of them', () => {
  const shoots = [shootWith({ region: 'eu-west-1' }), shootWith({}), shootWith({ seedName: 'x' })];
  const issues = validateShootsOfGarden(
    shoots.map((manifest, index) => ({ manifest, origin: { file: 'shoots.yaml', document: index + 1 } })),
    [profile, shootWith({ region: 'elsewhere' })].map((manifest) => ({ manifest })),
    { now: new Date('2026-06-01T00:00:00Z') },
  );
  expect(issues).toMatchObject([
    {
      rule: 'shoot-region-not-offered',
      severity: 'warning',
      message: 'Shoot garden-shop/checkout: the profile does not offer region "eu-west-1"',
      origin: { file: 'shoots.yaml', document: 1 },
    },
  ]);
});

test.each([null, 7, 'x', [], [null], { workers: 7 }, { workers: [null, 7, { machine: 7, zones: 'x' }] }])(
  'a provider of %j does not throw',
  (provider) => {
    const shoot = shootWith({});
    const fields =
      typeof provider === 'object' && !Array.isArray(provider) ? { type: 'alicloud', ...provider } : provider;
    const spec = { ...(shoot['spec'] as Fields), provider: fields, networking: 7, kubernetes: [] };
    expect(found({ ...shoot, spec })).toEqual([]);
  },
);

expectSentences('shoot');
