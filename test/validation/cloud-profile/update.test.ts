import { capableProfile, change, type Changes, errorsOf, flatProfile, future, gates, past } from './profiles';

type Row = readonly [string, Changes, Changes, readonly string[]];

const cases = (base: object, rows: readonly Row[]): void => {
  test.each(rows)('%s', (_name, before, after, expected) => {
    const previous = change(base, before);
    expect(errorsOf(change(base, after), { previous })).toEqual([...expected].sort());
  });
};

describe('an update', () => {
  const versions = 'spec.kubernetes.versions';
  const limits = 'spec.limits.maxNodesTotal';
  const lowered = [`Invalid ${limits} (cloud-profile-limits-lowered)`];
  cases(flatProfile, [
    ['of nothing', {}, {}, []],
    ['of the type', {}, { 'spec.type': 'aws' }, []],
    ['of the name', {}, { 'metadata.name': 'other' }, ['Invalid metadata.name (metadata-name-immutable)']],
    ['that lowers the limit', { [limits]: 2 }, { [limits]: 1 }, lowered],
    [
      'that lowers it to nothing',
      { [limits]: 2 },
      { [limits]: 0 },
      [...lowered, `Invalid ${limits} (cloud-profile-limits-positive)`],
    ],
    ['that raises the limit', { [limits]: 2 }, { [limits]: 3 }, []],
    ['that adds a limit', { 'spec.limits': {} }, { [limits]: 3 }, []],
    ['that removes a limit', { [limits]: 2 }, { 'spec.limits': {} }, []],
    [
      'that removes a Kubernetes version, a region and a type',
      {},
      { [`${versions}.2`]: undefined, 'spec.regions.1': undefined, 'spec.machineTypes.1': undefined },
      [],
    ],
    [
      'with an expired newest version',
      {},
      { [`${versions}.0.expirationDate`]: past },
      [`Invalid ${versions}[].expirationDate (cloud-profile-kubernetes-latest-expires)`],
    ],
    ['with an expired older version', {}, { [`${versions}.1.expirationDate`]: past }, []],
    [
      'with a version classified as expired',
      {},
      { [`${versions}.1.classification`]: 'expired' },
      [`Forbidden ${versions}[1].classification (cloud-profile-classification-expired)`],
    ],
    [
      'with a version classified as expired and an empty lifecycle',
      {},
      { [`${versions}.1`]: { version: '1.33.4', classification: 'expired', lifecycle: [] } },
      [],
    ],
    [
      'with an expired supported version, which is in the way of the next',
      {},
      {
        [`${versions}.1.expirationDate`]: past,
        [`${versions}.2`]: { version: '1.33.5', classification: 'supported' },
      },
      [`Forbidden ${versions}[2] (cloud-profile-supported-per-minor)`],
    ],
    [
      'with an expired image that is not mapped',
      {},
      { 'spec.machineImages.1.versions.1': { version: '1.0.0', expirationDate: past } },
      ['Required spec.machineImages[1].versions[1] (provider-config-image-unmapped)'],
    ],
    [
      'that makes versions unavailable',
      {},
      {
        [`${versions}.0.classification`]: 'unavailable',
        'spec.machineImages.0.versions.1.classification': 'unavailable',
      },
      [
        `Forbidden ${versions}[0] (cloud-profile-version-unavailable-again)`,
        `NotSupported ${versions}[0].classification (cloud-profile-classification-unknown)`,
        'Forbidden spec.machineImages[0].versions[1] (cloud-profile-version-unavailable-again)',
        'NotSupported spec.machineImages[0].versions[1].classification (cloud-profile-classification-unknown)',
      ],
    ],
  ]);

  test('cannot take a version back that is offered', () => {
    const lifecycle = (...stages: object[]): Changes => ({
      [`${versions}.1`]: { version: '1.33.4', lifecycle: stages },
    });
    const begun = lifecycle({ classification: 'preview' });
    const later = lifecycle({ classification: 'preview', startTime: future });
    const errors = (before: Changes, after: Changes): string[] =>
      errorsOf(change(flatProfile, after), {
        previous: change(flatProfile, before),
        featureGates: gates.lifecycle,
      });
    expect(errors(begun, later)).toEqual([
      `Forbidden ${versions}[1] (cloud-profile-version-unavailable-again)`,
    ]);
    expect(errors({}, later)).toEqual([`Forbidden ${versions}[1] (cloud-profile-version-unavailable-again)`]);
    expect(errors(later, later)).toEqual([]);
    expect(errors(later, begun)).toEqual([]);
    expect(errors({ [`${versions}.1`]: undefined }, later)).toEqual([]);
  });
});

