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
