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
interface FreeNode {
  readonly is: 'free';
  /** A CustomResourceDefinition wants an object here. */
  readonly object?: true;
  /** The API server decodes the part by this schema for defaults, and stores what it writes again. */
  readonly embeds?: SchemaName;
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
  /** A Go value with `omitempty`: an empty text, 0 or false is stored as if it were not there. */
  readonly omitsZero?: true;
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

/**
 * Who reads the schema's documents:
 * - `api-object`: gardener-apiserver or kube-apiserver, by Go types. `required` is not enforced, null is the zero value.
 * - `custom-resource`: a CustomResourceDefinition, then Go types in the operator's webhook.
 * - `embedded`: whoever owns a free-form field, by Go types; without `apiVersion` and `kind` it is nothing.
 * - `embedded-defaulted`: the same, but missing `apiVersion` and `kind` are filled in.
 */
export type Reader = 'api-object' | 'custom-resource' | 'embedded' | 'embedded-defaulted';

/** Every schema that documents are decoded by, as `<group>/<version>/<kind>`. */
export const schemaReaders = {
  'core.gardener.cloud/v1beta1/CloudProfile': 'api-object',
  'core.gardener.cloud/v1beta1/NamespacedCloudProfile': 'api-object',
  'core.gardener.cloud/v1beta1/Seed': 'api-object',
  'core.gardener.cloud/v1beta1/BackupBucket': 'api-object',
  'core.gardener.cloud/v1beta1/ControllerRegistration': 'api-object',
  'core.gardener.cloud/v1beta1/ControllerDeployment': 'api-object',
  'core.gardener.cloud/v1/ControllerDeployment': 'api-object',
  'operator.gardener.cloud/v1alpha1/Extension': 'custom-resource',
  'seedmanagement.gardener.cloud/v1alpha1/Gardenlet': 'api-object',
  'seedmanagement.gardener.cloud/v1alpha1/ManagedSeed': 'api-object',
  'gardenlet.config.gardener.cloud/v1alpha1/GardenletConfiguration': 'embedded-defaulted',
  'alicloud.provider.extensions.gardener.cloud/v1alpha1/CloudProfileConfig': 'embedded',
  'alicloud.provider.extensions.gardener.cloud/v1alpha1/BackupBucketConfig': 'embedded',
  'alicloud.provider.extensions.gardener.cloud/v1alpha1/InfrastructureConfig': 'embedded',
  'alicloud.provider.extensions.gardener.cloud/v1alpha1/InfrastructureStatus': 'embedded',
  'alicloud.provider.extensions.gardener.cloud/v1alpha1/ControlPlaneConfig': 'embedded',
  'alicloud.provider.extensions.gardener.cloud/v1alpha1/WorkerStatus': 'embedded',
  'v1/Secret': 'api-object',
} as const satisfies Readonly<Record<string, Reader>>;

export type SchemaName = keyof typeof schemaReaders;

export const schemaNames = Object.keys(schemaReaders) as SchemaName[];

/** `core.gardener.cloud/v1beta1/Seed` -> `core.gardener.cloud/v1beta1` and `Seed`. */
export function typeMetaOf(name: SchemaName): { readonly apiVersion: string; readonly kind: string } {
  const slash = name.lastIndexOf('/');
  return { apiVersion: name.slice(0, slash), kind: name.slice(slash + 1) };
}

/** Whether the package writes a JSON Schema of it; Kubernetes' Secret has one elsewhere. */
export function isPublished(name: string): name is SchemaName {
  return Object.hasOwn(schemaReaders, name) && name !== 'v1/Secret';
}

/** `core.gardener.cloud/cloudprofile_v1beta1.json`, as kubeconform and catalogues of CRDs lay schemas out. */
export function schemaPath(name: SchemaName): string {
  const { apiVersion, kind } = typeMetaOf(name);
  const [group, version] = apiVersion.split('/');
  return `${group ?? ''}/${kind.toLowerCase()}_${version ?? ''}.json`;
}
