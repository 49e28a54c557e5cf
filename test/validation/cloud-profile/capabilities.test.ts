import { capableProfile, change, type Changes, errorsOf, gates } from './profiles';

const image = 'spec.machineImages.0.versions.0';
const field = 'spec.machineImages[0].versions[0]';
const flavors = `${image}.capabilityFlavors`;
const unmapped = (index: number): string =>
  `Required ${field}.capabilityFlavors[${index}] (provider-config-image-unmapped)`;

test('the profile that the tables begin with is accepted', () => {
  expect(errorsOf(capableProfile)).toEqual([]);
});

type Row = readonly [string, Changes, readonly string[]];

const cases = (rows: readonly Row[]): void => {
  test.each(rows)('%s', (_name, changes, expected) => {
    expect(errorsOf(change(capableProfile, changes))).toEqual([...expected].sort());
  });
};

describe('declarations', () => {
  const incomplete = 'cloud-profile-capability-incomplete';
  const third = (name: string | undefined, values: readonly string[] | undefined): Changes => ({
    'spec.machineCapabilities.2': { name, values },
  });
  cases([
    ['one more', third('network', ['fast']), []],
    [
      'a name twice',
      third('bootMode', ['uefi', 'bios']),
      ['Duplicate spec.machineCapabilities[2].name (cloud-profile-name-duplicate)'],
    ],
    [
      'a name twice: the last values count',
      third('bootMode', ['bios']),
      [
        'Duplicate spec.machineCapabilities[2].name (cloud-profile-name-duplicate)',
        `NotSupported ${field}.capabilityFlavors[0].bootMode[0] (cloud-profile-capability-unknown)`,
        'NotSupported spec.providerConfig.machineImages[0].versions[0].capabilityFlavors[0].capabilities.bootMode[0] (provider-config-capability-unknown)',
        'NotSupported spec.providerConfig.machineImages[0].versions[0].capabilityFlavors[1].capabilities.bootMode[1] (provider-config-capability-unknown)',
        unmapped(1),
      ],
    ],
    ['no name', third('', ['a']), [`Required spec.machineCapabilities (${incomplete})`]],
    [
      'neither name nor values',
      third(undefined, undefined),
      [
        `Required spec.machineCapabilities (${incomplete})`,
        `Required spec.machineCapabilities[] (${incomplete})`,
      ],
    ],
    [
      'an empty value of no name',
      third('', ['']),
      [
        `Required spec.machineCapabilities (${incomplete})`,
        `Required spec.machineCapabilities[][0] (${incomplete})`,
      ],
    ],
    [
      'a name with a slash',
      third('a/b', ['a']),
      ['Invalid spec.machineCapabilities (cloud-profile-name-form)'],
    ],
    [
      'a reserved name',
      third('gardener-network', ['a']),
      ['Forbidden spec.machineCapabilities[2].name (cloud-profile-capability-reserved)'],
    ],
    ['no values', third('network', []), [`Required spec.machineCapabilities.network (${incomplete})`]],
    [
      'an empty value, and one with a blank',
      third('network', ['ok', '', 'a b']),
      [
        `Required spec.machineCapabilities.network[1] (${incomplete})`,
        'Invalid spec.machineCapabilities.network[2] (cloud-profile-name-form)',
      ],
    ],
    ['the same value twice', third('network', ['a', 'a']), []],
    [
      'an architecture that is none',
      { 'spec.machineCapabilities.0.values.2': 'riscv64' },
      ['Invalid spec.machineCapabilities.architecture (cloud-profile-capability-architecture-value)'],
    ],
    [
      'no architecture, as if there were none on either side',
      { 'spec.machineCapabilities': [{ name: 'bootMode', values: ['uefi', 'bios'] }] },
      [
        `Required spec.machineCapabilities.architecture (${incomplete})`,
        ...[0, 1].map(
          (index) => `NotSupported ${field}.capabilityFlavors[${index}] (cloud-profile-capability-unknown)`,
        ),
        'NotSupported spec.machineImages[0].versions[1].capabilityFlavors[0] (cloud-profile-capability-unknown)',
        ...[0, 1].map(
          (index) =>
            `NotSupported spec.machineTypes[${index}].capabilities (cloud-profile-capability-unknown)`,
        ),
        ...[0, 1].map(
          (index) =>
            `NotSupported spec.providerConfig.machineImages[0].versions[0].capabilityFlavors[${index}].capabilities (provider-config-capability-unknown)`,
        ),
      ],
    ],
  ]);

  test('the gate decides whether there may be any, and the rest is judged all the same', () => {
    const manifest = change(capableProfile, { [`${flavors}.0.bootMode`]: ['floppy'] });
    expect(errorsOf(manifest, { featureGates: gates.noCapabilities })).toEqual([
      'Forbidden spec.machineCapabilities (cloud-profile-capabilities-gate)',
      `NotSupported ${field}.capabilityFlavors[0].bootMode[0] (cloud-profile-capability-unknown)`,
      unmapped(0),
    ]);
  });
});

