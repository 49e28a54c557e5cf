import { Testing } from 'cdk8s';
import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import { MachineImage } from '../../src/cloud-profile/machine-image';
import { readMachineImage } from '../../src/import/landscape-data';
import { image, imagesAnswer, metadata } from './answers';
import { Workspace } from './workspace';

let here: Workspace;

beforeEach(() => {
  here = new Workspace();
});

afterEach(() => here.remove());

const match = ['--match', '^my-os-(?<version>[0-9.]+)'];

describe('Garden Linux metadata', () => {
  test('makes a data file, and nothing the second time', async () => {
    here.write('a.yaml', metadata('1877.3', { 'eu-west-1': 'm-w', 'eu-central-1': 'm-c' }));
    const first = await here.run('images', '--out', 'data/gardenlinux.json', 'a.yaml');
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toContain('+ 1877.3.0: amd64 in 2 regions');
    expect(here.json('data/gardenlinux.json')).toEqual({
      versions: [
        {
          version: '1877.3.0',
          classification: 'supported',
          regions: { 'eu-central-1': 'm-c', 'eu-west-1': 'm-w' },
        },
      ],
    });
    const second = await here.run('images', '--out', 'data/gardenlinux.json', 'a.yaml');
    expect(second.out).toBe('data/gardenlinux.json: up to date\n');
  });

  test('a dry run writes nothing', async () => {
    here.write('a.yaml', metadata('1877.3', { 'eu-central-1': 'm-c' }));
    const { code, out } = await here.run('images', '--out', 'x.json', '--dry-run', 'a.yaml');
    expect(code).toBe(0);
    expect(out).toContain('would be written');
    expect(() => here.text('x.json')).toThrow('ENOENT');
  });

  test('keeps what people wrote, and regions that the source does not have', async () => {
    here.write('x.json', {
      updateStrategy: 'minor',
      versions: [
        {
          version: '1877.3.0',
          classification: 'supported',
          expirationDate: '2027-01-01T00:00:00Z',
          kubeletVersionConstraint: '>= 1.31',
          regions: { 'me-central-1': 'm-copied', 'eu-central-1': 'm-old' },
        },
      ],
    });
    here.write('a.yaml', metadata('1877.3', { 'eu-west-1': 'm-w', 'eu-central-1': 'm-new' }));
    const { out } = await here.run('images', '--out', 'x.json', 'a.yaml');
    expect(out).toContain('~ 1877.3.0: + amd64 in 1 region: eu-west-1');
    expect(out).toContain('~ 1877.3.0: amd64 in eu-central-1: m-old -> m-new');
    expect(here.json('x.json')).toEqual({
      updateStrategy: 'minor',
      versions: [
        {
          version: '1877.3.0',
          classification: 'supported',
          expirationDate: '2027-01-01T00:00:00Z',
          kubeletVersionConstraint: '>= 1.31',
          regions: { 'eu-central-1': 'm-new', 'eu-west-1': 'm-w', 'me-central-1': 'm-copied' },
        },
      ],
    });
  });

  test('a second architecture turns regions into flavors', async () => {
    here.write('amd.yaml', metadata('1877.3', { 'eu-central-1': 'm-amd' }));
    here.write('arm.yaml', metadata('1877.3', { 'eu-central-1': 'm-arm' }, 'arm64'));
    await here.run('images', '--out', 'x.json', 'amd.yaml');
    await here.run('images', '--out', 'x.json', 'arm.yaml');
    expect(here.json('x.json')).toEqual({
      versions: [
        {
          version: '1877.3.0',
          classification: 'supported',
          flavors: [
            { capabilities: { architecture: ['amd64'] }, regions: { 'eu-central-1': 'm-amd' } },
            { capabilities: { architecture: ['arm64'] }, regions: { 'eu-central-1': 'm-arm' } },
          ],
        },
      ],
    });
    expect((await here.run('images', '--out', 'x.json', 'amd.yaml', 'arm.yaml')).out).toContain('up to date');
  });

  test.each([
    [
      'flavors for amd64 alone',
      'amd64',
      { flavors: [{ capabilities: { architecture: ['amd64'] }, regions: { 'eu-central-1': 'm-c' } }] },
      {
        flavors: [
          {
            capabilities: { architecture: ['amd64'] },
            regions: { 'eu-central-1': 'm-c', 'eu-west-1': 'm-w' },
          },
        ],
      },
    ],
    [
      'regions for arm64',
      'arm64',
      { architectures: ['arm64'], regions: { 'eu-central-1': 'm-c' } },
      { architectures: ['arm64'], regions: { 'eu-central-1': 'm-c', 'eu-west-1': 'm-w' } },
    ],
  ])('%s stay in that form', async (_, architecture, before, after) => {
    here.write('x.json', { versions: [{ version: '1.0.0', ...before }] });
    here.write('a.yaml', metadata('1', { 'eu-west-1': 'm-w' }, architecture));
    expect(await here.run('images', '--out', 'x.json', 'a.yaml')).toMatchObject({ code: 0 });
    expect(here.json('x.json')).toEqual({ versions: [{ version: '1.0.0', ...after }] });
  });

  test('flavors by more than the architecture are left to people', async () => {
    const flavors = [
      { capabilities: { architecture: ['amd64'], gpu: ['yes'] }, regions: { 'eu-central-1': 'm-a' } },
    ];
    here.write('x.json', { versions: [{ version: '1877.3.0', flavors }] });
    here.write('a.yaml', metadata('1877.3', { 'eu-west-1': 'm-w' }));
    const before = here.text('x.json');
    const { code, err } = await here.run('images', '--out', 'x.json', 'a.yaml');
    expect(code).toBe(1);
    expect(err).toContain('1877.3.0 has flavors by more than the architecture');
    expect(here.text('x.json')).toBe(before);
  });

  test('says where a new version is not, and the one before is', async () => {
    here.write('a.yaml', metadata('1', { 'eu-central-1': 'm-1', 'eu-west-1': 'm-2' }));
    here.write('b.yaml', metadata('2', { 'eu-central-1': 'm-3' }));
    await here.run('images', '--out', 'x.json', 'a.yaml');
    const { out } = await here.run('images', '--out', 'x.json', 'b.yaml');
    expect(out).toContain('note: 2.0.0 has no amd64 image in eu-west-1, where 1.0.0 has one');
  });
});

