import { capableProfile, change, type Changes, errorsOf, flatProfile } from './profiles';

const images = 'spec.providerConfig.machineImages';
const incomplete = 'provider-config-incomplete';
const unmapped = 'provider-config-image-unmapped';

type Row = readonly [string, Changes, readonly string[]];

const cases = (rows: readonly Row[], base: object = flatProfile): void => {
  test.each(rows)('%s', (_name, changes, expected) => {
    expect(errorsOf(change(base, changes))).toEqual([...expected].sort());
  });
};

describe('whose profile it is', () => {
  const nonsense = { 'spec.providerConfig': { apiVersion: 'v1', kind: 'Nonsense' } };
  cases([
    [
      'none',
      { 'spec.providerConfig': undefined },
      ['Required spec.providerConfig (provider-config-required)'],
    ],
    ['null', { 'spec.providerConfig': null }, ['Required spec.providerConfig (provider-config-required)']],
    ['nothing in it', { 'spec.providerConfig': {} }, ['Malformed spec.providerConfig (malformed-type-meta)']],
    ['another kind', nonsense, ['Malformed spec.providerConfig (malformed-type-meta)']],
    ['of another provider', { ...nonsense, 'spec.type': 'aws' }, []],
    [
      'of another provider without a config',
      { 'spec.providerConfig': undefined, 'spec.type': 'Alicloud' },
      [],
    ],
    [
      'an unknown field, after which nothing more is said',
      { 'spec.providerConfig.machineImages.0': { nome: 'gardenlinux' } },
      [`UnknownField ${images}[0].nome (unknown-field)`],
    ],
  ]);
});

describe('a configuration of another kind', () => {
  const apiVersion = 'alicloud.provider.extensions.gardener.cloud/v1alpha1';
  const wrong = 'Malformed spec.providerConfig (malformed-type-meta)';
  const unknown = (path: string): string => `UnknownField spec.providerConfig.${path} (unknown-field)`;
  const row = (config: object, ...expected: readonly string[]): Row => [
    JSON.stringify(config),
    { 'spec.providerConfig': config },
    expected,
  ];
  const { machineImages } = flatProfile.spec.providerConfig;
  cases([
    row({ apiVersion, kind: 'WorkerStatus', machineImages: [{ name: 'a', id: 'b' }] }, wrong),
    row(
      { apiVersion, kind: 'WorkerStatus', machineImages: [{ versions: [] }] },
      wrong,
      unknown('machineImages[0].versions'),
    ),
    row({ apiVersion, kind: 'InfrastructureConfig', machineImages: [] }, wrong, unknown('machineImages')),
    row(
      { apiVersion, kind: 'BackupBucketConfig', immutability: { lokced: true }, x: { y: 1 } },
      ...[wrong, unknown('immutability.lokced'), unknown('x')],
    ),
    row({ apiVersion, kind: 'constructor', machineImages: [] }, wrong),
    row({ apiVersion: 'v1', kind: 'WorkerStatus', x: 1 }, wrong),
    row({ apiVersion, KIND: 'CloudProfileConfig', machineImages }, unknown('KIND')),
    row(
      { APIVERSION: apiVersion, kind: 'CloudProfileConfig', machineImages, x: 1 },
      unknown('APIVERSION'),
      unknown('x'),
    ),
  ]);
});

