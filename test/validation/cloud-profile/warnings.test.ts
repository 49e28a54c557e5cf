import { jsonSize } from '../../../src/gardener/json';
import { Target } from '../../../src/gardener/target';
import { Check } from '../../../src/issues/check';
import { cloudProfileRules } from '../../../src/validation/cloud-profile/cloud-profile';
import { expiryWarningDays } from '../../../src/validation/cloud-profile/expiry';
import { validateManifest } from '../../../src/validation/validate';
import {
  capableProfile,
  change,
  type Changes,
  errorsOf,
  flatProfile,
  future,
  gates,
  now,
  past,
  warningsOf,
} from './profiles';

const images = 'spec.providerConfig.machineImages';
const inDays = (days: number): string =>
  new Date(now.getTime() + days * 24 * 60 * 60 * 1000).toISOString().replace('.000Z', 'Z');

test.each([
  ['flat', flatProfile],
  ['with capabilities', capableProfile],
])('a good profile gives no warning: %s', (_name, profile) => {
  expect(warningsOf(profile)).toEqual([]);
});

type Row = readonly [string, Changes, readonly string[]];

const cases = (rows: readonly Row[], base: object = flatProfile): void => {
  test.each(rows)('%s', (_name, changes, expected) => {
    const manifest = change(base, changes);
    expect(errorsOf(manifest)).toEqual([]);
    expect(warningsOf(manifest)).toEqual([...expected].sort());
  });
};

const messageOf = (manifest: unknown, rule: string): string | undefined =>
  validateManifest(manifest, { now }).find((issue) => issue.rule === rule)?.message;

describe('regions without an image', () => {
  const uncovered = (path: string): string => `NotFound ${images}${path} (image-region-uncovered)`;
  cases([
    ['of one version', { [`${images}.0.versions.1.regions.0`]: undefined }, [uncovered('[0].versions[1]')]],
    [
      'of every version',
      { 'spec.regions.2': { name: 'us-west-1', zones: [{ name: 'us-west-1a' }] } },
      [uncovered('[0].versions[0]'), uncovered('[0].versions[1]'), uncovered('[1].versions[0]')],
    ],
  ]);
  cases(
    [
      [
        'of one flavor',
        { [`${images}.0.versions.0.capabilityFlavors.1.regions.1`]: undefined },
        [uncovered('[0].versions[0]')],
      ],
      [
        'of no flavor',
        {
          [`${images}.0.versions.0.capabilityFlavors.0.regions.1`]: undefined,
          [`${images}.0.versions.0.capabilityFlavors.1.regions.1`]: undefined,
        },
        [uncovered('[0].versions[0]')],
      ],
    ],
    capableProfile,
  );

  test('are named, the first ones only', () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      name: `us-west-${index + 10}`,
      zones: [{ name: `us-west-${index + 10}a` }],
    }));
    const regions = [...flatProfile.spec.regions, ...many];
    expect(messageOf(change(flatProfile, { 'spec.regions': regions }), 'image-region-uncovered')).toBe(
      'image "gardenlinux 1877.3.0" has no image ID in 20 of the 22 regions that are offered: ' +
        `${many
          .slice(0, 10)
          .map(({ name }) => name)
          .join(', ')} and 10 more`,
    );
  });

  test('of an expired version do not matter', () => {
    const manifest = change(flatProfile, {
      'spec.machineImages.0.versions.1.expirationDate': past,
      [`${images}.0.versions.1.regions`]: [{ name: 'eu-central-1', id: 'm-1' }],
    });
    expect(warningsOf(manifest, { previous: manifest })).toEqual([]);
  });
});

