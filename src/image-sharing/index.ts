import '../garden-object/load-on-use';
export { ImageSharingJob } from './image-sharing-job';
export { OidcRole, type OidcRoleProps } from './owner-access';
export type {
  ImageSharingJobProps,
  JobAlerts,
  JobNetworkPolicy,
  JobResources,
  PruneGuard,
  SharedImage,
} from './props';
export { ReconcilerCode, type ImageCodeOptions, type InlineCodeOptions } from './reconciler-code';
export {
  ImageSharingAccounts,
  type ConfigMapAccounts,
  type GardenAccountsProps,
  type GardenProject,
  type GardenSubject,
} from './accounts';
