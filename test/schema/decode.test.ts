import { FieldPath } from '../../src/gardener/field-path';
import { Target } from '../../src/gardener/target';
import { Check } from '../../src/issues/check';
import { decode } from '../../src/schema/decode';
import type { SchemaName } from '../../src/schema/schema-node';
import { expectSentences } from '../validation/golden';

const newest = { gardener: 149, provider: 72 };

function run(
  schema: SchemaName,
  document: unknown,
  versions: Partial<typeof newest> = {},
  { path, lenient = false }: { readonly path?: FieldPath; readonly lenient?: boolean } = {},
) {
  const { gardener, provider } = { ...newest, ...versions };
  const target = new Target({
    gardenerVersion: `1.${gardener}`,
    providerVersion: `1.${provider}`,
    now: null,
  });
  const check = Check.within(target, [], path ?? FieldPath.root);
  const decoded = decode(schema, document, check, { lenient });
  return {
    decoded,
    found: check.findings.map(({ type, field, rule }) => `${type} ${field} ${rule}`),
    findings: check.findings,
  };
}

const cloudProfile = 'core.gardener.cloud/v1beta1/CloudProfile';
const typeMeta = { apiVersion: 'core.gardener.cloud/v1beta1', kind: 'CloudProfile' };
const profile = (spec: unknown) => ({ ...typeMeta, metadata: { name: 'alicloud' }, spec });

describe('a document that is fine', () => {
  const document = profile({
    type: 'alicloud',
    machineTypes: [{ name: 'ecs.g7.large', cpu: 2, gpu: '0', memory: '8Gi', usable: true }],
    kubernetes: { versions: [{ version: '1.33.4', expirationDate: '2099-01-01T00:00:00Z' }] },
    limits: { maxNodesTotal: 100 },
    providerConfig: { any: [null, { thing: null }] },
  });

  test('is returned as it is', () => {
    const { decoded, found } = run(cloudProfile, document);
    expect(decoded).toBe(document);
    expect(found).toEqual([]);
  });
});

describe('unknown fields', () => {
  test.each<[string, unknown, string[]]>([
    ['at the top', { ...profile({}), extra: 1 }, ['UnknownField extra unknown-field']],
    [
      'in metadata',
      { ...profile({}), metadata: { lables: {} } },
      ['UnknownField metadata.lables unknown-field'],
    ],
    [
      'in a list',
      profile({ regions: [{ zones: [{ Name: 'a' }] }] }),
      ['UnknownField spec.regions[0].zones[0].Name unknown-field'],
    ],
    ['even if null', profile({ parent: null }), ['UnknownField spec.parent unknown-field']],
    ['only the outermost', profile({ foo: { bar: { cpu: 'x' } } }), ['UnknownField spec.foo unknown-field']],
    [
      'named like something of every object',
      profile({ constructor: 1, toString: 2 }),
      ['UnknownField spec.constructor unknown-field', 'UnknownField spec.toString unknown-field'],
    ],
    [
      'named __proto__',
      JSON.parse('{"spec":{"__proto__":{"type":"x"}}}'),
      ['UnknownField spec.__proto__ unknown-field'],
    ],
  ])('%s', (_name, document, expected) => {
    expect(run(cloudProfile, document).found).toEqual(expected);
  });

  test('are removed from what is returned, and only there', () => {
    const document = profile({ type: 'alicloud', foo: 1, regions: [{ name: 'a' }] });
    const { decoded } = run(cloudProfile, document);
    expect(decoded).toEqual(profile({ type: 'alicloud', regions: [{ name: 'a' }] }));
    expect(document.spec).toHaveProperty('foo');
  });

  test.each([
    ['updatestrategy', 'did you mean "updateStrategy"?'],
    ['versoins', 'did you mean "versions"?'],
    ['completelyDifferent', 'remove it; fields here are name, versions, updateStrategy'],
  ])('%s comes with a hint', (name, hint) => {
    const { findings } = run(cloudProfile, profile({ machineImages: [{ [name]: 1 }] }));
    expect(findings[0]?.hint).toBe(hint);
  });

  test('vanish without a word when decoding is lenient', () => {
    const { decoded, found } = run(cloudProfile, profile({ foo: 1 }), {}, { lenient: true });
    expect(decoded).toEqual(profile({}));
    expect(found).toEqual([]);
  });
});

