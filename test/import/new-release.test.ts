import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Testing } from 'cdk8s';
import { stringify } from 'yaml';
import { AlicloudCloudProfile } from '../../src/cloud-profile/alicloud-cloud-profile';
import { MachineImage, type RegionImageIds } from '../../src/cloud-profile/machine-image';
import { regionOfImageId } from '../../src/alibaba-cloud/regions';
import { readMachineImage } from '../../src/import/landscape-data';
import { gardenLinux1877 } from '../../src/landscape/garden-linux';
import { Workspace } from './workspace';

let here: Workspace;

beforeEach(() => {
  here = new Workspace();
});

afterEach(() => here.remove());

/** The IDs of a later release: others, with the mark of the same region. */
function later(release: string): RegionImageIds {
  const tail = release.replaceAll('.', '').padStart(8, 'z');
  return Object.fromEntries(
    Object.entries(gardenLinux1877).map(([region, id]) => [region, `${id.slice(0, -8)}${tail}`]),
  );
}

/** A metadata file as a release has it, with the fields that nobody reads here. */
function release(version: string, ids: RegionImageIds, commit: string, flavor = 'gardener_prod'): string {
  const name = `ali-${flavor}-amd64-${version}-${commit}`;
  return stringify({
    architecture: 'amd64',
    base_image: null,
    build_committish: commit.padEnd(40, '0'),
    gardenlinux_epoch: 1877,
    logs: null,
    modifiers: [
      'log',
      'ssh',
      '_prod',
      '_slim',
      'base',
      'server',
      'cloud',
      'ali',
      'multipath',
      'nvme',
      'gardener',
    ],
    paths: ['manifest', 'qcow2'].map((suffix) => ({
      name: `${name}.${suffix}`,
      s3_bucket_name: 'gardenlinux-github-releases',
      s3_key: `objects/${name}/${name}.${suffix}`,
      suffix: `.${suffix}`,
    })),
    platform: 'ali',
    published_image_metadata: {
      published_alicloud_images: Object.entries(ids).map(([region_id, image_id]) => ({
        image_id,
        image_name: `gardenlinux-${name}`,
        region_id,
      })),
    },
    require_uefi: false,
    s3_key: `meta/singles/${name}`,
    secureboot: false,
    test_result: null,
    version,
  });
}

const policy = { newVersion: 'supported', deprecatePrevious: true, expireAfterDays: 90, keep: 2 };
const command = [
  'images',
  '--out',
  'gardenlinux.json',
  '--flavor',
  'gardener_prod',
  '--promote',
  'promotion.json',
  '--date',
];

/** The folder of a release, beside what is for others. */
function publish(version: string, ids: RegionImageIds, commit: string): void {
  const names = ['ali-gardener_prod', 'ali-gardener_prod_usi', 'aws-gardener_prod'];
  here.write(`release/${names[0]}-amd64.s3_metadata.yaml`, release(version, ids, commit));
  here.write(
    `release/${names[1]}-amd64.s3_metadata.yaml`,
    release(version, later('usi'), commit, 'gardener_prod_usi'),
  );
  here.write(
    `release/${names[2]}-amd64.s3_metadata.yaml`,
    stringify({ platform: 'aws', architecture: 'amd64', version, published_image_metadata: null }),
  );
}

function summary(): string[] {
  const { versions } = readMachineImage(here.path('gardenlinux.json'));
  return versions.map(({ version, classification = '', expirationDate = '', regions = {} }) =>
    [version, classification, expirationDate.slice(0, 10), Object.keys(regions).length].join(' ').trim(),
  );
}

test('one release after the other is offered, and those before run out', async () => {
  here.write('promotion.json', policy);
  publish('1877.3', gardenLinux1877, '75df9f40');
  const first = await here.run(...command, '2026-01-05', 'release');
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(summary()).toEqual(['1877.3.0 supported  28']);
  expect(readMachineImage(here.path('gardenlinux.json')).versions[0]?.regions).toEqual(gardenLinux1877);

  publish('1877.4', later('1877.4'), '0f1e2d3c');
  const second = await here.run(...command, '2026-02-02', 'release');
  expect(second.out).toBe(
    [
      'gardenlinux.json: written, 3 changes',
      '  + 1877.4.0: amd64 in 28 regions',
      '  ~ 1877.4.0: supported',
      '  ~ 1877.3.0: supported -> deprecated, expires 2026-05-03T23:59:59Z',
      '  note: 1 file for other platforms (aws) left out: release/aws-gardener_prod-amd64.s3_metadata.yaml',
      '  note: 1 file of other flavours left out',
      '',
    ].join('\n'),
  );
  expect(summary()).toEqual(['1877.4.0 supported  28', '1877.3.0 deprecated 2026-05-03 28']);

  const again = await here.run(...command, '2026-02-09', 'release');
  expect(again.out).toMatch(/^gardenlinux\.json: up to date\n/);

  publish('1921.0', later('1921.0'), '99887766');
  const third = await here.run(...command, '2026-06-01', 'release');
  expect(third.out).toContain('  - 1877.3.0: expired 2026-05-03\n');
  expect(summary()).toEqual(['1921.0.0 supported  28', '1877.4.0 deprecated 2026-08-30 28']);
});

test('what comes out is a profile without errors, each ID in its region', async () => {
  here.write('promotion.json', policy);
  publish('1877.3', gardenLinux1877, '75df9f40');
  await here.run(...command, '2026-01-05', 'release');
  publish('1877.4', later('1877.4'), '0f1e2d3c');
  await here.run(...command, '2026-02-02', 'release');
  const image = MachineImage.of('gardenlinux', readMachineImage(here.path('gardenlinux.json')));
  const profile = new AlicloudCloudProfile(Testing.chart(), 'alicloud', {
    kubernetes: { versions: [{ version: '1.33.4' }] },
    machineImages: [image],
    machineTypes: [{ name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi' }],
    regions: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
  });
  expect(profile.apiObject.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  for (const { regions = {} } of image.versions)
    for (const [region, id] of Object.entries(regions)) expect(regionOfImageId(id)).toBe(region);
});

test('the workflow of docs/ci.md imports a release, and its policy is one', async () => {
  const page = readFileSync(join(__dirname, '../../docs/ci.md'), 'utf8');
  const [, line = ''] = /npx gardener-alicloud import ([\s\S]*?) > import\.txt/.exec(page) ?? [];
  const [, written = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
  here.write('promotion.json', written);
  here.write('src/regions.json', [{ name: 'eu-central-1', zones: ['eu-central-1a'] }]);
  publish('1877.3', gardenLinux1877, '75df9f40');
  const words = line.replace('"$(date -u +%F)"', '2026-01-05').split(/\s+/);
  expect(await here.run(...words)).toMatchObject({ code: 0, err: '' });
  expect(readMachineImage(here.path('src/gardenlinux.json')).versions).toEqual([
    {
      version: '1877.3.0',
      classification: 'supported',
      regions: { 'eu-central-1': gardenLinux1877['eu-central-1'] },
    },
  ]);
});