describe('an image version with several entries', () => {
  // Where a worker needs its image, provider-alicloud looks through all of them.
  const [frankfurt, hangzhou] = flatProfile.spec.providerConfig.machineImages[0]?.versions[0]?.regions ?? [];
  const entry = (regions: unknown): object => ({ version: '1877.3.0', regions: [regions] });
  cases([
    [
      'that have every region together',
      { [`${images}.0.versions.0`]: entry(frankfurt), [`${images}.0.versions.2`]: entry(hangzhou) },
      [`Duplicate ${images}[0].versions[2] (provider-entry-duplicate)`],
    ],
    [
      'of images of one name that have every region together',
      {
        [`${images}.0.versions.0`]: entry(frankfurt),
        [`${images}.2`]: flatProfile.spec.providerConfig.machineImages[0],
      },
      [`Duplicate ${images}[2] (provider-entry-duplicate)`],
    ],
    [
      'that lack the same region',
      { [`${images}.0.versions.0`]: entry(frankfurt), [`${images}.0.versions.2`]: entry(frankfurt) },
      [
        `Duplicate ${images}[0].versions[2] (provider-entry-duplicate)`,
        `NotFound ${images}[0].versions[0] (image-region-uncovered)`,
      ],
    ],
  ]);
});

describe('entries of providerConfig', () => {
  const duplicate = (path: string): string => `Duplicate ${images}${path} (provider-entry-duplicate)`;
  const unused = (path: string): string => `NotFound ${images}${path} (provider-entry-unused)`;
  const region = { name: 'eu-central-1', id: 'm-9' };
  cases([
    [
      'an image that nobody offers',
      { [`${images}.2`]: { name: 'flatcar', versions: [{ version: '1', regions: [region] }] } },
      [unused('[2]')],
    ],
    [
      'a version that nobody offers',
      { [`${images}.1.versions.1`]: { version: '22.4.0', regions: [region] } },
      [unused('[1].versions[1]')],
    ],
    [
      'a version that is dropped is offered in writing',
      { 'spec.machineImages.0.versions.1.expirationDate': past },
      ['Forbidden spec.machineImages[0].versions[1] (version-dropped-at-creation)'],
    ],
    [
      'an image twice',
      { [`${images}.2`]: flatProfile.spec.providerConfig.machineImages[1] },
      [duplicate('[2]')],
    ],
    [
      'a version twice',
      { [`${images}.1.versions.1`]: flatProfile.spec.providerConfig.machineImages[1]?.versions[0] },
      [duplicate('[1].versions[1]')],
    ],
    [
      'a region twice',
      { [`${images}.0.versions.0.regions.2`]: region },
      [duplicate('[0].versions[0].regions[2]')],
    ],
    [
      'a misspelled region',
      { [`${images}.0.versions.0.regions.2`]: { name: 'eu-centrall-1', id: 'm-9' } },
      [`NotFound ${images}[0].versions[0].regions[2].name (provider-region-misspelled)`],
    ],
    [
      'a region of another form',
      { [`${images}.0.versions.0.regions.2`]: { name: 'Mars', id: 'm-9' } },
      [`NotFound ${images}[0].versions[0].regions[2].name (provider-region-misspelled)`],
    ],
    [
      'regions that nobody knows, once for all',
      {
        [`${images}.0.versions.0.regions.2`]: { name: 'xx-atlantis-1', id: 'm-8' },
        [`${images}.0.versions.1.regions.2`]: { name: 'xx-eldorado-1', id: 'm-9' },
        [`${images}.0.versions.1.regions.3`]: { name: 'xx-atlantis-1', id: 'm-7' },
      },
      [`NotFound ${images}[0].versions[0].regions[2].name (provider-region-not-offered)`],
    ],
    [
      'regions that exist, or did, and are not offered do no harm',
      {
        [`${images}.0.versions.0.regions.2`]: { name: 'ap-northeast-2', id: 'm-8' },
        [`${images}.0.versions.0.regions.3`]: { name: 'me-central-1', id: 'm-9' },
        [`${images}.0.versions.0.regions.4`]: { name: 'rus-west-1', id: 'm-7' },
      },
      [],
    ],
  ]);
});

