import { diffLandscapes } from '../../src/diff/diff-landscapes';
import type { Mark } from '../../src/diff/landscape-diff';
import { toSentence } from '../../src/diff/sentence';
import {
  cloudProfile,
  controllerDeployment,
  controllerRegistration,
  documents,
  gardenlet,
  type Manifest,
  withValue,
} from './landscape';

const options = { now: new Date('2026-11-21T00:00:00Z') };

/** Mark and sentence of every change, and the rules that refuse it. */
function changesOf(before: Manifest | undefined, now: Manifest | undefined): string[] {
  const [old, fresh] = [before, now].map((manifest) => (manifest === undefined ? [] : documents(manifest)));
  const { objects } = diffLandscapes(old ?? [], fresh ?? [], options);
  return objects.flatMap(({ changes }) =>
    changes.map((change) => {
      const rules = change.refusals.map(({ rule, by }) => ` [${rule ?? by}]`).join('');
      return `${change.mark}: ${toSentence(change)}${rules}`;
    }),
  );
}

const profileImages = 'spec.providerConfig.machineImages.0.versions.0.regions';
const seed = 'spec.config.seedConfig.spec';

describe('a CloudProfile', () => {
  const table: [string, string, unknown, string[]][] = [
    [
      'a removed Kubernetes version',
      'spec.kubernetes.versions.2',
      undefined,
      ['dangerous: Kubernetes 1.32.8 removed'],
    ],
    [
      'a date on the newest version is refused',
      'spec.kubernetes.versions.0.expirationDate',
      '2028-01-01T00:00:00Z',
      [
        'refused: Kubernetes 1.34.1 changed: expirationDate 2028-01-01T00:00:00Z [cloud-profile-kubernetes-latest-expires]',
      ],
    ],
    [
      'an earlier date',
      'spec.kubernetes.versions.1.expirationDate',
      '2027-01-01T00:00:00Z',
      ['dangerous: Kubernetes 1.33.4 changed: expirationDate 2027-06-28T23:59:59Z -> 2027-01-01T00:00:00Z'],
    ],
    [
      'a later date',
      'spec.kubernetes.versions.1.expirationDate',
      '2028-01-01T00:00:00Z',
      ['safe: Kubernetes 1.33.4 changed: expirationDate 2027-06-28T23:59:59Z -> 2028-01-01T00:00:00Z'],
    ],
    [
      'the same date in another spelling',
      'spec.kubernetes.versions.1.expirationDate',
      '2027-06-28T23:59:59+00:00',
      [],
    ],
    [
      'a date that has passed',
      'spec.machineImages.0.versions.1.expirationDate',
      '2026-01-01T00:00:00Z',
      ['dangerous: image gardenlinux: version 1592.4.0 changed: expirationDate 2026-01-01T00:00:00Z'],
    ],
    [
      'a removed image version, its mapping with it',
      'spec.machineImages.0.versions.1',
      undefined,
      ['dangerous: image gardenlinux: version 1592.4.0 removed'],
    ],
    [
      'an architecture that goes',
      'spec.machineImages.0.versions.1.architectures',
      ['arm64'],
      ['dangerous: image gardenlinux: version 1592.4.0 changed: architectures amd64 -> arm64'],
    ],
    [
      'another image ID',
      `${profileImages}.0.id`,
      'm-other',
      [
        'dangerous: image gardenlinux 1877.3.0: image ID in eu-central-1 changed: amd64 in eu-central-1 m-1877.3.0-eu-central-1 -> m-other',
      ],
    ],
    [
      'a lost image ID',
      `${profileImages}.0`,
      undefined,
      ['dangerous: image gardenlinux 1877.3.0: image ID in eu-central-1 removed'],
    ],
    [
      'image IDs in many regions',
      profileImages,
      [{ name: 'eu-central-1', id: 'm-1877.3.0-eu-central-1' }],
      ['dangerous: image gardenlinux 1877.3.0: image IDs in cn-beijing and 5 more removed'],
    ],
    ['a removed region', 'spec.regions.3', undefined, ['dangerous: region us-west-1 removed: 2 zones']],
    [
      'a removed zone',
      'spec.regions.0.zones.1',
      undefined,
      ['dangerous: region eu-central-1: zone eu-central-1-b removed'],
    ],
    [
      'added zones',
      'spec.regions.0.zones',
      ['a', 'b', 'c', 'd'].map((zone) => ({ name: `eu-central-1-${zone}` })),
      ['safe: region eu-central-1: zones eu-central-1-c, eu-central-1-d added'],
    ],
    [
      'a machine type that becomes unavailable',
      'spec.regions.0.zones.0.unavailableMachineTypes',
      ['ecs.g7.large'],
      [
        'dangerous: region eu-central-1: zone eu-central-1-a changed: unavailableMachineTypes ["ecs.g7.large"]',
      ],
    ],
    [
      'a removed machine type',
      'spec.machineTypes.1',
      undefined,
      ['dangerous: machine type ecs.g7.xlarge removed'],
    ],
    ['a machine type of the same memory', 'spec.machineTypes.0.memory', '8192Mi', []],
    ['a default written down', 'spec.machineTypes.0.architecture', 'amd64', []],
    [
      'another architecture',
      'spec.machineTypes.0.architecture',
      'arm64',
      ['dangerous: machine type ecs.g7.large changed: architecture amd64 -> arm64'],
    ],
    [
      'removed volume types',
      'spec.volumeTypes',
      undefined,
      ['dangerous: volume types cloud_essd, cloud_ssd removed'],
    ],
    [
      'another order of regions',
      'spec.regions',
      [...(cloudProfile()['spec'] as { regions: unknown[] }).regions].reverse(),
      [],
    ],
    [
      'a field without words of its own',
      'spec.seedSelector',
      { matchLabels: { a: 'b' } },
      ['dangerous: spec.seedSelector added: {"matchLabels":{"a":"b"}}'],
    ],
    ['a status', 'status', { kubernetes: {} }, []],
    ['what the server keeps', 'metadata.resourceVersion', '5', []],
    ['a label', 'metadata.labels', { team: 'a' }, ['safe: metadata.labels added: {"team":"a"}']],
    ['an unknown field', 'spec.regionz', [], ['refused: the object as a whole [unknown-field]']],
    [
      'a wrong type',
      'spec.kubernetes.versions.0.classification',
      5,
      ['refused: Kubernetes 1.34.1 changed: classification supported -> 5 [malformed-type]'],
    ],
  ];
  it.each(table)('%s', (_, path, value, expected) => {
    expect(changesOf(cloudProfile(), withValue(cloudProfile(), path, value))).toEqual(expected);
  });

  it('tells a new image version with its regions', () => {
    const before = withValue(
      withValue(cloudProfile(), 'spec.machineImages.0.versions.0', undefined),
      'spec.providerConfig.machineImages.0.versions.0',
      undefined,
    );
    expect(changesOf(before, cloudProfile())).toEqual([
      'safe: image gardenlinux: version 1877.3.0 added: supported, in eu-central-1 and 6 more',
    ]);
  });

  it('gives an error that is about nothing changed to the object', () => {
    const broken = withValue(cloudProfile(), 'spec.volumeTypes.0.class', '');
    const [, second] = changesOf(broken, withValue(broken, 'metadata.labels', { a: 'b' }));
    expect(changesOf(broken, withValue(broken, 'metadata.labels', { a: 'b' }))[0]).toMatch(
      /^refused: the object as a whole \[/,
    );
    expect(second).toBe('safe: metadata.labels added: {"a":"b"}');
  });
});

describe('a Gardenlet', () => {
  const table: [string, string, unknown, string[]][] = [
    [
      'other pods',
      `${seed}.networks.pods`,
      '10.1.0.0/17',
      ['refused: networks.pods changed: 10.0.0.0/17 -> 10.1.0.0/17 [seed-network-immutable]'],
    ],
    [
      'another backup region',
      `${seed}.backup.region`,
      'cn-beijing',
      ['refused: backup.region changed: eu-central-1 -> cn-beijing [seed-backup-immutable]'],
    ],
    [
      'other credentials',
      `${seed}.backup.credentialsRef.name`,
      'other',
      ['dangerous: backup.credentialsRef.name changed: backup -> other'],
    ],
    [
      'a shorter retention',
      `${seed}.backup.providerConfig.immutability.retentionPeriod`,
      7,
      ['dangerous: backup.providerConfig.immutability.retentionPeriod changed: 14 -> 7'],
    ],
    [
      'a longer retention',
      `${seed}.backup.providerConfig.immutability.retentionPeriod`,
      30,
      ['safe: backup.providerConfig.immutability.retentionPeriod changed: 14 -> 30'],
    ],
    [
      'a lock',
      `${seed}.backup.providerConfig.immutability.locked`,
      true,
      ['dangerous: backup.providerConfig.immutability.locked changed: false -> true'],
    ],
    [
      'no immutability',
      `${seed}.backup.providerConfig.immutability`,
      undefined,
      [
        'dangerous: backup.providerConfig.immutability removed: {"retentionType":"bucket","retentionPeriod":14,"locked":false}',
      ],
    ],
    [
      'a removed zone',
      `${seed}.provider.zones.1`,
      undefined,
      ['dangerous: provider.zones changed: eu-central-1b'],
    ],
    [
      'an added zone',
      `${seed}.provider.zones.2`,
      'eu-central-1c',
      ['safe: provider.zones changed: eu-central-1c'],
    ],
    [
      'an older chart',
      'spec.deployment.helm.ociRepository.ref',
      'registry.example.com/charts/gardenlet:v1.148.0',
      [
        'dangerous: spec.deployment.helm.ociRepository.ref changed: registry.example.com/charts/gardenlet:v1.149.3 -> registry.example.com/charts/gardenlet:v1.148.0',
      ],
    ],
  ];
  it.each(table)('%s', (_, path, value, expected) => {
    expect(changesOf(gardenlet(), withValue(gardenlet(), path, value))).toEqual(expected);
  });
});

describe('an extension', () => {
  it('tells values by their path, hides secrets, and tells null from nothing', () => {
    const now = withValue(controllerDeployment(), 'helm.values', {
      replicaCount: null,
      resources: { limits: { memory: '1024Mi' } },
      owner: { accessKeySecret: 'very-secret-text' },
    });
    expect(changesOf(controllerDeployment(), now)).toEqual([
      'safe: helm.values.replicaCount changed: 1 -> null',
      'safe: helm.values.resources.limits.memory changed: 1Gi -> 1024Mi',
      'safe: helm.values.owner added: {"accessKeySecret":"(hidden)"}',
    ]);
  });

  it.each<[string, unknown, unknown, string[]]>([
    [
      'a map given for a text',
      { password: { hunter2: null } },
      { password: { hunter3: { hunter4: 'x' } } },
      ['safe: helm.values.password changed: (hidden) -> (hidden)'],
    ],
    [
      'one that comes',
      { password: '${PASSWORD}' },
      { password: { hunter2: null } },
      ['safe: helm.values.password changed: (hidden) -> (hidden)'],
    ],
    [
      'entries of a list',
      { tokens: [{ name: 'hunter2' }] },
      { tokens: [{ name: 'hunter3' }] },
      ['safe: helm.values.tokens changed: (hidden) -> (hidden)'],
    ],
    [
      'a reference, which is told',
      { kubeconfig: { secretRef: { name: 'a' } } },
      { kubeconfig: { secretRef: { name: 'b' } } },
      ['safe: helm.values.kubeconfig.secretRef.name changed: a -> b'],
    ],
  ])('tells no name below a credential: %s', (_, before, now, expected) => {
    const [old, fresh] = [before, now].map((values) =>
      withValue(controllerDeployment(), 'helm.values', values),
    );
    expect(changesOf(old, fresh)).toEqual(expected);
  });

  it('sees through the older version of the API', () => {
    const { helm, ...rest } = controllerDeployment();
    const older = { ...rest, apiVersion: 'core.gardener.cloud/v1beta1', type: 'helm', providerConfig: helm };
    expect(changesOf(older, controllerDeployment())).toEqual([
      'safe: apiVersion changed: core.gardener.cloud/v1beta1 -> core.gardener.cloud/v1',
    ]);
  });

  it('marks resources that go or cannot change', () => {
    const now = withValue(
      withValue(controllerRegistration(), 'spec.resources.0.primary', false),
      'spec.resources.4',
      undefined,
    );
    expect(changesOf(controllerRegistration(), now)).toEqual([
      'refused: resource BackupBucket alicloud changed: primary true -> false [controller-resource-primary-immutable]',
      'dangerous: resource Worker alicloud removed',
    ]);
  });
});

describe('whole objects', () => {
  const secret = (value: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'garden' },
    stringData: { key: value },
  });
  const flux = {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'k' },
    spec: { prune: true },
  };
  const table: [string, Manifest, Mark][] = [
    ['a CloudProfile', cloudProfile(), 'dangerous'],
    ['a Gardenlet', gardenlet(), 'dangerous'],
    ['a registration', controllerRegistration(), 'dangerous'],
    ['a Secret', secret('a'), 'dangerous'],
    ['a Kustomization that prunes', flux, 'dangerous'],
    ['one that leaves orphans', withValue(flux, 'spec.deletionPolicy', 'Orphan'), 'safe'],
    ['a ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } }, 'safe'],
  ];
  it.each(table)('removed: %s', (_, manifest, mark) => {
    expect(changesOf(manifest, undefined)).toEqual([`${mark}: object removed`]);
  });

  it('judges what is added, and says what it holds', () => {
    expect(changesOf(undefined, cloudProfile())).toEqual([
      'safe: object added: 3 Kubernetes versions, 1 image, 7 regions, 2 machine types',
    ]);
    expect(changesOf(undefined, withValue(cloudProfile(), 'spec.type', ''))).toEqual([
      expect.stringMatching(/^refused: object added/),
    ]);
  });

  it('never shows a character of a Secret', () => {
    const [change] = changesOf(secret('old-text'), secret('new-text'));
    expect(change).toBe('dangerous: stringData.key changed');
  });

  it('pairs objects whatever their file, documents without a name by it, and items of lists', () => {
    const { summary } = diffLandscapes(
      [
        { manifest: cloudProfile(), path: 'a.yaml' },
        {
          manifest: { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
          path: 'k.yaml',
        },
      ],
      [
        { manifest: { apiVersion: 'v1', kind: 'List', items: [cloudProfile()] }, path: 'b.yaml' },
        {
          manifest: { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
          path: 'k.yaml',
        },
      ],
      options,
    );
    expect(summary).toMatchObject({ added: 0, removed: 0, changed: 0, unchanged: 2 });
  });

  it.each([
    [null],
    [5],
    [[]],
    [{}],
    [{ kind: 'CloudProfile' }],
    [{ ...cloudProfile(), spec: 7 }],
    [{ ...cloudProfile(), metadata: [] }],
  ])('never throws: %j', (manifest) => {
    const landscape = [{ manifest, path: 'x.yaml' }];
    expect(diffLandscapes(landscape, landscape, options).objects).toEqual([]);
    expect(() => diffLandscapes(documents(cloudProfile()), landscape, options)).not.toThrow();
    expect(() => diffLandscapes(landscape, documents(cloudProfile()), options)).not.toThrow();
  });

  it('refuses a Seed whose registration goes', () => {
    const core = 'core.gardener.cloud/v1beta1';
    const spec = (gardenlet() as { spec: { config: { seedConfig: { spec: Manifest } } } }).spec.config
      .seedConfig.spec;
    const old = { apiVersion: core, kind: 'Seed', metadata: { name: 'ali-eu' }, spec };
    const now = withValue(old, 'spec.settings', { scheduling: { visible: false } });
    const fewer = withValue(controllerRegistration(), 'spec.resources.2', undefined);
    const { objects } = diffLandscapes(
      documents(controllerRegistration(), old),
      documents(fewer, now),
      options,
    );
    const changed = objects.find(({ kind }) => kind === 'Seed');
    expect(changed?.changes.flatMap(({ refusals }) => refusals.map(({ rule }) => rule))).toEqual([
      'landscape-seed-type-unregistered',
    ]);
  });
});