describe("a release's folder", () => {
  const eu = { 'eu-central-1': 'm-1' };
  const flavored = (flavor: string, architecture = 'amd64', id = 'm-1'): string =>
    metadata('1877.3', { 'eu-central-1': id }, architecture, {
      s3_key: `meta/singles/ali-${flavor}-${architecture}-1877.3-75df9f40`,
    });

  test('has files of other platforms, and some that were not published', async () => {
    here.write('r/ali.yaml', metadata('1877.3', eu));
    here.write('r/arm.yaml', metadata('1877.3', {}, 'arm64', { published_image_metadata: null }));
    here.write('r/none.yaml', metadata('1877.3', {}, 'arm64'));
    here.write('r/aws.yaml', metadata('1877.3', {}, 'amd64', { platform: 'aws' }));
    here.write('r/.hidden.yaml', 'no: metadata');
    here.write('r/readme.md', 'no metadata');
    here.write('r/old/ali.yaml', metadata('1.0', eu));
    here.write('r/kvm.yaml', '{ platform: kvm, version: 1877.3, architecture: riscv64 }');
    const { code, out } = await here.run('images', '--out', 'x.json', 'r/');
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'x.json: written, 1 change',
        '  + 1877.3.0: amd64 in 1 region',
        '  note: 2 files for other platforms (aws, kvm) left out: r/aws.yaml, r/kvm.yaml',
        '  note: 2 files without published images left out: r/arm.yaml, r/none.yaml',
        '',
      ].join('\n'),
    );
  });

  test('with nothing for Alibaba Cloud is wrong', async () => {
    here.write('r/aws.yaml', metadata('1877.3', {}, 'amd64', { platform: 'aws' }));
    const { code, err } = await here.run('images', '--out', 'x.json', 'r');
    expect(code).toBe(2);
    expect(err).toBe('r: has no image to import; 1 file for other platforms (aws) left out: r/aws.yaml');
  });

  test.each<[string, readonly [string, string][], string]>([
    [
      'two flavours',
      [
        ['gardener_prod', 'amd64'],
        ['gardener_prod_usi', 'amd64'],
      ],
      'r/0.yaml, r/1.yaml are both of release 1877.3.0 for amd64, but of the flavours gardener_prod and gardener_prod_usi; choose one: --flavor gardener_prod or --flavor gardener_prod_usi',
    ],
    [
      'two flavours, each for another architecture',
      [
        ['b', 'amd64'],
        ['a', 'arm64'],
      ],
      'for amd64 and arm64, but of the flavours a and b; choose one: --flavor a or --flavor b',
    ],
    [
      'three flavours',
      [
        ['a', 'amd64'],
        ['b', 'amd64'],
        ['c', 'amd64'],
      ],
      'r/0.yaml, r/1.yaml, r/2.yaml are all of release 1877.3.0 for amd64, but of the flavours a and b and c',
    ],
    [
      'one flavour twice',
      [
        ['a', 'amd64'],
        ['a', 'amd64'],
        ['a', 'arm64'],
      ],
      'r/0.yaml, r/1.yaml are both of release 1877.3.0 for amd64 and arm64; name each release and architecture once',
    ],
  ])('with %s has to be decided', async (_, files, sentence) => {
    for (const [index, [flavor, architecture]] of files.entries())
      here.write(`r/${index}.yaml`, flavored(flavor, architecture));
    const { code, err } = await here.run('images', '--out', 'x.json', 'r');
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(() => here.text('x.json')).toThrow('ENOENT');
  });

  test('--flavor chooses', async () => {
    here.write('r/a.yaml', flavored('gardener_prod', 'amd64', 'm-prod'));
    here.write('r/b.yaml', flavored('gardener_prod_usi', 'amd64', 'm-usi'));
    const { out } = await here.run('images', '--out', 'x.json', '--flavor', 'gardener_prod_usi', 'r');
    expect(here.json('x.json')).toMatchObject({ versions: [{ regions: { 'eu-central-1': 'm-usi' } }] });
    expect(out).toContain('note: 1 file of other flavours left out\n');
    const { code, err } = await here.run('images', '--out', 'y.json', '--flavor', 'prod', 'r');
    expect(code).toBe(2);
    expect(err).toBe(
      '--flavor: no metadata is of the flavour "prod"; the flavours are gardener_prod, gardener_prod_usi',
    );
  });

  test.each<[string, string, object]>([
    ['the names of images', 'x.yaml', { image_name: 'gardenlinux-ali-a_prod-amd64-1877.3-75df9f40' }],
    ['the name of the file', 'ali-a_prod-amd64.s3_metadata.yaml', {}],
  ])('flavours are told by %s', async (_, name, more) => {
    const images = { published_alicloud_images: [{ region_id: 'eu-central-1', image_id: 'm-1', ...more }] };
    here.write(`r/${name}`, metadata('1877.3', {}, 'amd64', { published_image_metadata: images }));
    here.write('r/z.yaml', flavored('b'));
    const { err } = await here.run('images', '--out', 'x.json', 'r');
    expect(err).toContain('of the flavours a_prod and b;');
  });

  test('flavours without any name are told by their modifiers', async () => {
    here.write('r/a.yaml', metadata('1877.3', eu, 'amd64', { modifiers: ['gardener', '_prod'] }));
    here.write('r/b.yaml', metadata('1877.3', eu, 'amd64', { modifiers: ['gardener', '_prod', '_usi'] }));
    const { err } = await here.run('images', '--out', 'x.json', 'r');
    expect(err).toContain('of the flavours gardener_prod and gardener_prod_usi;');
  });

  test.each(['constructor', '__proto__'])('a region called %s is one of many', async (region) => {
    const images = [region, 'eu-central-1'].map((region_id) => ({ region_id, image_id: 'm-1' }));
    here.write(
      'a.yaml',
      metadata('1877.3', {}, 'amd64', { published_image_metadata: { published_alicloud_images: images } }),
    );
    const { code } = await here.run('images', '--out', 'x.json', '--region', 'eu-central-1', 'a.yaml');
    expect(code).toBe(0);
  });
});

