import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { RawSchema } from '../schema/json-schema';
import { scalarChecks } from '../schema/scalars';
import {
  type FieldNode,
  type ObjectNode,
  type ScalarFormat,
  type ScalarNode,
  type SchemaName,
  type SchemaNode,
  schemaReaders,
} from '../schema/schema-node';

/**
 * The form of a schema that decoding walks along.
 * @param path for errors about the schema itself
 * @param enforcesRequired whether its reader insists on `required`, and on objects where it reads nothing; a status
 *   is never held to it
 */
export function deriveNode(schema: RawSchema, path: string, enforcesRequired: boolean): SchemaNode {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) {
    return {
      is: 'free',
      ...(enforcesRequired && schema.type === 'object' ? { object: true } : {}),
      ...deriveEmbedded(schema['x-gardener-embeds'], path),
    };
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

function deriveEmbedded(name: string | undefined, path: string): { readonly embeds?: SchemaName } {
  if (name === undefined) return {};
  if (!Object.hasOwn(schemaReaders, name)) throw new Error(`${path}: ${name} is no schema`);
  return { embeds: name as SchemaName };
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
    ...(property['x-gardener-omits-zero'] === true ? { omitsZero: true } : {}),
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

const text: RawSchema = { type: 'string' };
const flag: RawSchema = { type: 'boolean' };
const time: RawSchema = { type: 'string', format: 'rfc3339' };
const integer: RawSchema = { type: 'integer', format: 'int64' };
const texts: RawSchema = { type: 'object', additionalProperties: text };

/** Kubernetes' ObjectMeta: what `metadata` without properties stands for in the files below imports/. */
const objectMetaSchema: RawSchema = {
  type: 'object',
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    selfLink: text,
    uid: text,
    resourceVersion: text,
    generation: integer,
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: integer,
    labels: texts,
    annotations: texts,
    ownerReferences: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          apiVersion: text,
          kind: text,
          name: text,
          uid: text,
          controller: flag,
          blockOwnerDeletion: flag,
        },
      },
    },
    finalizers: { type: 'array', items: text },
    managedFields: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          manager: text,
          operation: text,
          apiVersion: text,
          time,
          fieldsType: text,
          fieldsV1: { 'x-kubernetes-preserve-unknown-fields': true },
          subresource: text,
        },
      },
    },
  },
};

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: RawSchema };
    }[];
  };
}

/** The schema with what `metadata` without properties stands for, wherever it stands. */
export function withMetadata(schema: RawSchema): RawSchema {
  const { items, additionalProperties, properties } = schema;
  const filled = Object.entries(properties ?? {}).map(([name, property]) => [
    name,
    name === 'metadata' ? { ...objectMetaSchema, ...property } : withMetadata(property),
  ]);
  return {
    ...schema,
    ...(properties === undefined ? {} : { properties: Object.fromEntries(filled) as typeof properties }),
    ...(items === undefined ? {} : { items: withMetadata(items) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: withMetadata(additionalProperties) }),
  };
}

/** Schemas by `<group>/<version>/<kind>`, in the order of file names and documents. */
export function readSchemas(folder: string): Map<string, RawSchema> {
  const schemas = new Map<string, RawSchema>();
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.yaml')) continue;
    for (const document of parseAllDocuments(readFileSync(join(folder, file), 'utf8'))) {
      if (document.errors[0] !== undefined) throw new Error(`${file}: ${document.errors[0].message}`);
      const { group, names, versions } = (document.toJS() as Definition).spec;
      for (const version of versions) {
        const name = [...(group === '' ? [] : [group]), version.name, names.kind].join('/');
        if (schemas.has(name)) throw new Error(`${file}: ${name} is described twice`);
        schemas.set(name, version.schema.openAPIV3Schema);
      }
    }
  }
  return schemas;
}