describe('image IDs', () => {
  const first = `${images}.0.versions.0.regions.0.id`;
  const field = `${images}[0].versions[0].regions[0].id`;
  cases([
    ...['m-gw8a1 ', ' ', 'm-GW8', 'm-', 'm_1;x', 'gardenlinux image.vhd'].map((id): Row => [
      JSON.stringify(id),
      { [first]: id },
      [`Invalid ${field} (image-id-form)`],
    ]),
    ...[
      '<image_id_1>',
      'm-<image-id>',
      'm-xxxxxxxxxxxx',
      'REPLACE_ME',
      'your-image-id',
      '${IMAGE}',
      '...',
    ].map((id): Row => [JSON.stringify(id), { [first]: id }, [`Invalid ${field} (image-id-form)`]]),
    ['a public image', { [first]: 'aliyun_3_x64_20G_alibase_20250601.vhd' }, []],
    [
      'one ID in two regions',
      { [first]: 'm-bp1a1' },
      [`Duplicate ${images}[0].versions[0].regions[1].id (image-id-reused)`],
    ],
    [
      'one ID for two versions',
      { [`${images}.0.versions.1.regions.0.id`]: 'm-gw8a1' },
      [`Duplicate ${images}[0].versions[1].regions[0].id (image-id-reused)`],
    ],
  ]);
});

describe('the mark of an image ID', () => {
  const first = `${images}.0.versions.0.regions`;
  const elsewhere = (index: number): string =>
    `Invalid ${images}[0].versions[0].regions[${index}].id (image-id-of-another-region)`;
  const [frankfurt, hangzhou] = ['m-gw86dlqmpaugljiykx91', 'm-bp13aseh5a2wn0s5rdz6'];
  cases([
    ['of the right region', { [`${first}.0.id`]: frankfurt, [`${first}.1.id`]: hangzhou }, []],
    [
      'of each other',
      { [`${first}.0.id`]: hangzhou, [`${first}.1.id`]: frankfurt },
      [elsewhere(0), elsewhere(1)],
    ],
    ['that nobody knows', { [`${first}.0.id`]: 'm-zzz6dlqmpaugljiykx91' }, []],
    [
      'of the region whose name is misspelt',
      { [`${first}.2`]: { name: 'cn-shangai', id: 'm-uf61jbe9n8a9291h4u21' } },
      [`NotFound ${images}[0].versions[0].regions[2].name (provider-region-misspelled)`],
    ],
    [
      'of the public region in the city of a finance cloud',
      { [`${first}.2`]: { name: 'cn-shanghai-finance-1', id: 'm-uf61jbe9n8a9291h4u21' } },
      [],
    ],
  ]);
});

