import { gates, nodes } from '#validators';
import { isObject, type JsonObject } from '../gardener/json';
import { Check } from '../issues/check';
import { decodeCustomResource } from './decode-custom-resource';
import { decodeTyped } from './decode-typed';
import { DecodingContext, describeValue } from './decoding-context';
import { type ObjectNode, type Reader, type SchemaName, schemaReaders, typeMetaOf } from './schema-node';
import { structureRules } from './table';

interface Lenience {
  /** Unknown fields vanish without an error. @default false */
  readonly lenient?: boolean;
}

/**
 * Decodes a document strictly, as the API server of the target version does before it looks at anything else.
 * Reports unknown fields (the outermost one only) and values that cannot be read, below the place of `check`.
 *
 * Linear in the size of the document, and never throws, whatever the document is.
 * @returns the document with unknown fields and nulls removed from all typed areas (free-form ones stay as they
 * are), the same reference if there were none; undefined when it cannot be decoded
 */
export function decode(
  schema: SchemaName,
  document: unknown,
  check: Check,
  { lenient = false }: Lenience = {},
): JsonObject | undefined {
  const reader: Reader = schemaReaders[schema];
  if (!isObject(document)) {
    const message = `${describeValue(document)} is not a map`;
    check.report(structureRules['malformed-type'], message, `write a ${typeMetaOf(schema).kind}`);
    return undefined;
  }
  const meant = checkTypeMeta(schema, reader, document, check);
  if (meant === undefined) return undefined;
  if (meant === schema && gates[schema](document, check.target)) return document;

  const product = productOf(meant);
  const newest = product === undefined ? undefined : check.target.newestJudged(product);
  // Of another kind the unknown fields count; that it cannot be read is said already.
  const place = meant === schema ? check : Check.within(check.target, [], check.field);
  const context = new DecodingContext(place, lenient, newest);
  const node = nodes[meant] as ObjectNode;
  const decoded =
    reader === 'custom-resource'
      ? decodeCustomResource(node, document, context)
      : decodeTyped(node, document, context);
  if (meant === schema) return context.failed ? undefined : (decoded as JsonObject);
  for (const finding of place.findings) if (finding.type === 'UnknownField') check.findings.push(finding);
  return undefined;
}

/** Whose releases bring fields to the schema. */
function productOf(schema: SchemaName): 'Gardener' | 'provider-alicloud' | undefined {
  if (!schema.includes('gardener.cloud/')) return undefined;
  return schema.startsWith('alicloud.provider.') ? 'provider-alicloud' : 'Gardener';
}

/**
 * An embedded document is found by its apiVersion and kind; of other documents the engine knows them already.
 * @returns the schema that its reader decodes by: another kind of the same reader is decoded as what it says it
 * is, and refused afterwards; undefined for what no reader knows
 */
function checkTypeMeta(
  schema: SchemaName,
  reader: Reader,
  document: JsonObject,
  check: Check,
): SchemaName | undefined {
  if (reader !== 'embedded' && reader !== 'embedded-defaulted') return schema;
  const expected = typeMetaOf(schema);
  const given = { apiVersion: typeMetaField(document, 'apiVersion'), kind: typeMetaField(document, 'kind') };
  const wrong = (['apiVersion', 'kind'] as const).filter((name) => {
    const value = given[name];
    return value === undefined || value === '' ? reader === 'embedded' : value !== expected[name];
  });
  if (wrong.length === 0) return schema;
  const found = wrong.map((name) => {
    const value = given[name];
    return value === undefined ? `${name} is missing` : `${name} is ${describeValue(value)}`;
  });
  check.report(
    structureRules['malformed-type-meta'],
    found.join(' and '),
    `write ${wrong.map((name) => `${name}: ${expected[name]}`).join(' and ')}`,
  );
  const other = [given.apiVersion, given.kind].join('/');
  return Object.hasOwn(schemaReaders, other) && schemaReaders[other as SchemaName] === reader
    ? (other as SchemaName)
    : undefined;
}

/** As Go's JSON decoder folds letters; two characters outside of ASCII fold to letters of these names. */
const foldedNames = { apiVersion: /^apiVersion$/iu, kind: /^kind$/iu };

/**
 * `apiVersion` or `kind` of a document as its readers find out what it is: in any case of letters, although
 * strict decoding refuses every other case as an unknown field afterwards. A null is nothing.
 */
export function typeMetaField(document: JsonObject, name: 'apiVersion' | 'kind'): unknown {
  const exact = document[name];
  if (exact !== undefined && exact !== null) return exact;
  const key = Object.keys(document).findLast(
    (candidate) => foldedNames[name].test(candidate) && document[candidate] != null,
  );
  return key === undefined ? undefined : document[key];
}
