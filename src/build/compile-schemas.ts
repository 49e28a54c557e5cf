import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import { _, type Code, type KeywordCxt } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { buildSync } from 'esbuild';
import { scalarChecks } from '../schema/scalars';
import {
  type FieldNode,
  type ScalarNode,
  schemaNames,
  type SchemaNode,
  schemaReaders,
} from '../schema/schema-node';
import type { RawSchema } from '../schema/json-schema';
import { deriveNode, readSchemas, withMetadata } from './derive-node';

/**
 * One CommonJS module without dependencies from all schemas: `gates`, which say by ajv's code whether a document
 * is fine as it is, and `nodes`, along which decoding finds out what is not.
 * @param scalars module that exports `scalarChecks`, as a path that can be required
 */
export function compileSchemas(schemas: ReadonlyMap<string, RawSchema>, scalars: string): string {
  const shared = new SharedNodes();
  const roots = schemaNames.map((name) => {
    const schema = schemas.get(name);
    if (schema === undefined) throw new Error(`no schema ${name}`);
    return { name, index: shared.add(deriveNode(schema, '', schemaReaders[name] === 'custom-resource')) };
  });
  return bundle(
    [
      compileGates(shared, roots),
      ...shared.all.map((node, index) => `const n${index} = ${nodeSource(node, shared)};`),
      `exports.gates = {${roots.map(({ name }, at) => `${JSON.stringify(name)}: exports.gate${at}`).join()}};`,
      `exports.nodes = {${roots.map(({ name, index }) => `${JSON.stringify(name)}: n${index}`).join()}};`,
    ].join('\n'),
    scalars,
  );
}

function compileGates(shared: SharedNodes, roots: readonly { readonly index: number }[]): string {
  const ajv = new Ajv({
    // Its error objects, which nobody reads, make half of the module, and cost next to nothing: V8 compiles a function
    // when it is called, and one is made only for a document that is refused.
    code: { source: true, optimize: true },
    // Most parts occur in several places: inlined, they would make the module three times as large.
    inlineRefs: false,
    // What is wrong is found by decoding.
    messages: false,
    passContext: true,
    strictTypes: false,
    validateFormats: false,
  });
  ajv.addKeyword({ keyword: 'scalar', code: scalarCode });
  ajv.addKeyword({ keyword: 'versions', code: versionsCode });
  const refer = (part: SchemaNode): JsonSchema =>
    // A scalar is a call by itself.
    part.is === 'scalar' ? toStrictSchema(part, refer) : { $ref: `parts#/$defs/n${shared.add(part)}` };
  const parts = shared.all.map((node, index) => [`n${index}`, toStrictSchema(node, refer)] as const);
  ajv.addSchema({ $id: 'parts', $defs: Object.fromEntries(parts) });
  roots.forEach(({ index }, at) => ajv.addSchema({ $id: `gate${at}`, $ref: `parts#/$defs/n${index}` }));
  return standaloneCode(ajv, Object.fromEntries(roots.map((_root, at) => [`gate${at}`, `gate${at}`])));
}

function scalarCode(cxt: KeywordCxt): void {
  const { format, earlier } = cxt.schema as ScalarNode;
  if (format === 'string' || format === 'boolean') {
    cxt.pass(_`typeof ${cxt.data} == ${format}`);
    return;
  }
  const check = cxt.gen.scopeValue('func', {
    key: format,
    ref: scalarChecks[format],
    code: _`require("scalars").scalarChecks[${format}]`,
  });
  cxt.pass(_`${check}(${cxt.data})`);
  // An older format is decoding's business.
  for (const { before } of earlier ?? []) cxt.fail(_`this.gardener < ${before}`);
}

function versionsCode(cxt: KeywordCxt): void {
  const { since, removed, providerSince } = cxt.schema as Omit<FieldNode, 'node'>;
  const bounds: Code[] = [];
  if (since !== undefined) bounds.push(_`this.gardener < ${since}`);
  if (removed !== undefined) bounds.push(_`this.gardener >= ${removed}`);
  if (providerSince !== undefined) bounds.push(_`this.provider < ${providerSince}`);
  for (const bound of bounds) cxt.fail(bound);
}