describe('regions and zones', () => {
  const gaps = ['[0].versions[0]', '[0].versions[1]', '[1].versions[0]'].map(
    (path) => `NotFound ${images}${path} (image-region-uncovered)`,
  );
  cases([
    ...['eu-central-9', 'ap-south-1'].map((name): Row => [
      `a region ${name}`,
      { 'spec.regions.2': { name, zones: [{ name: `${name}a` }] } },
      ['NotFound spec.regions[2].name (region-unknown)', ...gaps],
    ]),
    [
      'types that no zone has',
      {
        'spec.regions.0.zones': [{ name: 'eu-central-1a', unavailableMachineTypes: ['ecs.r7.large'] }],
        'spec.regions.1.zones': [
          {
            ...{ name: 'cn-hangzhou-h', unavailableMachineTypes: ['ecs.g7.large', 'ecs.r7.large'] },
            unavailableVolumeTypes: ['cloud_essd'],
          },
        ],
      },
      ['NotFound spec.machineTypes[1] (type-without-zone)'],
    ],
    [
      'a region of another form',
      { 'spec.regions.2': { name: 'Mars', zones: [{ name: 'a' }] } },
      [
        'Invalid spec.regions[2].name (region-name-form)',
        ...['[0].versions[0]', '[0].versions[1]', '[1].versions[0]'].map(
          (path) => `NotFound ${images}${path} (image-region-uncovered)`,
        ),
      ],
    ],
    [
      'a region without zones',
      { 'spec.regions.1.zones': [] },
      [
        'Required spec.regions[1] (region-without-zones)',
        'Invalid spec.regions[1].zones (empty-field-dropped)',
      ],
    ],
    ...[
      ['spec.regions.1.zones.0.name', 'cn-hangzhouh', 'spec.regions[1].zones[0].name'],
      ['spec.regions.1.zones.0.name', 'eu-central-1a', 'spec.regions[1].zones[0].name'],
      ['spec.regions.0.zones.0.name', 'eu-central-1-a', 'spec.regions[0].zones[0].name'],
      ['spec.regions.0.zones.0.name', 'eu-central-1', 'spec.regions[0].zones[0].name'],
    ].map(([path = '', name = '', field = '']): Row => [
      `a zone named ${name}`,
      { [path]: name },
      [`Invalid ${field} (zone-name-form)`],
    ]),
    [
      'an unknown type that is unavailable',
      {
        'spec.regions.0.zones.0.unavailableMachineTypes': ['ecs.g7.large', 'ecs.g7.larg'],
        'spec.regions.0.zones.0.unavailableVolumeTypes': ['cloud_ssd'],
      },
      [
        'NotFound spec.regions[0].zones[0].unavailableMachineTypes[1] (zone-unavailable-type-unknown)',
        'NotFound spec.regions[0].zones[0].unavailableVolumeTypes[0] (zone-unavailable-type-unknown)',
      ],
    ],
  ]);

  test('zones of special clouds have infixes', () => {
    const changes = {
      'spec.regions.1': { name: 'cn-hangzhou-finance', zones: [{ name: 'cn-hangzhou-fin-b' }] },
    };
    expect(warningsOf(change(flatProfile, changes)).filter((warning) => warning.includes('zone'))).toEqual(
      [],
    );
  });
});

describe('previews only', () => {
  const preview = { classification: 'preview' };
  cases([
    [
      'of Kubernetes, as far as versions have not expired',
      {
        'spec.kubernetes.versions': [
          { version: '1.34.2', ...preview },
          { version: '1.33.4', expirationDate: past },
        ],
      },
      [
        'Forbidden spec.kubernetes.versions[1] (version-dropped-at-creation)',
        'NotFound spec.kubernetes.versions (only-preview-versions)',
      ],
    ],
    [
      'of an image',
      { 'spec.machineImages.1.versions.0.classification': 'preview' },
      ['NotFound spec.machineImages[1].versions (only-preview-versions)'],
    ],
    ['beside others', { 'spec.machineImages.0.versions.0.classification': 'preview' }, []],
  ]);
});

describe('messages about capabilities', () => {
  const flavors = (index: number): string => `${images}.0.versions.0.capabilityFlavors.${index}`;
  test('name those that have no image', () => {
    const withoutRegion = change(capableProfile, { [`${flavors(1)}.regions.1`]: undefined });
    expect(messageOf(withoutRegion, 'image-region-uncovered')).toBe(
      'image "gardenlinux 1877.3.0" has none for {architecture: [arm64], bootMode: [bios, uefi]} in cn-hangzhou',
    );
    const withoutFlavor = change(capableProfile, { [flavors(1)]: undefined });
    expect(messageOf(withoutFlavor, 'provider-config-image-unmapped')).toBe(
      'providerConfig has no flavor of version "1877.3.0" with the capabilities {architecture: [arm64]}',
    );
  });

  test('say where missing flavors would come from', () => {
    const missing = change(capableProfile, {
      'spec.machineImages.0.versions.0.capabilityFlavors': undefined,
    });
    // Nobody offers arm64 here, but what is not said is no claim.
    const manifest = change(missing, { 'spec.machineTypes.1': undefined });
    const hints = validateManifest(manifest, { now }).map(({ rule, hint }) => `${rule}: ${hint ?? ''}`);
    expect(hints).toEqual([
      expect.stringMatching(/^cloud-profile-flavors-required: .*webhook of provider-alicloud 1\.70/),
      'provider-config-image-unmapped: write as its capabilityFlavors those of providerConfig: ' +
        '{bootMode: [uefi], architecture: [amd64]}, {architecture: [arm64], bootMode: [bios, uefi]}',
    ]);
  });
});

