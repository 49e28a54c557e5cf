import { ArgocdGitOps } from '../../../src/garden-app/gitops/argocd';
import { kinds, stageOf, stages } from '../../../src/gardener/kinds';
import { isProtected } from '../../../src/gardener/protection';
import { at, collect, type Fields, found, object, told } from '../landscape/documents';
import { expectGolden } from '../golden';

collect();

const inDev = { namespace: 'garden-dev' };
const secret = { apiVersion: 'v1', kind: 'Secret', name: 'key', namespace: 'garden-dev' };
const of = (
  apiVersion: string,
  kind: string,
  name: string,
  fields: Fields = {},
  metadata: Fields = {},
): Fields => ({
  apiVersion,
  kind,
  metadata: { name, ...metadata },
  ...fields,
});
const security = 'security.gardener.cloud/v1alpha1';
const cloudProfile = object('CloudProfile', 'alicloud');
const key = of('v1', 'Secret', 'key', {}, inDev);
const identity = of(security, 'WorkloadIdentity', 'key', {}, inDev);
const quota = object('Quota', 'small', {}, inDev);
const child = object(
  'NamespacedCloudProfile',
  'dev',
  { spec: { parent: { kind: 'CloudProfile', name: 'alicloud' } } },
  inDev,
);
const binding = of(security, 'CredentialsBinding', 'dev', { credentialsRef: secret }, inDev);
const shoot = (spec: Fields): Fields => object('Shoot', 'one', { spec }, inDev);
const registration = object('ControllerRegistration', 'alicloud', {
  spec: { resources: [{ kind: 'BackupBucket', type: 'alicloud' }] },
});

/** Each reference that Gardener resolves before it accepts an object: who refers where, and to whom. */
const references: readonly (readonly [string, Fields, string, Fields])[] = [
  ['the parent of a profile', child, 'spec.parent.name', cloudProfile],
  [
    'the Project of a namespace',
    child,
    'metadata.namespace',
    object('Project', 'dev', { spec: { namespace: 'garden-dev' } }),
  ],
  ['the Project of a usual namespace', child, 'metadata.namespace', object('Project', 'dev')],
  [
    'the Secret of a SecretBinding',
    object('SecretBinding', 'a', { secretRef: { name: 'key' } }, inDev),
    'secretRef',
    key,
  ],
  [
    'the Quota of a SecretBinding',
    object('SecretBinding', 'a', { quotas: [{ name: 'small' }] }, inDev),
    'quotas[0]',
    quota,
  ],
  ['the Secret of a CredentialsBinding', binding, 'credentialsRef', key],
  [
    'the WorkloadIdentity of a CredentialsBinding',
    { ...binding, credentialsRef: { ...secret, kind: 'WorkloadIdentity' } },
    'credentialsRef',
    identity,
  ],
  [
    'the Quota of a CredentialsBinding',
    { ...binding, quotas: [{ name: 'small', namespace: 'garden-dev' }] },
    'quotas[0]',
    quota,
  ],
  [
    'the profile of a Shoot',
    shoot({ cloudProfile: { kind: 'CloudProfile', name: 'alicloud' } }),
    'spec.cloudProfile.name',
    cloudProfile,
  ],
  [
    'the profile of a Shoot without a kind',
    shoot({ cloudProfile: { name: 'alicloud' } }),
    'spec.cloudProfile.name',
    cloudProfile,
  ],
  [
    'the profile of an old Shoot',
    shoot({ cloudProfileName: 'alicloud' }),
    'spec.cloudProfileName',
    cloudProfile,
  ],
  [
    'the own profile of a Shoot',
    shoot({ cloudProfile: { kind: 'NamespacedCloudProfile', name: 'dev' } }),
    'spec.cloudProfile.name',
    child,
  ],
  [
    'the binding of a Shoot',
    shoot({ credentialsBindingName: 'dev' }),
    'spec.credentialsBindingName',
    binding,
  ],
  [
    'the old binding of a Shoot',
    shoot({ secretBindingName: 'a' }),
    'spec.secretBindingName',
    object('SecretBinding', 'a', {}, inDev),
  ],
  ['the Seed of a Shoot', shoot({ seedName: 'ali' }), 'spec.seedName', object('Seed', 'ali')],
  [
    'the exposure of a Shoot',
    shoot({ exposureClassName: 'a' }),
    'spec.exposureClassName',
    object('ExposureClass', 'a'),
  ],
  [
    'a resource of a Shoot',
    shoot({ resources: [{ name: 'a', resourceRef: { kind: 'Secret', name: 'key' } }] }),
    'spec.resources[0].resourceRef',
    key,
  ],
  [
    'the Shoot of a ManagedSeed',
    object('ManagedSeed', 'one', { spec: { shoot: { name: 'one' } } }, inDev),
    'spec.shoot.name',
    shoot({}),
  ],
  [
    'the type of a BackupBucket',
    object('BackupBucket', 'a', { spec: { provider: { type: 'alicloud' } } }),
    'spec.provider.type',
    registration,
  ],
];

