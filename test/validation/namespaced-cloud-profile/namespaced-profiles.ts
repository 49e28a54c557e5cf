import type { ValidateOptions } from '../../../src/validation/validate';
import { errorsOf, future, warningsOf } from '../cloud-profile/profiles';

/** Extends a version of Kubernetes and one of an image, and adds an image and a machine type. */
export const namespacedProfile = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'NamespacedCloudProfile',
  metadata: { name: 'team', namespace: 'garden-team' },
  spec: {
    parent: { kind: 'CloudProfile', name: 'alicloud' },
    kubernetes: { versions: [{ version: '1.32.8', expirationDate: '2097-01-01T00:00:00Z' }] },
    machineImages: [
      { name: 'gardenlinux', versions: [{ version: '1592.14.0', expirationDate: future }] },
      {
        name: 'team-linux',
        updateStrategy: 'major',
        versions: [{ version: '1.0.0', architectures: ['amd64'], cri: [{ name: 'containerd' }] }],
      },
    ],
    machineTypes: [{ name: 'ecs.c7.large', cpu: '2', gpu: '0', memory: '4Gi' }],
    volumeTypes: [{ name: 'cloud_ssd', class: 'premium' }],
    providerConfig: {
      apiVersion: 'alicloud.provider.extensions.gardener.cloud/v1alpha1',
      kind: 'CloudProfileConfig',
      machineImages: [
        {
          name: 'team-linux',
          versions: [{ version: '1.0.0', regions: [{ name: 'eu-central-1', id: 'm-gw8team' }] }],
        },
      ],
    },
  },
};

/** Errors with the parent, as `Type field (rule)`. */
export function errorsWithParent(
  manifest: object,
  parent: object,
  options: Omit<ValidateOptions, 'parent'> = {},
): string[] {
  return errorsOf(manifest, { ...options, parent });
}

/** Warnings with the parent, likewise. */
export function warningsWithParent(
  manifest: object,
  parent: object,
  options: Omit<ValidateOptions, 'parent'> = {},
): string[] {
  return warningsOf(manifest, { ...options, parent });
}
