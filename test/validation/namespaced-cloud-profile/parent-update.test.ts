import { validateLandscape } from '../../../src/validation/validate-landscape';
import { change, type Changes, flatProfile, now } from '../cloud-profile/profiles';
import { namespacedProfile } from './namespaced-profiles';

type Row = readonly [string, Changes, readonly string[]];

/** Errors at the parent, as it is changed, with a child that was there before and is there still. */
function errorsOfUpdate(
  changes: Changes,
  child: { readonly before?: object; readonly now?: object } = {},
): string[] {
  const { before = namespacedProfile } = child;
  return validateLandscape(
    [
      { manifest: change(flatProfile, changes), path: 'parent.yaml', previous: flatProfile },
      { manifest: child.now ?? namespacedProfile, path: 'child.yaml', previous: before },
    ],
    { now },
  )
    .filter(({ rule }) => rule === 'cloud-profile-defined-below')
    .map(({ type, field, message }) => `${type} ${field}: ${message}`);
}

const version = { version: '1.0.0' };
const defined = (field: string, what: string): string =>
  `Forbidden ${field}: ${what} is new here, and defined already by NamespacedCloudProfile "garden-team/team"`;

test.each<Row>([
  ['nothing', {}, []],
  ['an image of its own', { 'spec.machineImages.2': { name: 'own', versions: [version] } }, []],
  [
    'an image of the child, in whatever version',
    { 'spec.machineImages.2': { name: 'team-linux', versions: [{ version: '7.0.0' }] } },
    [defined('spec.machineImages[2]', 'image "team-linux"')],
  ],
  ['a version of its own', { 'spec.machineImages.0.versions.2': { version: '2000.0.0' } }, []],
  [
    'a machine type of the child',
    { 'spec.machineTypes.2': namespacedProfile.spec.machineTypes[0] },
    [defined('spec.machineTypes[2]', 'machine type "ecs.c7.large"')],
  ],
])('a parent that adds %s', (_name, changes, expected) => {
  expect(errorsOfUpdate(changes)).toEqual(expected);
});

describe('a version of an image that both have', () => {
  const child = change(namespacedProfile, { 'spec.machineImages.0.versions.1': { version: '2000.0.0' } });
  const adding = { 'spec.machineImages.0.versions.2': { version: '2000.0.0' } };
  test('is not added to the parent while the child defines it', () => {
    expect(errorsOfUpdate(adding, { before: child, now: child })).toEqual([
      defined('spec.machineImages[0].versions[2]', 'version "2000.0.0" of image "gardenlinux"'),
    ]);
  });
  test('is free once the child has given it up', () => {
    expect(errorsOfUpdate(adding, { before: child })).toEqual([]);
  });
  test('is free if the child is to get it only now', () => {
    expect(errorsOfUpdate(adding, { now: child })).toEqual([]);
  });
  test('is free in a child of another parent', () => {
    const other = change(child, { 'spec.parent.name': 'other' });
    expect(errorsOfUpdate(adding, { before: other, now: other })).toEqual([]);
  });
});

test('what cannot be read is no reason to fail', () => {
  const documents = [
    { manifest: { ...flatProfile, spec: 5 }, previous: flatProfile },
    { manifest: flatProfile, previous: 'text' },
    {
      manifest: { ...namespacedProfile, spec: { parent: { name: 'alicloud' }, machineImages: 5 } },
      previous: 7,
    },
  ];
  expect(() => validateLandscape(documents, { now })).not.toThrow();
});