describe('regions that the landscape does not offer', () => {
  const regions = { 'eu-central-1': 'm-1', 'eu-west-1': 'm-2', 'us-west-1': 'm-3', 'us-east-1': 'm-4' };
  const wanted = { 'eu-central-1': 'm-1', 'us-west-1': 'm-3' };

  test.each([['--region eu-central-1 --region us-west-1'], ['--regions-of regions.json']])(
    'are left out with one note: %s',
    async (flags) => {
      here.write(
        'regions.json',
        Object.keys(wanted).map((name) => ({ name, zones: [`${name}a`] })),
      );
      here.write('a.yaml', metadata('1877.3', regions));
      const { out } = await here.run('images', '--out', 'x.json', ...flags.split(' '), 'a.yaml');
      expect(out).toContain(
        '  + 1877.3.0: amd64 in 2 regions\n  note: 2 regions that nobody asked for left out: eu-west-1, us-east-1\n',
      );
      expect(here.json('x.json')).toMatchObject({ versions: [{ regions: wanted }] });
    },
  );

  test('are left out of answers, too', async () => {
    here.write('a/eu.json', imagesAnswer('eu-central-1', [image('m-1', 'my-os-1.0')]));
    here.write('a/us.json', imagesAnswer('us-west-1', [image('m-2', 'my-os-1.0')]));
    const { code } = await here.run('images', '--out', 'x.json', ...match, '--region', 'us-west-1', 'a');
    expect(code).toBe(0);
    expect(here.json('x.json')).toMatchObject({ versions: [{ regions: { 'us-west-1': 'm-2' } }] });
    expect(here.text('x.json')).not.toContain('eu-central-1');
  });

  test('miss nothing in a new version', async () => {
    here.write('x.json', { versions: [{ version: '1.0.0', regions }] });
    here.write('a.yaml', metadata('2', { 'eu-central-1': 'm-9', 'us-west-1': 'm-8' }));
    const args = ['images', '--out', 'x.json', '--dry-run', 'a.yaml'];
    expect((await here.run(...args)).out).toContain('has no amd64 image in eu-west-1, us-east-1, where');
    expect((await here.run(...args, '--region', 'us-west-1')).out).not.toContain('has no amd64 image');
  });
});

