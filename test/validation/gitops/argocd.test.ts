import type { LandscapeDocument } from '../../../src/validation/landscape/landscape';
import {
  at,
  deployment,
  dnsSecret,
  type Fields,
  collect,
  found,
  object,
  registration,
  seed,
  told,
} from '../landscape/documents';
import { expectGolden, oneOfEachSentence } from '../golden';

collect();

const wave = 'argocd.argoproj.io/sync-wave';
const options = 'argocd.argoproj.io/sync-options';
const compare = 'argocd.argoproj.io/compare-options';

const annotated = (manifest: Fields, annotations: Fields): Fields => ({
  ...manifest,
  metadata: { ...(manifest['metadata'] as Fields), annotations },
});

const sync = {
  automated: { prune: false, selfHeal: true },
  syncOptions: ['ServerSideApply=true'],
  retry: { limit: -1 },
};

function application(syncPolicy: Fields = {}, metadata: Fields = {}, spec: Fields = {}): Fields {
  return object(
    'Application',
    'garden',
    {
      spec: {
        destination: { name: 'virtual-garden' },
        source: { repoURL: 'a', path: 'dist/garden', directory: { recurse: true } },
        syncPolicy: { ...sync, ...syncPolicy },
        ...spec,
      },
    },
    { namespace: 'argocd', annotations: { [compare]: 'ServerSideDiff=true' }, ...metadata },
  );
}

interface Waves {
  readonly deployment?: unknown;
  readonly registration?: unknown;
  readonly seed?: unknown;
}

function landscape(
  app: Fields = application(),
  waves: Waves = {},
  more: LandscapeDocument[] = [],
): LandscapeDocument[] {
  const { deployment: first = '0', registration: second = '1', seed: third = '2' } = waves;
  return [
    at('dist/garden/a/deployment.yaml', annotated(deployment, { [wave]: first })),
    at('dist/garden/a/secret.yaml', dnsSecret),
    at('dist/garden/b/registration.yaml', annotated(registration, { [wave]: second })),
    at('dist/garden/c/seed.yaml', annotated(seed, { [wave]: third, [options]: 'Prune=false,Delete=false' })),
    at('dist/argocd/garden.yaml', app),
    ...more,
  ];
}

test('an Application as recommended has no issue', () => {
  expect(told(landscape())).toEqual([]);
});

describe('waves', () => {
  const field = `metadata.annotations[${wave}]`;
  const file = 'dist/garden/b/registration.yaml';
  const seedFile = 'dist/garden/c/seed.yaml';
  test.each<[string, Waves, string[]]>([
    [
      'in the wrong order',
      { deployment: '2', registration: '1', seed: '3' },
      [`error gitops-wave-order ${field} @ ${file}`],
    ],
    [
      'all the same',
      { deployment: '0', registration: '0', seed: '1' },
      [`warning gitops-wave-missing ${field} @ ${file}`],
    ],
    ['negative', { deployment: '-2', registration: '-1', seed: '0' }, []],
    ['far apart', { deployment: '9', registration: '10', seed: '11' }, []],
    [
      'a word',
      { seed: 'last' },
      [
        `error gitops-wave-order ${field} @ ${seedFile}`,
        `warning gitops-wave-malformed ${field} @ ${seedFile}`,
      ],
    ],
  ])('%s', (_, waves, expected) => {
    expect([...new Set(told(landscape(application(), waves)))]).toEqual(expected);
  });
});

test.each([
  ['0', 1],
  ['2', 0],
  ['3', 0],
])('a ManagedSeed in wave %s', (value, expected) => {
  const managed = annotated(object('ManagedSeed', 'managed'), { [wave]: value, [options]: 'Prune=false' });
  const documents = landscape(application(), {}, [at('dist/garden/d/managed.yaml', managed)]);
  expect(told(documents)).toHaveLength(expected);
});