/** The node as an expression that names its parts. */
function nodeSource(node: SchemaNode, shared: SharedNodes): string {
  const refer = (part: SchemaNode): string => `n${shared.add(part)}`;
  switch (node.is) {
    case 'object': {
      const fields = Object.entries(node.fields).map(([name, { node: part, ...rest }]) => {
        const more = JSON.stringify(rest).slice(1, -1);
        return `${JSON.stringify(name)}: {node: ${refer(part)}${more === '' ? '' : `, ${more}`}}`;
      });
      const required = node.required === undefined ? '' : `, required: ${JSON.stringify(node.required)}`;
      return `{is: "object", fields: {__proto__: null, ${fields.join()}}${required}}`;
    }
    case 'map':
      return `{is: "map", values: ${refer(node.values)}}`;
    case 'list':
      return `{is: "list", items: ${refer(node.items)}}`;
    default:
      return JSON.stringify(node);
  }
}

function bundle(source: string, scalars: string): string {
  const result = buildSync({
    stdin: { contents: source, resolveDir: __dirname },
    alias: { scalars },
    bundle: true,
    format: 'cjs',
    legalComments: 'none',
    minifyIdentifiers: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node20',
    write: false,
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing');
  return file.text;
}

/** A JSON schema with ours of ajv's keywords beside it. */
type JsonSchema = Readonly<Record<string, unknown>>;

/** Any JSON value but null, which decoding drops. */
const present = ['object', 'array', 'string', 'number', 'boolean'];

/**
 * A JSON schema that holds for a value exactly if decoding by the node would neither report nor change
 * anything. Parts are references, so that they are compiled once.
 */
function toStrictSchema(node: SchemaNode, refer: (part: SchemaNode) => JsonSchema): JsonSchema {
  switch (node.is) {
    case 'object':
      return {
        type: 'object',
        properties: Object.fromEntries(
          Object.entries(node.fields).map(([name, field]) => [
            name,
            { ...refer(field.node), ...versions(field) },
          ]),
        ),
        additionalProperties: false,
        ...(node.required === undefined ? {} : { required: node.required }),
      };
    case 'map':
      return { type: 'object', additionalProperties: refer(node.values) };
    case 'list':
      return { type: 'array', items: refer(node.items) };
    case 'free':
      return { type: present };
    case 'scalar':
      return { scalar: node };
  }
}

function versions({ since, removed, providerSince }: FieldNode): JsonSchema {
  const bounds = {
    ...(since === undefined ? {} : { since }),
    ...(removed === undefined ? {} : { removed }),
    ...(providerSince === undefined ? {} : { providerSince }),
  };
  return Object.keys(bounds).length === 0 ? {} : { versions: bounds };
}

/** Equal parts of schemas, once each, so that what is compiled from them stays small. */
export class SharedNodes {
  private readonly indexes = new Map<string, number>();
  private readonly nodes: SchemaNode[] = [];

  /** In the order in which parts are complete: whatever a node consists of comes before it. */
  get all(): readonly SchemaNode[] {
    return this.nodes;
  }

  /** @returns the index of the node, which is added together with its parts unless an equal one is there */
  add(node: SchemaNode): number {
    const key = JSON.stringify(node);
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    for (const part of partsOf(node)) this.add(part);
    this.nodes.push(node);
    this.indexes.set(key, this.nodes.length - 1);
    return this.nodes.length - 1;
  }
}

function partsOf(node: SchemaNode): readonly SchemaNode[] {
  switch (node.is) {
    case 'object':
      return Object.values(node.fields).map((field: FieldNode) => field.node);
    case 'map':
      return [node.values];
    case 'list':
      return [node.items];
    default:
      return [];
  }
}

/** A module with the schemas themselves, for those who write them out in another form. */
function schemasModule(schemas: ReadonlyMap<string, RawSchema>): string {
  const published = [...schemas].map(([name, schema]) => [name, withMetadata(schema)]);
  return `exports.schemas = ${JSON.stringify(Object.fromEntries(published))};\n`;
}

if (require.main === module) {
  const lib = resolve(__dirname, '../..');
  const schemas = readSchemas(resolve(lib, '..', 'imports'));
  writeFileSync(
    join(lib, 'validators.cjs'),
    compileSchemas(schemas, join(__dirname, '../schema/scalars.js')),
  );
  writeFileSync(join(lib, 'schemas.cjs'), schemasModule(schemas));
}
