import * as fc from 'fast-check';
import { validateManifest } from '../../../src/validation/validate';
import { capableProfile, change, flatProfile, now } from './profiles';

/** Every place of a document, as paths for `change`. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    pathsOf(item, path === '' ? key : `${path}.${key}`),
  );
  return path === '' ? inner : [path, ...inner];
}

const documents = [flatProfile, capableProfile] as const;
const oddValues = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    [],
    {},
    [null],
    [[]],
    -1,
    'unavailable',
    '2021-03-01T00:00:00Z',
    '__proto__',
  ),
  fc.jsonValue(),
);
const mutated = fc.constantFrom(...documents).chain((document) =>
  fc
    .array(fc.tuple(fc.constantFrom(...pathsOf(document)), oddValues), { minLength: 1, maxLength: 4 })
    .map((changes) => {
      try {
        return change(document, Object.fromEntries(changes));
      } catch {
        // A path that leads through a value of another type cannot be changed; the document will do.
        return document;
      }
    }),
);

test('no document makes the rules throw, be it new or an update', () => {
  fc.assert(
    fc.property(
      mutated,
      mutated,
      fc.constantFrom('1.100', '1.125', '1.135', '1.149'),
      (manifest, previous, version) => {
        const featureGates = { VersionClassificationLifecycle: true };
        for (const options of [{}, { previous }]) {
          const issues = validateManifest(manifest, {
            now,
            gardenerVersion: version,
            featureGates,
            ...options,
          });
          expect(issues.every(({ rule, message }) => rule !== '' && message !== '')).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('a manifest is judged, not changed', () => {
  fc.assert(
    fc.property(mutated, (manifest) => {
      const before = structuredClone(manifest);
      validateManifest(manifest, { now, previous: capableProfile });
      expect(manifest).toEqual(before);
    }),
    { numRuns: 100 },
  );
});

describe('many entries take no more than their share of time', () => {
  const count = 20_000;
  const many = <T>(make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  test.each([
    [
      'supported versions of one minor',
      {
        'spec.kubernetes.versions': many((index) => ({
          version: `1.33.${index}`,
          classification: 'supported',
        })),
      },
    ],
    [
      'equal versions',
      { 'spec.kubernetes.versions': many(() => ({ version: '1.33.1', classification: 'supported' })) },
    ],
    [
      'lifecycles of one minor',
      {
        'spec.kubernetes.versions': many((index) => ({
          version: `1.33.${index}`,
          lifecycle: [
            { classification: 'supported' },
            ...(index % 2 === 0 ? [] : [{ classification: 'deprecated', startTime: '2020-01-01T00:00:00Z' }]),
          ],
        })),
      },
    ],
    ['capabilities', { 'spec.machineCapabilities': many((index) => ({ name: `c${index}`, values: ['a'] })) }],
    [
      'flavors',
      { 'spec.machineImages.0.versions.0.capabilityFlavors': many((index) => ({ [`c${index}`]: ['a'] })) },
    ],
    ['regions', { 'spec.regions': many((index) => ({ name: `cn-r${index}`, zones: [] })) }],
    ['versions', { 'spec.machineImages.0.versions': many((index) => ({ version: `${index}.0.0` })) }],
    [
      'image IDs',
      {
        'spec.providerConfig.machineImages.0.versions.0.regions': many((index) => ({
          name: `cn-r${index}`,
          id: 'm-same',
        })),
      },
    ],
  ])('%s', (_name, changes) => {
    const manifest = change(flatProfile, changes);
    const options = { now, gardenerVersion: '1.148', featureGates: { VersionClassificationLifecycle: true } };
    expect(validateManifest(manifest, options).length).toBeGreaterThan(0);
  });
});
