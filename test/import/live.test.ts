import { image, imagesAnswer, instanceType, stockAnswer, typesAnswer, zone, zonesAnswer } from './answers';
import { type EcsCall, FakeEcs } from './fake-ecs';
import { Workspace } from './workspace';

const environment = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'testid',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'a-secret-key',
};

let here: Workspace;
let ecs: FakeEcs | undefined;

beforeEach(() => {
  here = new Workspace(environment);
});

afterEach(async () => {
  here.remove();
  await ecs?.stop();
  ecs = undefined;
});

async function importing(
  args: readonly string[],
  answer: Parameters<typeof FakeEcs.start>[0],
): Promise<{ code: number; out: string; err: string; calls: readonly EcsCall[] }> {
  ecs = await FakeEcs.start(answer);
  const [catalogue = '', ...flags] = args;
  const ran = await here.run(catalogue, '--live', '--endpoint', ecs.url, '--out', 'x.json', ...flags);
  return { ...ran, calls: ecs.calls };
}

test('instance types are read to the last page, with what their regions sell', async () => {
  const pages = [1, 2, 3].map((page) => [instanceType(`ecs.g7.s${page}`, page, page)]);
  const { code, err, calls } = await importing(
    ['machine-types', '--region', 'eu-central-1', '--region', 'us-west-1'],
    ({ action, query }) => {
      if (action === 'DescribeAvailableResource') {
        const region = query['RegionId'] ?? '';
        const sold = region === 'us-west-1' ? 'ecs.g7.s3' : 'ecs.g7.s1';
        return stockAnswer(region, { [`${region}a`]: { [sold]: 'Available WithStock' } });
      }
      const page = Number(query['NextToken'] ?? 0);
      return typesAnswer(pages[page] ?? [], page < 2 ? String(page + 1) : '');
    },
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(here.json('x.json')).toMatchObject([{ name: 'ecs.g7.s1' }, { name: 'ecs.g7.s3' }]);
  const types = calls.filter(({ action }) => action === 'DescribeInstanceTypes');
  expect(types.map(({ query }) => [query['MaxResults'], query['NextToken']])).toEqual([
    ['100', undefined],
    ['100', '1'],
    ['100', '2'],
  ]);
  expect(
    calls.every(({ authorization }) => authorization.startsWith('ACS3-HMAC-SHA256 Credential=testid,')),
  ).toBe(true);
});

test('live, a family that is not there is retired', async () => {
  here.write('x.json', [{ name: 'ecs.sn1.large', cpu: '2', gpu: '0', memory: '8Gi', architecture: 'amd64' }]);
  const { out } = await importing(['machine-types', '--region', 'eu-central-1'], ({ action }) =>
    action === 'DescribeInstanceTypes'
      ? typesAnswer([instanceType('ecs.g7.large', 2, 8)])
      : stockAnswer('eu-central-1', { 'eu-central-1a': { 'ecs.g7.large': 'Available WithStock' } }),
  );
  expect(out).toContain('~ ecs.sn1.large: usable: false (retired)');
});

test('a token that comes again ends the list', async () => {
  const { code, err } = await importing(['machine-types', '--region', 'eu-central-1'], () =>
    typesAnswer([instanceType('ecs.g7.large', 2, 8)], 'again'),
  );
  expect({ code, err }).toEqual({
    code: 2,
    err: 'DescribeInstanceTypes in eu-central-1: the pages never end; run again',
  });
});

test('images of all regions that the account has, page by page', async () => {
  const { code, calls } = await importing(
    ['images', '--match', '^os-(?<version>.*)$'],
    ({ action, query }) => {
      if (action === 'DescribeRegions')
        return {
          RequestId: 'R',
          Regions: { Region: [{ RegionId: 'us-west-1' }, { RegionId: 'eu-central-1' }] },
        };
      const region = query['RegionId'] ?? '';
      const first = query['PageNumber'] === '1';
      const count = first ? 100 : 1;
      const images = Array.from({ length: count }, (_, index) =>
        image(`m-${region}-${first ? index : 'last'}`, first ? `other-${index}` : 'os-1.0'),
      );
      return imagesAnswer(region, images, { TotalCount: 101 });
    },
  );
  expect(code).toBe(0);
  expect(here.json('x.json')).toMatchObject({
    versions: [
      {
        version: '1.0.0',
        regions: { 'eu-central-1': 'm-eu-central-1-last', 'us-west-1': 'm-us-west-1-last' },
      },
    ],
  });
  const images = calls.filter(({ action }) => action === 'DescribeImages');
  expect(images).toHaveLength(4);
  expect(images[0]?.query).toMatchObject({ ImageOwnerAlias: 'self', PageSize: '100', Status: 'ALL' });
});

test('zones with credentials from files, after a call that was throttled', async () => {
  here.write('keys/accessKeyID', 'fromfile\n');
  here.write('keys/accessKeySecret', 'a-secret-key\n');
  const { code, err, calls } = await importing(
    ['zones', '--region', 'eu-central-1', '--credentials-dir', 'keys'],
    ({ action }, count) => {
      if (count === 1)
        return { status: 400, body: { RequestId: 'R', Code: 'Throttling.User', Message: 'slow down' } };
      return action === 'DescribeZones'
        ? zonesAnswer([zone('eu-central-1a')])
        : stockAnswer('eu-central-1', { 'eu-central-1a': { 'ecs.g7.large': 'Available WithStock' } });
    },
  );
  expect(code).toBe(0);
  expect(err).toMatch(/^DescribeZones in eu-central-1: Throttling\.User; trying again in \d s\n$/);
  expect(here.json('x.json')).toEqual([{ name: 'eu-central-1', zones: ['eu-central-1a'] }]);
  expect(calls.map(({ action }) => action)).toEqual([
    'DescribeZones',
    'DescribeZones',
    'DescribeAvailableResource',
  ]);
  expect(calls[1]?.query).toMatchObject({ RegionId: 'eu-central-1', Verbose: 'true' });
  expect(calls[2]?.query).toMatchObject({ DestinationResource: 'InstanceType', IoOptimized: 'optimized' });
  expect(calls[0]?.authorization).toContain('Credential=fromfile,');
});

test.each([
  ['Forbidden.RAM', 403, 'allow the RAM user ecs:Describe*'],
  ['InvalidAccessKeyId.NotFound', 404, 'check the AccessKey'],
  ['InvalidRegionId.NotFound', 404, 'check --region'],
  ['InvalidTimeStamp.Expired', 400, 'set the clock of this machine'],
])('%s is one sentence, and nothing is written', async (code, status, remedy) => {
  const body = { RequestId: 'R', Code: code, Message: 'string to sign: a-secret-key' };
  const ran = await importing(['zones', '--region', 'eu-central-1'], () => ({ status, body }));
  expect(ran.code).toBe(2);
  expect(ran.err).toContain(`DescribeZones in eu-central-1: ${code}`);
  expect(ran.err).toMatch(new RegExp(`; ${remedy.replace('*', '\\*')}$`));
  expect(ran.err).not.toContain('a-secret-key');
  expect(() => here.text('x.json')).toThrow('ENOENT');
});

test('an answer of another call is refused', async () => {
  const { code, err } = await importing(['zones', '--region', 'eu-central-1'], () => typesAnswer([]));
  expect(code).toBe(2);
  expect(err).toContain('DescribeZones in eu-central-1: the answer has no list');
});
