import { change, type Changes, errorsOf, future, gates, past, warningsOf } from '../cloud-profile/profiles';
import { namespacedProfile } from './namespaced-profiles';

const versions = 'spec.kubernetes.versions';
const images = 'spec.providerConfig.machineImages';

type Row = readonly [string, Changes, readonly string[]];

test.each<Row>([
  ['nothing', {}, []],
  [
    'no namespace',
    { 'metadata.namespace': undefined },
    ['Required metadata.namespace (metadata-namespace-required)'],
  ],
  ['a name with dots is fine', { 'metadata.name': 'a.b' }, []],
  [
    'another kind of parent',
    { 'spec.parent.kind': 'NamespacedCloudProfile' },
    ['NotSupported spec.parent.kind (namespaced-cloud-profile-parent-kind)'],
  ],
  [
    'no parent',
    { 'spec.parent': undefined },
    [
      'NotSupported spec.parent.kind (namespaced-cloud-profile-parent-kind)',
      'Required spec.parent.name (namespaced-cloud-profile-parent-required)',
    ],
  ],
  ['nothing but a parent', { spec: { parent: { kind: 'CloudProfile', name: 'a' } } }, []],
  [
    'a classification of Kubernetes',
    { [`${versions}.0.classification`]: 'supported' },
    [`Forbidden ${versions}[0].classification (namespaced-cloud-profile-kubernetes-classification)`],
  ],
  [
    'a version that is none',
    { [`${versions}.0.version`]: 'v1.32' },
    [`Invalid ${versions}[0] (cloud-profile-kubernetes-version-form)`],
  ],
  [
    'a version twice',
    { [`${versions}.1`]: { version: '1.32.8', expirationDate: future } },
    [`Duplicate ${versions}[1].version (cloud-profile-name-duplicate)`],
  ],
  ['an expired version is dropped', { [`${versions}.0`]: { version: 'v1', expirationDate: past } }, []],
  [
    'an image version that is none',
    { 'spec.machineImages.0.versions.0.version': 'latest' },
    [
      'Invalid spec.machineImages (cloud-profile-image-version-form)',
      'Invalid spec.machineImages[0].versions[0].version (cloud-profile-image-version-form)',
    ],
  ],
  [
    'an image without versions goes, and the next takes its place',
    {
      'spec.machineImages.0.versions.0': { version: '1', expirationDate: past },
      'spec.machineImages.1.updateStrategy': 'never',
    },
    ['NotSupported spec.machineImages[0].updateStrategy (cloud-profile-update-strategy-unknown)'],
  ],
  [
    'but stays for its update strategy',
    {
      'spec.machineImages.0.versions': [],
      'spec.machineImages.0.updateStrategy': 'minor',
      'spec.machineImages.1.updateStrategy': 'never',
    },
    ['NotSupported spec.machineImages[1].updateStrategy (cloud-profile-update-strategy-unknown)'],
  ],
  [
    'an architecture that is none',
    { 'spec.machineImages.1.versions.0.architectures': ['x86'] },
    ['NotSupported spec.machineImages[1].versions[0].architectures[0] (cloud-profile-architecture-unknown)'],
  ],
  [
    'types',
    { 'spec.machineTypes.0.memory': '-1', 'spec.volumeTypes.0.class': '' },
    [
      'Invalid spec.machineTypes[0].memory (cloud-profile-quantity-negative)',
      'Required spec.volumeTypes[0].class (cloud-profile-volume-class-required)',
    ],
  ],
  [
    'bundle and limits',
    { 'spec.caBundle': '', 'spec.limits': { maxNodesTotal: 0 } },
    [
      'Invalid spec.caBundle (cloud-profile-ca-bundle-form)',
      'Invalid spec.limits.maxNodesTotal (cloud-profile-limits-positive)',
    ],
  ],
  [
    'a mapping that cannot be decoded',
    { [`${images}.0.owner`]: 'me' },
    [`UnknownField ${images}[0].owner (unknown-field)`],
  ],
  [
    'a mapping without what it needs',
    { [`${images}.0.versions.0.regions.0.id`]: '' },
    [`Required ${images}[0].versions[0].regions[0].id (provider-config-incomplete)`],
  ],
  [
    'a mapping in both formats',
    { [`${images}.0.versions.0.capabilityFlavors`]: [{ regions: [{ name: 'a', id: 'b' }] }] },
    [`Forbidden ${images}[0].versions[0].regions (provider-config-formats-mixed)`],
  ],
  [
    'a mapping of an image that is not here',
    { 'spec.machineImages.1': undefined },
    [`Required ${images}[0] (namespaced-cloud-profile-mapping-missing)`],
  ],
  [
    'a mapping of a version that is not here',
    { 'spec.machineImages.1.versions.0.version': '2.0.0' },
    [`Invalid ${images}[0].versions[0] (namespaced-cloud-profile-mapping-version-unknown)`],
  ],
  ['a mapping of another provider', { 'spec.providerConfig': { apiVersion: 'aws/v1', kind: 'A' } }, []],
])('%s', (_name, changes, expected) => {
  expect(errorsOf(change(namespacedProfile, changes))).toEqual([...expected].sort());
});

