import type { FieldNode, SchemaNode } from './schema-node';

/** A JSON schema with ours of ajv's keywords beside it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Any JSON value but null, which decoding drops. */
const present = ['object', 'array', 'string', 'number', 'boolean'];

/**
 * A JSON schema that holds for a value exactly if decoding by the node would neither report nor change
 * anything. Parts are references, so that they are compiled once.
 */
export function toStrictSchema(node: SchemaNode, refer: (part: SchemaNode) => JsonSchema): JsonSchema {
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