function kustomization(name: string, more: Fields = {}): Fields {
  const spec = {
    path: `./${name}`,
    sourceRef: { kind: 'GitRepository', name: 'a' },
    retryInterval: '1m',
    ...more,
  };
  return object('Kustomization', name, { spec }, { namespace: 'flux-system' });
}
const ordering = /gitops-(?:deadlock|depends|wave)/;

test.each(references)('%s is an order', (_, user, field, needed) => {
  const both = [at('a/user.yaml', user), at('a/needed.yaml', needed), at('flux/a.yaml', kustomization('a'))];
  expect(told(both)).toContain(`error gitops-deadlock ${field} @ a/user.yaml`);
  const apart = (spec: Fields): string[] =>
    told([
      ...[at('a/user.yaml', user), at('b/needed.yaml', needed)],
      ...[at('flux/a.yaml', kustomization('a', spec)), at('flux/b.yaml', kustomization('b'))],
    ]).filter((issue) => ordering.test(issue));
  expect(apart({})).toEqual(['warning gitops-depends-on-missing spec.dependsOn @ flux/a.yaml']);
  expect(apart({ dependsOn: [{ name: 'b' }] })).toEqual([]);
  // GardenApp follows the same order.
  const levels = [needed, user].map((manifest) => stageOf(manifest, 'garden'));
  expect(levels).toEqual([...levels].sort());
  expect(levels[0]).not.toBe(levels[1]);
  const argocd = new ArgocdGitOps({ repoUrl: 'x' });
  const waves = levels.map((stage) => Number(Object.values(argocd.annotations({}, stage))[0]));
  expect(waves[0]).toBeLessThan(waves[1] ?? NaN);
});

test('a Namespace goes first within a path, not between paths', () => {
  const namespace = of('v1', 'Namespace', 'garden-dev');
  const one = [
    at('a/child.yaml', child),
    at('a/namespace.yaml', namespace),
    at('flux/a.yaml', kustomization('a')),
  ];
  expect(told(one).filter((issue) => ordering.test(issue))).toEqual([]);
  const two = [
    ...[at('a/child.yaml', child), at('b/namespace.yaml', namespace)],
    ...[at('flux/a.yaml', kustomization('a')), at('flux/b.yaml', kustomization('b'))],
  ];
  expect(told(two).filter((issue) => ordering.test(issue))).toEqual([
    'warning gitops-depends-on-missing spec.dependsOn @ flux/a.yaml',
  ]);
});

test('what lies in a stage sorts behind what it needs', () => {
  expect([...stages].slice(1)).toEqual([...stages].slice(1).sort());
  for (const { kind, group, stage, cluster } of kinds) {
    expect([kind, stage === 'runtime']).toEqual([kind, cluster === 'runtime']);
    expect([
      `${group}/${kind}`,
      kinds.filter((row) => row.kind === kind && row.group === group).length,
    ]).toEqual([`${group}/${kind}`, 1]);
  }
});

describe('protection', () => {
  const prune = 'kustomize.toolkit.fluxcd.io/prune';
  const options = 'argocd.argoproj.io/sync-options';
  test.each<[Fields, boolean, boolean]>([
    [{}, false, false],
    [{ annotations: { [prune]: 'disabled' } }, true, false],
    [{ annotations: { [prune]: 'Disabled' } }, true, false],
    [{ labels: { [prune]: 'disabled' } }, true, false],
    [{ annotations: { [prune]: 'enabled' } }, false, false],
    [{ annotations: { [options]: 'Prune=false' } }, false, true],
    [{ annotations: { [options]: 'Delete=false, Prune=confirm' } }, false, true],
    [{ annotations: { [options]: 'Delete=false' } }, false, false],
    [{ labels: { [options]: 'Prune=false' } }, false, false],
  ])('%j', (metadata, flux, argocd) => {
    const manifest = { metadata };
    expect([isProtected(manifest, 'flux'), isProtected(manifest, 'argocd')]).toEqual([flux, argocd]);
  });

  test.each([
    ['labels', []],
    ['annotations', []],
    [
      'nothing',
      ['warning gitops-unprotected metadata.annotations[kustomize.toolkit.fluxcd.io/prune] @ a/cp.yaml'],
    ],
  ])('commonMetadata with %s', (map, expected) => {
    const spec = { prune: true, commonMetadata: { [map]: { [prune]: 'disabled' } } };
    expect(told([at('a/cp.yaml', cloudProfile), at('flux/a.yaml', kustomization('a', spec))])).toEqual(
      expected,
    );
  });
});

test('the sentences', () => {
  const deadlocks = found.filter(({ rule }) => rule === 'gitops-deadlock');
  expectGolden('gitops-references', deadlocks);
});
