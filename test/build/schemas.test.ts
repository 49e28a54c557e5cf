import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { RawSchema } from '../../src/schema/json-schema';
import { schemaNames } from '../../src/schema/schema-node';

interface Definition {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: RawSchema };
    }[];
  };
}

const root = resolve(__dirname, '../..');
const files = readdirSync(join(root, 'imports')).filter((file) => file.endsWith('.yaml'));
const definitionsIn = (file: string): Definition[] =>
  parseAllDocuments(readFileSync(join(root, 'imports', file), 'utf8')).map(
    (document) => document.toJS() as Definition,
  );
const imported = (parse(readFileSync(join(root, 'cdk8s.yaml'), 'utf8')) as { imports: string[] }).imports.map(
  (file) => file.replace('imports/', ''),
);

/** Every property of a schema with its path and its siblings. */
function* properties(
  schema: RawSchema,
  path: string,
): Generator<{ path: string; schema: RawSchema; siblings: readonly string[] }> {
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield { path: `${path}.${name}`, schema: property, siblings: Object.keys(schema.properties ?? {}) };
    yield* properties(property, `${path}.${name}`);
  }
  if (schema.items !== undefined) yield* properties(schema.items, `${path}[]`);
  if (schema.additionalProperties !== undefined)
    yield* properties(schema.additionalProperties, `${path}.{key}`);
}

describe.each(files)('%s', (file) => {
  const definitions = definitionsIn(file);
  const all = definitions.flatMap(({ spec }) =>
    spec.versions.flatMap(({ name, schema }) => [
      ...properties(schema.openAPIV3Schema, `${name}.${spec.names.kind}`),
    ]),
  );

  test('describes kinds that documents are decoded by', () => {
    for (const { metadata, spec } of definitions) {
      const [version] = spec.versions;
      const name = [...(spec.group === '' ? [] : [spec.group]), version?.name, spec.names.kind].join('/');
      expect(schemaNames).toContain(name);
      expect(metadata.name).toBe(`${spec.names.plural}.${spec.group}`);
    }
  });

  test('can be imported by cdk8s', () => {
    for (const { path, schema } of all) {
      expect(path).toMatch(/^[\w./#,{}[\]-]+$/);
      expect({ path, format: schema.format }).not.toEqual({ path, format: 'date-time' });
    }
  });

  test('names later versions before replaced ones, and replacements that exist', () => {
    const minor = (version: string | undefined): number => Number((version ?? '1.0').slice(2));
    for (const { path, schema, siblings } of all) {
      const removed = schema['x-gardener-removed'];
      if (removed !== undefined)
        expect({ path, ok: minor(schema['x-gardener-since']) < minor(removed) }).toEqual({ path, ok: true });
      const replacement = schema['x-gardener-replaced-by'];
      if (replacement !== undefined) expect(siblings).toContain(replacement);
    }
  });

  test('requires properties that it has', () => {
    for (const { path, schema } of all) {
      const names = Object.keys(schema.properties ?? {});
      expect({ path, missing: (schema.required ?? []).filter((name) => !names.includes(name)) }).toEqual({
        path,
        missing: [],
      });
    }
  });
});

test('files that classes are made from have one group each, and a module of its name', () => {
  for (const file of imported) {
    const group = file.replace(/\.yaml$/, '');
    expect(definitionsIn(file).map(({ spec }) => spec.group)).toEqual(definitionsIn(file).map(() => group));
    expect(readdirSync(join(root, 'imports'))).toContain(`${group}.ts`);
  }
});

test('v1 of ControllerDeployment comes first, so that its class has the plain name', () => {
  const versions = definitionsIn('core.gardener.cloud.yaml')
    .filter(({ spec }) => spec.names.kind === 'ControllerDeployment')
    .map(({ spec }) => spec.versions[0]?.name);
  expect(versions).toEqual(['v1', 'v1beta1']);
});

/** The schema of a property of a kind, without its own description: only what is in it is the same. */
function propertyOf(file: string, kind: string, ...path: readonly string[]): RawSchema {
  const version = definitionsIn(file).find(({ spec }) => spec.names.kind === kind)?.spec.versions[0];
  const found = path.reduce<RawSchema | undefined>(
    (schema, name) => schema?.properties?.[name],
    version?.schema.openAPIV3Schema,
  );
  expect(found?.properties).toBeDefined();
  return { ...found, description: '' };
}

describe('what stands in two schemas is the same in both', () => {
  test('the spec of a Seed, in a Seed and in the configuration of a gardenlet', () => {
    const seed = propertyOf('core.gardener.cloud.yaml', 'Seed', 'spec');
    const configuration = 'GardenletConfiguration';
    expect(
      propertyOf('gardenlet.config.gardener.cloud.yaml', configuration, 'seedConfig', 'spec'),
    ).toStrictEqual(seed);
  });

  test('the deployment of a gardenlet, by a ManagedSeed and by a Gardenlet, which has more', () => {
    const file = 'seedmanagement.gardener.cloud.yaml';
    const managed = propertyOf(file, 'ManagedSeed', 'spec', 'gardenlet', 'deployment');
    const { properties: own } = propertyOf(file, 'Gardenlet', 'spec', 'deployment');
    expect(own).toMatchObject({ ...managed.properties });
  });
});