test('a deep configuration of another kind is no way to exhaust the stack', () => {
  let machineImages: unknown = [];
  for (let depth = 0; depth < 20_000; depth++) machineImages = [machineImages];
  const config = { apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1', kind: 'WorkerStatus' };
  const manifest = {
    ...flatProfile,
    spec: { ...flatProfile.spec, providerConfig: { ...config, machineImages } },
  };
  expect(errorsOf(manifest)).toEqual(['Malformed spec.providerConfig (malformed-type-meta)']);
});

describe('entries', () => {
  const version = `${images}.0.versions.0`;
  const field = `${images}[0].versions[0]`;
  cases([
    [
      'no images',
      { [images]: [] },
      [
        `Required ${images} (${incomplete})`,
        `Required spec.machineImages[0] (${unmapped})`,
        `Required spec.machineImages[1] (${unmapped})`,
      ],
    ],
    [
      'no name',
      { [`${images}.1.name`]: '' },
      [`Required ${images}[1].name (${incomplete})`, `Required spec.machineImages[1] (${unmapped})`],
    ],
    [
      'no versions',
      { [`${images}.1.versions`]: [] },
      [
        `Required ${images}[1].versions (${incomplete})`,
        `Required spec.machineImages[1].versions[0] (${unmapped})`,
      ],
    ],
    [
      'no version',
      { [`${version}.version`]: undefined },
      [
        `Required ${field}.version (${incomplete})`,
        `Required spec.machineImages[0].versions[0] (${unmapped})`,
      ],
    ],
    ['no regions', { [`${version}.regions`]: [] }, [`Required ${field}.regions (${incomplete})`]],
    [
      'no region name and no ID',
      { [`${version}.regions`]: [{ name: 'eu-central-1' }, { id: 'm-1' }, {}] },
      [
        `Required ${field}.regions[0].id (${incomplete})`,
        `Required ${field}.regions[1].name (${incomplete})`,
        `Required ${field}.regions[2].id (${incomplete})`,
        `Required ${field}.regions[2].name (${incomplete})`,
      ],
    ],
    [
      'flavors without capabilities',
      { [`${version}.capabilityFlavors`]: [{ regions: [] }] },
      [`Forbidden ${field}.capabilityFlavors (provider-config-flavors-undeclared)`],
    ],
    ['an empty list of flavors', { [`${version}.capabilityFlavors`]: [] }, []],
    [
      'an image twice, the last of which counts',
      {
        [`${images}.2`]: { name: 'ubuntu', versions: [{ version: '1', regions: [{ name: 'r', id: 'i' }] }] },
      },
      [`Required spec.machineImages[1].versions[0] (${unmapped})`],
    ],
    ['the same image twice', { [`${images}.2`]: flatProfile.spec.providerConfig.machineImages[1] }, []],
    [
      'a version that is written differently',
      { 'spec.machineImages.1.versions.0.version': '24.4' },
      [`Required spec.machineImages[1].versions[0] (${unmapped})`],
    ],
    ['an image that nobody offers', { 'spec.machineImages.1': undefined }, []],
    ['an unknown region', { [`${version}.regions.0.name`]: 'mars' }, []],
  ]);
});

describe('entries with capabilities', () => {
  const version = `${images}.0.versions.0`;
  const field = `${images}[0].versions[0]`;
  const flavorUnmapped = (index: number): string =>
    `Required spec.machineImages[0].versions[0].capabilityFlavors[${index}] (${unmapped})`;
  cases(
    [
      [
        'both formats, after which the flavors are not looked at',
        {
          [`${version}.regions`]: [{ name: 'eu-central-1', id: 'm-1' }],
          [`${version}.capabilityFlavors.0.regions`]: [],
        },
        [`Forbidden ${field}.regions (provider-config-formats-mixed)`],
      ],
      [
        'neither format',
        { [`${version}.capabilityFlavors`]: undefined },
        [`Required ${field}.regions (${incomplete})`, flavorUnmapped(0), flavorUnmapped(1)],
      ],
      [
        'an unknown capability, which the mapping overlooks',
        { [`${version}.capabilityFlavors.0.capabilities.network`]: ['fast'] },
        [`NotSupported ${field}.capabilityFlavors[0].capabilities (provider-config-capability-unknown)`],
      ],
      [
        'an unknown value',
        { [`${version}.capabilityFlavors.0.capabilities.bootMode.0`]: 'floppy' },
        [
          `NotSupported ${field}.capabilityFlavors[0].capabilities.bootMode[0] (provider-config-capability-unknown)`,
          flavorUnmapped(0),
        ],
      ],
      [
        'two architectures',
        { [`${version}.capabilityFlavors.0.capabilities.architecture.1`]: 'arm64' },
        [
          `Invalid ${field}.capabilityFlavors[0].capabilities.architecture (provider-config-architecture-ambiguous)`,
          flavorUnmapped(0),
        ],
      ],
      [
        'no capabilities at all',
        { [`${version}.capabilityFlavors.0.capabilities`]: undefined },
        [
          `Invalid ${field}.capabilityFlavors[0].capabilities.architecture (provider-config-architecture-ambiguous)`,
          flavorUnmapped(0),
        ],
      ],
      [
        'no regions',
        { [`${version}.capabilityFlavors.0.regions`]: [] },
        [`Required ${field}.capabilityFlavors[0].regions (${incomplete})`],
      ],
      [
        'a region without an ID',
        { [`${version}.capabilityFlavors.1.regions.0.id`]: '' },
        [`Required ${field}.capabilityFlavors[1].regions[0].id (${incomplete})`],
      ],
    ],
    capableProfile,
  );
});

describe('provider-alicloud before 1.70', () => {
  const old = { providerVersion: '1.69' };

  test('does not ask for a mapping of what is offered', () => {
    const manifest = change(flatProfile, { 'spec.machineImages.1.name': 'flatcar' });
    expect(errorsOf(manifest, old)).toEqual([]);
    expect(errorsOf(manifest, { providerVersion: '1.70' })).toEqual([
      `Required spec.machineImages[1] (${unmapped})`,
    ]);
  });

  test('does not know flavors', () => {
    expect(errorsOf(capableProfile, old)).toEqual([
      `UnknownField ${images}[0].versions[0].capabilityFlavors (field-too-new)`,
    ]);
  });
});
