import { ArgocdGitOps } from '../../../src/garden-app/gitops/argocd';
import { FluxGitOps } from '../../../src/garden-app/gitops/flux';
import { stageOf } from '../../../src/gardener/kinds';
import { protectionAnnotations } from '../../../src/gardener/protection';
import type { Issue } from '../../../src/issues/issue';
import type { LandscapeDocument } from '../../../src/validation/landscape/landscape';
import {
  at,
  deployment,
  dnsSecret,
  type Fields,
  collect,
  found,
  judge,
  object,
  registration,
  resources,
  seed as bareSeed,
  seedSpec,
  told,
} from '../landscape/documents';
import { expectGolden, oneOfEachSentence } from '../golden';

collect();

const protect = (manifest: Fields): Fields => ({
  ...manifest,
  metadata: { ...(manifest['metadata'] as Fields), annotations: protectionAnnotations },
});
const seed = protect(bareSeed);
const profile = protect(object('CloudProfile', 'alicloud'));
const kubeConfig = { secretRef: { name: 'virtual-garden', key: 'kubeconfig' } };

function kustomization(name: string, path: string, spec: Fields = {}): Fields {
  const sourceRef = { kind: 'GitRepository', name: 'flux-system' };
  const more = {
    interval: '10m',
    retryInterval: '1m',
    path: `./dist/${path}`,
    prune: true,
    sourceRef,
    ...spec,
  };
  return object('Kustomization', name, { spec: more }, { namespace: 'flux-system' });
}

const profiles = (spec?: Fields): Fields => kustomization('profiles', 'garden/10-profiles', spec);
const registrations = (spec?: Fields): Fields =>
  kustomization('registrations', 'garden/20-registrations', { dependsOn: [{ name: 'profiles' }], ...spec });
const seeds = (spec?: Fields): Fields =>
  kustomization('seeds', 'garden/30-seeds', { dependsOn: [{ name: 'registrations' }], ...spec });

/** A landscape as recommended; further documents replace those at the same path, `undefined` removes one. */
function landscape(changes: Readonly<Record<string, Fields | undefined>> = {}): LandscapeDocument[] {
  const documents = new Map<string, Fields>([
    ['dist/garden/10-profiles/profile.yaml', profile],
    ['dist/garden/10-profiles/deployment.yaml', deployment],
    ['dist/garden/10-profiles/secret.yaml', dnsSecret],
    ['dist/garden/20-registrations/registration.yaml', registration],
    ['dist/garden/30-seeds/seed.yaml', seed],
    ['dist/flux/10.yaml', profiles()],
    ['dist/flux/20.yaml', registrations()],
    ['dist/flux/30.yaml', seeds()],
  ]);
  for (const [path, manifest] of Object.entries(changes)) {
    if (manifest === undefined) documents.delete(path);
    else documents.set(path, manifest);
  }
  return [...documents].map(([path, manifest]) => at(path, manifest));
}

