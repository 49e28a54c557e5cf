import { FieldPath } from '../../src/gardener/field-path';
import { Target } from '../../src/gardener/target';
import { Check } from '../../src/issues/check';
import { decode } from '../../src/schema/decode';
import type { SchemaName } from '../../src/schema/schema-node';

const path = FieldPath.of('spec', 'providerConfig');
const cloudProfileConfig = 'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig';
const gardenletConfiguration = 'gardenlet.config.gardener.cloud/v1alpha1/GardenletConfiguration';

function run(schema: SchemaName, document: unknown, gardener = 149, lenient = false) {
  const target = new Target({ gardenerVersion: `1.${gardener}`, providerVersion: `1.72`, now: null });
  const check = Check.within(target, [], path);
  const decoded = decode(schema, document, check, { lenient });
  return { decoded, found: check.findings.map(({ type, field, rule }) => `${type} ${field} ${rule}`) };
}

describe('a provider configuration', () => {
  const typeMeta = {
    apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
    kind: 'CloudProfileConfig',
  };
  const wrongTypeMeta = ['Malformed spec.providerConfig malformed-type-meta'];
  test.each<[string, unknown, string[]]>([
    ['is fine', { ...typeMeta, machineImages: [] }, []],
    ['is empty', {}, wrongTypeMeta],
    ['is a text', 'text', ['Malformed spec.providerConfig malformed-type']],
    ['has no kind', { apiVersion: typeMeta.apiVersion, unknown: 1 }, wrongTypeMeta],
    ['has an empty kind', { ...typeMeta, kind: '' }, wrongTypeMeta],
    ['has another kind', { ...typeMeta, kind: 'BackupBucketConfig' }, wrongTypeMeta],
    [
      'has another kind with a field that this has not',
      { ...typeMeta, kind: 'BackupBucketConfig', machineImages: [] },
      [...wrongTypeMeta, 'UnknownField spec.providerConfig.machineImages unknown-field'],
    ],
    [
      'has a kind of a Shoot with a field that this has not',
      { ...typeMeta, kind: 'WorkerStatus', machineImages: [{ name: 'a', versions: [] }] },
      [...wrongTypeMeta, 'UnknownField spec.providerConfig.machineImages[0].versions unknown-field'],
    ],
    ['has a kind that nobody knows', { ...typeMeta, kind: 'constructor', a: 1 }, wrongTypeMeta],
    [
      'has its kind in capitals',
      { apiVersion: typeMeta.apiVersion, KIND: typeMeta.kind },
      ['UnknownField spec.providerConfig.KIND unknown-field'],
    ],
    [
      'has its kind with a letter that folds to k',
      { apiVersion: typeMeta.apiVersion, '\u212aind': typeMeta.kind },
      ['UnknownField spec.providerConfig.\u212aind unknown-field'],
    ],
    ['has another kind in capitals', { apiVersion: typeMeta.apiVersion, KIND: 'Other' }, wrongTypeMeta],
    ['has no apiVersion', { kind: typeMeta.kind }, wrongTypeMeta],
    ['has a null apiVersion', { ...typeMeta, apiVersion: null }, wrongTypeMeta],
    [
      'has another version',
      { ...typeMeta, apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1beta1' },
      wrongTypeMeta,
    ],
    [
      'has metadata',
      { ...typeMeta, metadata: {} },
      ['UnknownField spec.providerConfig.metadata unknown-field'],
    ],
    [
      'has an unknown field',
      { ...typeMeta, machineImages: [{ owner: 1 }] },
      ['UnknownField spec.providerConfig.machineImages[0].owner unknown-field'],
    ],
    [
      'has a number as ID',
      { ...typeMeta, machineImages: [{ versions: [{ regions: [{ id: 5 }] }] }] },
      ['Malformed spec.providerConfig.machineImages[0].versions[0].regions[0].id malformed-type'],
    ],
  ])('%s', (_name, document, expected) => {
    expect(run(cloudProfileConfig, document).found).toEqual(expected);
  });
});

describe('a gardenlet configuration', () => {
  const typeMeta = { apiVersion: 'gardenlet.config.gardener.cloud/v1alpha1', kind: 'GardenletConfiguration' };
  test.each<[string, unknown, string[]]>([
    ['is empty', {}, []],
    ['has no kind', { apiVersion: typeMeta.apiVersion }, []],
    [
      'has another kind',
      { ...typeMeta, kind: 'Gardenlet' },
      ['Malformed spec.providerConfig malformed-type-meta'],
    ],
    ['has unknown fields', { ...typeMeta, foo: 1, seedConfig: { spec: { bar: 2 } } }, []],
    [
      'has a bad duration',
      { controllers: { shoot: { syncPeriod: '1' } } },
      ['Malformed spec.providerConfig.controllers.shoot.syncPeriod malformed-duration'],
    ],
    ['has a null duration', { controllers: { shoot: { syncPeriod: null } } }, []],
    [
      'has a null duration that Go keeps by value',
      { leaderElection: { leaseDuration: null } },
      ['Malformed spec.providerConfig.leaderElection.leaseDuration malformed-duration'],
    ],
    [
      'has a Seed that cannot be read',
      { seedConfig: { spec: { provider: { zones: {} } } } },
      ['Malformed spec.providerConfig.seedConfig.spec.provider.zones malformed-type'],
    ],
    [
      'has a bad label',
      { seedConfig: { metadata: { labels: { a: 1 } } } },
      ['Malformed spec.providerConfig.seedConfig.metadata.labels[a] malformed-type'],
    ],
  ])('%s', (_name, document, expected) => {
    expect(run(gardenletConfiguration, document, 149, true).found).toEqual(expected);
  });

  test.each([
    [136, { a: 1 }, true],
    [138, 5, true],
    [138, '5m', false],
    [139, 5, true],
    [143, '5m', true],
    [143, '5', false],
    [144, 5, false],
    [144, '5m', true],
  ])(
    'before and after the token lifetime became a duration: 1.%d with %p',
    (gardener, tokenExpirationDuration, readable) => {
      const document = { controllers: { tokenRequestorWorkloadIdentity: { tokenExpirationDuration } } };
      const { decoded } = run(gardenletConfiguration, document, gardener, true);
      expect(decoded !== undefined).toBe(readable);
      expect(decoded !== undefined && JSON.stringify(decoded).includes('tokenExp')).toBe(
        readable && gardener > 136,
      );
    },
  );

  test('keeps what the target knows only', () => {
    const document = { seedConfig: { spec: { dns: { provider: { secretRef: { name: 'a' }, type: 'b' } } } } };
    expect(run(gardenletConfiguration, document, 138, true).decoded).toBe(document);
    expect(run(gardenletConfiguration, document, 139, true).decoded).toEqual({
      seedConfig: { spec: { dns: { provider: { type: 'b' } } } },
    });
  });
});

test('an apiVersion and a kind of whatever form are refused, and nothing throws', () => {
  for (const odd of [Object.create(null), { toString: 5 }, [[]], 5n]) {
    const found = run(
      gardenletConfiguration,
      { apiVersion: odd as unknown, kind: odd as unknown },
      149,
      true,
    );
    expect(found.decoded).toBeUndefined();
  }
});
