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
  'v1/Secret': 'api-object',
} as const satisfies Readonly<Record<string, Reader>>;

export type SchemaName = keyof typeof schemaReaders;

export const schemaNames = Object.keys(schemaReaders) as SchemaName[];

/** `core.gardener.cloud/v1beta1/Seed` -> `core.gardener.cloud/v1beta1` and `Seed`. */
export function typeMetaOf(name: SchemaName): { readonly apiVersion: string; readonly kind: string } {
  const slash = name.lastIndexOf('/');
  return { apiVersion: name.slice(0, slash), kind: name.slice(slash + 1) };
}