describe('a landscape as recommended has no issue', () => {
  test('by hand', () => {
    expect(told(landscape())).toEqual([]);
  });

  const extension = protect(object('Extension', 'provider-alicloud', { spec: { resources } }));
  const gardenlet = protect(
    object('Gardenlet', 'other', {
      spec: { config: { seedConfig: { spec: { ...seedSpec, ingress: { domain: 'other.example.org' } } } } },
    }),
  );
  const all: readonly (readonly ['garden' | 'runtime', Fields])[] = [
    ['garden', profile],
    ['garden', dnsSecret],
    ['garden', seed],
    ['garden', gardenlet],
  ];
  const viaOperator = [...all, ['runtime', extension] as const];
  const byHand = [...all, ['garden', deployment] as const, ['garden', registration] as const];
  const engines = {
    flux: new FluxGitOps({ gardenKubeconfig: { secretName: 'virtual-garden' } }),
    'flux in another folder': new FluxGitOps({ pathPrefix: './clusters/prod/dist' }),
    argocd: new ArgocdGitOps({ repoUrl: 'https://git.landscape.internal/a.git' }),
  };
  test.each(
    Object.entries(engines).flatMap(([name, engine]) => [
      [`${name}, with an operator Extension`, engine, viaOperator] as const,
      [`${name}, with a registration`, engine, byHand] as const,
    ]),
  )('by %s', (_, engine, objects) => {
    const staged = objects.map(([cluster, manifest]) => {
      const stage = stageOf(manifest, cluster);
      const metadata = manifest['metadata'] as Fields;
      const annotations = {
        ...(metadata['annotations'] as Fields | undefined),
        ...engine.annotations(manifest, stage),
      };
      return { stage, manifest: { ...manifest, metadata: { ...metadata, annotations } } };
    });
    const documents = [
      ...staged.map(({ stage, manifest }, index) => at(`${stage}/${index}.yaml`, manifest)),
      ...engine.objects(staged).map(({ path, manifest }) => at(path, manifest)),
    ];
    expect(told(documents)).toEqual([]);
    // Wherever somebody stands: above the output folder, below it, or far away.
    expect(
      told(documents.map((document) => ({ ...document, path: `./dist/${String(document.path)}` }))),
    ).toEqual([]);
    expect(
      told(documents.map((document) => ({ ...document, path: `/work/x/dist/${String(document.path)}` }))),
    ).toEqual([]);
  });
});

