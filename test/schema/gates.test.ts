import fc from 'fast-check';
import { gates, nodes } from '#validators';
import { Target } from '../../src/gardener/target';
import { Check } from '../../src/issues/check';
import { decode } from '../../src/schema/decode';
import { decodeCustomResource } from '../../src/schema/decode-custom-resource';
import { decodeTyped } from '../../src/schema/decode-typed';
import { DecodingContext } from '../../src/schema/decoding-context';
import {
  type ObjectNode,
  type ScalarFormat,
  type SchemaName,
  schemaNames,
  type SchemaNode,
  schemaReaders,
} from '../../src/schema/schema-node';

/** Values of every format, mostly good. */
const samples: Readonly<Record<ScalarFormat, readonly unknown[]>> = {
  string: ['', 'text'],
  boolean: [true, false],
  int32: [0, -5, 2 ** 31 - 1, 2 ** 31],
  int64: [0, 2 ** 53, 2 ** 63],
  float: [1.5, -3, 1e300],
  quantity: ['4', '16Gi', 1.5, ' 1 ', '1.', '8GB'],
  'go-duration': ['5m', '-1.5s', '1d'],
  'nanoseconds-or-go-duration': ['5m', 5],
  rfc3339: ['2027-02-28T23:59:59Z', '2027-02-28'],
  byte: ['YQ==', 'YQ='],
};

const junk = fc.constantFrom<unknown>(
  null,
  undefined,
  true,
  1,
  1.5,
  'x',
  [],
  [null],
  {},
  { name: null },
  10n,
);

/** Documents of a schema with few slips, so that whole documents are often fine. */
function documentOf(node: SchemaNode): fc.Arbitrary<unknown> {
  switch (node.is) {
    case 'scalar':
      return rarely(fc.constantFrom(...samples[node.format]));
    case 'free':
      return rarely(fc.constant({ anything: [null] }));
    case 'list':
      return rarely(fc.array(documentOf(node.items), { maxLength: 2 }));
    case 'map':
      return rarely(
        fc.dictionary(fc.constantFrom('a', 'b/c', '__proto__'), documentOf(node.values), { maxKeys: 2 }),
      );
    case 'object':
      return rarely(
        fc
          .subarray(Object.keys(node.fields), { maxLength: Math.min(4, Object.keys(node.fields).length) })
          .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, fieldOf(node, name)])))),
      );
  }
}

function fieldOf(node: ObjectNode, name: string): fc.Arbitrary<unknown> {
  const field = node.fields[name];
  return field === undefined ? junk : documentOf(field.node);
}

function rarely(usual: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: junk });
}

const versions = fc.record({
  gardener: fc.integer({ min: 96, max: 150 }),
  provider: fc.integer({ min: 48, max: 72 }),
});

function checkOf({ gardener, provider }: { gardener: number; provider: number }): Check {
  return Check.root(new Target({ gardenerVersion: `1.${gardener}`, providerVersion: `1.${provider}` }));
}

function walk(schema: SchemaName, document: object, target: { gardener: number; provider: number }) {
  const check = Check.root(
    new Target({ gardenerVersion: `1.${target.gardener}`, providerVersion: `1.${target.provider}` }),
  );
  const context = new DecodingContext(check, false);
  const node = nodes[schema] as ObjectNode;
  const decoded =
    schemaReaders[schema] === 'custom-resource'
      ? decodeCustomResource(node, document as Record<string, unknown>, context)
      : decodeTyped(node, document, context);
  return { decoded, findings: check.findings, failed: context.failed };
}

describe.each(schemaNames)('%s', (schema) => {
  const documents = documentOf(nodes[schema]).filter(
    (document): document is object =>
      typeof document === 'object' && document !== null && !Array.isArray(document),
  );

  test('the compiled gate passes a document only if decoding would neither report nor change anything', () => {
    let passed = 0;
    fc.assert(
      fc.property(documents, versions, (document, target) => {
        if (!gates[schema](document, target)) return;
        passed += 1;
        const { decoded, findings } = walk(schema, document, target);
        expect(findings).toEqual([]);
        expect(decoded).toBe(document);
      }),
      { numRuns: 300, seed: 7 },
    );
    expect(passed).toBeGreaterThan(50);
  });

  test('the gate passes what decoding returns', () => {
    fc.assert(
      fc.property(documents, versions, (document, target) => {
        const { decoded, findings, failed } = walk(schema, document, target);
        if (failed || findings.some(({ type }) => type === 'Required')) return;
        // A status of a custom resource is not held to its schema, and bigints are none of JSON.
        const { status: _status, ...rest } = decoded as { status?: unknown };
        const text = JSON.stringify(rest, (_key, value: unknown) =>
          typeof value === 'bigint' ? Number(value) : value,
        );
        expect({ document, passes: gates[schema](JSON.parse(text), target) }).toEqual({
          document,
          passes: true,
        });
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  test('nothing throws, whatever the document', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }),
        versions,
        (document, target) => {
          expect(() => decode(schema, document, checkOf(target))).not.toThrow();
          expect(() => decode(schema, { spec: document, metadata: document }, checkOf(target))).not.toThrow();
        },
      ),
      { numRuns: 300, seed: 9 },
    );
  });
});