test('only a region that exists and is not offered yet can be meant', () => {
  const hintOf = (manifest: unknown, rule: string): string | undefined =>
    validateManifest(manifest, { now }).find((issue) => issue.rule === rule)?.hint;
  const offered = (name: string): object =>
    change(flatProfile, { 'spec.regions.2': { name, zones: [{ name: `${name}a` }] } });
  expect(hintOf(offered('eu-centrl-1'), 'region-unknown')).toMatch(/^mend the name/);
  expect(hintOf(offered('us-wst-1'), 'region-unknown')).toBe('did you mean us-west-1?');
  const mapped = (name: string): object =>
    change(flatProfile, { [`${images}.0.versions.0.regions.1.name`]: name });
  expect(hintOf(mapped('cn-hangzou'), 'provider-region-misspelled')).toBe('did you mean cn-hangzhou?');
  expect(hintOf(mapped('eu-centrl-1'), 'provider-region-misspelled')).toBe(
    'leave it out: eu-central-1 is mapped already',
  );
});

describe('machine and volume types', () => {
  cases([
    [
      'without cpu and memory',
      { 'spec.machineTypes.0.cpu': undefined, 'spec.machineTypes.0.memory': '0' },
      [
        'Required spec.machineTypes[0].cpu (machine-type-without-resources)',
        'Required spec.machineTypes[0].memory (machine-type-without-resources)',
      ],
    ],
    [
      'without cpu, but not usable',
      { 'spec.machineTypes.0.cpu': '0', 'spec.machineTypes.0.usable': false },
      [],
    ],
    [
      'not named as ECS does',
      { 'spec.machineTypes.0.name': 'g7.large', 'spec.volumeTypes.0.name': 'cloud-essd' },
      [
        'Invalid spec.machineTypes[0].name (machine-type-name-form)',
        'NotFound spec.volumeTypes[0].name (volume-type-unknown)',
      ],
    ],
    [
      'of an architecture without images',
      { 'spec.machineTypes.1.architecture': 'arm64' },
      ['NotFound spec.machineTypes[1] (machine-type-without-image)'],
    ],
    [
      'of such an architecture, but not usable',
      { 'spec.machineTypes.1.architecture': 'arm64', 'spec.machineTypes.1.usable': false },
      [],
    ],
    [
      'images of an architecture without machine types, and without a mapping',
      { 'spec.machineImages.0.versions.1.architectures': ['amd64', 'arm64'] },
      [
        'NotFound spec.machineImages[0].versions[1] (image-without-machine-type)',
        `NotFound ${images}[0].versions[1] (image-architecture-uncovered)`,
      ],
    ],
  ]);
  cases(
    [
      [
        'of an architecture without flavors',
        { 'spec.machineImages.0.versions.0.capabilityFlavors.1': undefined },
        ['NotFound spec.machineTypes[1] (machine-type-without-image)'],
      ],
      [
        'flavors of an architecture without machine types',
        { 'spec.machineTypes.1': undefined },
        ['NotFound spec.machineImages[0].versions[0] (image-without-machine-type)'],
      ],
    ],
    capableProfile,
  );

  test('a volume type gets the name that was probably meant', () => {
    const [issue] = validateManifest(change(flatProfile, { 'spec.volumeTypes.0.name': 'cloud-essd' }), {
      now,
    });
    expect(issue?.hint).toBe('did you mean cloud_essd?');
  });
});