describe('order', () => {
  const all = { path: './dist/garden', dependsOn: undefined };
  test('one Kustomization for all is a deadlock', () => {
    const documents = landscape({
      'dist/flux/10.yaml': profiles(all),
      'dist/flux/20.yaml': undefined,
      'dist/flux/30.yaml': undefined,
    });
    expect(new Set(told(documents))).toEqual(
      new Set([
        'error gitops-deadlock spec.deployment.deploymentRefs[0].name @ dist/garden/20-registrations/registration.yaml',
        'error gitops-deadlock spec.dns.provider.type @ dist/garden/30-seeds/seed.yaml',
        'error gitops-deadlock spec.provider.type @ dist/garden/30-seeds/seed.yaml',
      ]),
    );
  });

  test.each<[string, Readonly<Record<string, Fields | undefined>>, string[]]>([
    [
      'nobody waits',
      {
        'dist/flux/20.yaml': registrations({ dependsOn: [] }),
        'dist/flux/30.yaml': seeds({ dependsOn: [] }),
      },
      [
        'warning gitops-depends-on-missing spec.dependsOn @ dist/flux/20.yaml',
        'warning gitops-depends-on-missing spec.dependsOn @ dist/flux/30.yaml',
      ],
    ],
    [
      'the lower level waits',
      {
        'dist/flux/10.yaml': profiles({ dependsOn: [{ name: 'registrations' }] }),
        'dist/flux/20.yaml': registrations({ dependsOn: [] }),
      },
      ['error gitops-depends-on-inverted spec.dependsOn @ dist/flux/10.yaml'],
    ],
    [
      'a circle',
      { 'dist/flux/10.yaml': profiles({ dependsOn: [{ name: 'seeds' }] }) },
      [
        'error gitops-depends-on-cycle spec.dependsOn @ dist/flux/10.yaml',
        'error gitops-depends-on-cycle spec.dependsOn @ dist/flux/20.yaml',
        'error gitops-depends-on-cycle spec.dependsOn @ dist/flux/30.yaml',
        'error gitops-depends-on-inverted spec.dependsOn @ dist/flux/10.yaml',
        'error gitops-depends-on-inverted spec.dependsOn @ dist/flux/20.yaml',
      ],
    ],
    [
      'a name that is not there',
      { 'dist/flux/20.yaml': registrations({ dependsOn: [{ name: 'profile' }] }) },
      [
        'warning gitops-depends-on-elsewhere spec.dependsOn[0].name @ dist/flux/20.yaml',
        'warning gitops-depends-on-missing spec.dependsOn @ dist/flux/20.yaml',
      ],
    ],
    [
      'a name of another namespace',
      {
        'dist/flux/20.yaml': registrations({
          dependsOn: [
            { name: 'profiles', namespace: 'x' },
            { name: 'profiles', namespace: 'flux-system' },
          ],
        }),
      },
      ['warning gitops-depends-on-elsewhere spec.dependsOn[0].name @ dist/flux/20.yaml'],
    ],
    [
      'no retryInterval',
      { 'dist/flux/20.yaml': registrations({ retryInterval: undefined }) },
      ['warning gitops-retry-interval-missing spec.retryInterval @ dist/flux/20.yaml'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(told(landscape(changes))).toEqual(expected);
  });

  test('a Seed and what its spec.resources name is a deadlock, credentials of its backup are none', () => {
    const spec = {
      ...seedSpec,
      resources: [{ name: 'a', resourceRef: { apiVersion: 'v1', kind: 'Secret', name: 'dns' } }],
    };
    const documents = landscape({
      'dist/garden/10-profiles/secret.yaml': undefined,
      'dist/garden/30-seeds/secret.yaml': dnsSecret,
      'dist/garden/30-seeds/seed.yaml': protect(object('Seed', 'ali', { spec })),
    });
    expect(told(documents)).toEqual([
      'error gitops-deadlock spec.resources[0].resourceRef @ dist/garden/30-seeds/seed.yaml',
    ]);
  });

  test('a ManagedSeed holds up what lies beside it', () => {
    const managed = protect(object('ManagedSeed', 'managed', { spec: { shoot: { name: 'a' } } }));
    const path = 'dist/garden/30-seeds/managed.yaml';
    expect(told(landscape({ [path]: managed }))).toEqual([
      `warning gitops-managed-seed-blocks spec.shoot.name @ ${path}`,
    ]);
    const own = {
      'dist/garden/40-managed-seeds/managed.yaml': managed,
      'dist/flux/40.yaml': kustomization('managed', 'garden/40-managed-seeds'),
    };
    expect(told(landscape(own))).toEqual([]);
  });

  test('seeds wait until an Extension has registered its types', () => {
    const runtime = (spec: Fields): Fields => kustomization('runtime', 'runtime', spec);
    const via = (spec: Fields): LandscapeDocument[] =>
      landscape({
        'dist/garden/10-profiles/deployment.yaml': undefined,
        'dist/garden/20-registrations/registration.yaml': undefined,
        'dist/flux/20.yaml': undefined,
        'dist/runtime/extension.yaml': object('Extension', 'provider-alicloud', { spec: { resources } }),
        'dist/flux/00.yaml': runtime(spec),
        'dist/flux/10.yaml': profiles({ kubeConfig }),
        'dist/flux/30.yaml': seeds({ dependsOn: [{ name: 'profiles' }, { name: 'runtime' }], kubeConfig }),
      });
    expect(told(via({}))).toEqual([
      'warning gitops-extension-health spec.healthCheckExprs @ dist/flux/00.yaml',
    ]);
    expect(told(via({ healthCheckExprs: [{ kind: 'Extension' }] }))).toEqual([]);
  });
});

describe('paths', () => {
  test.each<[string, Readonly<Record<string, Fields | undefined>>, string[]]>([
    [
      'an empty path',
      { 'dist/flux/40.yaml': kustomization('managed', 'garden/40-managed-seeds') },
      ['error gitops-path-empty spec.path @ dist/flux/40.yaml'],
    ],
    [
      'a path of another source',
      {
        'dist/flux/40.yaml': kustomization('other', 'x', {
          sourceRef: { kind: 'GitRepository', name: 'other' },
        }),
      },
      [],
    ],
    [
      'two for one folder',
      { 'dist/flux/11.yaml': kustomization('again', 'garden/10-profiles') },
      [
        'error gitops-paths-overlap spec.path @ dist/flux/11.yaml',
        'warning gitops-depends-on-missing spec.dependsOn @ dist/flux/20.yaml',
      ],
    ],
    [
      'two for one folder, in two clusters',
      {
        'dist/flux/11.yaml': kustomization('again', 'garden/10-profiles', {
          kubeConfig,
          dependsOn: [{ name: 'profiles' }],
        }),
        'dist/flux/10.yaml': profiles({ kubeConfig: { secretRef: { name: 'other', key: 'value' } } }),
        'dist/flux/20.yaml': registrations({ kubeConfig, dependsOn: [{ name: 'again' }] }),
        'dist/flux/30.yaml': seeds({ kubeConfig }),
      },
      [],
    ],
    [
      'a file that nobody applies',
      { 'dist/other/profile.yaml': protect(object('CloudProfile', 'other')) },
      ['warning gitops-file-uncovered  @ dist/other/profile.yaml'],
    ],
    ['a file of others that nobody applies', { 'dist/other/a.yaml': object('ConfigMap', 'other') }, []],
    [
      'a folder that lists its files',
      {
        'dist/garden/10-profiles/kustomization.yaml': {
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          resources: ['profile.yaml', './deployment.yaml'],
        },
      },
      [],
    ],
    [
      'a folder that forgets one',
      {
        'dist/garden/10-profiles/kustomization.yaml': {
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          resources: ['deployment.yaml', 'https://example.org/x'],
        },
      },
      ['warning gitops-file-uncovered  @ dist/garden/10-profiles/profile.yaml'],
    ],
    [
      'a folder that lists another',
      {
        'dist/garden/10-profiles/kustomization.yaml': {
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          resources: ['../../base'],
        },
        'dist/garden/10-profiles/profile.yaml': undefined,
        'dist/garden/10-profiles/deployment.yaml': undefined,
        'dist/base/kustomization.yaml': {
          apiVersion: 'kustomize.config.k8s.io/v1beta1',
          kind: 'Kustomization',
          resources: ['deployment.yaml'],
        },
        'dist/base/deployment.yaml': deployment,
      },
      [],
    ],
  ])('%s', (_, changes, expected) => {
    expect(told(landscape(changes))).toEqual(expected);
  });

  test('paths that are all elsewhere say nothing about the files', () => {
    const documents = landscape({
      'dist/flux/10.yaml': undefined,
      'dist/flux/20.yaml': undefined,
      'dist/flux/30.yaml': kustomization('x', 'elsewhere'),
    });
    expect(told(documents)).toEqual([]);
  });
});

describe('clusters', () => {
  const remote = {
    'dist/flux/10.yaml': profiles({ kubeConfig }),
    'dist/flux/20.yaml': registrations({ kubeConfig }),
    'dist/flux/30.yaml': seeds({ kubeConfig }),
  };
  const job = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'sharing', namespace: 'garden' } };
  test.each<[string, Readonly<Record<string, Fields | undefined>>, string[]]>([
    ['all levels', remote, []],
    [
      'one level without',
      { ...remote, 'dist/flux/30.yaml': seeds() },
      ['error gitops-cluster-differs spec.kubeConfig @ dist/flux/30.yaml'],
    ],
    [
      'no key',
      { ...remote, 'dist/flux/10.yaml': profiles({ kubeConfig: { secretRef: { name: 'virtual-garden' } } }) },
      ['warning gitops-kubeconfig-key spec.kubeConfig.secretRef.key @ dist/flux/10.yaml'],
    ],
    [
      'the runtime cluster',
      { ...remote, 'dist/runtime/job.yaml': job, 'dist/flux/00.yaml': kustomization('runtime', 'runtime') },
      [],
    ],
    [
      'the runtime cluster as garden',
      {
        ...remote,
        'dist/runtime/job.yaml': job,
        'dist/flux/00.yaml': kustomization('runtime', 'runtime', { kubeConfig }),
      },
      ['error gitops-cluster-wrong spec.kubeConfig @ dist/flux/00.yaml'],
    ],
    [
      'both in one folder',
      { ...remote, 'dist/garden/10-profiles/job.yaml': job },
      ['error gitops-clusters-mixed spec.path @ dist/flux/10.yaml'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(told(landscape(changes))).toEqual(expected);
  });
});

describe('protection', () => {
  const unprotected =
    'warning gitops-unprotected metadata.annotations[kustomize.toolkit.fluxcd.io/prune] @ dist/garden/10-profiles/profile.yaml';
  const partial = object('Seed', 'ali', { spec: { backup: { provider: 'alicloud' } } });
  const forced = (manifest: Fields): Fields => ({
    ...manifest,
    metadata: {
      ...(manifest['metadata'] as Fields),
      annotations: { ...protectionAnnotations, 'kustomize.toolkit.fluxcd.io/force': 'Enabled' },
    },
  });
  test.each<[string, Readonly<Record<string, Fields | undefined>>, string[]]>([
    [
      'a profile without',
      { 'dist/garden/10-profiles/profile.yaml': object('CloudProfile', 'alicloud') },
      [unprotected],
    ],
    [
      'where nothing is pruned',
      {
        'dist/garden/10-profiles/profile.yaml': object('CloudProfile', 'alicloud'),
        'dist/flux/10.yaml': profiles({ prune: false }),
      },
      [],
    ],
    [
      'a partial Seed without',
      { 'dist/garden/30-seeds/seed.yaml': partial },
      [
        'error gitops-partial-seed-unprotected metadata.annotations[kustomize.toolkit.fluxcd.io/prune] @ dist/garden/30-seeds/seed.yaml',
      ],
    ],
    ['a partial Seed with', { 'dist/garden/30-seeds/seed.yaml': protect(partial) }, []],
    [
      'force over a Seed',
      { 'dist/flux/30.yaml': seeds({ force: true }) },
      ['error gitops-force spec.force @ dist/flux/30.yaml'],
    ],
    ['force over registrations', { 'dist/flux/20.yaml': registrations({ force: true }) }, []],
    [
      'force on a Seed',
      { 'dist/garden/30-seeds/seed.yaml': forced(seed) },
      [
        'error gitops-force metadata.annotations[kustomize.toolkit.fluxcd.io/force] @ dist/garden/30-seeds/seed.yaml',
      ],
    ],
    [
      'another namespace',
      { 'dist/flux/10.yaml': profiles({ targetNamespace: 'flux-system' }) },
      ['error gitops-target-namespace spec.targetNamespace @ dist/flux/10.yaml'],
    ],
    ['the same namespace', { 'dist/flux/10.yaml': profiles({ targetNamespace: 'garden' }) }, []],
  ])('%s', (_, changes, expected) => {
    expect(told(landscape(changes))).toEqual(expected);
  });
});

describe('substitution', () => {
  const file = 'dist/garden/10-profiles/secret.yaml';
  const from = { postBuild: { substituteFrom: [{ kind: 'Secret', name: 'a' }] } };
  const inline = { postBuild: { substitute: { id: 'x' } } };
  const secret = (fields: Fields, annotations: Fields = {}): Fields =>
    object('Secret', 'dns', fields, { annotations });
  test.each<[string, Fields, Fields, string[]]>([
    ['no postBuild', {}, secret({ stringData: { a: '${x-y}' } }), []],
    [
      'no postBuild, and a variable',
      {},
      secret({ stringData: { a: '${id}' } }),
      [`warning gitops-secret-unfilled stringData.a @ ${file}`],
    ],
    [
      'a variable in an object that is exempt',
      from,
      secret({ stringData: { a: '${id}' } }, { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' }),
      [`warning gitops-secret-unfilled stringData.a @ ${file}`],
    ],
    [
      'no variable, and a strategy that fills all the same',
      { postBuild: { substituteStrategy: 'Always' } },
      secret({ stringData: { a: '-${id}-' } }),
      [`warning gitops-variable-undefined stringData.a @ ${file}`],
    ],
    ['no variable at all', { postBuild: { substitute: {} } }, secret({ stringData: { a: '${x-y}' } }), []],
    ['a text kept a text', from, secret({ stringData: { a: '${quote}${id}${quote}' } }), []],
    [
      'a text that may become a number',
      from,
      secret({ stringData: { a: '${id}' } }),
      [`warning gitops-variable-loses-type stringData.a @ ${file}`],
    ],
    [
      'a variable in data',
      from,
      secret({ data: { a: '${id}' } }),
      [`warning gitops-variable-in-secret-data data.a @ ${file}`],
    ],
    ['a variable within a text', from, secret({ stringData: { a: 'a ${id} b' } }), []],
    ['a default', from, secret({ stringData: { a: 'a ${id:=b c} b' } }), []],
    [
      'no variable',
      from,
      secret({ stringData: { a: '${a-b}' } }),
      [`error gitops-variable-malformed stringData.a @ ${file}`],
    ],
    [
      'an empty one',
      from,
      secret({ stringData: { a: '${}' } }),
      [`error gitops-variable-malformed stringData.a @ ${file}`],
    ],
    [
      'one that does not end',
      from,
      secret({ stringData: { a: 'x ${id' } }),
      [`error gitops-variable-malformed stringData.a @ ${file}`],
    ],
    ['an escaped one', from, secret({ stringData: { a: '$${a-b} $x a$b' } }), []],
    [
      'an object that is exempt',
      from,
      secret({ stringData: { a: '${a-b}' } }, { 'kustomize.toolkit.fluxcd.io/substitute': 'disabled' }),
      [],
    ],
    ['one that is defined', inline, secret({ stringData: { a: '-${id}-' } }), []],
    [
      'one that is not',
      inline,
      secret({ stringData: { a: '-${other}-' } }),
      [`warning gitops-variable-undefined stringData.a @ ${file}`],
    ],
    ['one that is not, with a default', inline, secret({ stringData: { a: '-${other:-x}-' } }), []],
  ])('%s', (_, spec, manifest, expected) => {
    const found = told(landscape({ 'dist/flux/10.yaml': profiles(spec), [file]: manifest }));
    // The Seed uses the Secret, which has no access key here.
    expect(found.filter((line) => !line.includes('landscape-access-key'))).toEqual(expected);
  });

  test('an object of substituteFrom in the landscape says what is defined', () => {
    const variables = object('ConfigMap', 'a', { data: { id: 'x' } }, { namespace: 'flux-system' });
    const judged = (name: string, more: Fields[] = []): string[] =>
      told(
        landscape({
          'dist/flux/10.yaml': profiles({
            postBuild: { substituteFrom: [{ kind: 'ConfigMap', name: 'a' }, ...more] },
          }),
          'dist/flux/variables.yaml': variables,
          [file]: secret({ stringData: { a: `-\${${name}}-` } }),
        }),
      ).filter((issue) => issue.includes(' gitops-'));
    expect(judged('id')).toEqual([]);
    expect(judged('other')).toEqual([`warning gitops-variable-undefined stringData.a @ ${file}`]);
    // What is elsewhere may define anything.
    expect(judged('other', [{ kind: 'Secret', name: 'b' }])).toEqual([]);
  });

  test('account IDs and keys in chart values are texts, too', () => {
    const values = {
      config: { toBeSharedImageIDs: ['${image}'], machineImageOwnerSecret: { accessKeyID: '${id}' } },
      replicaCount: '${n}',
    };
    const manifest = object('ControllerDeployment', 'provider-alicloud', { helm: { values } });
    const path = 'dist/garden/10-profiles/deployment.yaml';
    expect(told(landscape({ 'dist/flux/10.yaml': profiles(from), [path]: manifest }))).toEqual([
      `warning gitops-variable-loses-type helm.values.config.machineImageOwnerSecret.accessKeyID @ ${path}`,
      `warning gitops-variable-loses-type helm.values.config.toBeSharedImageIDs[0] @ ${path}`,
    ]);
  });
});

test.each<[string, Fields, string[]]>([
  [
    'health checks that wait disables',
    { wait: true, healthChecks: [{ kind: 'Seed' }] },
    ['warning gitops-health-checks-ignored spec.healthChecks @ dist/flux/30.yaml'],
  ],
  ['health checks without wait', { healthChecks: [{ kind: 'Seed' }] }, []],
  [
    'waiting for Seeds',
    { healthCheckExprs: [{ kind: 'Extension' }, { kind: 'Seed' }] },
    ['warning gitops-seed-health spec.healthCheckExprs[1] @ dist/flux/30.yaml'],
  ],
])('%s', (_, spec, expected) => {
  expect(told(landscape({ 'dist/flux/30.yaml': seeds(spec) }))).toEqual(expected);
});

test('an expired version is written back by the next reconcile', () => {
  const versions = [{ version: '1.33.1' }, { version: '1.32.0', expirationDate: '2020-01-01T00:00:00Z' }];
  const old = protect(
    object('CloudProfile', 'alicloud', {
      spec: { kubernetes: { versions }, machineImages: [{ name: 'a', versions: [versions[1]] }] },
    }),
  );
  const documents = landscape({ 'dist/garden/10-profiles/profile.yaml': old });
  expect(told(documents)).toEqual([]);
  expect(told(documents, { now: new Date('2026-01-01T00:00:00Z') })).toEqual([
    'warning gitops-expired-version spec.kubernetes.versions[1] @ dist/garden/10-profiles/profile.yaml',
    'warning gitops-expired-version spec.machineImages[0].versions[0] @ dist/garden/10-profiles/profile.yaml',
  ]);
  expect(told(documents, { now: new Date('2019-01-01T00:00:00Z') })).toEqual([]);
});

test.each([
  ['https://git.example.com/landscape.git', 1],
  ['git@git.example.com:ops/landscape.git', 1],
  ['ssh://git@example.org/a', 1],
  ['https://git.landscape.example/a', 1],
  ['https://git.example.com.acme.io/a', 0],
  ['https://myexample.com/a', 0],
  ['https://github.com/example.com/a', 0],
  ['https://github.com/OWNER/landscape.git', 1],
  ['git@github.com:YOUR-ORG/landscape.git', 1],
  ['https://github.com/<org>/landscape', 1],
  ['https://github.com/acme/REPO.git', 1],
  ['https://github.com/ACME/LANDSCAPE', 0],
  ['https://github.com/owner/landscape', 0],
  ['https://github.com/ORGANIC/landscape', 0],
  ['https://github.com/${OWNER}/landscape', 0],
  ['', 0],
])('the address %j', (url, count) => {
  const source = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', spec: { url } };
  const documents = [
    at('a.yaml', object('Application', 'a', { spec: { source: { repoURL: url } } })),
    at('b.yaml', object('Application', 'b', { spec: { sources: [{ repoURL: url }] } })),
    at('c.yaml', { ...source, metadata: { name: 'c' } }),
  ];
  const found = judge(documents).filter(({ rule }) => rule === 'gitops-placeholder-address');
  expect(found).toHaveLength(3 * count);
});

describe('size', () => {
  const sized = (bytes: number): Fields => object('ConfigMap', 'a', { data: { a: 'x'.repeat(bytes) } });
  const rulesOf = (documents: readonly LandscapeDocument[]): string[] =>
    judge(documents)
      .map(({ rule }) => rule)
      .filter((rule) => rule.startsWith('gitops-object'));

  test.each<[number, string[], string[]]>([
    [250 * 1024, [], []],
    [257 * 1024, ['gitops-object-large'], ['gitops-object-large']],
    [1300 * 1024, ['gitops-object-large'], ['gitops-object-large']],
    [1400 * 1024, ['gitops-object-large'], ['gitops-object-too-large']],
  ])('%d bytes, without an engine and with Flux', (bytes, alone, withFlux) => {
    expect(rulesOf([{ manifest: sized(bytes) }])).toEqual(alone);
    expect(rulesOf(landscape({ 'dist/garden/10-profiles/configmap.yaml': sized(bytes) }))).toEqual(withFlux);
  });
});

test('the sentences', () => {
  const issues = oneOfEachSentence(found).filter(({ rule }) => rule.startsWith('gitops'));
  // The name of this rule reads like a value that was lost.
  const isNamedSo = ({ rule }: Issue): boolean => rule === 'gitops-variable-undefined';
  expectGolden('gitops-flux', [
    ...issues.filter((issue) => !isNamedSo(issue)),
    ...issues.filter(isNamedSo).map((issue) => ({ ...issue, rule: 'gitops-variable' })),
  ]);
});
