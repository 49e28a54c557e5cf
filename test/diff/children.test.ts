import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { cloudProfile, documents, type Manifest, withValue } from './landscape';

const now = new Date('2026-11-21T00:00:00Z');
const image = { name: 'gardenlinux', versions: [{ version: '2000.0.0', classification: 'supported' }] };
const type = { name: 'ecs.c7.large', cpu: '2', gpu: '0', memory: '4Gi' };

const child: Manifest = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'NamespacedCloudProfile',
  metadata: { name: 'dev', namespace: 'garden-dev' },
  spec: { parent: { kind: 'CloudProfile', name: 'alicloud' }, machineImages: [image], machineTypes: [type] },
};

/** Marks of the changes of the parent, and the rules that refuse them, beside a child that stays. */
function marksOf(path: string, value: unknown): string[] {
  const after = withValue(cloudProfile(), path, value);
  const { objects } = diffLandscapes(documents(cloudProfile(), child), documents(after, child), { now });
  return objects.flatMap(({ kind, changes }) =>
    changes.map(
      ({ mark, refusals }) => `${kind} ${mark} ${refusals.map(({ rule }) => rule ?? '').join(' ')}`,
    ),
  );
}

test.each([
  ['a version that an unchanged child defines', 'spec.machineImages.0.versions.2', { version: '2000.0.0' }],
  ['a machine type that an unchanged child defines', 'spec.machineTypes.2', type],
])('a CloudProfile is refused that adds %s', (_what, path, value) => {
  expect(marksOf(path, value)).toEqual([
    expect.stringMatching(/^CloudProfile refused .*cloud-profile-defined-below/),
  ]);
});

test('a CloudProfile may add what no child defines', () => {
  const added = { ...type, name: 'ecs.r7.large' };
  expect(marksOf('spec.machineTypes.2', added)).toEqual(['CloudProfile safe ']);
});

describe('What goes names who stays and refers to it', () => {
  const meta = { name: 'ali', namespace: 'garden-dev' };
  const secret: Manifest = { apiVersion: 'v1', kind: 'Secret', metadata: meta };
  const binding: Manifest = {
    apiVersion: 'security.gardener.cloud/v1alpha1',
    kind: 'CredentialsBinding',
    metadata: meta,
    provider: { type: 'alicloud' },
    credentialsRef: { apiVersion: 'v1', kind: 'Secret', ...meta },
  };
  const project: Manifest = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Project',
    metadata: { name: 'dev' },
    spec: { namespace: 'garden-dev' },
  };
  const bound: Manifest = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'Shoot',
    metadata: { name: 'a', namespace: 'garden-dev' },
    spec: { credentialsBindingName: 'ali' },
  };
  const removal = (gone: Manifest, ...others: Manifest[]): unknown[] =>
    diffLandscapes(documents(gone, ...others), documents(...others), { now }).objects.map(
      ({ mark, changes }) => [mark, changes[0]?.reason],
    );

  test.each([
    ['a Secret', secret, [binding], 'CredentialsBinding garden-dev/ali'],
    ['a binding', binding, [bound], 'Shoot garden-dev/a'],
    ['a Project', project, [binding, bound], 'CredentialsBinding garden-dev/ali, Shoot garden-dev/a'],
    ['a parent', cloudProfile(), [child], 'NamespacedCloudProfile garden-dev/dev'],
  ])('%s', (_what, gone, others, names) => {
    expect(removal(gone, ...others)).toEqual([
      ['dangerous', expect.stringContaining(`still referred to by ${names}`)],
    ]);
  });

  test('nobody, where all goes together, or refers to something else', () => {
    expect(removal(binding)).toEqual([['safe', undefined]]);
    expect(removal(binding, { ...bound, spec: { credentialsBindingName: 'other' } })).toEqual([
      ['safe', undefined],
    ]);
    const { objects } = diffLandscapes(documents(binding, bound), [], { now });
    expect(objects.map(({ mark }) => mark)).toEqual(['safe', 'safe']);
  });
});
