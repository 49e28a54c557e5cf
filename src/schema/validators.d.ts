import type { SchemaName, SchemaNode, TargetVersions } from './schema-node';

/** Whether a document needs no decoding: nothing to report, nothing to change. */
export type Gate = (document: unknown, target: TargetVersions) => boolean;

export const gates: Readonly<Record<SchemaName, Gate>>;
export const nodes: Readonly<Record<SchemaName, SchemaNode>>;
