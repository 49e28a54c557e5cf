import * as fc from 'fast-check';
import { validateLandscape } from '../../../src/validation/validate-landscape';
import { validateManifest } from '../../../src/validation/validate';
import { capableProfile, change, flatProfile, now } from '../cloud-profile/profiles';
import { namespacedProfile } from './namespaced-profiles';

/** Every place of a document, as paths for `change`. */
function pathsOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, item]) =>
    pathsOf(item, path === '' ? key : `${path}.${key}`),
  );
  return path === '' ? inner : [path, ...inner];
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, '', [], {}, [null], [[]], -1, 2n ** 70n, '__proto__'),
  fc.constantFrom<unknown>('arm64', '1592.14.0', '1.32.8', 'gardenlinux', '2021-03-01T00:00:00Z'),
  fc.constantFrom<unknown>(
    [{ architecture: ['arm64'] }],
    [{ classification: 'supported' }],
    ['amd64', 'mips'],
  ),
  fc.jsonValue() as fc.Arbitrary<unknown>,
);

function mutated(document: object): fc.Arbitrary<object> {
  const places = fc.constantFrom(...pathsOf(document));
  return fc.array(fc.tuple(places, odd), { maxLength: 3 }).map((changes) => {
    try {
      return change(document, Object.fromEntries(changes));
    } catch {
      // A path that leads through a value of another type cannot be changed; the document will do.
      return document;
    }
  });
}

const parents = fc.constantFrom(flatProfile, capableProfile).chain((profile) => mutated(profile));
const versions = fc.constantFrom(['1.120', '1.65'], ['1.135', '1.70'], ['1.144', '1.71'], ['1.149', '1.72']);

test('nothing makes the rules throw, and every finding says something', () => {
  fc.assert(
    fc.property(
      mutated(namespacedProfile),
      mutated(namespacedProfile),
      parents,
      versions,
      (manifest, previous, parent, [gardenerVersion = '', providerVersion = '']) => {
        const options = { now, gardenerVersion, providerVersion };
        const issues = [
          ...validateManifest(manifest, { ...options, parent }),
          ...validateManifest(manifest, { ...options, parent, previous }),
          ...validateLandscape(
            [
              { manifest, previous },
              { manifest: parent, previous: flatProfile },
            ],
            options,
          ),
        ];
        expect(issues.every(({ rule, message }) => rule !== '' && message !== '')).toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