describe('fields of other versions', () => {
  const seed = 'core.gardener.cloud/v1beta1/Seed';
  const seedOf = (spec: unknown) => ({ apiVersion: 'core.gardener.cloud/v1beta1', kind: 'Seed', spec });
  const zoneSelection = seedOf({ settings: { zoneSelection: { mode: 5 } } });
  const secretRef = seedOf({
    dns: { provider: { type: 'alicloud-dns', secretRef: { name: 'a', namespace: 'b' } } },
  });
  const flavors = {
    apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
    kind: 'CloudProfileConfig',
    machineImages: [{ versions: [{ capabilityFlavors: [{ regions: [{ name: 'a', id: 'b' }] }] }] }],
  };
  const flavorsField = 'machineImages[0].versions[0].capabilityFlavors';

  test.each<[string, SchemaName, unknown, Partial<typeof newest>, string[]]>([
    [
      'too new, whatever is inside',
      seed,
      zoneSelection,
      { gardener: 138 },
      ['UnknownField spec.settings.zoneSelection field-too-new'],
    ],
    [
      'known, so looked into',
      seed,
      zoneSelection,
      { gardener: 139 },
      ['Malformed spec.settings.zoneSelection.mode malformed-type'],
    ],
    [
      'too new and null',
      seed,
      seedOf({ settings: { zoneSelection: null } }),
      { gardener: 138 },
      ['UnknownField spec.settings.zoneSelection field-too-new'],
    ],
    ['not yet removed', seed, secretRef, { gardener: 138 }, []],
    [
      'removed',
      seed,
      secretRef,
      { gardener: 139 },
      ['UnknownField spec.dns.provider.secretRef field-removed'],
    ],
    [
      'too new for the provider',
      'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig',
      flavors,
      { provider: 69 },
      [`UnknownField ${flavorsField} field-too-new`],
    ],
    [
      'known to the provider',
      'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig',
      flavors,
      { provider: 70 },
      [],
    ],
  ])('%s', (_name, schema, document, versions, expected) => {
    expect(run(schema, document, versions).found).toEqual(expected);
  });

  test('are removed from what is returned', () => {
    expect(run(seed, zoneSelection, { gardener: 138 }).decoded).toEqual(seedOf({ settings: {} }));
  });

  test('come with a hint', () => {
    expect(run(seed, zoneSelection, { gardener: 138 }).findings[0]?.hint).toContain('1.139');
    expect(run(seed, secretRef).findings[0]?.hint).toBe('write credentialsRef instead');
  });
});

