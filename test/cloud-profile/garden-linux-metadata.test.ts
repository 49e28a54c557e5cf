import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { stringify } from 'yaml';
import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import type { GardenLinuxOptions } from '../../src/cloud-profile/garden-linux-metadata';
import { MachineImage } from '../../src/cloud-profile/machine-image';
import gardenLinux from '../../src/landscape/garden-linux.json';
import { expectSentences } from '../validation/golden';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'garden-linux-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A metadata file in the form that Garden Linux publishes, as far as it matters. */
function metadata(changes: object = {}): Record<string, unknown> {
  return {
    architecture: 'amd64',
    platform: 'ali',
    published_image_metadata: {
      published_alicloud_images: Object.entries(gardenLinux1877).map(([region, id]) => ({
        image_id: id,
        image_name: 'gardenlinux-ali-gardener_prod-amd64-1877.3',
        region_id: region,
      })),
    },
    version: '1877.3',
    ...changes,
  };
}

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : stringify(content));
  return path;
}

function complaints(files: readonly string[], options: GardenLinuxOptions = {}): string[] {
  const profile = new AlicloudCloudProfile(Testing.chart(), 'alicloud', {
    kubernetes: { versions: [{ version: '1.33.4' }] },
    machineImages: [MachineImage.fromGardenLinuxMetadata('gardenlinux', files, options)],
    machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
    regions: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
  });
  return profile.apiObject.issues
    .filter(({ rule }) => rule === 'garden-linux-metadata')
    .map(({ message }) => message.replaceAll(folder, ''));
}

const gardenLinux1877 = gardenLinux.versions[0]?.regions ?? {};

test('a release gives all 28 regions, and a version of three numbers', () => {
  const image = MachineImage.fromGardenLinuxMetadata('gardenlinux', [file('a.yaml', metadata())]);
  expect(image.versions).toEqual([{ version: '1877.3.0', regions: gardenLinux1877 }]);
  expect(Object.keys(image.versions[0]?.regions ?? {})).toHaveLength(28);
  expect(image.isCustom).toBe(false);
});

test.each(['constructor', '__proto__'])('a region %s is a name like any other', (region) => {
  const published_image_metadata = {
    published_alicloud_images: [{ region_id: region, image_id: 'm-1' }],
  };
  const image = MachineImage.fromGardenLinuxMetadata('gardenlinux', [
    file('a.yaml', metadata({ published_image_metadata })),
  ]);
  expect(Object.entries(image.versions[0]?.regions ?? {})).toEqual([[region, 'm-1']]);
});

test('several releases and architectures make one image', () => {
  const arm = { 'eu-central-1': 'm-arm' };
  const images = (regions: Readonly<Record<string, string>>): object => ({
    published_image_metadata: {
      published_alicloud_images: Object.entries(regions).map(([region_id, image_id]) => ({
        region_id,
        image_id,
      })),
    },
  });
  const image = MachineImage.fromGardenLinuxMetadata(
    'gardenlinux',
    [
      file('arm.yaml', metadata({ architecture: 'arm64', ...images(arm) })),
      file('amd.yaml', metadata()),
      file('old.yaml', metadata({ version: '1592.14.1', ...images({ 'eu-central-1': 'm-old' }) })),
    ],
    { versions: { '1592.14.1': { classification: 'deprecated' } } },
  );
  expect(image.versions).toEqual([
    {
      version: '1877.3.0',
      flavors: [
        { capabilities: { architecture: ['amd64'] }, regions: gardenLinux1877 },
        { capabilities: { architecture: ['arm64'] }, regions: arm },
      ],
    },
    { version: '1592.14.1', classification: 'deprecated', regions: { 'eu-central-1': 'm-old' } },
  ]);
});

test.each<[string, unknown, RegExp]>([
  ['no YAML', 'a: [', /^\/bad\.yaml:\d+:\d+: /],
  ['another document', 'a: 1', /^\/bad\.yaml:1:1: published_image_metadata: is missing$/],
  ['another cloud', metadata({ platform: 'aws' }), /^\/bad\.yaml:\d+:1: platform: is "aws", not "ali"$/],
  [
    'a version that is a number',
    stringify(metadata()).replace(/version: .*/, 'version: 1877.3'),
    /version: 1877.3 is no version/,
  ],
  ['no architecture', metadata({ architecture: undefined }), /architecture: is nothing$/],
  ['another architecture', metadata({ architecture: 'riscv64' }), /architecture: is "riscv64"/],
  [
    'no images',
    metadata({ published_image_metadata: { published_alicloud_images: null } }),
    /lists no image/,
  ],
  [
    'an image without region',
    metadata({ published_image_metadata: { published_alicloud_images: [{ image_id: 'm-1' }] } }),
    /published_alicloud_images\[0\]: has no region_id/,
  ],
  [
    'two IDs for a region',
    metadata({
      published_image_metadata: {
        published_alicloud_images: [
          { region_id: 'r', image_id: 'm-1' },
          { region_id: 'r', image_id: 'm-2' },
        ],
      },
    }),
    /gives r a second image, m-2/,
  ],
])('%s is said with file, line and column', (_, content, expected) => {
  expect(complaints([file('bad.yaml', content)])).toEqual([expect.stringMatching(expected)]);
});

test('an unreadable file, a folder, a release given twice, and options for no version', () => {
  const good = file('good.yaml', metadata());
  expect(complaints([join(folder, 'none.yaml')])).toEqual(['/none.yaml: there is no such file']);
  expect(complaints([folder])).toEqual([': the file cannot be read (EISDIR)']);
  expect(complaints([good, good])).toEqual([
    '/good.yaml: 1877.3.0 for amd64 was read from /good.yaml already',
  ]);
  expect(complaints([good], { versions: { '1.0.0': {} } })).toEqual([
    expect.stringMatching(/no file is of version "1.0.0"/),
  ]);
});

expectSentences('garden-linux-metadata');
