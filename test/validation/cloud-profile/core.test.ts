import { change, type Changes, errorsOf, flatProfile, future, past } from './profiles';
import { expectSentences } from '../golden';

const name64 = 'a'.repeat(64);

test('the profiles that the tables begin with are accepted', () => {
  expect(errorsOf(flatProfile)).toEqual([]);
});

type Row = readonly [string, Changes, readonly string[]];

const cases = (rows: readonly Row[]): void => {
  test.each(rows)('%s', (_name, changes, expected) => {
    expect(errorsOf(change(flatProfile, changes))).toEqual([...expected].sort());
  });
};

describe('metadata and type', () => {
  cases([
    ['no name', { 'metadata.name': undefined }, ['Required metadata.name (metadata-name-required)']],
    ['a name with dots is fine', { 'metadata.name': 'ali.cloud' }, []],
    ['an upper case name', { 'metadata.name': 'Ali' }, ['Invalid metadata.name (metadata-name-invalid)']],
    ['a namespace is ignored', { 'metadata.namespace': 'Nowhere' }, []],
    ...[undefined, ''].map((type): Row => [
      type === undefined ? 'no type' : 'an empty type',
      { 'spec.type': type },
      [
        'Required spec.type (cloud-profile-type-required)',
        'Invalid metadata.labels (extension-type-no-label)',
      ],
    ]),
    ...['a b', 'a/b', 'alicloud-', 'x'.repeat(64)].map((type): Row => [
      `a type that is no label name: ${type}`,
      { 'spec.type': type },
      ['Invalid metadata.labels (extension-type-no-label)'],
    ]),
  ]);
});

describe('lists that must not be empty', () => {
  cases([
    [
      'machine images',
      { 'spec.machineImages': [] },
      ['Required spec.machineImages (cloud-profile-list-required)'],
    ],
    [
      'versions of an image, which then needs no mapping',
      { 'spec.machineImages.1.versions': [] },
      ['Required spec.machineImages[1].versions (cloud-profile-list-required)'],
    ],
    [
      'machine types',
      { 'spec.machineTypes': [] },
      ['Required spec.machineTypes (cloud-profile-list-required)'],
    ],
    ['regions', { 'spec.regions': undefined }, ['Required spec.regions (cloud-profile-list-required)']],
    ['volume types may be', { 'spec.volumeTypes': [] }, []],
    ['zones may be', { 'spec.regions.0.zones': [] }, []],
    [
      'no spec at all',
      { spec: undefined },
      [
        'Required spec.type (cloud-profile-type-required)',
        'Invalid metadata.labels (extension-type-no-label)',
        'Required spec.kubernetes.versions (cloud-profile-list-required)',
        'Invalid spec.kubernetes.versions (cloud-profile-kubernetes-latest-unknown)',
        'Required spec.machineImages (cloud-profile-list-required)',
        'Required spec.machineTypes (cloud-profile-list-required)',
        'Required spec.regions (cloud-profile-list-required)',
      ],
    ],
  ]);
});

