import { capableProfile, change, type Changes, flatProfile, future, past } from '../cloud-profile/profiles';
import { errorsWithParent, namespacedProfile } from './namespaced-profiles';

const versions = 'spec.kubernetes.versions';
const images = 'spec.providerConfig.machineImages';
const override = 'namespaced-cloud-profile-override-forbidden';

type Row = readonly [string, Changes, readonly string[]];

test.each<Row>([
  ['nothing', {}, []],
  [
    'another parent',
    { 'spec.parent.name': 'other' },
    ['NotFound spec.parent.name (namespaced-cloud-profile-parent-not-found)'],
  ],
  [
    'a Kubernetes version of its own',
    { [`${versions}.0.version`]: '1.31.1' },
    [`Invalid ${versions}[0].version (namespaced-cloud-profile-version-not-in-parent)`],
  ],
  [
    'no date',
    {
      [`${versions}.0.expirationDate`]: undefined,
      'spec.machineImages.0.versions.0.expirationDate': undefined,
    },
    [
      `Invalid ${versions}[0].expirationDate (namespaced-cloud-profile-expiry-required)`,
      'Invalid spec.machineImages[0].versions[0].expirationDate (namespaced-cloud-profile-expiry-required)',
    ],
  ],
  [
    'a date for the newest version',
    { [`${versions}.0.version`]: '1.34.2' },
    [
      'Invalid status.cloudProfileSpec.kubernetes.versions[].expirationDate (cloud-profile-kubernetes-latest-expires)',
    ],
  ],
  [
    'more than a date for an image version',
    {
      'spec.machineImages.0.versions.0': {
        version: '1592.14.0',
        expirationDate: future,
        classification: 'preview',
        cri: [{ name: 'containerd' }],
        architectures: ['amd64'],
        kubeletVersionConstraint: '>= 1',
        inPlaceUpdates: { supported: true },
      },
    },
    ['architectures', 'classification', 'cri', 'inPlaceUpdates', 'kubeletVersionConstraint'].map(
      (field) => `Forbidden spec.machineImages[0].versions[0].${field} (${override})`,
    ),
  ],
  ['a machine type of the parent', { 'spec.machineTypes.0.name': 'ecs.g7.large' }, []],
  [
    'a new image that is not complete',
    {
      'spec.machineImages.1.updateStrategy': undefined,
      'spec.machineImages.1.versions.0': { version: '1.0.0' },
    },
    [
      ...['versions[0].architectures', 'versions[0].cri'].map(
        (field) => `Required spec.machineImages[1].${field} (cloud-profile-image-incomplete)`,
      ),
      'Required status.cloudProfileSpec.machineImages[2].updateStrategy (cloud-profile-image-incomplete)',
    ],
  ],
  [
    'a new version that is not complete, and not mapped',
    { 'spec.machineImages.0.versions.1': { version: '1592.15.0' } },
    [
      'Required status.cloudProfileSpec.machineImages[0].versions[2].cri (cloud-profile-image-incomplete)',
      `Required ${images} (namespaced-cloud-profile-mapping-missing)`,
    ],
  ],
  [
    'a second supported version of a minor',
    {
      'spec.machineImages.0.versions.1': {
        version: '1877.3.1',
        classification: 'supported',
        cri: [{ name: 'containerd' }],
      },
      [`${images}.1`]: {
        name: 'gardenlinux',
        versions: [{ version: '1877.3.1', regions: [{ name: 'eu-central-1', id: 'm-1' }] }],
      },
    },
    [0, 2].map(
      (index) =>
        `Forbidden status.cloudProfileSpec.machineImages[0].versions[${index}] (cloud-profile-supported-per-minor)`,
    ),
  ],
  [
    'an unknown classification',
    { 'spec.machineImages.1.versions.0.classification': 'good' },
    ['NotSupported spec.machineImages[1].versions[0].classification (cloud-profile-classification-unknown)'],
  ],
  [
    'no mapping of what is new',
    { 'spec.providerConfig': undefined },
    [`Required ${images} (namespaced-cloud-profile-mapping-missing)`],
  ],
  [
    'a mapping of what the parent has',
    {
      [`${images}.1`]: {
        name: 'gardenlinux',
        versions: [{ version: '1592.14.0', regions: [{ name: 'eu-central-1', id: 'm-1' }] }],
      },
    },
    [`Forbidden ${images}[1].versions[0] (namespaced-cloud-profile-mapping-forbidden)`],
  ],
  [
    'a mapping with flavors, which the parent does not know',
    {
      [`${images}.0.versions.0`]: {
        version: '1.0.0',
        capabilityFlavors: [{ regions: [{ name: 'a', id: 'b' }] }],
      },
    },
    [
      `Forbidden ${images}[0].versions[0].capabilityFlavors (provider-config-flavors-undeclared)`,
      `Required ${images}[0].versions[0].regions (provider-config-incomplete)`,
    ],
  ],
  ['an empty architecture, which is filled in', { 'spec.machineTypes.0.architecture': '' }, []],
])('%s', (_name, changes, expected) => {
  expect(errorsWithParent(change(namespacedProfile, changes), flatProfile)).toEqual([...expected].sort());
});

