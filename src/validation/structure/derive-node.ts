import { objectMetaSchema } from './object-meta-schema';
import type { RawSchema } from './raw-schema';
import { scalarChecks } from './scalars';
import type { FieldNode, ObjectNode, ScalarFormat, ScalarNode, SchemaNode } from './schema-node';

/**
 * The form of a schema that decoding walks along.
 * @param path for errors about the schema itself
 * @param enforcesRequired whether its reader insists on `required`; a status is never held to it
 */
export function deriveNode(schema: RawSchema, path: string, enforcesRequired: boolean): SchemaNode {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) {
    return schema.type === 'object' ? { is: 'free', object: true } : { is: 'free' };
  }
  if (schema.items !== undefined) {
    return { is: 'list', items: deriveNode(schema.items, `${path}[]`, enforcesRequired) };
  }
  if (schema.additionalProperties !== undefined) {
    return { is: 'map', values: deriveNode(schema.additionalProperties, `${path}.{key}`, enforcesRequired) };
  }
  if (schema.type === 'object') return deriveObject(schema, path, enforcesRequired);
  return deriveScalar(schema, path);
}

function deriveObject(schema: RawSchema, path: string, enforcesRequired: boolean): ObjectNode {
  const { properties, required } = path.endsWith('.metadata') ? { ...objectMetaSchema, ...schema } : schema;
  if (properties === undefined) throw new Error(`${path}: an object without properties`);
  const fields: Record<string, FieldNode> = {};
  for (const [name, property] of Object.entries(properties)) {
    const enforced = enforcesRequired && !(path === '' && name === 'status');
    fields[name] = deriveField(property, `${path}.${name}`, enforced);
  }
  return { is: 'object', fields, ...(enforcesRequired && required !== undefined ? { required } : {}) };
}

function deriveField(property: RawSchema, path: string, enforcesRequired: boolean): FieldNode {
  const since = property['x-gardener-since'];
  const removed = property['x-gardener-removed'];
  const providerSince = property['x-provider-alicloud-since'];
  const replacedBy = property['x-gardener-replaced-by'];
  return {
    node: deriveNode(property, path, enforcesRequired),
    ...(since === undefined ? {} : { since: minorOf(since, path) }),
    ...(removed === undefined ? {} : { removed: minorOf(removed, path) }),
    ...(providerSince === undefined ? {} : { providerSince: minorOf(providerSince, path) }),
    ...(replacedBy === undefined ? {} : { replacedBy }),
  };
}

function deriveScalar(schema: RawSchema, path: string): ScalarNode {
  const earlier = schema['x-gardener-earlier-formats'];
  return {
    is: 'scalar',
    format: formatOf(schema.format ?? schema.type, path),
    ...(schema['x-gardener-refuses-null'] === true ? { refusesNull: true } : {}),
    ...(earlier === undefined
      ? {}
      : {
          earlier: earlier.map(({ before, format }) => ({
            before: minorOf(before, path),
            format: formatOf(format, path),
          })),
        }),
  };
}

function formatOf(format: string | undefined, path: string): ScalarFormat {
  if (format !== undefined && Object.hasOwn(scalarChecks, format)) return format as ScalarFormat;
  throw new Error(`${path}: unknown format ${String(format)}`);
}

function minorOf(version: string, path: string): number {
  const minor = /^1\.(\d+)$/.exec(version)?.[1];
  if (minor === undefined) throw new Error(`${path}: ${version} is no minor release`);
  return Number(minor);
}