describe('machine images', () => {
  const unmapped = 'Required spec.machineImages[0] (provider-config-image-unmapped)';
  cases([
    [
      'a name twice',
      { 'spec.machineImages.1.name': 'gardenlinux' },
      [
        'Duplicate spec.machineImages[1] (cloud-profile-name-duplicate)',
        'Required spec.machineImages[1].versions[0] (provider-config-image-unmapped)',
      ],
    ],
    [
      'no name',
      { 'spec.machineImages.0.name': '' },
      ['Required spec.machineImages[0].name (cloud-profile-name-required)', unmapped],
    ],
    [
      'a name with a slash',
      { 'spec.machineImages.0.name': 'sap/gardenlinux' },
      ['Invalid spec.machineImages[0].name (cloud-profile-name-form)', unmapped],
    ],
    [
      'a name of 64 characters',
      { 'spec.machineImages.0.name': name64 },
      ['Invalid spec.machineImages[0].name (cloud-profile-name-form)', unmapped],
    ],
    [
      'an unknown update strategy',
      { 'spec.machineImages.0.updateStrategy': 'latest' },
      ['NotSupported spec.machineImages[0].updateStrategy (cloud-profile-update-strategy-unknown)'],
    ],
    [
      'an empty update strategy',
      { 'spec.machineImages.0.updateStrategy': '' },
      ['NotSupported spec.machineImages[0].updateStrategy (cloud-profile-update-strategy-unknown)'],
    ],
    ['each update strategy', { 'spec.machineImages.0.updateStrategy': 'patch' }, []],
    [
      'name and version that read the same when joined',
      {
        'spec.machineImages.2': { name: 'ubuntu-24', versions: [{ version: '4' }] },
        'spec.machineImages.1.versions.0.version': '24-4',
        'spec.providerConfig.machineImages.1.versions.0.version': '24-4',
        'spec.providerConfig.machineImages.2': {
          name: 'ubuntu-24',
          versions: [{ version: '4', regions: [{ name: 'eu-central-1', id: 'm-1' }] }],
        },
      },
      ['Duplicate spec.machineImages[2].versions[0] (cloud-profile-name-duplicate)'],
    ],
  ]);
});

describe('image versions', () => {
  const version = 'spec.machineImages.0.versions.0';
  const mapped = 'spec.providerConfig.machineImages.0.versions.0.version';
  cases([
    ...['1877', '1877.3', 'v1877.3.0', '2023.04.0', '1.2.3-foo.1+b'].map((text): Row => [
      `${text} is fine`,
      { [`${version}.version`]: text, [mapped]: text },
      [],
    ]),
    ...['1.2.3.4', '1.2.3_4', 'latest', '1.2.x'].map((text): Row => [
      `${text} is no semantic version`,
      { [`${version}.version`]: text, [mapped]: text },
      [
        'Invalid spec.machineImages (cloud-profile-image-version-form)',
        'Invalid spec.machineImages[0].versions[0].version (cloud-profile-image-version-form)',
      ],
    ]),
    [
      'no version',
      { [`${version}.version`]: '', [mapped]: '' },
      [
        'Invalid spec.machineImages (cloud-profile-image-version-form)',
        'Invalid spec.machineImages[0].versions[0].version (cloud-profile-image-version-form)',
        'Required spec.machineImages[0].versions[0].version (cloud-profile-image-version-required)',
        'Required spec.providerConfig.machineImages[0].versions[0].version (provider-config-incomplete)',
      ],
    ],
    [
      'a version twice',
      { [`${version}.version`]: '1592.14.0' },
      ['Duplicate spec.machineImages[0].versions[1] (cloud-profile-name-duplicate)'],
    ],
    [
      'two versions that are equal but not the same',
      {
        'spec.machineImages.0.versions.1.version': '1877.3',
        'spec.providerConfig.machineImages.0.versions.1.version': '1877.3',
      },
      [],
    ],
    [
      'a constraint that is none',
      { [`${version}.kubeletVersionConstraint`]: '>= one' },
      [
        'Invalid spec.machineImages[0].versions[0].kubeletVersionConstraint (cloud-profile-kubelet-constraint-form)',
      ],
    ],
    [
      'an empty constraint',
      { [`${version}.kubeletVersionConstraint`]: '' },
      [
        'Invalid spec.machineImages[0].versions[0].kubeletVersionConstraint (cloud-profile-kubelet-constraint-form)',
      ],
    ],
    ['a constraint', { [`${version}.kubeletVersionConstraint`]: '>= 1.31, < 1.35 || ~1.36' }, []],
    [
      'an in-place version that is none',
      { [`${version}.inPlaceUpdates`]: { supported: true, minVersionForUpdate: 'old' } },
      [
        'Invalid spec.machineImages[0].versions[0].minVersionForInPlaceUpdate (cloud-profile-in-place-version-form)',
      ],
    ],
    [
      'an architecture that is none',
      { [`${version}.architectures`]: ['amd64', 'x86_64'] },
      [
        'NotSupported spec.machineImages[0].versions[0].architectures[1] (cloud-profile-architecture-unknown)',
      ],
    ],
    ['no architectures', { [`${version}.architectures`]: [] }, []],
    [
      'flavors without capabilities',
      { [`${version}.capabilityFlavors`]: [{ architecture: ['amd64'] }] },
      [
        'Forbidden spec.machineImages[0].versions[0].capabilityFlavors (cloud-profile-capabilities-undeclared)',
      ],
    ],
    ['an empty list of flavors', { [`${version}.capabilityFlavors`]: [] }, []],
  ]);
});

