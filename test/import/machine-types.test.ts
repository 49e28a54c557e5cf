import { byFamilyAndSize, familyOf, toMemory } from '../../src/import/machine-types';
import { instanceType, stockAnswer, typesAnswer, zone, zonesAnswer } from './answers';
import { Workspace } from './workspace';

let here: Workspace;

beforeEach(() => {
  here = new Workspace();
});

afterEach(() => here.remove());

const large = { name: 'ecs.g7.large', cpu: '2', gpu: '0', memory: '8Gi', architecture: 'amd64' };

async function imported(...args: string[]): Promise<unknown> {
  const { code, err } = await here.run('machine-types', '--out', 'x.json', ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return here.json('x.json');
}

test.each([
  [8, '8Gi'],
  [0.5, '512Mi'],
  [1.75, '1792Mi'],
  [93, '93Gi'],
  [1024, '1Ti'],
  [0.3, '307Mi'],
])('%d GiB are %s', (gibibytes, quantity) => expect(toMemory(gibibytes)).toBe(quantity));

test.each([
  ['ecs.gn6i-c4g1.xlarge', 'ecs.gn6i'],
  ['ecs.g7.large', 'ecs.g7'],
  ['ecs.ebmgn7ix.32xlarge', 'ecs.ebmgn7ix'],
])('%s is of the family %s', (name, family) => expect(familyOf(name)).toBe(family));

test('families by name, types by size and not by name', () => {
  const type = (name: string, cpu: string, memory: string): typeof large => ({ ...large, name, cpu, memory });
  const types = [
    type('ecs.g7.16xlarge', '64', '256Gi'),
    type('ecs.g7.2xlarge', '8', '32Gi'),
    type('ecs.c7.large', '2', '4Gi'),
    type('ecs.gn6i-c4g1.xlarge', '4', '15Gi'),
    type('ecs.g7.large', '2', '8Gi'),
    type('ecs.g7.small', '2', '512Mi'),
  ];
  const names = types.sort((a, b) => byFamilyAndSize(a as never, b as never)).map(({ name }) => name);
  expect(names).toEqual([
    'ecs.c7.large',
    'ecs.g7.small',
    'ecs.g7.large',
    'ecs.g7.2xlarge',
    'ecs.g7.16xlarge',
    'ecs.gn6i-c4g1.xlarge',
  ]);
});

test('vCPUs, memory, GPUs and architecture are what the answer says', async () => {
  here.write('a.json', [
    typesAnswer([instanceType('ecs.gn6i-c4g1.xlarge', 4, 15, { GPUAmount: 1 })], 'next'),
    typesAnswer([
      instanceType('ecs.g8y.small', 1, 4, { CpuArchitecture: 'ARM' }),
      instanceType('ecs.t5-lc2m1.nano', 1, 0.5),
      instanceType('ecs.x1.large', 1, 1, { CpuArchitecture: 'RISCV' }),
    ]),
  ]);
  expect(await imported('a.json')).toEqual([
    { name: 'ecs.g8y.small', cpu: '1', gpu: '0', memory: '4Gi', architecture: 'arm64' },
    { name: 'ecs.gn6i-c4g1.xlarge', cpu: '4', gpu: '1', memory: '15Gi', architecture: 'amd64' },
    { name: 'ecs.t5-lc2m1.nano', cpu: '1', gpu: '0', memory: '512Mi', architecture: 'amd64' },
  ]);
  const { out } = await here.run('machine-types', '--out', 'x.json', 'a.json');
  expect(out).toContain('note: ecs.x1.large is for RISCV, Gardener knows X86 and ARM: left out');
});

test('a missing last page is noticed', async () => {
  here.write('a.json', typesAnswer([instanceType('ecs.g7.large', 2, 8)], 'more'));
  const { code, err } = await here.run('machine-types', '--out', 'x.json', 'a.json');
  expect(code).toBe(2);
  expect(err).toContain('a.json: is not the last page: it has a NextToken');
});

test('--family takes one family, with or without ecs.', async () => {
  here.write(
    'a.json',
    typesAnswer(['ecs.g7.large', 'ecs.g7a.large', 'ecs.c7.large'].map((id) => instanceType(id, 2, 8))),
  );
  expect(await imported('--family', 'g7', '--family', 'ecs.c7', 'a.json')).toMatchObject([
    { name: 'ecs.c7.large' },
    { name: 'ecs.g7.large' },
  ]);
});

test('what people wrote stays, a value that has changed is shown', async () => {
  const storage = { class: 'standard', type: 'cloud_essd', size: '40Gi' };
  here.write('x.json', [{ ...large, memory: '4Gi', storage }]);
  here.write('a.json', typesAnswer([instanceType('ecs.g7.large', 2, 8)]));
  const { out } = await here.run('machine-types', '--out', 'x.json', 'a.json');
  expect(out).toContain('~ ecs.g7.large: memory 4Gi -> 8Gi');
  expect(here.json('x.json')).toEqual([{ ...large, storage }]);
});

test('a retired type stays, unusable; a family that the answers do not have is not judged', async () => {
  here.write('x.json', [large, { ...large, name: 'ecs.g7.old' }, { ...large, name: 'ecs.sn1.large' }]);
  here.write('a.json', typesAnswer([instanceType('ecs.g7.large', 2, 8)]));
  const { out } = await here.run('machine-types', '--out', 'x.json', 'a.json');
  expect(out).toContain('~ ecs.g7.old: usable: false (retired)');
  expect(out).toContain('note: the answers have no type of ecs.sn1: left as it is');
  expect(here.json('x.json')).toEqual([
    large,
    { ...large, name: 'ecs.g7.old', usable: false },
    { ...large, name: 'ecs.sn1.large' },
  ]);
  expect((await here.run('machine-types', '--out', 'x.json', 'a.json')).out).toContain('up to date');
});

describe('with what zones sell', () => {
  const sizes = ['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'];
  const types = typesAnswer(sizes.map((size) => instanceType(`ecs.g7.${size}`, 2, 8)));
  const stock = stockAnswer('eu-central-1', {
    'eu-central-1a': {
      'ecs.g7.large': 'SoldOut ClosedWithoutStock',
      'ecs.g7.xlarge': 'SoldOut WithoutStock',
      'ecs.g7.2xlarge': 'Available ClosedWithStock',
      'ecs.g7.4xlarge': 'SoldOut ClosedWithoutStock',
    },
    'eu-central-1b': { 'ecs.g7.4xlarge': 'Available WithStock' },
  });

  test('a new type has to be sold somewhere; sold out for now counts as sold', async () => {
    here.write('types.json', types);
    here.write('stock.json', stock);
    expect(await imported('types.json', 'stock.json')).toMatchObject([
      { name: 'ecs.g7.2xlarge' },
      { name: 'ecs.g7.4xlarge' },
      { name: 'ecs.g7.xlarge' },
    ]);
  });

  test('a known type that no zone sells becomes unusable', async () => {
    here.write('types.json', types);
    here.write('stock.json', stock);
    here.write('x.json', [large]);
    const { out } = await here.run('machine-types', '--out', 'x.json', 'types.json', 'stock.json');
    expect(out).toContain('~ ecs.g7.large: usable: false (sold in no zone)');
    expect(out).toContain('note: 1 type that no zone sells left out: ecs.g7.8xlarge');
  });

  test('DescribeZones says it as well', async () => {
    here.write('types.json', types);
    const sells = { AvailableInstanceTypes: { InstanceTypes: ['ecs.g7.8xlarge'] } };
    here.write('zones.json', zonesAnswer([zone('eu-central-1a', [], sells)]));
    expect(await imported('types.json', 'zones.json')).toMatchObject([{ name: 'ecs.g7.8xlarge' }]);
  });
});
