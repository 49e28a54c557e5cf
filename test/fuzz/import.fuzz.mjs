/** The import: of spoilt answers and data files comes a result or an `ImportProblem`, nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { changes, checkSame, checkSentence, lib, show, spoil } from './inputs.mjs';

const { importImages } = lib('./import/images');
const { importMachineTypes } = lib('./import/machine-types');
const { importZones } = lib('./import/zones');
const { ImportProblem } = lib('./import/outcome');
const { printData } = lib('./import/data-file');

const folder = mkdtempSync(join(tmpdir(), 'fuzz-import-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const images = {
  ...{ RequestId: 'R-1', RegionId: 'eu-central-1', TotalCount: 2, PageNumber: 1, PageSize: 100 },
  Images: {
    Image: ['x86_64', 'arm64'].map((Architecture, index) => ({
      ...{
        ImageId: `m-gw8abcdef${index}`,
        ImageName: `gardenlinux-1592.${index}.0`,
        Status: 'Available',
        Architecture,
      },
      CreationTime: '2026-01-01T12:05:00Z',
    })),
  },
};
const types = {
  NextToken: '',
  InstanceTypes: {
    InstanceType: ['ecs.g7.large', 'ecs.gn7i.xlarge'].map((InstanceTypeId, index) => ({
      ...{
        InstanceTypeId,
        InstanceTypeFamily: InstanceTypeId.replace(/\.\w+$/, ''),
        CpuCoreCount: 2,
        MemorySize: 8.5,
      },
      ...{ CpuArchitecture: index === 0 ? 'X86' : 'ARM', GPUAmount: index, GPUSpec: 'NVIDIA A10' },
    })),
  },
};
const zones = {
  Zones: {
    Zone: ['a', 'b'].map((letter) => ({
      ...{ ZoneId: `eu-central-1${letter}`, ZoneType: 'AvailabilityZone' },
      AvailableDiskCategories: { DiskCategories: ['cloud_essd'] },
      AvailableInstanceTypes: { InstanceTypes: ['ecs.g7.large'] },
    })),
  },
};
const stock = {
  AvailableZones: {
    AvailableZone: ['a', 'b'].map((letter) => ({
      ...{
        RegionId: 'eu-central-1',
        ZoneId: `eu-central-1${letter}`,
        Status: 'Available',
        StatusCategory: 'WithStock',
      },
      AvailableResources: {
        AvailableResource: [
          {
            Type: 'InstanceType',
            SupportedResources: {
              SupportedResource: [
                { Value: 'ecs.g7.large', Status: 'Available', StatusCategory: 'WithStock' },
              ],
            },
          },
        ],
      },
    })),
  },
};
const metadata = {
  ...{ architecture: 'amd64', platform: 'ali', version: '1592.1.0' },
  published_image_metadata: {
    published_alicloud_images: [{ region_id: 'eu-central-1', image_id: 'm-gw8abcdef0' }],
  },
};

const source = { paths: ['answers.json'], cwd: folder, live: undefined, regions: [] };
const selection = { match: /^gardenlinux-(?<version>[\d.]+)$/, version: undefined, newest: false };
const imports = {
  images: (value) => importImages(value, 'data', { source, selection, owner: 'self', promotion: undefined }),
  metadata: (value) =>
    importImages(value, 'data', {
      source: { ...source, paths: ['a.s3_metadata.yaml'] },
      ...{ selection: undefined, owner: 'self', promotion: undefined },
    }),
  types: (value) => importMachineTypes(value, 'data', { source, families: [] }),
  zones: (value) =>
    importZones(value, 'data', {
      source,
      machineTypes: ['ecs.g7.large'],
      volumeTypes: ['cloud_ssd'],
      soldOutIsUnavailable: true,
    }),
};
const answers = { images: [images], metadata, types: [types, stock], zones: [zones, stock] };
const known = {
  images: { versions: [{ version: '1592.0.0', regions: { 'eu-central-1': 'm-gw8abcdef9' } }] },
  metadata: { versions: [{ version: '1592.0.0', regions: { 'eu-central-1': 'm-gw8abcdef9' } }] },
  types: [{ name: 'ecs.g7.large', cpu: 2, memory: '8Gi', architecture: 'amd64' }],
  zones: [{ name: 'eu-central-1', zones: ['eu-central-1a'] }],
};

async function outcome(run) {
  try {
    const { data, changes, notes, findings } = await run();
    for (const line of [...changes, ...notes, ...findings]) checkSentence(line);
    return { data, changes, notes, findings };
  } catch (error) {
    if (!(error instanceof ImportProblem)) throw error;
    checkSentence(error.message);
    return error.message;
  }
}

const json = (value) =>
  JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? Number(item) : item)) ?? 'null';
const edits = fc.oneof({ weight: 3, arbitrary: changes }, fc.constant([]));
const input = fc
  .record({ catalogue: fc.constantFrom(...Object.keys(answers)), answer: edits, data: fc.option(edits) })
  .map(({ catalogue, answer, data }) => ({
    catalogue,
    text: json(spoil(answers[catalogue], answer)),
    known: data === null ? undefined : spoil(known[catalogue], data),
  }));

export default {
  'spoilt answers and data give a result or a problem': [
    input,
    async ({ catalogue, text, known }) => {
      writeFileSync(join(folder, catalogue === 'metadata' ? 'a.s3_metadata.yaml' : 'answers.json'), text);
      const first = await outcome(() => imports[catalogue](known));
      checkSame(first, await outcome(() => imports[catalogue](known)), 'imported twice');
      if (typeof first === 'object')
        checkSame(JSON.parse(printData(first.data)), first.data, 'printed and read');
    },
    show,
  ],
  'what is printed is read again': [
    fc.jsonValue({ stringUnit: 'binary' }),
    (value) => checkSame(JSON.parse(printData(value)), value, 'printed and read'),
  ],
};