describe('container runtimes', () => {
  const cri = 'spec.machineImages.0.versions.0.cri';
  const field = 'spec.machineImages[0].versions[0].cri';
  cases([
    ['an empty list', { [cri]: [] }, []],
    [
      'another interface',
      { [cri]: [{ name: 'docker' }] },
      [`NotSupported ${field}[0].name (cloud-profile-cri-unknown)`],
    ],
    [
      'the same interface twice',
      { [cri]: [{ name: 'containerd' }, { name: 'containerd' }] },
      [`Duplicate ${field}[1] (cloud-profile-name-duplicate)`],
    ],
    [
      'an empty runtime',
      { [cri]: [{ name: 'containerd', containerRuntimes: [{ type: '' }] }] },
      [`Invalid ${field}[0].containerRuntimes[0].type (cloud-profile-name-form)`],
    ],
    [
      'a runtime twice, and a prefixed one',
      {
        [cri]: [
          {
            name: 'containerd',
            containerRuntimes: [{ type: 'gvisor' }, { type: 'a/b' }, { type: 'gvisor' }],
          },
        ],
      },
      [
        `Invalid ${field}[0].containerRuntimes[1].type (cloud-profile-name-form)`,
        `Duplicate ${field}[0].containerRuntimes[2].type (cloud-profile-name-duplicate)`,
      ],
    ],
  ]);
});

describe('machine types', () => {
  const type = 'spec.machineTypes.1';
  const field = 'spec.machineTypes[1]';
  cases([
    ['no name', { [`${type}.name`]: '' }, [`Required ${field}.name (cloud-profile-name-required)`]],
    [
      'a name with a blank',
      { [`${type}.name`]: 'ecs g7' },
      [`Invalid ${field}.name (cloud-profile-name-form)`],
    ],
    [
      'a name twice, after which the rest of the entry does not count',
      { [`${type}.name`]: 'ecs.g7.large', [`${type}.cpu`]: '-1' },
      [`Duplicate ${field}.name (cloud-profile-name-duplicate)`],
    ],
    [
      'two without a name',
      { [`${type}.name`]: '', 'spec.machineTypes.0.name': '' },
      [
        'Required spec.machineTypes[0].name (cloud-profile-name-required)',
        `Required ${field}.name (cloud-profile-name-required)`,
        `Duplicate ${field}.name (cloud-profile-name-duplicate)`,
      ],
    ],
    ['negative cpu', { [`${type}.cpu`]: '-1' }, [`Invalid ${field}.cpu (cloud-profile-quantity-negative)`]],
    ['negative gpu', { [`${type}.gpu`]: -1 }, [`Invalid ${field}.gpu (cloud-profile-quantity-negative)`]],
    [
      'negative memory, however little',
      { [`${type}.memory`]: '-1n' },
      [`Invalid ${field}.memory (cloud-profile-quantity-negative)`],
    ],
    [
      'nothing of anything',
      { [`${type}.cpu`]: undefined, [`${type}.memory`]: 0, [`${type}.gpu`]: '500m' },
      [],
    ],
    [
      'storage of no size',
      { [`${type}.storage`]: { class: '', type: '' } },
      [`Invalid ${field}.storage (cloud-profile-storage-choice)`],
    ],
    [
      'storage of two sizes, of which one is negative',
      { [`${type}.storage`]: { size: '-1', minSize: '1' } },
      [`Invalid ${field}.storage (cloud-profile-storage-choice)`],
    ],
    [
      'a negative size',
      { [`${type}.storage`]: { size: '-1' } },
      [`Invalid ${field}.storage.size (cloud-profile-quantity-negative)`],
    ],
    [
      'a negative smallest size',
      { [`${type}.storage`]: { minSize: '-1' } },
      [`Invalid ${field}.storage.minSize (cloud-profile-quantity-negative)`],
    ],
    ['storage of a size', { [`${type}.storage`]: { size: '0' } }, []],
    [
      'an empty architecture',
      { [`${type}.architecture`]: '' },
      [`Required ${field}.architecture (cloud-profile-architecture-required)`],
    ],
    [
      'an empty architecture of an entry whose name is there already',
      { [`${type}.architecture`]: '', [`${type}.name`]: 'ecs.g7.large' },
      [
        `Duplicate ${field}.name (cloud-profile-name-duplicate)`,
        `Required ${field}.architecture (cloud-profile-architecture-required)`,
      ],
    ],
    [
      'an architecture that is none',
      { [`${type}.architecture`]: 'arm' },
      [`NotSupported ${field}.architecture (cloud-profile-architecture-unknown)`],
    ],
    ['another architecture', { [`${type}.architecture`]: 'arm64' }, []],
    [
      'capabilities that are not declared',
      { [`${type}.capabilities`]: { architecture: [] } },
      [`Forbidden ${field}.capabilities (cloud-profile-capabilities-undeclared)`],
    ],
    ['no capabilities', { [`${type}.capabilities`]: {} }, []],
  ]);
});

