import Ajv, { _, type Code, type KeywordCxt } from 'ajv';
import standaloneCode from 'ajv/dist/standalone';
import { buildSync } from 'esbuild';
import { deriveNode } from './derive-node';
import type { RawSchema } from './raw-schema';
import { scalarChecks } from './scalars';
import { schemaNames, schemaReaders } from './schema-catalog';
import type { FieldNode, ScalarNode, SchemaNode } from './schema-node';
import { SharedNodes } from './shared-nodes';
import { stripErrors } from './strip-errors';
import { toStrictSchema, type JsonSchema } from './strict-schema';

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
  return stripErrors(
    standaloneCode(ajv, Object.fromEntries(roots.map((_root, at) => [`gate${at}`, `gate${at}`]))),
  );
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