test('the first versions are supported, later ones preview', async () => {
  here.write('a.yaml', metadata('1', { 'eu-central-1': 'm-1' }));
  here.write('b.yaml', metadata('2', { 'eu-central-1': 'm-2' }));
  here.write('c.yaml', metadata('3', { 'eu-central-1': 'm-3' }));
  here.write('x.json', { updateStrategy: 'minor', versions: [] });
  await here.run('images', '--out', 'x.json', 'a.yaml', 'b.yaml');
  await here.run('images', '--out', 'x.json', 'c.yaml');
  expect(here.json('x.json')).toMatchObject({
    updateStrategy: 'minor',
    versions: [
      { version: '3.0.0', classification: 'preview' },
      { version: '2.0.0', classification: 'supported' },
      { version: '1.0.0', classification: 'supported' },
    ],
  });
});

describe('answers of DescribeImages', () => {
  test('several regions, versions and architectures', async () => {
    here.write(
      'answers/eu.json',
      imagesAnswer('eu-central-1', [
        image('m-1', 'my-os-1.2'),
        image('m-2', 'my-os-1.2-arm', { Architecture: 'arm64' }),
        image('m-3', 'my-os-1.10.3'),
        image('m-4', 'other'),
      ]),
    );
    here.write('answers/us.json', imagesAnswer('us-west-1', [image('m-5', 'my-os-1.2')]));
    const { code, out } = await here.run('images', '--out', 'my-os.json', ...match, 'answers');
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(here.json('my-os.json')).toEqual({
      versions: [
        { version: '1.10.3', classification: 'supported', regions: { 'eu-central-1': 'm-3' } },
        {
          version: '1.2.0',
          classification: 'supported',
          flavors: [
            {
              capabilities: { architecture: ['amd64'] },
              regions: { 'eu-central-1': 'm-1', 'us-west-1': 'm-5' },
            },
            { capabilities: { architecture: ['arm64'] }, regions: { 'eu-central-1': 'm-2' } },
          ],
        },
      ],
    });
  });

  test('an image that is not ready is left out, and said so', async () => {
    here.write(
      'a.json',
      imagesAnswer('eu-central-1', [
        image('m-1', 'my-os-1.2'),
        image('m-2', 'my-os-1.3', { Status: 'Creating' }),
      ]),
    );
    const { out } = await here.run('images', '--out', 'x.json', ...match, 'a.json');
    expect(out).toContain('note: eu-central-1: m-2 (my-os-1.3) is Creating: left out');
    expect(here.json('x.json')).toMatchObject({ versions: [{ version: '1.2.0' }] });
  });

  test('pages of a region belong together, in one file or several', async () => {
    const pages = [image('m-1', 'my-os-1.0'), image('m-2', 'my-os-2.0')].map((item, index) =>
      imagesAnswer('eu-central-1', [item], { TotalCount: 2, PageSize: 1, PageNumber: index + 1 }),
    );
    here.write('all.json', pages);
    expect(await here.run('images', '--out', 'x.json', ...match, 'all.json')).toMatchObject({ code: 0 });
    here.write('one.json', pages[0]);
    const { code, err } = await here.run('images', '--out', 'y.json', ...match, 'one.json');
    expect(code).toBe(2);
    expect(err).toMatch(/^one\.json: holds 1 of 2 images of eu-central-1; save every page/);
  });

  test.each([
    [
      'i386',
      [image('m-1', 'my-os-1.0', { Architecture: 'i386' })],
      'eu-central-1: m-1 (my-os-1.0) is for i386',
    ],
    [
      'two of a version',
      [image('m-1', 'my-os-1.0'), image('m-2', 'my-os-1.0-b')],
      'm-1 and m-2 are both 1.0.0 for amd64',
    ],
    ['a name without a version', [image('m-1', 'my-os-...')], '--match finds no version in the name'],
  ])('%s is a finding: nothing is written', async (_, images, finding) => {
    here.write('a.json', imagesAnswer('eu-central-1', images));
    const { code, err, out } = await here.run('images', '--out', 'x.json', ...match, 'a.json');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(finding);
    expect(() => here.text('x.json')).toThrow('ENOENT');
  });

  test('--newest takes the newest, whatever the order', async () => {
    const old = image('m-old', 'my-os-1.0', { CreationTime: '2025-01-01T00:00:00Z' });
    for (const images of [
      [old, image('m-new', 'my-os-1.0')],
      [image('m-new', 'my-os-1.0'), old],
    ]) {
      here.write('a.json', imagesAnswer('eu-central-1', images));
      await here.run('images', '--out', 'x.json', ...match, '--newest', 'a.json');
      expect(here.json('x.json')).toMatchObject({ versions: [{ regions: { 'eu-central-1': 'm-new' } }] });
    }
  });

  test('what aliyun --pager writes is of the one region that is asked for', async () => {
    const images = [image('m-1', 'my-os-1.0'), image('m-2', 'my-os-2.0')];
    here.write('a.json', { Images: { Image: images } });
    const args = ['images', '--out', 'x.json', ...match, 'a.json'];
    expect(await here.run(...args, '--region', 'eu-west-1')).toMatchObject({ code: 0 });
    expect(here.json('x.json')).toMatchObject({
      versions: [{ regions: { 'eu-west-1': 'm-2' } }, { regions: { 'eu-west-1': 'm-1' } }],
    });
    for (const regions of [[], ['--region', 'eu-west-1', '--region', 'us-west-1']]) {
      const { code, err } = await here.run(...args, ...regions);
      expect(code).toBe(2);
      expect(err).toMatch(/^a\.json: does not say its RegionId; .*--region, one at a time$/);
    }
  });

  test("an ID of another region is no image of the answer's", async () => {
    here.write('a.json', { Images: { Image: [image('m-gw86dlqmpaugljiykx91', 'my-os-1.0')] } });
    const args = ['images', '--out', 'x.json', ...match, 'a.json', '--region'];
    const { code, err } = await here.run(...args, 'eu-west-1');
    expect(code).toBe(1);
    expect(err).toContain('eu-west-1: m-gw86dlqmpaugljiykx91 (my-os-1.0) has an ID of eu-central-1');
    expect(await here.run(...args, 'eu-central-1')).toMatchObject({ code: 0 });
  });

  describe('what else they say of an image', () => {
    const disks = (...kinds: readonly string[]): object => ({
      DiskDeviceMappings: { DiskDeviceMapping: kinds.map((Type) => ({ Type, Encrypted: false })) },
    });

    test.each<[string, object, object | undefined, readonly string[]]>([
      ['nothing', {}, undefined, []],
      ['a system disk', disks('system'), undefined, []],
      ['NVMe support', { Features: { NvmeSupport: 'supported' } }, { nvme: 'supported' }, []],
      [
        'no NVMe support',
        { Features: { NvmeSupport: 'unsupported' } },
        { nvme: 'unsupported' },
        ['does not support NVMe: machine types that require it refuse the image'],
      ],
      ['a boot mode', { BootMode: 'UEFI-Preferred' }, { bootMode: 'UEFI-Preferred' }, []],
      ['a boot mode that is unheard of', { BootMode: 'constructor' }, undefined, []],
      [
        'data disks',
        disks('system', 'data', 'data'),
        { dataDisks: 2 },
        ['has 2 data disks of its own: each node gets the same'],
      ],
      [
        'encryption',
        { DiskDeviceMappings: { DiskDeviceMapping: [{ Type: 'system', Encrypted: true }] } },
        { encrypted: true },
        ['is encrypted: it cannot be shared with Shoots of other accounts as it is'],
      ],
    ])('%s', async (_, more, facts, notes) => {
      here.write('a.json', imagesAnswer('eu-central-1', [image('m-1', 'my-os-1.0', more as never)]));
      const { out } = await here.run('images', '--out', 'x.json', ...match, 'a.json');
      const version = { version: '1.0.0', classification: 'supported', regions: { 'eu-central-1': 'm-1' } };
      expect(here.json('x.json')).toEqual({ versions: [{ ...version, ...(facts && { facts }) }] });
      expect(out.match(/note: /g) ?? []).toHaveLength(notes.length);
      for (const note of notes) expect(out).toContain(`note: 1.0.0 for amd64 ${note}`);
    });

    test('is kept by architecture, and what one region lacks the image lacks', async () => {
      const nvme = (NvmeSupport: string, more: object = {}): object => ({
        Features: { NvmeSupport },
        ...more,
      });
      here.write(
        'a/eu.json',
        imagesAnswer('eu-central-1', [
          image('m-1', 'my-os-1.0', nvme('supported', { BootMode: 'BIOS' }) as never),
          image(
            'm-2',
            'my-os-1.0-arm',
            nvme('supported', { Architecture: 'arm64', BootMode: 'UEFI' }) as never,
          ),
        ]),
      );
      here.write(
        'a/us.json',
        imagesAnswer('us-west-1', [
          image('m-3', 'my-os-1.0', nvme('unsupported', { BootMode: 'UEFI' }) as never),
        ]),
      );
      await here.run('images', '--out', 'x.json', ...match, 'a');
      expect(here.json('x.json')).toMatchObject({
        versions: [
          {
            flavors: [
              { capabilities: { architecture: ['amd64'] }, facts: { nvme: 'unsupported' } },
              { capabilities: { architecture: ['arm64'] }, facts: { nvme: 'supported', bootMode: 'UEFI' } },
            ],
          },
        ],
      });
      expect(here.text('x.json')).not.toContain('BIOS');
      expect((await here.run('images', '--out', 'x.json', ...match, 'a')).out).toContain('up to date');
    });

    test('that is new is a change, and what nobody says any more stays', async () => {
      const regions = { 'eu-central-1': 'm-1' };
      here.write('x.json', { versions: [{ version: '1.0.0', regions }] });
      here.write(
        'a.json',
        imagesAnswer('eu-central-1', [image('m-1', 'my-os-1.0', { Features: { NvmeSupport: 'supported' } })]),
      );
      const { out } = await here.run('images', '--out', 'x.json', ...match, 'a.json');
      expect(out).toContain('~ 1.0.0: amd64: nothing known -> nvme supported\n');
      expect(here.json('x.json')).toEqual({
        versions: [{ version: '1.0.0', regions, facts: { nvme: 'supported' } }],
      });
      here.write('a.json', imagesAnswer('eu-central-1', [image('m-1', 'my-os-1.0')]));
      expect((await here.run('images', '--out', 'x.json', ...match, 'a.json')).out).toBe(
        'x.json: up to date\n',
      );
    });
  });

  test('names start no line of their own', async () => {
    const name = 'my-os-1.0\n::error::x\u001b[31m';
    here.write(
      'a.json',
      imagesAnswer('eu-central-1', [image('m-1', name, { Status: 'Creating' }), image('m-2', 'my-os-2.0')]),
    );
    const { out } = await here.run('images', '--out', 'x.json', ...match, 'a.json');
    expect(out).toContain('m-1 (my-os-1.0\\u000a::error::x\\u001b[31m) is Creating: left out');
  });

  test('--version names what names do not', async () => {
    here.write('a.json', imagesAnswer('eu-central-1', [image('m-1', 'hardened')]));
    await here.run('images', '--out', 'x.json', '--match', '^hardened$', '--version', '1877.3', 'a.json');
    expect(here.json('x.json')).toMatchObject({ versions: [{ version: '1877.3.0' }] });
  });
});