describe('the Application', () => {
  const file = 'dist/argocd/garden.yaml';
  const finalizers = ['resources-finalizer.argocd.argoproj.io'];
  test.each<[string, Fields, string[]]>([
    [
      'no server-side diff',
      application({}, { annotations: {} }),
      [`warning gitops-argocd-server-side-diff metadata.annotations[${compare}] @ ${file}`],
    ],
    ['client-side', application({ syncOptions: [] }, { annotations: {} }), []],
    [
      'few attempts',
      application({ retry: { limit: 5 } }),
      [`warning gitops-argocd-retry spec.syncPolicy.retry.limit @ ${file}`],
    ],
    ['synced by hand', application({ automated: undefined, retry: undefined }), []],
    ['a finalizer over what may stay', application({}, { finalizers }), []],
    [
      'replacing',
      application({ syncOptions: ['ServerSideApply=true', 'Replace=true'] }),
      [`error gitops-force spec.syncPolicy.syncOptions[1] @ ${file}`],
    ],
    [
      'no folders below',
      application({}, {}, { source: { repoURL: 'a', path: 'dist/garden' } }),
      [`error gitops-path-empty spec.source.path @ ${file}`],
    ],
    ['a chart', application({}, {}, { source: { repoURL: 'a', chart: 'b', path: 'x' } }), []],
    [
      'several sources',
      application(
        {},
        {},
        {
          source: undefined,
          sources: [
            { repoURL: 'a', path: 'dist/garden', directory: { recurse: true } },
            { repoURL: 'b', ref: 'values' },
          ],
        },
      ),
      [],
    ],
  ])('%s', (name, app, expected) => {
    // Alone it covers nothing, so that only a second path shows that the first is empty.
    const more =
      name === 'no folders below'
        ? [
            at(
              'dist/argocd/other.yaml',
              object('Application', 'other', { spec: { source: { repoURL: 'a', path: 'dist/garden/a' } } }),
            ),
          ]
        : [];
    const found = told(landscape(app, {}, more)).filter((line) => !line.includes('gitops-file-uncovered'));
    expect(found).toEqual(expected);
  });

  test('a finalizer over what goes with it', () => {
    const documents = landscape(application({}, { finalizers }), {}, [
      at('dist/garden/a/profile.yaml', object('CloudProfile', 'a')),
    ]);
    expect(told(documents)).toEqual([`warning gitops-argocd-finalizer metadata.finalizers[0] @ ${file}`]);
  });

  test('pruning what is not protected', () => {
    const profile = at('dist/garden/a/profile.yaml', object('CloudProfile', 'a'));
    const documents = landscape(application({ automated: { prune: true } }), {}, [profile]);
    expect(told(documents)).toEqual([
      `warning gitops-unprotected metadata.annotations[${options}] @ dist/garden/a/profile.yaml`,
    ]);
  });

  test('objects that only fit server-side', () => {
    const large = (annotations: Fields): LandscapeDocument =>
      at(
        'dist/garden/a/large.yaml',
        object('ConfigMap', 'a', { data: { a: 'x'.repeat(300 * 1024) } }, { annotations }),
      );
    const large1 = 'warning gitops-object-large  @ dist/garden/a/large.yaml';
    const client = application({ syncOptions: [] });
    expect(told(landscape(application(), {}, [large({})]))).toEqual([large1]);
    expect(told(landscape(client, {}, [large({})]))).toEqual([
      'error gitops-object-needs-server-side-apply  @ dist/garden/a/large.yaml',
      large1,
    ]);
    expect(told(landscape(client, {}, [large({ [options]: 'ServerSideApply=true' })]))).toEqual([large1]);
  });

  test('two clusters', () => {
    const job = at('dist/runtime/job.yaml', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'a' },
    });
    const runtime = (name: string): LandscapeDocument =>
      at(
        'dist/argocd/runtime.yaml',
        object('Application', 'runtime', {
          spec: { destination: { name }, source: { repoURL: 'a', path: 'dist/runtime' } },
        }),
      );
    expect(told(landscape(application(), {}, [job, runtime('in-cluster')]))).toEqual([]);
    expect(told(landscape(application(), {}, [job, runtime('virtual-garden')]))).toEqual([
      'error gitops-cluster-wrong spec.destination @ dist/argocd/runtime.yaml',
    ]);
  });
});

test.each<[string, Fields, string[]]>([
  ['nobody', {}, ['warning gitops-secret-unfilled stringData.a @ dist/garden/a/other.yaml']],
  ['a plugin', { plugin: { name: 'envsubst' } }, []],
])('variables of a Secret are filled in by %s', (_, more, expected) => {
  const source = { repoURL: 'a', path: 'dist/garden', directory: { recurse: true }, ...more };
  const documents = [
    ...landscape(application({}, {}, { source })),
    at('dist/garden/a/other.yaml', object('Secret', 'other', { stringData: { a: '${id}' } })),
  ];
  expect(told(documents)).toEqual(expected);
});

test('the sentences', () => {
  expectGolden(
    'gitops-argocd',
    oneOfEachSentence(found).filter(({ rule }) => rule.startsWith('gitops')),
  );
});