describe('volume types', () => {
  const type = 'spec.volumeTypes.0';
  const field = 'spec.volumeTypes[0]';
  cases([
    ['no name', { [`${type}.name`]: undefined }, [`Required ${field}.name (cloud-profile-name-required)`]],
    ['a name with a slash', { [`${type}.name`]: 'a/b' }, [`Invalid ${field}.name (cloud-profile-name-form)`]],
    [
      'no class',
      { [`${type}.class`]: '' },
      [`Required ${field}.class (cloud-profile-volume-class-required)`],
    ],
    [
      'a class that is no name',
      { [`${type}.class`]: '-' },
      [`Invalid ${field}.class (cloud-profile-name-form)`],
    ],
    ['a class of another name', { [`${type}.class`]: 'fast' }, []],
    [
      'a negative smallest size',
      { [`${type}.minSize`]: '-1Gi' },
      [`Invalid ${field}.minSize (cloud-profile-quantity-negative)`],
    ],
    [
      'a name twice, after which the rest of the list does not count',
      {
        'spec.volumeTypes.1': { name: 'cloud_essd' },
        'spec.volumeTypes.2': { name: '', class: '' },
      },
      ['Duplicate spec.volumeTypes[1].name (cloud-profile-name-duplicate)'],
    ],
  ]);
});

describe('regions', () => {
  cases([
    [
      'no name',
      { 'spec.regions.0.name': '' },
      ['Required spec.regions[0].name (cloud-profile-name-required)'],
    ],
    [
      'a name twice',
      { 'spec.regions.1.name': 'eu-central-1' },
      ['Duplicate spec.regions[1].name (cloud-profile-name-duplicate)'],
    ],
    [
      'no zone name',
      { 'spec.regions.0.zones.1.name': undefined },
      ['Required spec.regions[0].zones[1].name (cloud-profile-name-required)'],
    ],
    [
      'a zone twice',
      { 'spec.regions.0.zones.1.name': 'eu-central-1a' },
      ['Duplicate spec.regions[0].zones[1].name (cloud-profile-name-duplicate)'],
    ],
    ['a zone name in two regions', { 'spec.regions.1.zones.0.name': 'eu-central-1a' }, []],
    ['a name of any form', { 'spec.regions.0.name': 'Europa, Mitte' }, []],
    [
      'labels',
      { 'spec.regions.0.labels': { 'a/b/c': '', ok: 'not ok' } },
      [
        'Invalid spec.regions[0].labels (label-key-invalid)',
        'Invalid spec.regions[0].labels (label-value-invalid)',
      ],
    ],
  ]);
});

