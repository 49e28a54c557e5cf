import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { toReasons, toSentence } from '../../src/diff/sentence';
import { readYaml } from '../../src/yaml/read';
import { documents, type Manifest, withValue } from './landscape';

type Config = Record<string, unknown>;

const [a, b, c] = ['2000000000000001', '2000000000000002', '2000000000000003'];

function config(changes: Config = {}): Config {
  return {
    apiVersion: 'image-sharing/v1',
    credentials: { kind: 'env' },
    accounts: { customers: { static: [a, b] } },
    policy: 'ensure',
    regions: { 'eu-central-1': { images: { 'm-one': { accounts: ['customers'] } } } },
    ...changes,
  };
}

function configMap(value: Config, name = 'image-sharing-config-0123456789'): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'garden' },
    immutable: true,
    data: { 'config.json': JSON.stringify(value) },
  };
}

function job(name = 'image-sharing-config-0123456789', volumes: Manifest[] = []): Manifest {
  const pod = {
    containers: [
      {
        name: 'share-images',
        args: ['--config', '/etc/image-sharing/config.json'],
        volumeMounts: [
          { name: 'config', mountPath: '/etc/image-sharing' },
          ...volumes.map((volume) => ({ name: volume['name'], mountPath: `/etc/${String(volume['name'])}` })),
        ],
      },
    ],
    volumes: [
      { name: 'config', configMap: { name } },
      { name: 'owner', secret: { secretName: 'machine-image-owner' } },
      ...volumes,
    ],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: 'image-sharing',
      namespace: 'garden',
      labels: { 'app.kubernetes.io/name': 'image-sharing' },
    },
    spec: { schedule: '*/15 * * * *', jobTemplate: { spec: { template: { spec: pod } } } },
  };
}

function changesOf(before: Manifest[], now: Manifest[]): string[] {
  const { objects } = diffLandscapes(documents(...before), documents(...now), { now: null });
  return objects.flatMap(({ kind, action, changes }) =>
    changes.map((change) =>
      [`${kind} ${action}, ${change.mark}: ${toSentence(change)}`, ...toReasons(change)].join('; '),
    ),
  );
}

function configChanges(before: Config, now: Config): string[] {
  return changesOf([configMap(before)], [configMap(now)]).map((line) =>
    line.replace(/^ConfigMap changed, /, ''),
  );
}

const image = (id: string, changes: Config = {}): Config => ({
  'eu-central-1': { images: { [id]: { accounts: ['customers'], ...changes } } },
});

