import type { JsonObject } from '../../../src/gardener/json';
import { Target, type TargetOptions } from '../../../src/gardener/target';
import { Check, IssueCollector } from '../../../src/issues/check';
import { decode } from '../../../src/schema/decode';
import { validateNamespacedCloudProfileWithParent } from '../../../src/validation/namespaced-cloud-profile/errors';
import { future, now } from '../cloud-profile/profiles';

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

const core = 'core.gardener.cloud/v1beta1';

/** Errors with the parent, as `Type field (rule)`. */
export function errorsWithParent(
  manifest: unknown,
  parent: unknown,
  options: TargetOptions & { readonly previous?: unknown } = {},
): string[] {
  const target = new Target({ now, ...options });
  const issues = new IssueCollector();
  const decoded = decode(`${core}/NamespacedCloudProfile`, manifest, target, issues) ?? {};
  const previous = decodeQuietly(`${core}/NamespacedCloudProfile`, options.previous, target);
  const context = {
    check: Check.root(target, issues.findings),
    issues,
    target,
    ...(previous && { previous }),
  };
  validateNamespacedCloudProfileWithParent(
    decoded,
    decodeQuietly(`${core}/CloudProfile`, parent, target) ?? {},
    context,
  );
  return issues.findings
    .filter(({ severity }) => severity === 'error')
    .map(({ type, field, rule }) => `${type} ${field} (${rule})`)
    .sort();
}

function decodeQuietly(
  schema: `${typeof core}/NamespacedCloudProfile` | `${typeof core}/CloudProfile`,
  document: unknown,
  target: Target,
): JsonObject | undefined {
  return document === undefined ? undefined : decode(schema, document, target, new IssueCollector());
}
