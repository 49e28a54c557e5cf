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

test('a type of which no GPU is said has none', async () => {
  here.write('a.json', typesAnswer([instanceType('ecs.g7.large', 2, 8, { GPUAmount: undefined })]));
  expect(await imported('a.json')).toEqual([large]);
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

test('an answer says nothing about types that it does not have', async () => {
  const known = [large, { ...large, name: 'ecs.g7.old' }, { ...large, name: 'ecs.sn1.large' }];
  here.write('x.json', known);
  here.write('a.json', typesAnswer([instanceType('ecs.g7.large', 2, 8)]));
  const { code, out } = await here.run('machine-types', '--out', 'x.json', 'a.json');
  expect(code).toBe(0);
  expect(out).toContain(
    'note: 2 types that the answers do not have left as they are: ecs.g7.old, ecs.sn1.large\n',
  );
  expect(out).not.toContain('usable');
  expect(here.json('x.json')).toEqual(known);
});

test('a family is what the answer says, where the name says another', async () => {
  const type = instanceType('ecs.vgn7i-vws-m4.xlarge', 4, 30, { InstanceTypeFamily: 'ecs.vgn7i-vws' });
  here.write('a.json', typesAnswer([type, instanceType('ecs.vgn7i.xlarge', 4, 30)]));
  expect(await imported('--family', 'vgn7i-vws', 'a.json')).toMatchObject([
    { name: 'ecs.vgn7i-vws-m4.xlarge' },
  ]);
  const { out } = await here.run('machine-types', '--out', 'y.json', '--family', 'vgn7i', 'a.json');
  expect(out).toContain('+ ecs.vgn7i: 1 type: ecs.vgn7i.xlarge');
});

test('an answer of one family leaves a family beside it alone', async () => {
  const known = [
    { ...large, name: 'ecs.g7a.large' },
    { ...large, name: 'ecs.g7-x.large' },
  ];
  here.write('x.json', known);
  here.write('a.json', typesAnswer([instanceType('ecs.g7.large', 2, 8)]));
  expect(await imported('--family', 'g7', 'a.json')).toHaveLength(3);
});

test.each(['constructor', '__proto__', 'toString'])(
  'an architecture called %s is an unknown one',
  async (name) => {
    here.write('a.json', typesAnswer([instanceType('ecs.g7.large', 2, 8, { CpuArchitecture: name })]));
    const { code, out } = await here.run('machine-types', '--out', 'x.json', 'a.json');
    expect(code).toBe(0);
    expect(out).toContain(`note: ecs.g7.large is for ${name}, Gardener knows X86 and ARM: left out`);
    expect(here.json('x.json')).toEqual([]);
  },
);

test('NVMe support and boot modes are kept, what is unheard of is not', async () => {
  const facts = { NvmeSupport: 'required', SupportedBootModes: { SupportedBootMode: ['UEFI', 'BIOS', 'x'] } };
  here.write('x.json', [large]);
  here.write(
    'a.json',
    typesAnswer([
      instanceType('ecs.g7.large', 2, 8, facts),
      instanceType('ecs.g7.xlarge', 4, 16, { NvmeSupport: 'perhaps' }),
    ]),
  );
  const { out } = await here.run('machine-types', '--out', 'x.json', 'a.json');
  expect(out).toContain('~ NVMe support or boot modes of 1 type are new or have changed');
  expect(here.json('x.json')).toEqual([
    { ...large, facts: { nvme: 'required', bootModes: ['BIOS', 'UEFI'] } },
    { ...large, name: 'ecs.g7.xlarge', cpu: '4', memory: '16Gi' },
  ]);
  expect((await here.run('machine-types', '--out', 'x.json', 'a.json')).out).toBe('x.json: up to date\n');
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
    const again = await here.run('machine-types', '--out', 'x.json', 'types.json', 'stock.json');
    expect(again.out).toMatch(/^x\.json: up to date\n/);
    expect(again.out).not.toContain('usable');
  });

  test('a type that is sold again stays unusable until somebody says otherwise', async () => {
    here.write('types.json', types);
    here.write('stock.json', stock);
    here.write('x.json', [{ ...large, name: 'ecs.g7.4xlarge', usable: false }]);
    const { out } = await here.run('machine-types', '--out', 'x.json', 'types.json', 'stock.json');
    expect(out).toContain('note: ecs.g7.4xlarge is sold, and usable: false in the data file');
    expect(here.json('x.json')).toContainEqual({ ...large, name: 'ecs.g7.4xlarge', usable: false });
  });

  test('DescribeZones says it as well', async () => {
    here.write('types.json', types);
    const sells = { AvailableInstanceTypes: { InstanceTypes: ['ecs.g7.8xlarge'] } };
    here.write('zones.json', zonesAnswer([zone('eu-central-1a', [], sells)]));
    expect(await imported('types.json', 'zones.json')).toMatchObject([{ name: 'ecs.g7.8xlarge' }]);
  });

  const four = ['large', 'xlarge'].map((size) => ({ ...large, name: `ecs.g7.${size}` }));
  const sale = (types: object): unknown => stockAnswer('eu-central-1', { 'eu-central-1a': types as never });

  test.each<[string, object]>([
    ['one type', { 'ecs.g7.large': 'Available WithStock' }],
    ['one size', { 'ecs.g7.large': 'Available WithStock', 'ecs.c7.large': 'Available WithStock' }],
    ['no type', {}],
  ])('an answer about %s says nothing about others', async (_, types) => {
    here.write('x.json', four);
    here.write('stock.json', sale(types));
    expect(await imported('stock.json')).toEqual(four);
  });

  test('an answer about one type, closed, says it of that type', async () => {
    here.write('x.json', four);
    here.write('stock.json', sale({ 'ecs.g7.large': 'SoldOut ClosedWithoutStock' }));
    expect(await imported('stock.json')).toEqual([{ ...four[0], usable: false }, four[1]]);
  });

  test('what a whole answer does not list is sold nowhere, whether or not it still exists', async () => {
    here.write('x.json', four);
    here.write(
      'stock.json',
      sale({ 'ecs.g7.xlarge': 'Available WithStock', 'ecs.c7.2xlarge': 'Available WithStock' }),
    );
    expect(await imported('stock.json')).toEqual([{ ...four[0], usable: false }, four[1]]);
  });

  test('a region of the landscape that no answer speaks of may sell it', async () => {
    here.write(
      'regions.json',
      ['eu-central-1', 'us-west-1'].map((name) => ({ name, zones: [`${name}a`] })),
    );
    here.write('x.json', four);
    here.write(
      'stock.json',
      sale({ 'ecs.g7.xlarge': 'Available WithStock', 'ecs.c7.2xlarge': 'Available WithStock' }),
    );
    const { out } = await here.run(
      'machine-types',
      '--out',
      'x.json',
      '--regions-of',
      'regions.json',
      'stock.json',
    );
    expect(out).toContain('note: no answer says what us-west-1 sells');
    expect(here.json('x.json')).toEqual(four);
  });

  test('regions that the landscape does not have are left out', async () => {
    here.write('types.json', types);
    here.write('stock.json', stock);
    here.write(
      'us.json',
      stockAnswer('us-west-1', {
        'us-west-1a': { 'ecs.g7.8xlarge': 'Available WithStock', 'ecs.g7.large': 'Available WithStock' },
      }),
    );
    const data = await imported('--region', 'eu-central-1', 'types.json', 'stock.json', 'us.json');
    expect(data).not.toContainEqual(expect.objectContaining({ name: 'ecs.g7.8xlarge' }));
  });

  test('several answers of a zone add up', async () => {
    here.write('types.json', types);
    here.write(
      'a.json',
      sale({ 'ecs.g7.large': 'Available WithStock', 'ecs.c7.xlarge': 'Available WithStock' }),
    );
    here.write(
      'b.json',
      sale({ 'ecs.g7.xlarge': 'Available WithStock', 'ecs.c7.large': 'Available WithStock' }),
    );
    expect(await imported('types.json', 'a.json', 'b.json')).toMatchObject([
      { name: 'ecs.g7.large' },
      { name: 'ecs.g7.xlarge' },
    ]);
  });
});
