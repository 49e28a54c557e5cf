import type { SchemaName, SchemaNode, TargetVersions } from './schema-node';

/** Whether a document needs no decoding: nothing to report, nothing to change. */
export type Gate = (this: TargetVersions, document: unknown) => boolean;

export const gates: Readonly<Record<SchemaName, Gate>>;
export const nodes: Readonly<Record<SchemaName, SchemaNode>>;
