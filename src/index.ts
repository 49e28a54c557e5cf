export { AlicloudCloudProfile, type CustomImage } from './cloud-profile/alicloud-cloud-profile';
export type { ExpirableVersion, LifecycleStage } from './cloud-profile/expirable-version';
export type { GardenLinuxOptions } from './cloud-profile/garden-linux-metadata';
export {
  MachineImage,
  type ContainerRuntimeInterface,
  type ImageFlavor,
  type MachineImageProps,
  type MachineImageVersion,
  type RegionImageIds,
} from './cloud-profile/machine-image';
export type {
  AlicloudCloudProfileProps,
  Bastion,
  MachineCapability,
  MachineType,
  MachineTypeStorage,
  Region,
  SeedSelector,
  VolumeType,
  Zone,
} from './cloud-profile/props';
export { GardenApp, type GardenAppProps } from './garden-app/garden-app';
export { GardenObject, type GardenObjectProps, type Manifest } from './garden-app/garden-object';
export { setTarget } from './garden-app/target-context';
export { ValidationError } from './garden-app/validation-error';
export type { ArgocdProps } from './gitops/argocd';
export type { FluxKubeconfig, FluxProps, FluxSubstitution } from './gitops/flux';
export { GitOps } from './gitops/gitops';
export { ImageSharingJob } from './image-sharing/image-sharing-job';
export { OidcRole, type OidcRoleProps } from './image-sharing/oidc-role';
export type {
  ImageSharingJobProps,
  JobNetworkPolicy,
  JobResources,
  PruneGuard,
  SharedImage,
} from './image-sharing/props';
export {
  ReconcilerCode,
  type ImageCodeOptions,
  type InlineCodeOptions,
} from './image-sharing/reconciler-code';
export {
  ImageSharingAccounts,
  type ConfigMapAccounts,
  type GardenAccountsProps,
  type GardenProject,
  type GardenSubject,
} from './image-sharing/sharing-accounts';
export { ImportProblem, readMachineImage, readMachineTypes, readRegions } from './import';
export { OutputError } from './output/output-error';
export type { AdmissionProps } from './provider-extension/admission';
export type { ChartResource } from './provider-extension/chart-resource';
export type * from './provider-extension/chart-settings';
export { HelmChart } from './provider-extension/helm-chart';
export { ImageOwner } from './provider-extension/image-owner';
export type { OciChart, OciPullSecrets } from './provider-extension/oci-chart';
export { ProviderExtension, type ProviderExtensionProps } from './provider-extension/provider-extension';
export {
  ProviderExtensionDeployment,
  type ProviderExtensionDeploymentProps,
} from './provider-extension/provider-extension-deployment';
export type { RegistrationProps, ServedResource } from './provider-extension/registration';
export {
  CredentialsSecret,
  type ExternalCredentials,
  type PlainCredentials,
  type RemoteKey,
  type SubstitutedCredentials,
} from './secrets/credentials-secret';
export { SecretReference } from './secrets/secret-reference';
export { AlicloudSeedBackup } from './seed-backup/alicloud-seed-backup';
export type { AlicloudSeedBackupProps, BackupImmutability } from './seed-backup/props';
export type * from './seed-backup/seed-spec';
export {
  SeedTarget,
  type GardenletDeployment,
  type GardenletProps,
  type ManagedSeedProps,
  type SeedMetadata,
  type SeedPatchProps,
  type SeedProps,
} from './seed-backup/seed-target';
export type { Issue, IssueOrigin, IssueType, Severity } from './validation/issue';
export { validateLandscape, type LandscapeDocument } from './validation/landscape';
export { UnsupportedVersionError, type TargetOptions } from './validation/target';
export { validateManifest, validateYaml, type ValidateOptions } from './validation/validate';
export type { Waiver } from './validation/waivers';
