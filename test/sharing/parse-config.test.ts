import { parseConfig } from '../../src/sharing/parse-config';
import type { Environment } from '../../src/alibaba-cloud/http';
import { InvalidConfigError } from '../../src/sharing/object-reader';

const IMAGE = 'm-gw8xxxxxxxxxxxxxxxxx';

function base() {
  return {
    apiVersion: 'image-sharing/v1',
    credentials: { kind: 'files' },
    accounts: { customers: { static: ['2000000000000001'] } },
    regions: { 'eu-central-1': { images: { [IMAGE]: { accounts: ['customers'] } } } },
  };
}

/** The base with other or further top-level keys; undefined takes one away. */
function withKeys(patch: Record<string, unknown>): string {
  return JSON.stringify({ ...base(), ...patch });
}

function problemsOf(text: string, environment: Environment = {}) {
  try {
    parseConfig(text, 'config.yaml', environment);
    return [];
  } catch (error) {
    if (error instanceof InvalidConfigError) return error.problems;
    throw error;
  }
}

const withImage = (image: unknown) =>
  withKeys({ regions: { 'eu-central-1': { images: { [IMAGE]: image } } } });
const withAccount = (account: unknown) => withKeys({ accounts: { customers: { static: [account] } } });
const withEndpoint = (endpoint: unknown) =>
  withKeys({ regions: { 'eu-central-1': { endpoint, images: {} } } });

