import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import {
  type FieldNode,
  type ObjectNode,
  schemaNames,
  type SchemaNode,
  schemaReaders,
} from '../schema/schema-node';
import type { RawSchema } from '../schema/json-schema';
import { deriveNode, readSchemas, withMetadata } from './derive-node';

/**
 * One CommonJS module without dependencies from all schemas: `gates`, which say whether a document is fine as it is,
 * and `nodes`, along which decoding finds out what is not.
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
      'const { scalarChecks } = require("scalars");',
      ...shared.all.map((node, index) => gateSource(node, index, shared)),
      ...shared.all.map((node, index) => `const n${index} = ${nodeSource(node, shared)};`),
      `exports.gates = {${roots.map(({ name, index }) => `${JSON.stringify(name)}: g${index}`).join()}};`,
      `exports.nodes = {${roots.map(({ name, index }) => `${JSON.stringify(name)}: n${index}`).join()}};`,
    ].join('\n'),
    scalars,
  );
}

/**
 * A function that holds for a value exactly if decoding by the node would neither report nor change anything. Its
 * parts are functions of their own, so that each is compiled once; it makes nothing, so that a large document costs
 * no more than a look at each value.
 */
function gateSource(node: SchemaNode, index: number, shared: SharedNodes): string {
  const isMap = 'typeof value === "object" && value !== null && !Array.isArray(value)';
  const body = (): string => {
    switch (node.is) {
      case 'object': {
        const required = (node.required ?? []).map((name) => `value[${JSON.stringify(name)}] !== undefined`);
        return `
          if (!(${[isMap, ...required].join(' && ')})) return false;
          for (const name in value) {
            const content = value[name];
            if (content === undefined) continue;
            switch (name) {
              ${casesOf(node, shared)}
              default: return false;
            }
          }
          return true;`;
      }
      case 'map':
        return `
          if (!(${isMap})) return false;
          for (const key in value) {
            const content = value[key];
            if (!(${condition(node.values, shared)})) return false;
          }
          return true;`;
      case 'list':
        return `
          if (!Array.isArray(value)) return false;
          for (let index = 0; index < value.length; index++) {
            const content = value[index];
            if (!(${condition(node.items, shared)})) return false;
          }
          return true;`;
      case 'free':
        return `return ${node.object === true ? isMap : 'value !== null && value !== undefined'};`;
      case 'scalar':
        return `const content = value; return ${condition(node, shared)};`;
    }
  };
  return `function g${index}(value, target) {${body()}}`;
}

/** What a `switch` over the names of fields has, those with the same condition together. */
function casesOf(node: ObjectNode, shared: SharedNodes): string {
  const names = new Map<string, string[]>();
  for (const [name, field] of Object.entries(node.fields)) {
    const wanted = [condition(field.node, shared), ...versions(field)].join(' && ');
    names.set(wanted, [...(names.get(wanted) ?? []), `case ${JSON.stringify(name)}:`]);
  }
  return [...names]
    .map(([wanted, cases]) => `${cases.join(' ')} if (!(${wanted})) return false; break;`)
    .join('\n');
}

function condition(node: SchemaNode, shared: SharedNodes): string {
  if (node.is !== 'scalar') return `g${shared.add(node)}(content, target)`;
  const { format, earlier = [] } = node;
  const check =
    format === 'string' || format === 'boolean'
      ? `typeof content === ${JSON.stringify(format)}`
      : `scalarChecks[${JSON.stringify(format)}](content)`;
  // An older format is decoding's business.
  return [check, ...earlier.map(({ before }) => `target.gardener >= ${before}`)].join(' && ');
}

function versions({ since, removed, providerSince }: FieldNode): string[] {
  return [
    ...(since === undefined ? [] : [`target.gardener >= ${since}`]),
    ...(removed === undefined ? [] : [`target.gardener < ${removed}`]),
    ...(providerSince === undefined ? [] : [`target.provider >= ${providerSince}`]),
  ];
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