describe('the config of the sharing job', () => {
  it.each<[string, Config, string[]]>([
    [
      'who gains and who loses access',
      { accounts: { customers: { static: [b, c] } } },
      [
        `dangerous: image m-one in eu-central-1: access of account ${a} removed; policy ensure takes no access away, but nobody keeps theirs any more`,
        `safe: image m-one in eu-central-1: access of account ${c} added`,
      ],
    ],
    [
      'that a set of another name holds the same',
      { accounts: { others: { static: [b, a] } }, regions: image('m-one', { accounts: ['others'] }) },
      ['safe: config that shares the same in other words changed'],
    ],
    [
      'an image that another replaces',
      { regions: image('m-two') },
      [
        `dangerous: image m-one in eu-central-1: access of accounts ${a}, ${b} removed; the job no longer looks after the image: who has access keeps it, and nobody gives it back`,
        `safe: image m-two in eu-central-1: access of accounts ${a}, ${b} added`,
      ],
    ],
    [
      'the policy',
      { policy: 'exact' },
      [
        'dangerous: image m-one in eu-central-1: policy changed: ensure -> exact; from now on who is not listed loses the access, also who got it in another way',
      ],
    ],
    [
      'a loss under the exact policy',
      { accounts: { customers: { static: [a] } }, regions: image('m-one', { policy: 'exact' }) },
      [
        `dangerous: image m-one in eu-central-1: access of account ${b} removed; the job takes the access away: their Shoots get no new nodes with the image`,
        'dangerous: image m-one in eu-central-1: policy changed: ensure -> exact; from now on who is not listed loses the access, also who got it in another way',
      ],
    ],
    [
      'accounts that only the garden knows',
      { accounts: { customers: { static: [a, b], fromGarden: { projects: ['dev'] } } } },
      ['safe: image m-one in eu-central-1: access through project dev added'],
    ],
    [
      'a wider guard',
      { prune: { maxPerImage: 50, allowEmpty: true } },
      [
        'dangerous: prune.maxPerImage changed: 5 -> 50; more accounts can lose their access in one run',
        'dangerous: prune.allowEmpty changed: false -> true; an empty list of accounts takes the image away from everybody',
      ],
    ],
    [
      'a guard as it is without a word',
      { prune: { maxPercent: 20 } },
      ['safe: config that shares the same in other words changed'],
    ],
    ['a narrower guard', { prune: { maxTotal: 1 } }, ['safe: prune.maxTotal changed: 20 -> 1']],
    [
      'another owner',
      { expectOwnerAccount: '1000000000000009' },
      [
        'dangerous: expectOwnerAccount added: 1000000000000009; the job works as somebody else, and shares nothing if that is not the owner',
      ],
    ],
    [
      'what an image does when it is missing',
      { regions: image('m-one', { ifMissing: 'skip' }) },
      ['safe: image m-one in eu-central-1: ifMissing added: skip'],
    ],
  ])('says %s', (_, changes, expected) => {
    expect(configChanges(config(), config(changes))).toEqual(expected);
  });

  it('says nothing of the same config in another order of keys or accounts', () => {
    const other = config({ accounts: { customers: { static: [b, a] } } });
    expect(configChanges(config(), other)).toEqual([
      'safe: config that shares the same in other words changed',
    ]);
    expect(configChanges(config(), config())).toEqual([]);
  });

  it('says that an account is no longer protected', () => {
    const before = config({ prune: { protect: [a, b] } });
    expect(configChanges(before, config({ prune: { protect: [b] } }))).toEqual([
      `dangerous: prune.protect changed: ${a}; who was protected can lose the access`,
    ]);
    expect(configChanges(config({ prune: { protect: [b] } }), before)[0]).toMatch(/^safe/);
  });

  it('pairs with its predecessor, whose name followed its content; who names it follows', () => {
    const [old, fresh] = ['image-sharing-config-0123456789', 'image-sharing-config-abcdef0123'];
    const now = configMap(config({ accounts: { customers: { static: [a] } } }), fresh);
    expect(changesOf([configMap(config(), old), job(old)], [now, job(fresh)])).toEqual([
      `ConfigMap changed, dangerous: image m-one in eu-central-1: access of account ${b} removed; policy ensure takes no access away, but nobody keeps theirs any more`,
    ]);
    const elsewhere = withValue(now, 'metadata.namespace', 'other');
    expect(changesOf([configMap(config(), old)], [elsewhere])).toHaveLength(4);
    const another = withValue(now, 'metadata.name', 'image-sharing-config-new');
    expect(changesOf([configMap(config(), old)], [another])).toHaveLength(4);
  });

  it('says who is concerned when it comes or goes as a whole', () => {
    expect(changesOf([configMap(config())], [])[0]).toMatch(
      /removed, dangerous: image m-one.*access of accounts/,
    );
    expect(changesOf([], [configMap(config())])).toContain(
      `ConfigMap added, safe: image m-one in eu-central-1: access of accounts ${a}, ${b} added`,
    );
  });

  it('reads lists of accounts where the job mounts them', () => {
    const state = (ids: string): Manifest[] => [
      configMap(config({ accounts: { customers: { files: ['/etc/lists/customers.txt'] } } })),
      job(undefined, [{ name: 'lists', configMap: { name: 'customers' } }]),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'customers', namespace: 'garden' },
        data: { 'customers.txt': ids },
      },
    ];
    const changes = changesOf(state(`${a} ${b} # both\n`), state(`# nobody\n${a}\n`));
    expect(changes.join()).toContain(
      `dangerous: image m-one in eu-central-1: access of account ${b} removed`,
    );
    const without = state('')[0] ?? {};
    expect(changesOf([configMap(config())], [without])).toContain(
      'ConfigMap changed, safe: image m-one in eu-central-1: access through file /etc/lists/customers.txt added',
    );
  });

  it.each([
    '5',
    '[]',
    '{"regions": 5, "accounts": [], "prune": "x"}',
    '{"regions": {"__proto__": {"images": {"constructor": {"accounts": ["toString"]}}}}}',
    '{',
  ])('survives %s', (text) => {
    const broken = withValue(configMap(config()), 'data', { 'config.json': `# image-sharing/v1\n${text}` });
    expect(() => [changesOf([configMap(config())], [broken]), changesOf([broken], [broken])]).not.toThrow();
    const version = text.replace('{', '{"apiVersion": "image-sharing/v1", ');
    const typed = withValue(broken, 'data', { 'config.json': version });
    expect(() => [changesOf([configMap(config())], [typed]), changesOf([typed], [])]).not.toThrow();
  });
});