describe('Kubernetes versions that no Shoot can have', () => {
  const unsupported = 'NotSupported spec.kubernetes.versions[0].version (kubernetes-version-unsupported)';
  test.each([
    ['1.36.0', { gardenerVersion: '1.144' }, true],
    ['1.36.0', { gardenerVersion: '1.145' }, false],
    ['1.35.0', { gardenerVersion: '1.135' }, true],
    ['1.37.0', {}, true],
    ['2.36.0', {}, true],
    ['1.31.9', {}, true],
    ['1.31.9', { gardenerVersion: '1.148', providerVersion: '1.70' }, false],
    ['1.31.9', { gardenerVersion: '1.148', providerVersion: '1.71' }, true],
  ])('%s for %j: %s', (version, options, expected) => {
    const manifest = change(flatProfile, { 'spec.kubernetes.versions': [{ version }] });
    expect(warningsOf(manifest, options)).toEqual(expected ? [unsupported] : []);
  });
});

describe('expiry', () => {
  const kubernetes = 'spec.kubernetes.versions';
  const soon = (path: string): string => `Forbidden ${path} (version-expires-soon)`;
  cases([
    [
      'within the period',
      {
        [`${kubernetes}.2.expirationDate`]: inDays(expiryWarningDays),
        'spec.machineImages.0.versions.1.expirationDate': inDays(1),
      },
      [soon(`${kubernetes}[2]`), soon('spec.machineImages[0].versions[1]')],
    ],
    ['after the period', { [`${kubernetes}.2.expirationDate`]: inDays(expiryWarningDays + 1) }, []],
    [
      'dropped at creation',
      {
        [`${kubernetes}.1.expirationDate`]: past,
        [`${kubernetes}.2`]: { version: '1.32.8', classification: 'unavailable' },
        'spec.machineImages.0.versions.1.classification': 'expired',
      },
      [
        `Forbidden ${kubernetes}[1] (version-dropped-at-creation)`,
        `Forbidden ${kubernetes}[2] (version-dropped-at-creation)`,
        'Forbidden spec.machineImages[0].versions[1] (version-dropped-at-creation)',
      ],
    ],
    [
      'of the newest version of an image',
      { 'spec.machineImages.1.versions.0.expirationDate': future },
      ['Forbidden spec.machineImages[1].versions[0] (newest-image-expires)'],
    ],
    ['of an older version of an image', { 'spec.machineImages.0.versions.1.expirationDate': future }, []],
    [
      'of the newest version but for a preview',
      {
        'spec.machineImages.0.versions.0.classification': 'preview',
        'spec.machineImages.0.versions.1.expirationDate': future,
      },
      ['Forbidden spec.machineImages[0].versions[1] (newest-image-expires)'],
    ],
  ]);

  test('of a lifecycle', () => {
    const lifecycle = [{ classification: 'supported' }, { classification: 'expired', startTime: inDays(2) }];
    const manifest = change(flatProfile, { [`${kubernetes}.2`]: { version: '1.32.8', lifecycle } });
    expect(warningsOf(manifest, { featureGates: gates.lifecycle })).toEqual([soon(`${kubernetes}[2]`)]);
  });

  test('on update, of what was not there before', () => {
    const manifest = change(flatProfile, { [`${kubernetes}.2.expirationDate`]: past });
    expect(warningsOf(manifest, { previous: flatProfile })).toEqual([]);
    const previous = change(flatProfile, { [`${kubernetes}.2`]: undefined });
    expect(warningsOf(manifest, { previous })).toEqual([
      `Forbidden ${kubernetes}[2] (expired-version-added)`,
    ]);
  });

  test('is of no interest without a clock', () => {
    const manifest = change(flatProfile, {
      [`${kubernetes}.1.expirationDate`]: past,
      [`${kubernetes}.2.expirationDate`]: inDays(1),
    });
    const check = Check.root(new Target({ now: null }));
    const context = { check };
    cloudProfileRules.validate(manifest, context);
    cloudProfileRules.warn?.(manifest, context);
    expect(check.findings).toEqual([]);
  });
});