describe('image flavors', () => {
  cases([
    [
      'none',
      { [flavors]: [] },
      [`Required ${field}.capabilityFlavors (cloud-profile-flavors-required)`, unmapped(0)],
    ],
    [
      'without an architecture',
      { [`${flavors}.1`]: { bootMode: ['uefi'] } },
      [
        `Required ${field}.capabilityFlavors[1].architecture (cloud-profile-flavor-architecture-required)`,
        unmapped(1),
      ],
    ],
    [
      'with several architectures',
      { [`${flavors}.1`]: { architecture: ['amd64', 'arm64'] } },
      [
        `Invalid ${field}.capabilityFlavors[1].architecture (cloud-profile-architecture-conflict)`,
        unmapped(1),
      ],
    ],
    [
      'with the same architecture twice',
      { [`${flavors}.1`]: { architecture: ['arm64', 'arm64'] } },
      [`Invalid ${field}.capabilityFlavors[1].architecture (cloud-profile-architecture-conflict)`],
    ],
    [
      'with an undeclared capability, which the mapping overlooks',
      { [`${flavors}.0.network`]: ['fast'] },
      [`NotSupported ${field}.capabilityFlavors[0] (cloud-profile-capability-unknown)`],
    ],
    [
      'with an undeclared value',
      { [`${flavors}.0.bootMode`]: ['uefi', 'floppy'] },
      [
        `NotSupported ${field}.capabilityFlavors[0].bootMode[1] (cloud-profile-capability-unknown)`,
        unmapped(0),
      ],
    ],
    ['with other words for the same', { [`${flavors}.1.bootMode`]: ['bios', 'uefi', 'bios'] }, []],
    ['with fewer values', { [`${flavors}.1.bootMode`]: ['bios'] }, [unmapped(1)]],
    ['with no value', { [`${flavors}.1.bootMode`]: [] }, [unmapped(1)]],
    [
      'in another order',
      { [flavors]: [{ architecture: ['arm64'] }, { bootMode: ['uefi'], architecture: ['amd64'] }] },
      [],
    ],
    ['the same twice', { [`${flavors}.2`]: { architecture: ['arm64'] } }, []],
    ['fewer than are mapped', { [`${flavors}.1`]: undefined }, []],
    ['architectures that agree', { [`${image}.architectures`]: ['arm64', 'amd64'] }, []],
    ['architectures of which some are missing', { [`${image}.architectures`]: ['arm64'] }, []],
    [
      'architectures that do not agree',
      { [`${image}.architectures`]: ['amd64'], [flavors]: [{ architecture: ['arm64'] }] },
      [`Invalid ${field}.architectures (cloud-profile-architecture-conflict)`],
    ],
    [
      'architectures that are not declared',
      { [`${image}.architectures`]: ['amd64', 'riscv64'] },
      [
        `Invalid ${field}.architectures (cloud-profile-architecture-conflict)`,
        `NotSupported ${field}.architectures[1] (cloud-profile-architecture-unknown)`,
      ],
    ],
    [
      'flat regions for another architecture',
      {
        'spec.machineImages.0.versions.1.capabilityFlavors': [
          { architecture: ['amd64'] },
          { architecture: ['arm64'] },
        ],
      },
      ['Required spec.machineImages[0].versions[1].capabilityFlavors[1] (provider-config-image-unmapped)'],
    ],
    [
      'flat regions do not ask for other capabilities',
      { 'spec.machineImages.0.versions.1.capabilityFlavors.0.bootMode': ['bios'] },
      [],
    ],
  ]);
});

