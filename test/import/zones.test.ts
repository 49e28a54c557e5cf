import { regionOfZone } from '../../src/import/offers';
import { ImportProblem } from '../../src/import/outcome';
import { stockAnswer, zone, zonesAnswer } from './answers';
import { Workspace } from './workspace';

let here: Workspace;

beforeEach(() => {
  here = new Workspace();
});

afterEach(() => here.remove());

async function imported(...args: string[]): Promise<{ out: string; data: unknown }> {
  const { code, err, out } = await here.run('zones', '--out', 'x.json', ...args);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return { out, data: here.json('x.json') };
}

test.each([
  ['cn-hangzhou-h', 'cn-hangzhou'],
  ['eu-central-1a', 'eu-central-1'],
  ['cn-wuhan-lr-a', 'cn-wuhan-lr'],
  ['cn-hongkong-b', 'cn-hongkong'],
  ['cn-shanghai-finance-1-pub-a', 'cn-shanghai-finance-1'],
  ['cn-shanghai-finance-1a', 'cn-shanghai-finance-1'],
  ['cn-somewhere-new-c', 'cn-somewhere-new'],
  ['xx-nowhere-7b', 'xx-nowhere-7'],
])('%s lies in %s', (id, region) => expect(regionOfZone(id, 'a.json')).toBe(region));

test('what is no zone ID is refused', () => {
  expect(() => regionOfZone('Frankfurt', 'a.json')).toThrow(ImportProblem);
});

test('regions and zones in a stable order', async () => {
  here.write('zones/cn.json', zonesAnswer([zone('cn-hangzhou-k'), zone('cn-hangzhou-b')]));
  here.write(
    'zones/ap.json',
    zonesAnswer([zone('ap-southeast-1a'), zone('ap-southeast-1b', [], { ZoneType: 'CloudBoxZone' })]),
  );
  const { out, data } = await imported('zones');
  expect(data).toEqual([
    { name: 'ap-southeast-1', zones: ['ap-southeast-1a'] },
    { name: 'cn-hangzhou', zones: ['cn-hangzhou-b', 'cn-hangzhou-k'] },
  ]);
  expect(out).toContain('+ cn-hangzhou: 2 zones: cn-hangzhou-b, cn-hangzhou-k');
  expect(out).toContain('note: ap-southeast-1b is of type CloudBoxZone: left out');
});

test('what people wrote stays, and what ECS does not list', async () => {
  const labels = { continent: 'europe' };
  here.write('x.json', [
    {
      name: 'eu-central-1',
      zones: ['eu-central-1z', { name: 'eu-central-1a', unavailableVolumeTypes: ['cloud_ssd'] }],
      labels,
    },
    { name: 'us-west-1', zones: ['us-west-1a'] },
  ]);
  here.write('a.json', zonesAnswer([zone('eu-central-1a'), zone('eu-central-1b')]));
  const { out, data } = await imported('a.json');
  expect(data).toEqual([
    {
      name: 'eu-central-1',
      zones: [
        { name: 'eu-central-1a', unavailableVolumeTypes: ['cloud_ssd'] },
        'eu-central-1b',
        'eu-central-1z',
      ],
      labels,
    },
    { name: 'us-west-1', zones: ['us-west-1a'] },
  ]);
  expect(out).toContain('+ eu-central-1b');
  expect(out).toContain('note: eu-central-1z is in the data file, ECS does not list it: left as it is');
  expect(out).toContain('note: no answer for us-west-1: left as it is');
});

test('a new zone that is sold out or closed is left out, a known one stays', async () => {
  const soldOut = 'SoldOut WithoutStock';
  here.write('x.json', [{ name: 'eu-central-1', zones: ['eu-central-1a'] }]);
  here.write('zones.json', zonesAnswer(['a', 'b', 'c', 'd'].map((letter) => zone(`eu-central-1${letter}`))));
  here.write(
    'stock.json',
    stockAnswer(
      'eu-central-1',
      { 'eu-central-1a': {}, 'eu-central-1b': {}, 'eu-central-1c': {} },
      { 'eu-central-1a': soldOut, 'eu-central-1b': soldOut },
    ),
  );
  const { out, data } = await imported('zones.json', 'stock.json');
  expect(data).toEqual([{ name: 'eu-central-1', zones: ['eu-central-1a', 'eu-central-1c'] }]);
  expect(out).toContain('note: eu-central-1a is sold out for now\n');
  expect(out).toContain('note: eu-central-1b is sold out for now: left out');
  expect(out).toContain('note: eu-central-1d is closed: left out');
});

describe('a zone that', () => {
  const creates = (...ResourceTypes: readonly string[]): Readonly<Record<string, unknown>> => ({
    AvailableResourceCreation: { ResourceTypes },
  });

  test.each([
    ['sells neither instances nor disks', creates('VSwitch', 'IoOptimized')],
    ['sells neither instances nor disks', creates()],
    ['sells no instances', creates('VSwitch', 'Disk')],
  ])('%s is left out, and stays where it is known', async (reason, more) => {
    here.write('x.json', [{ name: 'eu-central-1', zones: ['eu-central-1a'] }]);
    here.write(
      'a.json',
      zonesAnswer([
        zone('eu-central-1a', [], more),
        zone('eu-central-1b', [], more),
        zone('eu-central-1c', [], creates('Instance', 'Disk')),
        zone('eu-central-1d', []),
      ]),
    );
    const { out, data } = await imported('a.json');
    expect(data).toMatchObject([{ zones: ['eu-central-1a', 'eu-central-1c', 'eu-central-1d'] }]);
    expect(out).toContain(`note: eu-central-1a ${reason}\n`);
    expect(out).toContain(`note: eu-central-1b ${reason}: left out\n`);
  });

  test('sells something after all is open', async () => {
    here.write('a.json', zonesAnswer([zone('eu-central-1a', [], creates())]));
    here.write('b.json', stockAnswer('eu-central-1', { 'eu-central-1a': {} }));
    expect((await imported('a.json', 'b.json')).data).toMatchObject([{ zones: ['eu-central-1a'] }]);
  });

  test('an answer about one zone does not mention is not closed', async () => {
    here.write('a.json', zonesAnswer([zone('eu-central-1a'), zone('eu-central-1b')]));
    here.write('b.json', stockAnswer('eu-central-1', { 'eu-central-1a': {} }));
    expect((await imported('a.json', 'b.json')).data).toMatchObject([
      { zones: ['eu-central-1a', 'eu-central-1b'] },
    ]);
  });
});