test('the admission of provider-alicloud looks at its own profiles', () => {
  const manifest = change(namespacedProfile, { 'spec.providerConfig': undefined });
  expect(errorsWithParent(manifest, change(flatProfile, { 'spec.type': 'aws' }))).toEqual([]);
});

test('provider-alicloud before 1.59 does not look at it', () => {
  const manifest = change(namespacedProfile, { 'spec.providerConfig': { machineImages: 5 } });
  const judge = (providerVersion: string): string[] =>
    errorsWithParent(manifest, flatProfile, { providerVersion });
  expect(judge('1.58')).toEqual([]);
  expect(judge('1.59')).not.toEqual([]);
});

describe('a parent with capabilities', () => {
  const flavored: Changes = {
    'spec.machineImages.1.versions.0.architectures': undefined,
    'spec.machineImages.1.versions.0.capabilityFlavors': [{ architecture: ['arm64'] }],
    [`${images}.0.versions.0`]: {
      version: '1.0.0',
      capabilityFlavors: [
        { capabilities: { architecture: ['arm64'] }, regions: [{ name: 'eu-central-1', id: 'm-1' }] },
      ],
    },
  };
  test.each<Row>([
    ['takes architectures for flavors', {}, []],
    ['takes flavors', flavored, []],
    [
      'wants each of them mapped',
      { ...flavored, 'spec.machineImages.1.versions.0.capabilityFlavors.1': { architecture: ['amd64'] } },
      [`Required ${images} (namespaced-cloud-profile-mapping-missing)`],
    ],
    [
      'wants what it declares',
      { 'spec.machineTypes.0.capabilities': { architecture: ['amd64'], network: ['fast'] } },
      [
        'NotSupported status.cloudProfileSpec.machineTypes[2].capabilities (cloud-profile-capability-unknown)',
      ],
    ],
    [
      'wants an architecture of new versions',
      { 'spec.machineImages.1.versions.0.architectures': undefined },
      [
        'Required spec.machineImages[1].versions[0].capabilityFlavors (cloud-profile-flavors-required)',
        // Without flavors the version has all that the parent declares, and flat regions stand for amd64.
        `Required ${images} (namespaced-cloud-profile-mapping-missing)`,
      ],
    ],
  ])('%s', (_name, changes, expected) => {
    const errors = errorsWithParent(change(namespacedProfile, changes), capableProfile);
    expect(errors).toEqual([...expected].sort());
  });
});

describe('an update', () => {
  const dated = (path: string, expirationDate: string): object =>
    change(namespacedProfile, { [`${path}.expirationDate`]: expirationDate });
  test.each([`${versions}.0`, 'spec.machineImages.0.versions.0'])('with a date in the past: %s', (path) => {
    const manifest = dated(path, past);
    const field = path.replace(/\.(\d)/g, '[$1]');
    expect(errorsWithParent(manifest, flatProfile, { previous: namespacedProfile })).toEqual([
      `Invalid ${field}.expirationDate (namespaced-cloud-profile-expiry-required)`,
    ]);
    expect(errorsWithParent(manifest, flatProfile, { previous: manifest })).toEqual([]);
    expect(
      errorsWithParent(dated(path, '2098-01-01T00:00:00Z'), flatProfile, { previous: namespacedProfile }),
    ).toEqual([]);
  });

  test('a machine type that the parent has got since may stay', () => {
    const parent = change(flatProfile, { 'spec.machineTypes.2': namespacedProfile.spec.machineTypes[0] });
    const changed = change(namespacedProfile, { 'spec.volumeTypes': undefined });
    const before = { gardenerVersion: '1.144' };
    expect(errorsWithParent(changed, parent, { ...before, previous: namespacedProfile })).toEqual([]);
    expect(errorsWithParent(changed, parent, before)).toEqual([
      `Forbidden spec.machineTypes[0] (${override})`,
    ]);
    expect(errorsWithParent(changed, parent, { gardenerVersion: '1.145' })).toEqual([]);
  });

  test('an image version that the parent has got since may stay, but not change', () => {
    const parent = change(flatProfile, {
      'spec.machineImages.2': { name: 'team-linux', versions: [{ version: '1.0.0' }] },
      [`${images}.2`]: namespacedProfile.spec.providerConfig.machineImages[0],
    });
    const without = change(namespacedProfile, { 'spec.providerConfig': undefined });
    const changed = change(without, { 'spec.machineImages.1.versions.0.classification': 'supported' });
    expect(errorsWithParent(without, parent, { previous: namespacedProfile })).toEqual([]);
    expect(errorsWithParent(changed, parent, { previous: namespacedProfile })).toEqual([
      `Forbidden spec.machineImages[1].versions[0] (${override})`,
    ]);
  });
});
