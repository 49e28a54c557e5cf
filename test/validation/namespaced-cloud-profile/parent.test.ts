import { stringify } from 'yaml';
import type { Issue } from '../../../src/issues/issue';
import { validateLandscape } from '../../../src/validation/validate-landscape';
import { validateManifest, validateYaml, type ValidateOptions } from '../../../src/validation/validate';
import { change, flatProfile, now } from '../cloud-profile/profiles';
import { namespacedProfile, warningsWithParent } from './namespaced-profiles';

const other = change(flatProfile, { 'metadata.name': 'other', 'spec.machineImages': [] });
const images = 'spec.providerConfig.machineImages';

describe('a parent is given', () => {
  const judge = (
    parent: NonNullable<ValidateOptions['parent']>,
    manifest: object = namespacedProfile,
  ): string[] =>
    [...validateManifest(manifest, { now, parent }), ...validateYaml(stringify(manifest), { now, parent })]
      .filter(({ severity }) => severity === 'error')
      .map(({ field, rule }) => `${field} ${rule}`);
  const text = (...documents: readonly object[]): string =>
    documents.map((document) => stringify(document)).join('---\n');
  const notFound = 'spec.parent.name namespaced-cloud-profile-parent-not-found';

  test.each<readonly [string, object | string]>([
    ['as an object', flatProfile],
    ['as text', text(flatProfile)],
    ['among several documents', text(other, { apiVersion: 'v1', kind: 'Namespace' }, flatProfile)],
    ['in a list', { apiVersion: 'v1', kind: 'List', items: [other, flatProfile] }],
  ])('%s', (_name, parent) => {
    expect(judge(parent)).toEqual([]);
    // It is really looked at.
    const unmapped = change(namespacedProfile, { 'spec.providerConfig': undefined });
    const missing = `${images} namespaced-cloud-profile-mapping-missing`;
    expect(judge(parent, unmapped)).toEqual([missing, missing]);
  });

  test.each<readonly [string, object | string]>([
    ['another one', other],
    ['several others', text(other, change(other, { 'metadata.name': 'third' }))],
    ['another kind', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'alicloud' } }],
    ['an empty text', ''],
    ['what is no YAML', '{'],
  ])('and is %s', (_name, parent) => {
    expect(judge(parent)).toEqual([notFound, notFound]);
  });

  test('to a manifest of another kind, which has none', () => {
    expect(judge(other, flatProfile)).toEqual([]);
  });
});

describe('warnings of the parent hold for its child', () => {
  const warned = (changes: Readonly<Record<string, unknown>>, parent: object = flatProfile): string[] =>
    warningsWithParent(change(namespacedProfile, changes), parent);
  const everywhere = [
    { name: 'eu-central-1', id: 'm-gw8team' },
    { name: 'cn-hangzhou', id: 'm-bp1team' },
  ];
  const complete = { [`${images}.0.versions.0.regions`]: everywhere };

  test('nothing', () => {
    expect(warned(complete)).toEqual([]);
  });
  test('a region of the parent without an image of a new version', () => {
    expect(warned({})).toEqual([`NotFound ${images}[0].versions[0] (image-region-uncovered)`]);
  });
  test('a region that neither the parent nor the cloud has', () => {
    const regions = [...everywhere, { name: 'eu-central-l', id: 'm-gw9team' }];
    expect(warned({ [`${images}.0.versions.0.regions`]: regions })).toEqual([
      expect.stringContaining(`${images}[0].versions[0].regions[2].name`),
    ]);
  });
  test('a machine type without an image of its architecture', () => {
    expect(warned({ ...complete, 'spec.machineTypes.0.architecture': 'arm64' })).toEqual([
      expect.stringContaining('spec.machineTypes[0] (machine-type-without-image)'),
    ]);
  });
  test('a new image of which the newest version expires', () => {
    const expirationDate = '2098-01-01T00:00:00Z';
    expect(warned({ ...complete, 'spec.machineImages.1.versions.0.expirationDate': expirationDate })).toEqual(
      [expect.stringContaining('spec.machineImages[1].versions[0] (newest-image-expires)')],
    );
  });
  test('a new image that has previews only', () => {
    expect(warned({ ...complete, 'spec.machineImages.1.versions.0.classification': 'preview' })).toEqual([
      expect.stringContaining('spec.machineImages[1].versions (only-preview-versions)'),
    ]);
  });
  test('but not what is wrong with the parent alone', () => {
    const parent = change(flatProfile, { 'spec.machineTypes.1.architecture': 'arm64' });
    expect(warned(complete, parent)).toEqual([]);
  });
});

test('a landscape says of a child what is wrong only with its parent', () => {
  const child = change(namespacedProfile, { 'spec.machineImages.1.versions.0.cri': undefined });
  const key = ({ rule, field }: Issue): string => `${rule} ${field}`;
  const alone = new Set(validateManifest(child, { now }).map(key));
  const together = validateManifest(child, { now, parent: flatProfile }).map(key);
  const landscape = validateLandscape(
    [
      { manifest: child, path: 'child.yaml' },
      { manifest: flatProfile, path: 'parent.yaml' },
    ],
    { now },
  );
  expect(landscape.map(key).sort()).toEqual(together.filter((issue) => !alone.has(issue)).sort());
  expect(landscape.map(({ severity }) => severity).sort()).toEqual(['error', 'warning']);
});