describe('the rest', () => {
  cases([
    [
      'a CA bundle that is none',
      { 'spec.caBundle': 'certificate' },
      ['Invalid spec.caBundle (cloud-profile-ca-bundle-form)'],
    ],
    ['an empty CA bundle', { 'spec.caBundle': '' }, ['Invalid spec.caBundle (cloud-profile-ca-bundle-form)']],
    [
      'no node at all',
      { 'spec.limits': { maxNodesTotal: 0 } },
      ['Invalid spec.limits.maxNodesTotal (cloud-profile-limits-positive)'],
    ],
    ['one node', { 'spec.limits': { maxNodesTotal: 1 } }, []],
    ['no limit', { 'spec.limits': {} }, []],
    [
      'a seed selector',
      { 'spec.seedSelector': { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      ['Required spec.seedSelector.matchExpressions[0].values (label-selector-values-required)'],
    ],
    ['provider types of any form', { 'spec.seedSelector': { providerTypes: ['*', 'A B'] } }, []],
  ]);
});

describe('the bastion', () => {
  const image = 'spec.bastion.machineImage';
  const unsupported = 'cloud-profile-bastion-image-unsupported';
  cases([
    ['nothing in it', { 'spec.bastion': {} }, ['Invalid spec.bastion (cloud-profile-bastion-empty)']],
    ['a type', { 'spec.bastion': { machineType: { name: 'ecs.g7.large' } } }, []],
    [
      'an unknown type',
      { 'spec.bastion': { machineType: { name: 'ecs.g7' } } },
      ['Invalid spec.bastion.machineType.name (cloud-profile-bastion-unknown)'],
    ],
    ['an image', { 'spec.bastion': { machineImage: { name: 'gardenlinux' } } }, []],
    [
      'an unknown image',
      { 'spec.bastion': { machineImage: { name: 'flatcar', version: '1' } } },
      [`Invalid ${image}.name (cloud-profile-bastion-unknown)`],
    ],
    [
      'an unknown version',
      { 'spec.bastion': { machineImage: { name: 'gardenlinux', version: '1877.3' } } },
      [`Invalid ${image}.version (cloud-profile-bastion-unknown)`],
    ],
    [
      'an empty version',
      { 'spec.bastion': { machineImage: { name: 'gardenlinux', version: '' } } },
      [`Invalid ${image}.version (cloud-profile-bastion-unknown)`],
    ],
    [
      'an image without a supported version',
      { 'spec.bastion': { machineImage: { name: 'ubuntu' } } },
      [`Invalid ${image}.name (${unsupported})`],
    ],
    [
      'a version without classification',
      { 'spec.bastion': { machineImage: { name: 'gardenlinux', version: '1592.14.0' } } },
      [`Invalid ${image}.version (${unsupported})`],
    ],
    [
      'a type of another architecture',
      {
        'spec.bastion': { machineImage: { name: 'gardenlinux' }, machineType: { name: 'ecs.r7.large' } },
        'spec.machineTypes.1.architecture': 'arm64',
      },
      [`Invalid ${image}.name (${unsupported})`],
    ],
    [
      'an unknown type does not ask for an architecture',
      { 'spec.bastion': { machineImage: { name: 'gardenlinux' }, machineType: { name: '' } } },
      ['Invalid spec.bastion.machineType.name (cloud-profile-bastion-unknown)'],
    ],
    [
      'a version that is dropped',
      {
        'spec.bastion': { machineImage: { name: 'gardenlinux', version: '1877.3.0' } },
        'spec.machineImages.0.versions.0.expirationDate': past,
      },
      [`Invalid ${image}.version (cloud-profile-bastion-unknown)`],
    ],
    [
      'a version that will expire',
      {
        'spec.bastion': { machineImage: { name: 'gardenlinux', version: '1877.3.0' } },
        'spec.machineImages.0.versions.0.expirationDate': future,
      },
      [],
    ],
  ]);
});

expectSentences('cloud-profile-core');
