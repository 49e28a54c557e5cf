import { gates, nodes } from '#validators';
import { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import { isObject } from '../json-value';
import type { JsonObject } from '../kind';
import { decodeCustomResource } from './decode-custom-resource';
import { decodeTyped } from './decode-typed';
import { DecodingContext } from './decoding-context';
import { describeValue } from './describe-value';
import { structureRules } from './rules';
import { schemaReaders, typeMetaOf, type Reader, type SchemaName } from './schema-catalog';
import type { ObjectNode, TargetVersions } from './schema-node';

export interface DecodeOptions {
  /** Where the document stands in its manifest, e.g. `spec.providerConfig`. @default the manifest itself */
  readonly path?: FieldPath;
  /** Unknown fields vanish without an error. @default false */
  readonly lenient?: boolean;
}

/**
 * Decodes a document strictly, as the API server of the target version does before it looks at anything else.
 * Reports unknown fields (the outermost one only) and values that cannot be read.
 *
 * Linear in the size of the document, and never throws, whatever the document is.
 * @returns the document with unknown fields and nulls removed from all typed areas (free-form ones stay as they
 * are), the same reference if there were none; undefined when it cannot be decoded
 */
export function decode(
  schema: SchemaName,
  manifest: unknown,
  target: TargetVersions,
  issues: IssueCollector,
  options: DecodeOptions = {},
): JsonObject | undefined {
  const { path = FieldPath.root, lenient = false } = options;
  const reader: Reader = schemaReaders[schema];
  if (!isObject(manifest)) {
    const message = `${describeValue(manifest)} is not a map`;
    issues.report(structureRules['malformed-type'], path, message, {
      hint: `write a ${typeMetaOf(schema).kind}`,
    });
    return undefined;
  }
  if (!checkTypeMeta(schema, reader, manifest, path, issues)) return undefined;
  if (gates[schema].call(target, manifest)) return manifest;

  const context = new DecodingContext({ target, issues, path, lenient });
  const node = nodes[schema] as ObjectNode;
  const decoded =
    reader === 'custom-resource'
      ? decodeCustomResource(node, manifest, context)
      : decodeTyped(node, manifest, context);
  return context.failed ? undefined : (decoded as JsonObject);
}

/** An embedded document is found by its apiVersion and kind; of other documents the engine knows them already. */
function checkTypeMeta(
  schema: SchemaName,
  reader: Reader,
  document: JsonObject,
  path: FieldPath,
  issues: IssueCollector,
): boolean {
  if (reader !== 'embedded' && reader !== 'embedded-defaulted') return true;
  const expected = typeMetaOf(schema);
  const wrong = (['apiVersion', 'kind'] as const).filter((name) => {
    const given = document[name];
    const missing = given === undefined || given === null || given === '';
    return missing ? reader === 'embedded' : given !== expected[name];
  });
  if (wrong.length === 0) return true;
  const found = wrong.map((name) => {
    const given = document[name];
    return given === undefined ? `${name} is missing` : `${name} is ${describeValue(given)}`;
  });
  issues.report(structureRules['malformed-type-meta'], path, found.join(' and '), {
    hint: `write ${wrong.map((name) => `${name}: ${expected[name]}`).join(' and ')}`,
  });
  return false;
}