test('regions that nobody asked for are left out', async () => {
  here.write('z/eu.json', zonesAnswer([zone('eu-central-1a')]));
  here.write('z/us.json', zonesAnswer([zone('us-west-1a')]));
  const { out, data } = await imported('--region', 'us-west-1', 'z');
  expect(data).toEqual([{ name: 'us-west-1', zones: ['us-west-1a'] }]);
  expect(out).toContain('note: 1 region that nobody asked for left out: eu-central-1\n');
});

test('an answer about one size leaves lists of other types as they are', async () => {
  const type = (name: string): object => ({ name, cpu: '2', gpu: '0', memory: '8Gi' });
  here.write('types.json', ['ecs.g7.large', 'ecs.g7.xlarge', 'ecs.c7.large', 'ecs.c7.xlarge'].map(type));
  here.write('x.json', [
    {
      name: 'eu-central-1',
      zones: [{ name: 'eu-central-1a', unavailableMachineTypes: ['ecs.c7.large', 'ecs.c7.xlarge'] }],
    },
  ]);
  here.write(
    'stock.json',
    stockAnswer('eu-central-1', {
      'eu-central-1a': {
        'ecs.g7.large': 'SoldOut ClosedWithoutStock',
        'ecs.c7.large': 'Available WithStock',
      },
    }),
  );
  const { out, data } = await imported('--machine-types', 'types.json', 'stock.json');
  expect(data).toMatchObject([{ zones: [{ unavailableMachineTypes: ['ecs.c7.xlarge', 'ecs.g7.large'] }] }]);
  expect(out).toContain(
    'note: stock.json: an answer for one type or one size, it seems; nothing is concluded from what it lacks\n',
  );
});

describe('what zones do not sell', () => {
  beforeEach(() => {
    const type = (name: string): object => ({ name, cpu: '2', gpu: '0', memory: '8Gi' });
    here.write('types.json', ['ecs.g7.a', 'ecs.g7.b', 'ecs.g7.c', 'ecs.g7.d'].map(type));
    here.write('zones.json', zonesAnswer([zone('eu-central-1a', ['cloud_essd', 'cloud_auto'])]));
    here.write(
      'stock.json',
      stockAnswer('eu-central-1', {
        'eu-central-1a': {
          'ecs.g7.a': 'Available WithStock',
          'ecs.g7.b': 'SoldOut WithoutStock',
          'ecs.g7.c': 'SoldOut ClosedWithoutStock',
        },
      }),
    );
  });

  test('is listed: closed, or not mentioned at all', async () => {
    const { data } = await imported(
      '--machine-types',
      'types.json',
      '--volume-type',
      'cloud_ssd',
      '--volume-type',
      'cloud_essd',
      'zones.json',
      'stock.json',
    );
    expect(data).toEqual([
      {
        name: 'eu-central-1',
        zones: [
          {
            name: 'eu-central-1a',
            unavailableMachineTypes: ['ecs.g7.c', 'ecs.g7.d'],
            unavailableVolumeTypes: ['cloud_ssd'],
          },
        ],
      },
    ]);
  });

  test('--sold-out lists what is sold out for now', async () => {
    const { data } = await imported('--machine-types', 'types.json', '--sold-out', 'stock.json');
    expect(data).toMatchObject([
      { zones: [{ unavailableMachineTypes: ['ecs.g7.b', 'ecs.g7.c', 'ecs.g7.d'] }] },
    ]);
  });

  test('stock that comes and goes changes nothing, stock that is back does', async () => {
    here.write('x.json', [
      {
        name: 'eu-central-1',
        zones: [{ name: 'eu-central-1a', unavailableMachineTypes: ['ecs.g7.a', 'ecs.g7.b'] }],
      },
    ]);
    const { data, out } = await imported('--machine-types', 'types.json', 'stock.json');
    expect(data).toMatchObject([
      { zones: [{ unavailableMachineTypes: ['ecs.g7.b', 'ecs.g7.c', 'ecs.g7.d'] }] },
    ]);
    expect(out).toContain('~ eu-central-1a: does not sell ecs.g7.c, ecs.g7.d');
    expect(out).toContain('~ eu-central-1a: sells ecs.g7.a');
  });
});

test('DescribeRegions says what the account may use', async () => {
  here.write('a.json', zonesAnswer([zone('eu-central-1a')]));
  here.write('b.json', { RequestId: 'R', Regions: { Region: [{ RegionId: 'us-west-1' }] } });
  expect((await imported('a.json', 'b.json')).out).toContain(
    'note: eu-central-1 is not open to this account',
  );
});
