import fc from 'fast-check';
import { validateManifest, validateYaml } from '../../src/validation/validate';
import { readVectors } from '../conformance/vectors';

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
/** Texts of every kind, the richest that the vectors accept. */
const texts = kinds.map((kind) => {
  const accepted = readVectors(kind).filter(
    ({ accepted, manifest }) => accepted && !manifest.startsWith('{'),
  );
  return accepted.map(({ manifest }) => manifest).sort((a, b) => b.length - a.length)[0] ?? '';
});

/** What no author writes on purpose: integers beyond 2^53, names of every object's members, huge numbers. */
const nasty = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }).map(String),
  fc.constantFrom(
    '9007199254740993',
    '-9223372036854775808',
    '18446744073709551615',
    '1e400',
    '0x1fffffffffffff1',
  ),
  fc.constantFrom(
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '{__proto__: {a: 1}}',
    '[9007199254740993]',
  ),
  fc.constantFrom(
    '{constructor: 9007199254740993}',
    'null',
    '"{{ 9007199254740993 }}"',
    '%YAML 1.1',
    '!!binary x',
  ),
);

/** A text in which the values of some lines, or their keys, are something nasty. */
const spoilt = fc.constantFrom(...texts).chain((text) => {
  const lines = text.split('\n');
  return fc
    .array(fc.tuple(fc.nat(lines.length - 1), nasty, fc.boolean()), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const changed = [...lines];
      for (const [at, value, isKey] of changes) {
        const line = lines[at] ?? '';
        changed[at] = isKey
          ? line.replace(/[\w.-]+:/, `${value}:`)
          : line.replace(/(:|-)( |$).*/, `$1 ${value.replaceAll('$', '$$$$')}`);
      }
      return changed.join('\n');
    });
});

test('no text makes validateYaml throw, neither as manifest, nor as what it replaces, nor as parent', () => {
  fc.assert(
    fc.property(spoilt, spoilt, (text, other) => {
      expect(() => validateYaml(text, { previous: other, parent: other })).not.toThrow();
    }),
    { numRuns: 400 },
  );
});

test.each([
  ['apiVersion: 9007199254740993\nkind: CloudProfile', 'apiVersion is 9007199254740993, not a text'],
  ['apiVersion: v1\nkind: 9223372036854775807', 'kind is 9223372036854775807, not a text'],
])('%j is told with all digits', (text, message) => {
  expect(validateYaml(text).map((issue) => issue.message)).toContain(message);
});

test('more issues than fit onto a stack come out', () => {
  const finalizers = Array.from({ length: 130_000 }, () => 1);
  for (const [apiVersion, kind] of [
    ['core.gardener.cloud/v1', 'ControllerDeployment'],
    ['operator.gardener.cloud/v1alpha1', 'Extension'],
  ]) {
    const manifest = { apiVersion, kind, metadata: { name: 'a', finalizers } };
    expect(validateManifest(manifest).length).toBeGreaterThanOrEqual(finalizers.length);
  }
});

test('values as deep as a program can make them come out', () => {
  let deep: unknown = 1;
  for (let level = 0; level < 20_000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
  const metadata = { name: 'a' };
  const helm = { rawChart: 'H4sIAAAAAAAA', values: { a: deep } };
  for (const manifest of [
    { apiVersion: 'core.gardener.cloud/v1', kind: 'ControllerDeployment', metadata, helm },
    {
      apiVersion: 'core.gardener.cloud/v1beta1',
      kind: 'CloudProfile',
      metadata,
      spec: { type: 'alicloud', providerConfig: deep },
    },
    { apiVersion: 'operator.gardener.cloud/v1alpha1', kind: 'Extension', metadata, spec: { a: deep } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', namespace: 'b', a: deep }, stringData: deep },
    {
      apiVersion: 'seedmanagement.gardener.cloud/v1alpha1',
      kind: 'Gardenlet',
      metadata,
      spec: { config: { a: deep, seedConfig: deep } },
    },
  ]) {
    expect(() => validateManifest(manifest)).not.toThrow();
  }
});

test('an apiVersion that cannot become a text is told, not thrown', () => {
  const apiVersion = Object.assign(Object.create(null) as object, { constructor: 1 });
  const issues = validateManifest({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'BackupBucket',
    metadata: { name: '4c1d9f6e-ali-eu' },
    spec: {
      provider: { type: 'alicloud', region: 'eu-central-1' },
      providerConfig: { apiVersion, kind: 'BackupBucketConfig' },
      credentialsRef: { apiVersion: 'v1', kind: 'Secret', namespace: 'garden', name: 'backup' },
    },
  });
  expect(issues.map(({ field }) => field)).toContain('spec.providerConfig');
});
