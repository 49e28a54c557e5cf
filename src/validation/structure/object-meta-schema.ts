import type { RawSchema } from './raw-schema';

const text: RawSchema = { type: 'string' };
const flag: RawSchema = { type: 'boolean' };
const time: RawSchema = { type: 'string', format: 'rfc3339' };
const integer: RawSchema = { type: 'integer', format: 'int64' };
const texts: RawSchema = { type: 'object', additionalProperties: text };

/** Kubernetes' ObjectMeta: what `metadata` without properties stands for in the files below imports/. */
export const objectMetaSchema: RawSchema = {
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
