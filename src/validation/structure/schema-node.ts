/** How the API server reads a single value. */
export type ScalarFormat =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'float'
  | 'quantity'
  | 'go-duration'
  | 'nanoseconds-or-go-duration'
  | 'rfc3339'
  | 'byte';

export interface ScalarNode {
  readonly is: 'scalar';
  readonly format: ScalarFormat;
  /** Go types whose own parser gets a null and refuses it. */
  readonly refusesNull?: true;
  /** What older Gardener minors read instead, in ascending order. */
  readonly earlier?: readonly { readonly before: number; readonly format: ScalarFormat }[];
}

/** Fields of a fixed set; a Go struct. */
export interface ObjectNode {
  readonly is: 'object';
  /** Has no prototype, so that any key may be looked up. */
  readonly fields: Readonly<Record<string, FieldNode>>;
  /** Only a CustomResourceDefinition insists on these. */
  readonly required?: readonly string[];
}

/** Keys are data. */
export interface MapNode {
  readonly is: 'map';
  readonly values: SchemaNode;
}

export interface ListNode {
  readonly is: 'list';
  readonly items: SchemaNode;
}

/** Read by somebody else; whatever stands there is left as it is. */
export interface FreeNode {
  readonly is: 'free';
  /** A CustomResourceDefinition wants an object here. */
  readonly object?: true;
}

export type SchemaNode = ScalarNode | ObjectNode | MapNode | ListNode | FreeNode;

/** A field of an object, and the minor releases that know it. */
export interface FieldNode {
  readonly node: SchemaNode;
  readonly since?: number;
  readonly removed?: number;
  /** First minor release of provider-alicloud with the field. */
  readonly providerSince?: number;
  /** Sibling that took over when the field was removed. */
  readonly replacedBy?: string;
}

/** The minor releases that a manifest is meant for; a `Target` is one. */
export interface TargetVersions {
  readonly gardener: number;
  readonly provider: number;
}

/** Whether the target has the field. */
export function isKnown(field: FieldNode, target: TargetVersions): boolean {
  if (field.since !== undefined && target.gardener < field.since) return false;
  if (field.removed !== undefined && target.gardener >= field.removed) return false;
  return field.providerSince === undefined || target.provider >= field.providerSince;
}

/** The format that the target reads, which for a few fields has changed over time. */
export function formatFor(node: ScalarNode, target: TargetVersions): ScalarFormat {
  return node.earlier?.find(({ before }) => target.gardener < before)?.format ?? node.format;
}
