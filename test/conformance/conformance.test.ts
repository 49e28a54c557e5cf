import { disagreements, readVectors, vectorsIn } from './vectors';

const kinds = [
  'backup-bucket',
  'cloud-profile',
  'controller-deployment',
  'controller-registration',
  'extension',
  'gardenlet',
  'managed-seed',
  'secret',
  'seed',
];
const withVersions = kinds.filter((kind) => !['backup-bucket', 'secret'].includes(kind));

describe.each([...kinds, ...withVersions.map((kind) => `versions/${kind}`), ...vectorsIn('found')])(
  '%s',
  (name) => {
    test('gets the verdict of a real Gardener, at the same fields', () => {
      const vectors = readVectors(name);
      expect(vectors.length).toBeGreaterThan(5);
      expect(vectors.flatMap(disagreements)).toEqual([]);
    });
  },
);