test('what Gardener would refuse is not written', async () => {
  here.write('x.json', {
    versions: [{ version: '1.0.0', classification: 'unheard-of', regions: { 'eu-central-1': 'm-0' } }],
  });
  here.write('a.yaml', metadata('2', { 'eu-central-1': 'm-1' }));
  const { code, err } = await here.run('images', '--out', 'x.json', 'a.yaml');
  expect(code).toBe(1);
  expect(err).toContain('spec.machineImages[0].versions[1].classification');
});

describe('--promote', () => {
  const regions = { 'eu-central-1': 'm-1' };
  const promoteWith = async (
    policy: object,
    versions: readonly object[],
    found: string,
  ): Promise<unknown> => {
    here.write('policy.json', policy);
    here.write('x.json', { versions });
    here.write('a.yaml', metadata(found, regions));
    const args = ['images', '--out', 'x.json', '--promote', 'policy.json', '--date', '2026-11-21', 'a.yaml'];
    const { code, err } = await here.run(...args);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect((await here.run(...args)).out).toContain('up to date');
    const props = readMachineImage(here.path('x.json'));
    expect(errorsOf(MachineImage.of('os', props))).toEqual([]);
    return props.versions.map(({ version, classification, expirationDate }) =>
      [version, classification, expirationDate?.slice(0, 10)].filter((part) => part !== undefined).join(' '),
    );
  };
  const supported = (version: string, more: object = {}): object => ({
    version,
    classification: 'supported',
    regions,
    ...more,
  });

  test.each<[string, object, readonly object[], string, readonly string[]]>([
    [
      'deprecates and dates the previous one',
      { newVersion: 'supported', expireAfterDays: 90 },
      [supported('1.0.0')],
      '2.0',
      ['2.0.0 supported', '1.0.0 deprecated 2027-02-19'],
    ],
    [
      'keeps a date that is there',
      { newVersion: 'supported', expireAfterDays: 90 },
      [supported('1.0.0', { expirationDate: '2026-12-24T23:59:59Z' })],
      '2.0',
      ['2.0.0 supported', '1.0.0 deprecated 2026-12-24'],
    ],
    [
      'gives no date without expireAfterDays',
      { newVersion: 'supported' },
      [{ version: '1.0.0', regions }],
      '2.0',
      ['2.0.0 supported', '1.0.0 deprecated'],
    ],
    [
      'a preview replaces nothing',
      { newVersion: 'preview' },
      [supported('1.0.0')],
      '2.0',
      ['2.0.0 preview', '1.0.0 supported'],
    ],
    [
      'a version on trial becomes supported',
      { newVersion: 'supported', expireAfterDays: 1 },
      [supported('2.0.0', { classification: 'preview' }), supported('1.0.0')],
      '2.0',
      ['2.0.0 supported', '1.0.0 deprecated 2026-11-22'],
    ],
    [
      'what people deprecated stays so',
      { newVersion: 'supported' },
      [supported('3.0.0'), supported('2.0.0', { classification: 'deprecated' })],
      '2.0',
      ['3.0.0 supported', '2.0.0 deprecated'],
    ],
    [
      'a patch of an older line leaves the newer ones alone',
      { newVersion: 'supported' },
      [supported('3.0.0'), supported('2.0.0')],
      '2.1',
      ['3.0.0 supported', '2.1.0 supported', '2.0.0 deprecated'],
    ],
    [
      'same-major leaves older lines alone',
      { newVersion: 'supported', deprecatePrevious: 'same-major' },
      [supported('3.0.0'), supported('2.0.0')],
      '3.1',
      ['3.1.0 supported', '3.0.0 deprecated', '2.0.0 supported'],
    ],
    [
      'deprecatePrevious false deprecates nothing',
      { newVersion: 'supported', deprecatePrevious: false },
      [supported('1.0.0')],
      '2.0',
      ['2.0.0 supported', '1.0.0 supported'],
    ],
    [
      'keep takes out what has expired beyond it, and nothing else',
      { newVersion: 'supported', keep: 2 },
      [
        supported('4.0.0', { classification: 'deprecated', expirationDate: '2026-01-01T00:00:00Z' }),
        supported('3.0.0', { classification: 'deprecated', expirationDate: '2026-01-01T00:00:00Z' }),
        supported('2.0.0', { classification: 'deprecated', expirationDate: '2030-01-01T00:00:00Z' }),
        supported('1.0.0', { classification: 'deprecated' }),
      ],
      '5.0',
      ['5.0.0 supported', '4.0.0 deprecated 2026-01-01', '2.0.0 deprecated 2030-01-01', '1.0.0 deprecated'],
    ],
  ])('%s', async (_, policy, versions, found, result) => {
    expect(await promoteWith(policy, versions, found)).toEqual(result);
  });

  test('of several new versions the newest remains', async () => {
    here.write('policy.json', { newVersion: 'supported', expireAfterDays: 10 });
    here.write('a.yaml', metadata('1', regions));
    here.write('b.yaml', metadata('2', regions));
    await here.run(
      'images',
      '--out',
      'x.json',
      '--promote',
      'policy.json',
      '--date',
      '2026-02-20',
      'a.yaml',
      'b.yaml',
    );
    expect(here.json('x.json')).toMatchObject({
      versions: [
        { version: '2.0.0', classification: 'supported' },
        { version: '1.0.0', classification: 'deprecated', expirationDate: '2026-03-02T23:59:59Z' },
      ],
    });
  });

  test('a version with a lifecycle is left alone, and said so', async () => {
    const lifecycle = [{ classification: 'supported' }];
    here.write('policy.json', { newVersion: 'supported' });
    here.write('x.json', { versions: [{ version: '1.0.0', lifecycle, regions }] });
    here.write('a.yaml', metadata('2', regions));
    const { code, out } = await here.run(
      'images',
      '--out',
      'x.json',
      '--promote',
      'policy.json',
      '--date',
      '2026-02-20',
      'a.yaml',
    );
    expect(code).toBe(0);
    expect(out).toContain('note: 1.0.0 has a lifecycle of its own: not deprecated');
    expect(here.json('x.json')).toMatchObject({ versions: [{ classification: 'supported' }, { lifecycle }] });
  });

  test.each([
    ['not JSON', '{', 'policy.json: is not JSON'],
    ['a list', '[]', 'policy.json: is no JSON object'],
    [
      'an unknown field',
      { newVersion: 'supported', expiresAfterDays: 1 },
      'expiresAfterDays: unknown field; did you mean expireAfterDays?',
    ],
    ['no newVersion', {}, 'newVersion: is missing; use "preview" or "supported"'],
    [
      'half a day',
      { newVersion: 'supported', expireAfterDays: 0.5 },
      'expireAfterDays: is 0.5; use a whole number',
    ],
    ['keep nothing', { newVersion: 'supported', keep: 0 }, 'keep: is 0'],
  ])('a policy with %s is refused', async (_, policy, message) => {
    here.write('policy.json', policy);
    here.write('a.yaml', metadata('2', regions));
    const { code, err } = await here.run(
      'images',
      '--out',
      'x.json',
      '--promote',
      'policy.json',
      '--date',
      '2026-02-20',
      'a.yaml',
    );
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

function errorsOf(machineImage: MachineImage): string[] {
  const profile = new AlicloudCloudProfile(Testing.chart(), 'alicloud', {
    kubernetes: { versions: [{ version: '1.33.4' }] },
    machineImages: [machineImage],
    machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
    regions: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
  });
  return profile.apiObject.issues
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message);
}