describe('one architecture declared', () => {
  const only = (value: string): Changes => ({
    'spec.machineCapabilities': [{ name: 'architecture', values: [value] }],
    'spec.machineImages.0.versions': [{ version: '1592.14.0' }],
    'spec.machineTypes': [{ name: 'ecs.g7.large', cpu: '2', memory: '8Gi' }],
    'spec.providerConfig.machineImages.0.versions.0': undefined,
  });
  const first = 'spec.machineImages.0.versions.0';
  cases([
    ['needs no flavors', only('amd64'), []],
    ['but a mapping for it', only('arm64'), [unmapped(0)]],
    ['takes it in architectures', { ...only('amd64'), [`${first}.architectures`]: ['amd64'] }, []],
    [
      'and no other',
      { ...only('amd64'), [`${first}.architectures`]: ['arm64'] },
      [
        `Invalid ${field}.architectures (cloud-profile-architecture-conflict)`,
        `NotSupported ${field}.architectures[0] (cloud-profile-architecture-unknown)`,
      ],
    ],
    ['takes flavors without it', { ...only('amd64'), [`${first}.capabilityFlavors`]: [{}] }, []],
    [
      'takes a bastion for it',
      {
        ...only('amd64'),
        [`${first}.classification`]: 'supported',
        'spec.bastion': { machineImage: { name: 'gardenlinux' }, machineType: { name: 'ecs.g7.large' } },
      },
      [],
    ],
  ]);
});

describe('machine types', () => {
  const type = 'spec.machineTypes.0';
  cases([
    ['without capabilities', { [`${type}.capabilities`]: undefined }, []],
    ['with an architecture that agrees', { [`${type}.architecture`]: 'amd64' }, []],
    ['with an empty architecture', { [`${type}.architecture`]: '' }, []],
    [
      'with an architecture that does not',
      { [`${type}.architecture`]: 'arm64' },
      ['Invalid spec.machineTypes[0].architecture (cloud-profile-architecture-conflict)'],
    ],
    [
      'with an architecture that is none',
      { [`${type}.architecture`]: 'x86', [`${type}.capabilities`]: {} },
      ['NotSupported spec.machineTypes[0].architecture (cloud-profile-architecture-unknown)'],
    ],
    [
      'with several architectures',
      { [`${type}.capabilities.architecture`]: ['amd64', 'arm64'] },
      ['Invalid spec.machineTypes[0].capabilities.architecture (cloud-profile-architecture-conflict)'],
    ],
    [
      'with an undeclared capability and an undeclared value',
      { [`${type}.capabilities`]: { network: ['fast'], bootMode: ['uefi', 'floppy'] } },
      [
        'NotSupported spec.machineTypes[0].capabilities (cloud-profile-capability-unknown)',
        'NotSupported spec.machineTypes[0].capabilities.bootMode[1] (cloud-profile-capability-unknown)',
      ],
    ],
  ]);
});

describe('the bastion', () => {
  const bastion = (type: string): Changes => ({
    'spec.bastion': {
      machineImage: { name: 'gardenlinux', version: '1877.3.0' },
      machineType: { name: type },
    },
  });
  cases([
    ['an image of the architecture', bastion('ecs.g8y.large'), []],
    [
      'an image of another one that is declared',
      { ...bastion('ecs.g8y.large'), [flavors]: [{ architecture: ['amd64'], bootMode: ['uefi'] }] },
      [],
    ],
    [
      'a type whose architecture cannot be told',
      { ...bastion('ecs.g7.large'), 'spec.machineTypes.0.capabilities': {} },
      ['Invalid spec.bastion.machineImage.version (cloud-profile-bastion-image-unsupported)'],
    ],
    [
      'a type whose architecture is told by the older field',
      {
        ...bastion('ecs.g7.large'),
        'spec.machineTypes.0.capabilities': {},
        'spec.machineTypes.0.architecture': 'arm64',
      },
      [],
    ],
  ]);
});