describe('the form in which values are stored', () => {
  const quantity = (field: string): string => `Invalid spec.${field} (quantity-not-canonical)`;
  const time = (field: string): string => `Invalid spec.${field} (time-not-canonical)`;
  cases([
    [
      'quantities',
      {
        'spec.machineTypes.0.cpu': 2,
        'spec.machineTypes.0.memory': '8192Mi',
        'spec.machineTypes.0.storage': { size: '1024Gi' },
        'spec.machineTypes.1.storage': { minSize: '0.5Gi' },
        'spec.volumeTypes.1.minSize': '1000M',
      },
      [
        quantity('machineTypes[0].cpu'),
        quantity('machineTypes[0].memory'),
        quantity('machineTypes[0].storage.size'),
        quantity('machineTypes[1].storage.minSize'),
        quantity('volumeTypes[1].minSize'),
      ],
    ],
    ['bytes are as good as gibibytes', { 'spec.machineTypes.0.memory': '8589934592' }, []],
    [
      'dates and durations',
      {
        'spec.kubernetes.versions.2.expirationDate': '2096-01-01T00:00:00+00:00',
        'spec.machineImages.0.versions.1.expirationDate': '2096-01-01T00:00:00.5Z',
        'spec.machineTypes.0.machineControllerManager': { machineCreationTimeout: '20m' },
      },
      [
        time('kubernetes.versions[2].expirationDate'),
        time('machineImages[0].versions[1].expirationDate'),
        time('machineTypes[0].machineControllerManager.machineCreationTimeout'),
      ],
    ],
    [
      'empty lists and maps',
      {
        'metadata.labels': {},
        'spec.machineCapabilities': [],
        'spec.regions.0.labels': {},
        'spec.machineImages.0.versions.0.capabilityFlavors': [],
      },
      [
        'Invalid metadata.labels (empty-field-dropped)',
        'Invalid spec.machineCapabilities (empty-field-dropped)',
        'Invalid spec.regions[0].labels (empty-field-dropped)',
        'Invalid spec.machineImages[0].versions[0].capabilityFlavors (empty-field-dropped)',
      ],
    ],
    [
      'what the server sets',
      {
        'metadata.namespace': 'garden',
        'metadata.resourceVersion': '7',
        'metadata.labels': { 'provider.extensions.gardener.cloud/aws': 'true', other: 'true' },
        'metadata.finalizers': ['example.org/mine', 'gardener'],
        status: {},
      },
      [
        'Forbidden metadata.namespace (server-owned-field)',
        'Forbidden metadata.resourceVersion (server-owned-field)',
        'Forbidden metadata.finalizers[1] (server-owned-field)',
        'Forbidden metadata.labels[provider.extensions.gardener.cloud/aws] (server-owned-field)',
        'Forbidden status (server-owned-field)',
      ],
    ],
  ]);
});

describe('size', () => {
  const sized = (kibibytes: number): object =>
    change(flatProfile, { 'metadata.annotations': undefined, 'spec.caBundle': 'x'.repeat(kibibytes * 1024) });
  test.each([
    [250, []],
    [256, ['TooLong  (object-size-client-side-apply)']],
    [1024, ['TooLong  (object-size-near-limit)']],
    [1400, ['TooLong  (object-size-over-limit)']],
  ])('%i KiB', (kibibytes, expected) => {
    expect(warningsOf(sized(kibibytes))).toEqual(expected);
  });

  test.each([flatProfile, capableProfile, {}, [], { a: [] }, { a: {}, b: [1, true, null, 'ü'] }, 'text'])(
    'is that of the JSON: %#',
    (value) => {
      expect(jsonSize(value, Infinity)).toBe(Buffer.byteLength(JSON.stringify(value)));
    },
  );

  test('is not counted beyond the limit', () => {
    expect(
      jsonSize(
        Array.from({ length: 1000 }, () => 'text'),
        100,
      ),
    ).toBeLessThan(1100);
  });
});

