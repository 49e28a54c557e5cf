import './garden-object/load-on-use';
export { AlicloudCloudProfile, type CustomImage } from './cloud-profile/alicloud-cloud-profile';
export {
  AlicloudNamespacedCloudProfile,
  type AlicloudNamespacedCloudProfileProps,
  type ExtendedImage,
  type ExtendedVersion,
} from './cloud-profile/alicloud-namespaced-cloud-profile';
export type { ExpirableVersion, LifecycleStage } from './cloud-profile/cloud-profile-spec';
export type { GardenLinuxOptions } from './cloud-profile/garden-linux-metadata';
export {
  MachineImage,
  type ContainerRuntimeInterface,
  type ImageFacts,
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
  MachineTypeFacts,
  MachineTypeStorage,
  Region,
  SeedSelector,
  VolumeType,
  Zone,
} from './cloud-profile/props';
export { GardenApp, type GardenAppProps } from './garden-app/garden-app';
export { GardenObject, type GardenObjectProps, type Manifest } from './garden-object/garden-object';
export { setTarget } from './garden-object/garden-object';
export { ValidationError } from './garden-object/garden-object';
export type { ArgocdProps } from './garden-app/gitops/argocd';
export type { EngineMetadata } from './garden-app/gitops/engine';
export type { FluxKubeconfig, FluxProps, FluxSubstitution } from './garden-app/gitops/flux';
export { GitOps } from './garden-app/gitops/gitops';
export { ImageSharingJob } from './image-sharing/image-sharing-job';
export { OidcRole, type OidcRoleProps } from './image-sharing/owner-access';
export type {
  ImageSharingJobProps,
  JobAlerts,
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
} from './image-sharing/accounts';
export { ImportProblem } from './import/outcome';
export { readMachineImage, readMachineTypes, readRegions } from './import/landscape-data';
export { OutputError } from './garden-app/output/output-error';
export type { AdmissionProps } from './provider-extension/provider-extension';
export type { ChartResource } from './provider-extension/chart-settings';
export type {
  ContainerResources,
  ChartImage,
  ControllerSettings,
  DnsRecordControllerSettings,
  ControllersSettings,
  ClientConnectionSettings,
  EtcdStorageSettings,
  ProviderAlicloudSettings,
} from './provider-extension/chart-settings';
export { HelmChart } from './provider-extension/helm-chart';
export { ImageOwner } from './provider-extension/image-owner';
export type { OciChart, OciPullSecrets } from './provider-extension/helm-chart';
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
export { SecretReference, WorkloadIdentityReference } from './secrets/credentials-secret';
export { AlicloudSeedBackup } from './seed-backup/alicloud-seed-backup';
export type { AlicloudSeedBackupProps, BackupImmutability } from './seed-backup/alicloud-seed-backup';
export type {
  SeedSpec,
  ManagedSeedSpec,
  SeedProvider,
  SeedNetworks,
  SeedDns,
  SeedDnsDomain,
  SeedIngress,
  SeedVolume,
  SeedExtension,
  SeedResource,
  SeedSettings,
  SeedToleration,
  SeedLoadBalancerServices,
} from './seed-backup/seed-spec';
export {
  SeedTarget,
  type GardenletDeployment,
  type GardenletProps,
  type ManagedSeedProps,
  type SeedMetadata,
  type SeedPatchProps,
  type SeedProps,
} from './seed-backup/seed-target';
export type { Issue, IssueOrigin, IssueType, Severity } from './issues/issue';
export { validateLandscape } from './validation/validate-landscape';
export type { LandscapeDocument } from './validation/landscape/landscape';
export { UnsupportedVersionError, type TargetOptions } from './gardener/target';
export { validateManifest, validateYaml, type ValidateOptions } from './validation/validate';
export type { Waiver } from './validation/waivers';