describe('parseConfig', () => {
  it('fills in the documented defaults', () => {
    expect(parseConfig(JSON.stringify(base()), 'config.json', {})).toEqual({
      credentials: { kind: 'files', dir: '/etc/image-owner', assumeRoleArn: null },
      expectOwnerAccount: null,
      accounts: new Map([
        ['customers', { static: ['2000000000000001'], files: [], fromCredentials: [], fromGarden: null }],
      ]),
      regions: [
        {
          region: 'eu-central-1',
          endpoint: null,
          images: [{ imageId: IMAGE, accounts: ['customers'], policy: 'ensure', ifMissing: 'fail' }],
        },
      ],
      prune: { maxPerImage: 5, maxPercent: 20, maxTotal: 20, allowEmpty: false, protect: [] },
      stsEndpoint: null,
      limits: { accountsPerCall: 10, accountsPerImage: 50, pageSize: 50 },
      concurrency: { total: 4, perRegion: 1, minIntervalMs: 200 },
      retry: { maxAttempts: 8, baseMs: 500, capMs: 30_000, budgetMs: 180_000, callTimeoutMs: 10_000 },
      verify: { attempts: 5, delayMs: 1000 },
      deadlineSeconds: 600,
      shard: { index: 0, count: 1 },
    });
  });

  it('reads YAML, sorts regions and images, and lets an image differ from the policy of all', () => {
    const yaml = `
apiVersion: image-sharing/v1
credentials: {kind: rrsa, assumeRoleArn: null}
accounts:
  garden:
    fromGarden: {kubeconfig: /etc/garden/kubeconfig, projects: [dev]}
    files: [/etc/accounts/0/ids]
    fromCredentials:
      - {name: team-a, dir: /etc/targets/team-a}
policy: exact
stsEndpoint: http://127.0.0.1:8080
regions:
  us-west-1: {images: {}}
  eu-central-1:
    images:
      m-b: {accounts: [garden], policy: ensure, ifMissing: skip}
      m-a: {accounts: []}
`;
    const config = parseConfig(yaml, 'config.yaml', {});
    expect(config.regions.map((region) => region.region)).toEqual(['eu-central-1', 'us-west-1']);
    expect(config.regions[0]?.images).toEqual([
      { imageId: 'm-a', accounts: [], policy: 'exact', ifMissing: 'fail' },
      { imageId: 'm-b', accounts: ['garden'], policy: 'ensure', ifMissing: 'skip' },
    ]);
    expect(config.accounts.get('garden')).toEqual({
      static: [],
      files: ['/etc/accounts/0/ids'],
      fromCredentials: [{ name: 'team-a', dir: '/etc/targets/team-a' }],
      fromGarden: { kubeconfig: '/etc/garden/kubeconfig', projects: ['dev'] },
    });
    expect(config.stsEndpoint).toBe('http://127.0.0.1:8080');
  });

  it.each<[name: string, text: string, fields: readonly string[]]>([
    ['an empty file', '', ['', 'apiVersion', 'credentials', 'accounts', 'regions']],
    ['a list', '[]', ['', 'apiVersion', 'credentials', 'accounts', 'regions']],
    ['another apiVersion', withKeys({ apiVersion: 'image-sharing/v2' }), ['apiVersion']],
    ['no credentials', withKeys({ credentials: undefined }), ['credentials']],
    ['credentials without a kind', withKeys({ credentials: {} }), ['credentials.kind']],
    ['a strange kind', withKeys({ credentials: { kind: 'file' } }), ['credentials.kind']],
    [
      'a key in clear',
      withKeys({ credentials: { kind: 'env', accessKeySecret: 'x' } }),
      ['credentials.accessKeySecret'],
    ],
    [
      'no role',
      withKeys({ credentials: { kind: 'env', assumeRoleArn: 'admin' } }),
      ['credentials.assumeRoleArn'],
    ],
    ['an unknown key', withKeys({ polices: 'exact' }), ['polices']],
    ['an unknown policy', withKeys({ policy: 'sync' }), ['policy']],
    ['no accounts', withKeys({ accounts: undefined, regions: {} }), ['accounts']],
    ['accounts that are a list', withKeys({ accounts: [], regions: {} }), ['accounts']],
    ['an account that is a number', withAccount(2000000000000001), ['accounts.customers.static[0]']],
    ['an account with white space', withAccount(' 2000000000000001'), ['accounts.customers.static[0]']],
    ['an account with a line break', withAccount('2000000000000001\n'), ['accounts.customers.static[0]']],
    ['a role', withAccount('acs:ram::2000000000000001:user/a'), ['accounts.customers.static[0]']],
    ['digits of another script', withAccount('٢٠٠٠٠٠٠٠٠٠٠٠٠٠٠١'), ['accounts.customers.static[0]']],
    ['an empty account', withAccount(''), ['accounts.customers.static[0]']],
    ['an owner that is a number', withKeys({ expectOwnerAccount: 1 }), ['expectOwnerAccount']],
    ['a protected name', withKeys({ prune: { protect: ['prod'] } }), ['prune.protect[0]']],
    ['a percentage beyond 100', withKeys({ prune: { maxPercent: 101 } }), ['prune.maxPercent']],
    ['a negative limit', withKeys({ prune: { maxTotal: -1 } }), ['prune.maxTotal']],
    ['a limit that is a text', withKeys({ prune: { maxPerImage: '5' } }), ['prune.maxPerImage']],
    ['yes for true', withKeys({ prune: { allowEmpty: 'yes' } }), ['prune.allowEmpty']],
    ['eleven accounts a call', withKeys({ limits: { accountsPerCall: 11 } }), ['limits.accountsPerCall']],
    ['pages of 101', withKeys({ limits: { pageSize: 101 } }), ['limits.pageSize']],
    ['no calls at all', withKeys({ concurrency: { total: 0 } }), ['concurrency.total']],
    ['half an attempt', withKeys({ retry: { maxAttempts: 1.5 } }), ['retry.maxAttempts']],
    ['no deadline', withKeys({ deadlineSeconds: 0 }), ['deadlineSeconds']],
    ['a shard beyond the last', withKeys({ shard: { index: 2, count: 2 } }), ['shard.index']],
    [
      'a credential without a folder',
      withKeys({ accounts: { customers: { fromCredentials: [{ name: 'a' }] } } }),
      ['accounts.customers.fromCredentials[0].dir'],
    ],
    [
      'a namespace for a project',
      withKeys({ accounts: { customers: { fromGarden: { projects: ['Dev'] } } } }),
      ['accounts.customers.fromGarden.projects[0]'],
    ],
    ['no region', withKeys({ regions: { Frankfurt: { images: {} } } }), ['regions.Frankfurt']],
    [
      'a region without images',
      withKeys({ regions: { 'eu-central-1': {} } }),
      ['regions.eu-central-1.images'],
    ],
    [
      'a public image',
      withKeys({ regions: { 'eu-central-1': { images: { 'aliyun_3.vhd': { accounts: [] } } } } }),
      ['regions.eu-central-1.images.aliyun_3.vhd'],
    ],
    [
      'two images in one',
      withKeys({ regions: { 'eu-central-1': { images: { 'm-a,m-b': { accounts: [] } } } } }),
      ['regions.eu-central-1.images.m-a,m-b'],
    ],
    ['an image without accounts', withImage({}), [`regions.eu-central-1.images.${IMAGE}.accounts`]],
    [
      'an image that is null',
      withImage(null),
      [`regions.eu-central-1.images.${IMAGE}`, `regions.eu-central-1.images.${IMAGE}.accounts`],
    ],
    [
      'an unknown set',
      withImage({ accounts: ['customer'] }),
      [`regions.eu-central-1.images.${IMAGE}.accounts[0]`],
    ],
    ['http to another machine', withEndpoint('http://ecs.example.com'), ['regions.eu-central-1.endpoint']],
    ['an endpoint without a scheme', withEndpoint('ecs.example.com'), ['regions.eu-central-1.endpoint']],
    [
      'an endpoint with a path',
      withEndpoint('https://ecs.example.com/api'),
      ['regions.eu-central-1.endpoint'],
    ],
    [
      'an endpoint with a password',
      withEndpoint('https://a:b@ecs.example.com'),
      ['regions.eu-central-1.endpoint'],
    ],
  ])('refuses %s', (_name, text, fields) => {
    expect(problemsOf(text).map((problem) => problem.field)).toEqual(fields);
  });

  it.each<[name: string, text: string]>([
    ['a key that stands twice', 'policy: exact\npolicy: ensure\n'],
    ['several documents', `${JSON.stringify(base())}\n---\n{}\n`],
    ['no YAML at all', '{'],
    ['a tag of its own', 'policy: !secret exact\n'],
  ])('refuses %s', (_name, text) => {
    expect(problemsOf(text).map((problem) => problem.message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^line \d+ is not valid YAML: /)]),
    );
  });

  it('never repeats the value of a key that it does not know', () => {
    const text = withKeys({ credentials: { kind: 'files', accessKeySecret: 'hush' } });
    expect(() => parseConfig(text, 'c', {})).toThrow(/accessKeySecret: is not a known key/);
    expect(JSON.stringify(problemsOf(text))).not.toContain('hush');
  });

  it.each<[environment: Environment, shard: unknown, expected: unknown]>([
    [{ JOB_COMPLETION_INDEX: '2' }, { count: 3 }, { index: 2, count: 3 }],
    [{ JOB_COMPLETION_INDEX: '2', JOB_COMPLETIONS: '4' }, undefined, { index: 2, count: 4 }],
    [{ JOB_COMPLETION_INDEX: '2' }, { index: 0, count: 3 }, { index: 0, count: 3 }],
    [{ JOB_COMPLETION_INDEX: '' }, undefined, { index: 0, count: 1 }],
  ])('takes the shard from %j and %j', (environment, shard, expected) => {
    expect(parseConfig(withKeys(shard === undefined ? {} : { shard }), 'c', environment).shard).toEqual(
      expected,
    );
  });

  it.each(['x', '-1', '1.5', ' 1', '1e3', '99999999999'])('refuses the completion index %j', (index) => {
    const fields = (text: string) =>
      problemsOf(text, { JOB_COMPLETION_INDEX: index }).map((problem) => problem.field);
    expect(fields(withKeys({}))).toEqual(['JOB_COMPLETION_INDEX']);
    expect(fields(withKeys({ shard: { index: 0, count: 2 } }))).toEqual([]);
  });

  it('refuses an empty completion index where there are shards', () => {
    const problems = problemsOf(withKeys({ shard: { count: 2 } }), { JOB_COMPLETION_INDEX: '' });
    expect(problems.map((problem) => problem.field)).toEqual(['JOB_COMPLETION_INDEX']);
  });

  it('refuses an index without the number of shards, which would make every pod do everything', () => {
    expect(problemsOf(withKeys({}), { JOB_COMPLETION_INDEX: '1' }).map((problem) => problem.field)).toEqual([
      'shard.index',
    ]);
  });

  it.each<[name: string, text: string, fields: string[]]>([
    ['a key twice', 'a: 1\nb: 2\na: 3\n', ['line 3 is not valid YAML: map keys must be unique']],
    [
      'a key twice in JSON, and elsewhere',
      '{"x": {"a": 1,\n"a": 2},\n "y": {"b": 1,\n\n"b": 2}}',
      [
        'line 2 is not valid YAML: map keys must be unique',
        'line 5 is not valid YAML: map keys must be unique',
      ],
    ],
  ])('refuses %s, and names the line', (_name, text, messages) => {
    expect(problemsOf(text).map((problem) => problem.message)).toEqual(messages);
  });

  it.each<[field: string, value: unknown]>([
    ['', 'x'],
    ['[0]', [1]],
    ['[0]', ['']],
    ['[1]', ['a', { b: 1 }]],
  ])('refuses files%s %j', (place, value) => {
    const text = withKeys({ accounts: { customers: { files: value } } });
    expect(problemsOf(text).map((problem) => problem.field)).toEqual([`accounts.customers.files${place}`]);
  });

  describe('with a config of any size', () => {
    const many = 8000;
    const numbers = Array.from({ length: many }, (_, index) => index);

    it('reads all images', () => {
      const images = numbers.map((n) => `      m-${n}: {accounts: [customers]}`).join('\n');
      const yaml = `apiVersion: image-sharing/v1
credentials: {kind: env}
accounts: {customers: {}}
regions:
  eu-central-1:
    images:
${images}
`;
      expect(parseConfig(yaml, 'c', {}).regions[0]?.images).toHaveLength(many);
    });

    it('tells of each tag that it does not know, with its line', () => {
      const problems = problemsOf(numbers.map((n) => `- !x${n} y\n`).join(''));
      expect(problems).toHaveLength(many);
      expect(problems.at(-1)?.message).toMatch(/^line 8000 /);
    });

    it('tells of each set that is none', () => {
      const names = numbers.map((n) => `s${n}`);
      const sets = Object.fromEntries(names.map((name) => [name, {}]));
      const images = Object.fromEntries(names.map((name, n) => [`m-${n}`, { accounts: [`${name}x`] }]));
      const text = withKeys({ accounts: sets, regions: { 'eu-central-1': { images } } });
      expect(problemsOf(text)).toHaveLength(many);
    });
  });
});
