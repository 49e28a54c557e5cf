import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { renderDiffText } from '../../src/diff/render';
import {
  cloudProfile,
  controllerRegistration,
  documents,
  gardenlet,
  type Manifest,
  withValue,
} from './landscape';

const capable = [
  [
    'spec.machineCapabilities',
    [
      { name: 'architecture', values: ['amd64', 'arm64'] },
      { name: 'boot', values: ['uefi', 'bios'] },
    ],
  ],
  [
    'spec.machineImages.0.versions.0.capabilityFlavors',
    [{ architecture: ['amd64'] }, { architecture: ['arm64'] }],
  ],
].reduce<Manifest>((manifest, [path, value]) => withValue(manifest, path as string, value), cloudProfile());
const extension = withValue(controllerRegistration(), 'spec.resources.6', {
  kind: 'Extension',
  type: 'x',
  clusterCompatibility: ['shoot', 'seed'],
});
const version = 'spec.machineImages.0.versions.1';
const constrained = withValue(cloudProfile(), `${version}.kubeletVersionConstraint`, '>= 1.30');
const secret = ['LTAI', '5tQmW3vNkPz7rXwYbHcDe'].join('');
const config: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a' },
  data: { a: 'x', b: '1' },
};
const namespace: Manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'garden-dev' } };

const rows: [string, Manifest | undefined, Manifest | undefined][] = [
  ['a capability that goes', capable, withValue(capable, 'spec.machineCapabilities.1', undefined)],
  [
    'a value of a capability that goes',
    capable,
    withValue(capable, 'spec.machineCapabilities.1.values', ['uefi']),
  ],
  ['a capability that comes', withValue(capable, 'spec.machineCapabilities.1', undefined), capable],
  [
    'a flavor that goes',
    capable,
    withValue(capable, 'spec.machineImages.0.versions.0.capabilityFlavors.1', undefined),
  ],
  [
    'an image that comes',
    cloudProfile(),
    withValue(cloudProfile(), 'spec.machineImages.1', { name: 'coreos', versions: [{ version: '1.0.0' }] }),
  ],
  [
    'images in another order',
    withValue(cloudProfile(), 'spec.machineImages.1', { name: 'coreos', versions: [] }),
    withValue(
      withValue(
        cloudProfile(),
        'spec.machineImages.1',
        (cloudProfile()['spec'] as { machineImages: unknown[] }).machineImages[0],
      ),
      'spec.machineImages.0',
      { name: 'coreos', versions: [] },
    ),
  ],
  [
    'a registered type for fewer clusters',
    extension,
    withValue(extension, 'spec.resources.6.clusterCompatibility', ['seed']),
  ],
  [
    'a registered type for more clusters',
    withValue(extension, 'spec.resources.6.clusterCompatibility', ['seed']),
    extension,
  ],
  ['a constraint of kubelets that comes', cloudProfile(), constrained],
  [
    'a constraint that changes',
    constrained,
    withValue(constrained, `${version}.kubeletVersionConstraint`, '>= 1.33'),
  ],
  ['a constraint that goes', constrained, cloudProfile()],
  ['a namespace that goes', namespace, undefined],
  ['a value that looks like a secret', config, withValue(config, 'data.a', `id ${secret}`)],
  ['a value that only looks like one', config, withValue(config, 'data.a', 'STS.GetCallerIdentity')],
  ['a field whose name says credential', config, withValue(config, 'password', 'plain')],
  ['a text of many characters', config, withValue(config, 'data.a', 'word '.repeat(400))],
  ['an object of another kind that stays', config, structuredClone(config)],
  ['a Gardenlet that goes', gardenlet(), undefined],
  ['a profile that comes', undefined, cloudProfile()],
];

/** With `UPDATE_GOLDEN=1` in the environment the file is written instead: read the difference. */
test('what a diff says of each kind of change', () => {
  const side = (manifest: Manifest | undefined): ReturnType<typeof documents> =>
    manifest === undefined ? [] : documents(manifest);
  const text = rows
    .map(([name, before, now]) => {
      const diff = diffLandscapes(side(before), side(now), { now: new Date('2026-11-21T00:00:00Z') });
      return `# ${name}\n${renderDiffText(diff)}`;
    })
    .join('\n');
  const path = join(__dirname, 'golden.txt');
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
  expect(text).not.toMatch(/\bundefined\b|\bNaN\b|\[object /);
  expect(text).not.toContain(secret);
});