describe('an update', () => {
  test('keeps the parent', () => {
    const manifest = change(namespacedProfile, { 'spec.parent.name': 'other' });
    expect(errorsOf(manifest, { previous: namespacedProfile })).toEqual([
      'Invalid spec.parent (namespaced-cloud-profile-parent-immutable)',
    ]);
  });

  test('drops expired versions, too, if they are new', () => {
    const manifest = change(namespacedProfile, {
      [`${versions}.0`]: { version: 'v1', expirationDate: past },
    });
    expect(errorsOf(manifest, { previous: namespacedProfile })).toEqual([]);
    expect(errorsOf(manifest, { previous: manifest })).toEqual([
      `Invalid ${versions}[0] (cloud-profile-kubernetes-version-form)`,
    ]);
  });
});

test('classifications of images are judged with the parent only, since Gardener 1.137', () => {
  const manifest = change(namespacedProfile, { 'spec.machineImages.1.versions.0.classification': 'good' });
  expect(errorsOf(manifest, { gardenerVersion: '1.137' })).toEqual([]);
  expect(errorsOf(manifest, { gardenerVersion: '1.136' })).toEqual([
    'NotSupported spec.machineImages[1].versions[0].classification (cloud-profile-classification-unknown)',
  ]);
});

test('lifecycles need the gate', () => {
  const manifest = change(namespacedProfile, {
    [`${versions}.0`]: { version: '1.32.8', lifecycle: [{ classification: 'supported' }] },
  });
  expect(errorsOf(manifest, { featureGates: gates.lifecycle })).toEqual([]);
  expect(errorsOf(manifest)).toEqual([`Forbidden ${versions}[0].lifecycle (cloud-profile-lifecycle-gate)`]);
});

describe('warnings', () => {
  test.each<Row>([
    ['none', {}, []],
    [
      'versions that are dropped',
      {
        [`${versions}.0.expirationDate`]: past,
        'spec.machineImages.0.versions.0.expirationDate': past,
      },
      [
        `Forbidden ${versions}[0] (version-dropped-at-creation)`,
        'Forbidden spec.machineImages[0].versions[0] (version-dropped-at-creation)',
      ],
    ],
    [
      'forms and names',
      {
        'spec.machineTypes.0.name': 'c7.large',
        'spec.machineTypes.0.memory': '4096Mi',
        'spec.volumeTypes.0.name': 'ssd',
        [`${images}.0.versions.0.regions.0`]: { name: 'Frankfurt', id: 'm gw8' },
      },
      [
        'Invalid spec.machineTypes[0].name (machine-type-name-form)',
        'Invalid spec.machineTypes[0].memory (quantity-not-canonical)',
        'NotFound spec.volumeTypes[0].name (volume-type-unknown)',
        `NotFound ${images}[0].versions[0].regions[0].name (provider-region-misspelled)`,
        `Invalid ${images}[0].versions[0].regions[0].id (image-id-form)`,
      ],
    ],
  ])('%s', (_name, changes, expected) => {
    expect(warningsOf(change(namespacedProfile, changes))).toEqual([...expected].sort());
  });

  test('an update that takes something away', () => {
    const manifest = change(namespacedProfile, {
      'spec.machineTypes': undefined,
      'spec.kubernetes': undefined,
      'spec.machineImages.0': undefined,
    });
    expect(warningsOf(manifest, { previous: namespacedProfile })).toEqual([
      'Forbidden spec.kubernetes.versions (version-removed)',
      'Forbidden spec.machineImages (version-removed)',
      'Forbidden spec.machineTypes (machine-or-volume-type-removed)',
    ]);
  });
});
