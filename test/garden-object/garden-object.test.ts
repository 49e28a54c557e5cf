import { Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import { GardenObject, type Manifest } from '../../src/garden-object/garden-object';
import { expectSentences } from '../validation/golden';

function objectWith(body: Manifest, metadata: object = {}): GardenObject {
  return new GardenObject(Testing.chart(), 'object', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', ...metadata },
    body,
  });
}

const errorsOf = (object: GardenObject): string[] =>
  object.issues.map(({ rule, field }) => `${rule} ${field}`);

test('null reaches the output, undefined and holes do not; order is kept', () => {
  const object = objectWith({ z: null, a: [1, , 2], b: { c: undefined, d: null } });
  expect(JSON.stringify(object.toJson())).toBe(
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"settings"},"z":null,"a":[1,2],"b":{"d":null}}',
  );
});

test('what has a schema is rendered as it is stored, patches included', () => {
  const profile = new GardenObject(Testing.chart(), 'profile', {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name: 'a', labels: {} },
    body: {
      spec: {
        volumeTypes: [],
        controlPlane: { allowZonePinning: false },
        machineTypes: [
          { name: 'x', memory: '8192Mi', machineControllerManager: { machineCreationTimeout: '20m' } },
        ],
        regions: [{ name: 'eu-central-1', zones: [], accessRestrictions: [] }],
      },
    },
  });
  profile.addJsonPatch(JsonPatch.add('/spec/volumeTypes/-', { name: 'v', minSize: '1024Mi' }));
  profile.addJsonPatch(JsonPatch.add('/spec/caBundle', null));
  expect(profile.toJson()).toEqual({
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name: 'a' },
    spec: {
      volumeTypes: [{ name: 'v', minSize: '1Gi' }],
      controlPlane: {},
      machineTypes: [
        { name: 'x', memory: '8Gi', machineControllerManager: { machineCreationTimeout: '20m0s' } },
      ],
      regions: [{ name: 'eu-central-1' }],
    },
  });
});

test('lazy values are produced', () => {
  expect(
    objectWith({ data: { a: Lazy.any({ produce: () => 'late' }) as unknown } }).toJson()['data'],
  ).toEqual({ a: 'late' });
});

test('patches and metadata that are added later count, and are validated', () => {
  const object = objectWith({ data: { a: 'b' } });
  expect(object.toJson()['data']).toEqual({ a: 'b' });
  object.addJsonPatch(JsonPatch.replace('/data/a', 'c'));
  object.metadata.addLabel('team', 'x');
  expect(object.toJson()).toMatchObject({ data: { a: 'c' }, metadata: { labels: { team: 'x' } } });
  object.addJsonPatch(JsonPatch.test('/data/a', 'other'));
  expect(errorsOf(object)).toEqual(['json-patch-failed ']);
});

test('a patch changes one field, also where two hold the same object', () => {
  const shared = { a: 'b' };
  const object = objectWith({ data: shared, other: shared });
  object.addJsonPatch(JsonPatch.add('/data/c', 'd'));
  expect(object.toJson()).toMatchObject({ data: { a: 'b', c: 'd' }, other: { a: 'b' } });
  expect(object.toJson()['other']).toEqual({ a: 'b' });
});

const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;

test.each<[string, Manifest, RegExp]>([
  ['a Date', { when: new Date(0) }, /^value-not-plain when$/],
  ['a function', { f: () => 1 }, /^value-not-plain f$/],
  ['an endless number', { n: Number.POSITIVE_INFINITY }, /^value-not-plain n$/],
  ['a bigint', { n: 1n }, /^value-not-plain n$/],
  ['a cycle', cycle, /^value-not-plain self\.self/],
  ['an instance in a list', { list: [{ a: new Map() }] }, /^value-not-plain list\[0\]\.a$/],
])('%s is an issue, not an exception', (_, body, expected) => {
  expect(errorsOf(objectWith(body))).toEqual([expect.stringMatching(expected)]);
});

test.each([{ labels: { a: new Date(0) } }, { annotations: { a: Object.create(null) as unknown } }])(
  'metadata that cdk8s cannot render is an issue, not an exception',
  (metadata) => {
    expect(errorsOf(objectWith({}, metadata))).toEqual(['value-not-plain metadata']);
  },
);

test('asking twice judges once', () => {
  const object = objectWith({ data: {} });
  expect(object.issues).toBe(object.issues);
  expect(Testing.synth(Chart.of(object))).toHaveLength(1);
});

expectSentences('garden-object');