describe('the sharing job', () => {
  const pod = 'spec.jobTemplate.spec.template.spec';
  it.each<[string, string, unknown, RegExp]>([
    [
      'a schedule',
      'spec.schedule',
      '@daily',
      /^CronJob changed, safe: spec\.schedule changed: "\*\/15 \* \* \* \*" -> @daily$/,
    ],
    ['that it stops', 'spec.suspend', true, /dangerous: .*the job no longer runs/],
    [
      'a dry run',
      `${pod}.containers.0.args.2`,
      '--dry-run',
      /dangerous: .*the job only says what it would do/,
    ],
    [
      'no guard',
      `${pod}.containers.0.args.2`,
      '--allow-large-prune',
      /dangerous: .*nothing holds the job back/,
    ],
    [
      'another Secret',
      `${pod}.volumes.1.secret.secretName`,
      'b',
      /dangerous: .*machine-image-owner -> b; it works with another Secret/,
    ],
  ])('says %s', (_, path, value, expected) => {
    expect(changesOf([job()], [withValue(job(), path, value)])[0]).toMatch(expected);
  });

  it('is missed when it goes', () => {
    expect(changesOf([job()], [])[0]).toMatch(/dangerous: .*nobody gives new customers access/);
  });
});

describe('a state as kubectl prints it', () => {
  const folder = join(__dirname, '../../dist');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml') && !path.startsWith('flux'))
    .map((path) => readYaml(readFileSync(join(folder, path), 'utf8'))[0]?.value as Manifest);

  /** What the API server adds. */
  function served(manifest: Manifest): Manifest {
    const metadata = manifest['metadata'] as Manifest;
    const copy = {
      ...structuredClone(manifest),
      metadata: {
        ...metadata,
        uid: 'a3f1',
        resourceVersion: '12',
        generation: 3,
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [{ manager: 'kubectl', operation: 'Apply' }],
        finalizers: ['gardener'],
        labels: {
          ...(metadata['labels'] as Manifest | undefined),
          'kustomize.toolkit.fluxcd.io/name': 'garden',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
          'provider.extensions.gardener.cloud/alicloud': 'true',
        },
        annotations: {
          ...(metadata['annotations'] as Manifest | undefined),
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
        },
      },
      status: { conditions: [] },
    };
    if (manifest['kind'] !== 'CronJob') return copy;
    const pod = 'spec.jobTemplate.spec.template.spec';
    return [
      [`${pod}.schedulerName`, 'default-scheduler'],
      [`${pod}.containers.0.terminationMessagePath`, '/dev/termination-log'],
      [`${pod}.containers.0.terminationMessagePolicy`, 'File'],
      ['spec.jobTemplate.metadata', { creationTimestamp: null }],
    ].reduce<Manifest>((result, [path, value]) => withValue(result, path as string, value), copy);
  }

  it('differs in nothing from the files that it was made of', () => {
    expect(files.length).toBeGreaterThan(6);
    expect(changesOf(files.map(served), files)).toEqual([]);
    expect(changesOf(files, files.map(served))).toEqual([]);
    const list = { apiVersion: 'v1', kind: 'List', items: files.map(served) };
    expect(changesOf([list], files)).toEqual([]);
  });

  it('differs where somebody changed it', () => {
    const [first] = files.filter(({ kind }) => kind === 'CronJob');
    expect(changesOf([served(first ?? {})], [withValue(first ?? {}, 'spec.suspend', false)])).toHaveLength(1);
  });

  it('has the data of a Secret in base64', () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'garden' } };
    const [text, data] = [
      { ...secret, stringData: { user: 'me' } },
      { ...secret, type: 'Opaque', data: { user: Buffer.from('me').toString('base64') } },
    ];
    expect(changesOf([data], [text])).toEqual([]);
    const other = changesOf([data], [withValue(text, 'stringData.user', 'you')]);
    expect(other).toEqual([
      'Secret changed, dangerous: data.user changed; whoever reads the Secret gets something else',
    ]);
  });
});
