import Ajv, { type ValidateFunction } from 'ajv';
import { schemas } from '#schemas';
import { newestGardener, newestProvider, oldestGardener, Target } from '../../src/gardener/target';
import { asText, isObject, valueAt } from '../../src/gardener/json';
import { changesOf, type JsonSchema, publishedSchemas, toJsonSchema } from '../../src/schema/json-schema';
import { schemaPath, type SchemaName } from '../../src/schema/schema-node';
import { validateManifest } from '../../src/validation/validate';
import { readYaml } from '../../src/yaml/read';
import { readVectors, type Vector, vectorsIn } from '../conformance/vectors';

const newest = { gardener: newestGardener, provider: newestProvider };
const published = publishedSchemas(schemas, newest);
const compiled = new Map<string, ValidateFunction>();
const checks = new Map<string, ValidateFunction>();

function checkOf(name: SchemaName, gardener: number): ValidateFunction {
  const key = `${name} ${gardener}`;
  const known = checks.get(key);
  if (known !== undefined) return known;
  const schema = toJsonSchema(name, schemas, { ...newest, gardener });
  const text = JSON.stringify(schema);
  const check =
    compiled.get(text) ??
    new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(schema);
  compiled.set(text, check);
  checks.set(key, check);
  return check;
}

const isPublished = (name: string): name is SchemaName => (published as readonly string[]).includes(name);

/** JSON, and with it other tools, has one kind of number. */
function withoutBigints(value: unknown): unknown {
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? Number(part) : part));
  return JSON.parse(text) as unknown;
}

/** The manifest of a vector, if it is YAML of a kind that has a schema. */
function manifestOf({ manifest }: Vector): { name: SchemaName; value: unknown } | undefined {
  const [document, ...others] = readYaml(manifest);
  const value: unknown = document?.value;
  if (others.length > 0 || document?.problems.length !== 0 || !isObject(value)) return undefined;
  const name = `${String(value['apiVersion'])}/${String(value['kind'])}`;
  return isPublished(name) ? { name, value: withoutBigints(value) } : undefined;
}

const files = [...vectorsIn('.'), ...vectorsIn('found'), ...vectorsIn('versions')].filter(
  (name) => !/(^|\/)(found|versions|secret)$/.test(name),
);
const structural = new Set(['Malformed', 'UnknownField', 'TypeInvalid']);
const isStructural = (errors: Vector['errors']): boolean =>
  errors.length > 0 && errors.every(({ type }) => structural.has(type));

interface Case extends Pick<Vector, 'accepted' | 'errors'> {
  readonly id: string;
  readonly name: SchemaName;
  readonly value: unknown;
  readonly gardener: number;
}

const cases: Case[] = files.flatMap((file) =>
  readVectors(file).flatMap((vector): Case[] => {
    const known = manifestOf(vector);
    if (known === undefined) return [];
    const verdicts = Object.entries(vector.verdicts ?? { [`1.${newestGardener}`]: vector });
    // The oldest and the newest of them show that a schema follows its version; all take long to compile.
    return verdicts
      .filter((_, index) => index === 0 || index === verdicts.length - 1)
      .map(([version, { accepted, errors }]) => ({
        ...known,
        ...{ id: `${file} ${vector.id} @ ${version}`, accepted, errors },
        gardener: new Target({ gardenerVersion: version }).gardener,
      }));
  }),
);

test('there is something to ask', () => {
  expect(cases.filter(({ accepted }) => accepted).length).toBeGreaterThan(1400);
  expect(cases.filter(({ errors }) => isStructural(errors)).length).toBeGreaterThan(900);
});

test('what Gardener accepts passes', () => {
  const wrong = cases
    .filter(({ accepted }) => accepted)
    .filter(({ name, value, gardener }) => !checkOf(name, gardener)(value));
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

/** A config is whatever somebody else makes of it, unless the manifest says who. */
function isAnybodys({ name, value, gardener }: Case): boolean {
  if (name === 'core.gardener.cloud/v1beta1/ControllerDeployment') {
    // Where its error is, Gardener does not say, but our validator does.
    return validateManifest(value, { gardenerVersion: `1.${gardener}` })
      .filter(({ severity }) => severity === 'error')
      .every(({ field }) => field.startsWith('providerConfig'));
  }
  if (name !== 'core.gardener.cloud/v1beta1/NamespacedCloudProfile') return false;
  const config = valueAt(value, 'spec', 'providerConfig');
  return !asText(valueAt(config, 'apiVersion')).startsWith('alicloud.provider.extensions.gardener.cloud/');
}

test('what Gardener cannot read is refused', () => {
  const wrong = cases
    .filter(({ errors }) => isStructural(errors))
    .filter((vector) => !isAnybodys(vector) && checkOf(vector.name, vector.gardener)(vector.value));
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('each kind has a file, in the layout of catalogues', () => {
  expect(published.map((name) => schemaPath(name))).toEqual(
    expect.arrayContaining([
      'core.gardener.cloud/cloudprofile_v1beta1.json',
      'core.gardener.cloud/controllerdeployment_v1.json',
      'seedmanagement.gardener.cloud/gardenlet_v1alpha1.json',
    ]),
  );
});

test('between two changes the schemas stay the same', () => {
  const changes = changesOf(schemas);
  const texts = (gardener: number): string => {
    const target = { ...newest, gardener };
    return JSON.stringify(
      publishedSchemas(schemas, target).map((name) => [name, toJsonSchema(name, schemas, target)]),
    );
  };
  for (let minor = oldestGardener + 1; minor <= newestGardener; minor++) {
    if (!changes.includes(minor)) expect([minor, texts(minor)]).toEqual([minor, texts(minor - 1)]);
  }
});

test.each(published)('%s says what its fields are', (name) => {
  const { properties = {} } = toJsonSchema(name, schemas, newest) as {
    properties?: Record<string, JsonSchema>;
  };
  for (const property of Object.values(properties)) expect(property).toHaveProperty('description');
});

test.each([
  ['a misspelled field', { updatestrategy: 'minor' }],
  ['a number that is meant to be a text', { name: 1 }],
])('%s of an image is refused', (_, image) => {
  const profile = {
    apiVersion: 'core.gardener.cloud/v1beta1',
    kind: 'CloudProfile',
    metadata: { name: 'alicloud' },
    spec: { type: 'alicloud', machineImages: [{ name: 'gardenlinux' }] },
  };
  const check = checkOf('core.gardener.cloud/v1beta1/CloudProfile', newestGardener);
  expect(check(profile)).toBe(true);
  const spec = { ...profile.spec, machineImages: [{ name: 'gardenlinux', ...image }] };
  expect(check({ ...profile, spec })).toBe(false);
});
