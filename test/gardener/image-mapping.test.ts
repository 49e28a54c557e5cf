import { ImageMapping } from '../../src/gardener/image-mapping';

const region = (name: string, id: string): object => ({ name, id });
const entry = (...regions: object[]): object => ({ version: '1.0.0', regions });
const config = {
  machineImages: [
    {
      name: 'linux',
      versions: [entry(region('a', '1'), region('a', '2')), entry(region('a', '3'), region('b', '4'))],
    },
    { name: 'linux', versions: [entry(region('c', '5')), { version: '2.0.0', capabilityFlavors: [] }] },
    { name: 'other', versions: [entry(region('a', '6'))] },
  ],
};

test('all entries of a name and version are searched, and the first with the region counts', () => {
  const mapping = ImageMapping.read(config);
  const [flat, ...others] = mapping.flavors('linux', '1.0.0');
  expect(others).toEqual([]);
  expect(flat?.capabilities).toBeUndefined();
  const found = [...(flat?.regions ?? [])].map(([name, { id, at }]) => [name, id, String(at)]);
  const images = 'spec.providerConfig.machineImages';
  expect(found).toEqual([
    ['a', '1', `${images}[0].versions[0].regions[0]`],
    ['b', '4', `${images}[0].versions[1].regions[1]`],
    ['c', '5', `${images}[1].versions[0].regions[0]`],
  ]);
  expect([...mapping.versions()]).toEqual([
    ['linux', '1.0.0'],
    ['linux', '2.0.0'],
    ['other', '1.0.0'],
  ]);
});

test('flavors with the same capabilities are one, in whatever order they are written', () => {
  const flavor = (capabilities: object, ...regions: object[]): object => ({ capabilities, regions });
  const mapping = ImageMapping.read({
    machineImages: [
      {
        name: 'linux',
        versions: [
          {
            version: '1',
            capabilityFlavors: [
              flavor({ architecture: ['amd64'], bootMode: ['uefi', 'bios'] }, region('a', '1')),
              flavor({ bootMode: ['bios', 'uefi'], architecture: ['amd64'] }, region('b', '2')),
              flavor({ architecture: ['arm64'] }, region('a', '3')),
            ],
          },
        ],
      },
    ],
  });
  expect(mapping.flavors('linux', '1').map(({ regions }) => [...regions.keys()])).toEqual([
    ['a', 'b'],
    ['a'],
  ]);
});

test.each([undefined, null, 'text', [], { machineImages: {} }, { machineImages: [null, { versions: [1] }] }])(
  'what has another form maps nothing: %j',
  (other) => {
    expect([...ImageMapping.read(other).versions()].flat().join('')).toBe('');
  },
);