describe('an update', () => {
  const rows: readonly (readonly [string, Changes, Changes, readonly string[]])[] = [
    ['of nothing', {}, {}, []],
    ['of the type', {}, { 'spec.type': 'aws' }, ['Forbidden spec.type (provider-type-changed)']],
    [
      'that takes a region away',
      {},
      { 'spec.regions.1': undefined },
      ['Forbidden spec.regions (region-removed)'],
    ],
    [
      'that takes a zone away',
      {},
      { 'spec.regions.0.zones.0': undefined },
      ['Forbidden spec.regions[0].zones (region-removed)'],
    ],
    [
      'that takes types away',
      {},
      { 'spec.machineTypes.0': undefined, 'spec.volumeTypes.1': undefined },
      [
        'Forbidden spec.machineTypes (machine-or-volume-type-removed)',
        'Forbidden spec.volumeTypes (machine-or-volume-type-removed)',
      ],
    ],
    [
      'that takes versions and an image away',
      {},
      {
        'spec.kubernetes.versions.2': undefined,
        'spec.machineImages.0.versions.1': undefined,
        'spec.machineImages.1': undefined,
        [`${images}.0.versions.1`]: undefined,
        [`${images}.1`]: undefined,
      },
      [
        'Forbidden spec.kubernetes.versions (version-removed)',
        'Forbidden spec.machineImages (version-removed)',
        'Forbidden spec.machineImages[0].versions (version-removed)',
      ],
    ],
    [
      'of an image ID',
      {},
      { [`${images}.0.versions.0.regions.0.id`]: 'm-gw8new' },
      [`Forbidden ${images}[0].versions[0] (image-id-changed)`],
    ],
    [
      'that loses an image ID',
      {},
      { [`${images}.0.versions.0.regions.0`]: undefined },
      [
        `Forbidden ${images}[0].versions[0] (image-id-changed)`,
        `NotFound ${images}[0].versions[0] (image-region-uncovered)`,
      ],
    ],
    ['that adds an image ID', { [`${images}.0.versions.0.regions.0`]: undefined }, {}, []],
    [
      'that offers nothing in a region any more',
      {},
      {
        'spec.regions.1': undefined,
        [`${images}.0.versions.0.regions.1`]: undefined,
        [`${images}.0.versions.1.regions.1`]: undefined,
        [`${images}.1.versions.0.regions.1`]: undefined,
      },
      ['Forbidden spec.regions (region-removed)'],
    ],
  ];
  test.each(rows)('%s', (_name, before, after, expected) => {
    const options = { previous: change(flatProfile, before) };
    expect(warningsOf(change(flatProfile, after), options)).toEqual([...expected].sort());
  });

  test('that takes capabilities away', () => {
    expect(warningsOf(flatProfile, { previous: capableProfile })).toContain(
      'Forbidden spec.machineCapabilities (capabilities-removed)',
    );
  });

  test('from flat regions to flavors of the same images changes no image', () => {
    const regions = flatProfile.spec.providerConfig.machineImages[0]?.versions[0]?.regions;
    const after = change(flatProfile, {
      'spec.machineCapabilities': [{ name: 'architecture', values: ['amd64'] }],
      [`${images}.0.versions.0`]: { version: '1877.3.0', capabilityFlavors: [{ regions }] },
    });
    expect(warningsOf(after, { previous: flatProfile })).toEqual([]);
  });
});

test('machineCapabilities with a provider that does not know them', () => {
  const manifest = change(flatProfile, {
    'spec.machineCapabilities': [{ name: 'architecture', values: ['amd64'] }],
  });
  const warning = 'Forbidden spec.machineCapabilities (capabilities-provider-too-old)';
  expect(warningsOf(manifest, { providerVersion: '1.69' })).toEqual([warning]);
  expect(warningsOf(manifest, { providerVersion: '1.70' })).toEqual([]);
});

test('a profile of another provider is not measured by the names of Alibaba Cloud', () => {
  const changes = {
    'spec.type': 'aws',
    'spec.machineTypes.0.name': 'm5.large',
    'spec.regions.0.name': 'Mars',
  };
  expect(warningsOf(change(flatProfile, changes))).toEqual([]);
});
