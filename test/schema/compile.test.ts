import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileSchemas, SharedNodes } from '../../src/build/compile-schemas';
import { deriveNode, readSchemas } from '../../src/build/derive-node';
import { schemaNames } from '../../src/schema/schema-node';

const root = resolve(__dirname, '../..');
const scalars = join(root, 'src/schema/scalars.ts');

const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('compiling all schemas', () => {
  const schemas = readSchemas(join(root, 'imports'));
  const first = compileSchemas(schemas, scalars);

  test('gives the same text each time', () => {
    expect(compileSchemas(schemas, scalars)).toBe(first);
  });

  test('gives a module that requires nothing but what Node.js has', () => {
    expect(first.match(/require\("(?!node:)[^"]*"\)/g)).toBeNull();
    expect(first).not.toContain(root);
  });

  test('gives a gate and a node for every schema', () => {
    const file = join(folder, 'validators.cjs');
    writeFileSync(file, first);
    const exported = createRequire(file)(file) as { readonly gates: object; readonly nodes: object };
    expect(Object.keys(exported.gates)).toEqual(schemaNames);
    expect(Object.keys(exported.nodes)).toEqual(schemaNames);
  });

  test('needs every schema of the catalog', () => {
    expect(() => compileSchemas(new Map(), scalars)).toThrow(`no schema ${String(schemaNames[0])}`);
  });
});

describe('reading schemas', () => {
  const definition = `
spec: { group: g, names: { kind: K }, versions: [{ name: v1, schema: { openAPIV3Schema: { type: object } } }] }`;

  test.each([
    ['a kind that is described twice', `${definition}\n---${definition}`, 'g/v1/K is described twice'],
    ['YAML that is broken', 'a: [', 'broken'],
  ])('refuses %s and names the file', (_name, text, message) => {
    const file = join(folder, 'broken.yaml');
    writeFileSync(file, text);
    expect(() => readSchemas(folder)).toThrow(message);
    expect(() => readSchemas(folder)).toThrow('broken.yaml');
  });
});

describe('deriving a node', () => {
  test.each([
    ['an object without properties', { type: 'object' }, 'properties'],
    ['an unknown format', { type: 'string', format: 'date' }, 'unknown format date'],
    ['no type', {}, 'unknown format'],
    [
      'a version that is no minor release',
      { type: 'object', properties: { a: { type: 'string', 'x-gardener-since': '137' } } },
      '137 is no minor release',
    ],
  ] as const)('refuses %s', (_name, schema, message) => {
    expect(() => deriveNode(schema, '', false)).toThrow(message);
  });

  test('makes metadata a full ObjectMeta', () => {
    const node = deriveNode({ type: 'object', properties: { metadata: { type: 'object' } } }, '', false);
    expect(node).toMatchObject({
      fields: { metadata: { node: { fields: { ownerReferences: { node: { is: 'list' } } } } } },
    });
  });
});

test('equal nodes are shared, parts first', () => {
  const shared = new SharedNodes();
  const text = { is: 'scalar', format: 'string' } as const;
  const index = shared.add({
    is: 'object',
    fields: { a: { node: text }, b: { node: { is: 'list', items: text } } },
  });
  expect(shared.all.map(({ is }) => is)).toEqual(['scalar', 'list', 'object']);
  expect(index).toBe(2);
  expect(shared.add({ is: 'list', items: { ...text } })).toBe(1);
});