describe('an update of a profile with capabilities', () => {
  const version = 'spec.machineImages.0.versions.1';
  const field = 'spec.machineImages[0].versions[1]';
  cases(capableProfile, [
    ['fills architectures in from flavors', { [`${version}.architectures`]: ['arm64'] }, {}, []],
    [
      'puts architectures right that it does not change itself',
      { [`${version}.architectures`]: ['arm64'] },
      { [`${version}.architectures`]: ['arm64'] },
      [],
    ],
    [
      'leaves those that it changes',
      {},
      { [`${version}.architectures`]: ['arm64'] },
      [`Invalid ${field}.architectures (cloud-profile-architecture-conflict)`],
    ],
    [
      'fills the architecture of a machine type in, and leaves one that it changes',
      { 'spec.machineTypes.0.architecture': 'arm64' },
      { 'spec.machineTypes.0.architecture': 'arm64', 'spec.machineTypes.1.architecture': 'amd64' },
      ['Invalid spec.machineTypes[1].architecture (cloud-profile-architecture-conflict)'],
    ],
  ]);
});

describe('an update that brings capabilities', () => {
  const declare = (...values: string[]): Changes => ({
    'spec.machineCapabilities': [{ name: 'architecture', values }],
  });
  const both = declare('amd64', 'arm64');
  const unmapped = (index: number): string =>
    `Required spec.machineImages[0].versions[${index}].capabilityFlavors[0] (provider-config-image-unmapped)`;
  cases(flatProfile, [
    ['of one architecture', {}, declare('amd64'), []],
    ['of several: flavors are filled in from nothing', {}, both, []],
    [
      'of several: flavors are filled in from architectures',
      {},
      { ...both, 'spec.machineImages.0.versions.1.architectures': ['arm64'] },
      [unmapped(1)],
    ],
    [
      'of several: what is filled in is an architecture each',
      {},
      { ...both, 'spec.machineImages.0.versions.1.architectures': ['arm64', 'amd64'] },
      [unmapped(1)],
    ],
    [
      'of several: machine types are filled in',
      {},
      { ...both, 'spec.machineTypes.0.architecture': 'arm64' },
      [],
    ],
    [
      'of several: what is there is not filled in, and the older field says what it stands for',
      {},
      { ...both, 'spec.machineImages.0.versions.1.capabilityFlavors': [{}] },
      [
        'Invalid spec.machineImages[0].versions[1].architectures (cloud-profile-architecture-conflict)',
        'Required spec.machineImages[0].versions[1].capabilityFlavors[0].architecture (cloud-profile-flavor-architecture-required)',
        unmapped(1),
      ],
    ],
    [
      'of none: the list of values is empty',
      {},
      { ...declare(), 'spec.machineImages.0.versions.1.architectures': ['amd64'] },
      [
        'Invalid spec.machineImages[0].versions[1].architectures (cloud-profile-architecture-conflict)',
        'NotSupported spec.machineImages[0].versions[1].architectures[0] (cloud-profile-architecture-unknown)',
        'Required spec.machineCapabilities.architecture (cloud-profile-capability-incomplete)',
      ],
    ],
    [
      'and a type with an unknown architecture, which both fields have then',
      {},
      { ...declare('amd64'), 'spec.machineTypes.0.capabilities': { architecture: ['mips'] } },
      [
        'NotSupported spec.machineTypes[0].architecture (cloud-profile-architecture-unknown)',
        'NotSupported spec.machineTypes[0].capabilities.architecture[0] (cloud-profile-capability-unknown)',
      ],
    ],
    [
      'of one more architecture: nothing is filled in any more',
      declare('amd64'),
      both,
      [0, 1]
        .flatMap((index) => [
          `Required spec.machineImages[0].versions[${index}].capabilityFlavors (cloud-profile-flavors-required)`,
          unmapped(index),
        ])
        .concat(
          'Required spec.machineImages[1].versions[0].capabilityFlavors (cloud-profile-flavors-required)',
          'Required spec.machineImages[1].versions[0].capabilityFlavors[0] (provider-config-image-unmapped)',
        ),
    ],
    [
      'and a bastion that needs what is filled in',
      {},
      {
        ...both,
        'spec.bastion': { machineImage: { name: 'gardenlinux' }, machineType: { name: 'ecs.g7.large' } },
      },
      [],
    ],
  ]);
});

describe('an update that takes capabilities away', () => {
  const without: Changes = { 'spec.machineCapabilities': undefined };
  const images = 'spec.providerConfig.machineImages';
  cases(capableProfile, [
    [
      'clears those of images and machine types, not those of the mapping',
      {},
      without,
      [
        `Forbidden ${images}[0].versions[0].capabilityFlavors (provider-config-flavors-undeclared)`,
        `Required ${images}[0].versions[0].regions (provider-config-incomplete)`,
      ],
    ],
    [
      'where none were declared, they are not cleared',
      without,
      without,
      [
        ...[0, 1].map(
          (index) =>
            `Forbidden spec.machineImages[0].versions[${index}].capabilityFlavors (cloud-profile-capabilities-undeclared)`,
        ),
        ...[0, 1].map(
          (index) =>
            `Forbidden spec.machineTypes[${index}].capabilities (cloud-profile-capabilities-undeclared)`,
        ),
        `Forbidden ${images}[0].versions[0].capabilityFlavors (provider-config-flavors-undeclared)`,
        `Required ${images}[0].versions[0].regions (provider-config-incomplete)`,
      ],
    ],
  ]);
});