describe('values that cannot be read', () => {
  const machineType = (values: object) => profile({ machineTypes: [values] });
  test.each<[string, unknown, string[]]>([
    ['a number for a text', profile({ type: 1 }), ['Malformed spec.type malformed-type']],
    [
      'a boolean for a text',
      profile({ regions: [{ name: true }] }),
      ['Malformed spec.regions[0].name malformed-type'],
    ],
    [
      'a text for a boolean',
      machineType({ usable: 'true' }),
      ['Malformed spec.machineTypes[0].usable malformed-type'],
    ],
    [
      'a number for a boolean',
      machineType({ usable: 1 }),
      ['Malformed spec.machineTypes[0].usable malformed-type'],
    ],
    [
      'a fraction',
      profile({ limits: { maxNodesTotal: 1.5 } }),
      ['Malformed spec.limits.maxNodesTotal malformed-integer'],
    ],
    [
      'too much for 32 bits',
      profile({ limits: { maxNodesTotal: 2 ** 31 } }),
      ['Malformed spec.limits.maxNodesTotal malformed-integer'],
    ],
    [
      'too much for 32 bits, as bigint',
      profile({ limits: { maxNodesTotal: 2n ** 31n } }),
      ['Malformed spec.limits.maxNodesTotal malformed-integer'],
    ],
    [
      'a text for an integer',
      profile({ limits: { maxNodesTotal: '5' } }),
      ['Malformed spec.limits.maxNodesTotal malformed-integer'],
    ],
    [
      'a list for an integer',
      profile({ limits: { maxNodesTotal: [] } }),
      ['Malformed spec.limits.maxNodesTotal malformed-type'],
    ],
    [
      'no quantity',
      machineType({ memory: '8GB' }),
      ['Malformed spec.machineTypes[0].memory malformed-quantity'],
    ],
    [
      'an empty quantity',
      machineType({ memory: '' }),
      ['Malformed spec.machineTypes[0].memory malformed-quantity'],
    ],
    [
      'a boolean for a quantity',
      machineType({ cpu: true }),
      ['Malformed spec.machineTypes[0].cpu malformed-quantity'],
    ],
    [
      'not a number at all',
      machineType({ cpu: Number.NaN }),
      ['Malformed spec.machineTypes[0].cpu malformed-quantity'],
    ],
    [
      'a day',
      profile({ kubernetes: { versions: [{ expirationDate: '2027-01-01' }] } }),
      ['Malformed spec.kubernetes.versions[0].expirationDate malformed-timestamp'],
    ],
    [
      'an empty time',
      { ...profile({}), metadata: { creationTimestamp: '' } },
      ['Malformed metadata.creationTimestamp malformed-timestamp'],
    ],
    [
      'a Date',
      profile({ kubernetes: { versions: [{ expirationDate: new Date(0) }] } }),
      ['Malformed spec.kubernetes.versions[0].expirationDate malformed-type'],
    ],
    [
      'a number for a duration',
      machineType({ machineControllerManager: { machineCreationTimeout: 5 } }),
      ['Malformed spec.machineTypes[0].machineControllerManager.machineCreationTimeout malformed-duration'],
    ],
    ['a map for a list', profile({ regions: { name: 'a' } }), ['Malformed spec.regions malformed-type']],
    ['a list for a map', profile([]), ['Malformed spec malformed-type']],
    [
      'a label that is no text',
      { ...profile({}), metadata: { labels: { 'a/b': 1 } } },
      ['Malformed metadata.labels[a/b] malformed-type'],
    ],
    ['an item that is no map', profile({ regions: ['a'] }), ['Malformed spec.regions[0] malformed-type']],
    [
      'a value in a map of lists',
      machineType({ capabilities: { architecture: 'amd64' } }),
      ['Malformed spec.machineTypes[0].capabilities[architecture] malformed-type'],
    ],
  ])('%s', (_name, document, expected) => {
    const { decoded, found } = run(cloudProfile, document);
    expect(found).toEqual(expected);
    expect(decoded).toBeUndefined();
  });

  test.each([undefined, null, 'text', 5, true, [], () => 0])('%p is no document', (document) => {
    expect(run(cloudProfile, document)).toMatchObject({
      decoded: undefined,
      found: ['Malformed  malformed-type'],
    });
  });

  test('all of them are reported, below the given path', () => {
    const { found } = run(
      cloudProfile,
      profile({ type: 1, caBundle: 2, foo: 3 }),
      {},
      { path: FieldPath.of('at') },
    );
    expect(found).toEqual([
      'Malformed at.spec.type malformed-type',
      'Malformed at.spec.caBundle malformed-type',
      'UnknownField at.spec.foo unknown-field',
    ]);
  });

  test.each([
    ['data.key', { data: { key: 'plain text' } }, 'malformed-bytes'],
    ['stringData.key', { stringData: { key: 5 } }, 'malformed-type'],
  ])('a Secret with a bad %s', (_field, content, rule) => {
    const { found } = run('v1/Secret', { apiVersion: 'v1', kind: 'Secret', ...content });
    expect(found).toEqual([expect.stringContaining(rule)]);
  });

  test.each<[unknown, unknown]>([
    [[97, null, 255n], 'YQD/'],
    [[], ''],
    [[256], undefined],
    [[1.5], undefined],
    [['a'], undefined],
  ])('bytes may be a list of numbers as well: %p', (value, decoded) => {
    const secret = { apiVersion: 'v1', kind: 'Secret', data: { key: value } };
    expect(run('v1/Secret', secret).decoded?.['data']).toEqual(
      decoded === undefined ? undefined : { key: decoded },
    );
  });

  test('in core/v1 types are found, too', () => {
    const { found } = run('seedmanagement.gardener.cloud/v1alpha1/Gardenlet', {
      spec: {
        deployment: {
          additionalVolumes: [{ name: 'a', configMap: { nam: 'b', defaultMode: '420' } }],
          env: [{ name: 'A', valueFrom: { secretKeyRef: { optional: 'no' } } }],
          tolerations: [{ tolerationSeconds: 1.5 }],
          resources: { limits: { cpu: 'much' } },
        },
      },
    });
    expect(found).toEqual([
      'UnknownField spec.deployment.additionalVolumes[0].configMap.nam unknown-field',
      'Malformed spec.deployment.additionalVolumes[0].configMap.defaultMode malformed-integer',
      'Malformed spec.deployment.env[0].valueFrom.secretKeyRef.optional malformed-type',
      'Malformed spec.deployment.tolerations[0].tolerationSeconds malformed-integer',
      'Malformed spec.deployment.resources.limits[cpu] malformed-quantity',
    ]);
  });
});

describe('nulls', () => {
  test('are the zero value', () => {
    const { decoded, found } = run(cloudProfile, {
      ...typeMeta,
      metadata: { labels: { a: null }, annotations: null, creationTimestamp: null },
      spec: {
        type: null,
        regions: [null, { name: 'b', zones: null }],
        machineTypes: [{ cpu: null, usable: null, capabilities: { architecture: null, boot: [null] } }],
        providerConfig: { kept: null },
      },
    });
    expect(found).toEqual([]);
    expect(decoded).toEqual({
      ...typeMeta,
      metadata: { labels: { a: '' } },
      spec: {
        regions: [{}, { name: 'b' }],
        machineTypes: [{ capabilities: { architecture: [], boot: [''] } }],
        providerConfig: { kept: null },
      },
    });
  });

  test('fields that are undefined are not there', () => {
    expect(
      run(
        cloudProfile,
        profile({ foo: undefined, labels: undefined, regions: [{ labels: { a: undefined } }] }),
      ).decoded,
    ).toEqual(profile({ regions: [{ labels: {} }] }));
  });
});

expectSentences('structure');
