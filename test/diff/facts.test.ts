import { diffLandscapes } from '../../src/diff/diff-landscapes';
import { toReasons, toSentence } from '../../src/diff/sentence';
import { cloudProfile, documents, type Manifest, withValue } from './landscape';

const options = { now: new Date('2026-11-21T00:00:00Z') };

function changesOf(before: Manifest, now: Manifest | undefined): string[] {
  const { objects } = diffLandscapes(documents(before), now === undefined ? [] : documents(now), options);
  return objects.flatMap(({ changes }) =>
    changes.map((change) => [`${change.mark}: ${toSentence(change)}`, ...toReasons(change)].join('; ')),
  );
}

describe('an image mapping', () => {
  const place = 'spec.providerConfig.machineImages';
  // Gardener's admission wants all versions of an image in one entry; provider-alicloud does not.
  const isOfMapping = (change: string): boolean => change.includes('image gardenlinux 1877.3.0');
  const version = '1877.3.0';
  const entry = (regions: Manifest[]): Manifest => ({
    name: 'gardenlinux',
    versions: [{ version, regions }],
  });
  const ids = (...names: string[]): Manifest[] => names.map((name) => ({ name, id: `m-${version}-${name}` }));

  it('takes from a second entry the regions that the first lacks, and only those', () => {
    const before = withValue(cloudProfile(), `${place}.0.versions.0.regions`, ids('eu-central-1'));
    const more = withValue(before, place, [
      (before as { spec: { providerConfig: { machineImages: Manifest[] } } }).spec.providerConfig
        .machineImages[0],
      entry([{ name: 'eu-central-1', id: 'm-other' }, ...ids('cn-beijing')]),
    ]);
    expect(changesOf(before, more).filter(isOfMapping)).toEqual([
      'safe: image gardenlinux 1877.3.0: image ID in cn-beijing added',
    ]);
    expect(changesOf(more, before).filter(isOfMapping)[0]).toMatch(
      /^dangerous: image gardenlinux 1877\.3\.0: image ID in cn-beijing removed/,
    );
  });

  it('sees no loss where one entry becomes two', () => {
    const [some, rest] = [ids('eu-central-1', 'cn-beijing'), ids('cn-shanghai')];
    const one = withValue(cloudProfile(), `${place}.0.versions.0.regions`, [...some, ...rest]);
    const two = withValue(
      withValue(cloudProfile(), `${place}.0.versions.0.regions`, some),
      `${place}.1`,
      entry(rest),
    );
    expect(changesOf(one, two).filter(isOfMapping)).toEqual([
      'safe: image gardenlinux 1877.3.0: mapping to the same image IDs changed: entries 1 -> 2',
    ]);
  });
});

describe('protection from pruning', () => {
  const flux = 'kustomize.toolkit.fluxcd.io/prune';
  const argocd = 'argocd.argoproj.io/sync-options';
  const kept = 'it stays in the cluster';
  it.each<[string, Manifest]>([
    ['an annotation', { annotations: { [flux]: 'disabled' } }],
    ['a label', { labels: { [flux]: 'disabled' } }],
    ['another case', { annotations: { [flux]: 'Disabled' } }],
    ['Argo CD', { annotations: { [argocd]: 'Delete=false, Prune=false' } }],
    ['Argo CD that asks', { annotations: { [argocd]: 'Prune=confirm' } }],
  ])('counts, by %s', (_, metadata) => {
    const before = withValue(cloudProfile(), 'metadata', { name: 'alicloud', ...metadata });
    expect(changesOf(before, undefined)[0]).toContain(kept);
    expect(changesOf(before, cloudProfile())[0]).toContain(
      'dangerous: metadata.' + (Object.keys(metadata)[0] ?? '') + ' removed',
    );
  });

  it('is none otherwise', () => {
    const before = withValue(cloudProfile(), 'metadata.annotations', {
      [argocd]: 'Prune=true',
      [flux]: 'enabled',
    });
    expect(changesOf(before, undefined)[0]).not.toContain(kept);
    expect(changesOf(before, cloudProfile())[0]).toMatch(/^safe: metadata\.annotations removed/);
  });
});

describe('a value', () => {
  const config = (text: string): Manifest => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'a' },
    data: { text },
  });
  const change = (a: string, b: string): string => changesOf(config(a), config(b))[0] ?? '';

  it('is shown whole when it is short', () => {
    const [a, b] = [`${'x'.repeat(190)}1`, `${'x'.repeat(190)}2`];
    expect(change(a, b)).toBe(`safe: data.text changed: ${a} -> ${b}`);
    const list = Array.from({ length: 14 }, (_, index) => `eu-${index}`);
    const labels = (zones: string[]): Manifest => ({ ...config('a'), zones });
    expect(changesOf(labels([]), labels(list))[0]).toContain('eu-13');
  });

  it('is cut around what differs when it is long', () => {
    const [a, b] = ['one', 'two'].map((word) => `${'first '.repeat(300)}${word}${' last'.repeat(300)}`);
    const text = change(a ?? '', b ?? '');
    expect(text).toContain('first one last');
    expect(text).toContain('first two last');
    expect(text.length).toBeLessThan(600);
    expect(text).toMatch(/\(3303 characters, sha256 [0-9a-f]{12}\)/);
  });

  it('is cut between characters, not in them', () => {
    const text = change(`a${'😀'.repeat(300)}`, '😀'.repeat(301));
    expect(text).not.toMatch(/\p{Surrogate}/u);
  });

  it('keeps all digits of a number', () => {
    const number = (value: bigint): Manifest => ({ ...config('a'), account: value });
    expect(changesOf(number(12345678901234567890n), number(12345678901234567891n))[0]).toBe(
      'safe: account changed: 12345678901234567890 -> 12345678901234567891',
    );
  });
});

describe('a registered Extension', () => {
  const registration = (resource: Manifest): Manifest => ({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'ControllerRegistration',
    metadata: { name: 'a' },
    spec: { resources: [{ kind: 'Extension', type: 'x', ...resource }] },
  });

  it('serves Shoots where nothing is written', () => {
    const written = registration({ clusterCompatibility: ['shoot'] });
    expect(changesOf(registration({}), written)).toEqual([]);
    expect(changesOf(registration({}), registration({ clusterCompatibility: ['seed'] }))[0]).toMatch(
      /^dangerous: .*clusterCompatibility shoot -> seed; clusters that use the extension lose it/,
    );
    expect(changesOf(written, registration({ clusterCompatibility: ['seed', 'shoot'] }))[0]).toMatch(/^safe/);
  });
});
