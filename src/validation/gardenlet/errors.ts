import { FieldPath } from '../../gardener/field-path';
import { type JsonObject, quote } from '../../gardener/json';
import { isDns1123Subdomain } from '../../gardener/names';
import type { IssueCollector, KindRules } from '../../issues/check';
import { validateOciRepository, warnOciRepository } from '../controller-deployment/chart';
import { validateAnnotations, validateLabels } from '../kubernetes/labels';
import { validateObjectMeta } from '../kubernetes/object-meta';
import type { Metadata, ResourceList, SeedSpec } from '../seed/decoded-seed';
import { validateOperation } from '../seed/partial-seed';
import { decodeConfiguration, validateConfiguration, validateConfigurationUpdate } from './configuration';
import { gardenletRuleTable as rules } from './table';
import { warnOfConfiguration } from './warnings';
import type { DurationValue } from '../../gardener/duration';

const operations = ['force-redeploy', 'reconcile', 'renew-kubeconfig'];
const deploymentPath = FieldPath.of('spec', 'deployment');
const chartPath = deploymentPath.child('helm', 'ociRepository');
const configPath = FieldPath.of('spec', 'config');

/** A Gardenlet: its own deployment, and the configuration with the Seed that it registers. */
export const gardenletRules: KindRules = {
  validate(manifest, context) {
    const gardenlet = manifest as Gardenlet;
    const previous = context.previous as Gardenlet | undefined;
    const { metadata = {}, spec = {} } = gardenlet;
    const { issues } = context;
    validateObjectMeta(
      metadata as JsonObject,
      {
        name: 'label',
        namespaced: true,
        ...(previous === undefined ? {} : { previous: (previous.metadata ?? {}) as JsonObject }),
      },
      issues,
    );
    if (metadata.namespace !== 'garden') {
      issues.report(
        rules['gardenlet-namespace'],
        'metadata.namespace',
        metadata.namespace === undefined ? 'is missing' : `is ${metadata.namespace}`,
        { hint: 'write garden' },
      );
    }
    validateOperation(gardenlet, previous, operations, issues);
    validateDeployment(spec.deployment ?? {}, deploymentPath, context);
    validateOciRepository(chartOf(spec), chartPath, issues);
    const configuration = decodeConfiguration(spec.config, { ...context, path: configPath });
    if (configuration === undefined) return;
    // Its kubeconfig comes from a bootstrap token, and there is no parent to merge with.
    validateConfiguration(
      configuration,
      { bootstrap: 'BootstrapToken', mergeWithParent: false },
      { ...context, path: configPath },
    );
    validateConfigurationUpdate(configuration, previous?.spec?.config, { ...context, path: configPath });
  },

  warn(manifest, context) {
    const { spec = {} } = manifest as Gardenlet;
    const previous = context.previous as Gardenlet | undefined;
    warnOciRepository(chartOf(spec), chartPath, context.issues);
    warnOfConfiguration(spec.config, previous?.spec?.config, 'Gardenlet', { ...context, path: configPath });
  },
};

/** gardenlet's own chart. */
function chartOf({ deployment }: GardenletSpec): JsonObject {
  return (deployment?.helm?.ociRepository ?? {}) as JsonObject;
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** How a gardenlet is deployed. Its resources, tolerations, volumes and variables are not looked at. */
export function validateDeployment(
  deployment: GardenletDeployment,
  path: FieldPath,
  { issues }: { readonly issues: IssueCollector },
): void {
  for (const field of ['replicaCount', 'revisionHistoryLimit'] as const) {
    const value = deployment[field] ?? 0;
    if (value >= 0) continue;
    issues.report(rules['gardenlet-number-negative'], path.child(field), `${value} is negative`, {
      hint: 'give zero or more',
    });
  }
  const { serviceAccountName } = deployment;
  if (serviceAccountName !== undefined && !isDns1123Subdomain(serviceAccountName)) {
    issues.report(
      rules['gardenlet-service-account-invalid'],
      path.child('serviceAccountName'),
      `${quote(serviceAccountName)} is no name of a service account`,
      { hint: 'lower case letters, digits, "-" and "."; alphanumeric at both ends' },
    );
  }
  if (deployment.image !== undefined) validateImage(deployment.image, path.child('image'), issues);
  validateLabels(deployment.podLabels ?? {}, path.child('podLabels'), issues);
  validateAnnotations(deployment.podAnnotations ?? {}, path.child('podAnnotations'), issues);
}

function validateImage(image: GardenletImage, path: FieldPath, issues: IssueCollector): void {
  for (const field of ['ref', 'repository', 'tag'] as const) {
    if (image[field] !== '') continue;
    issues.report(rules['gardenlet-image-empty'], path.child(field), 'is empty', {
      hint: 'give a value, or leave it out: then that of the chart is taken',
    });
  }
  if (image.ref !== undefined && (image.repository !== undefined || image.tag !== undefined)) {
    issues.report(rules['gardenlet-image-ambiguous'], path, 'has a ref beside repository or tag', {
      hint: 'give ref alone, or repository and tag',
    });
  }
  const policy = image.pullPolicy;
  if (policy === undefined || pullPolicies.includes(policy)) return;
  issues.report(
    rules['gardenlet-image-pull-policy'],
    path.child('pullPolicy'),
    `${quote(policy)} is no pull policy`,
    { hint: `use one of ${pullPolicies.join(', ')}` },
  );
}

interface ClientConnection {
  readonly burst?: number;
  readonly kubeconfig?: string;
}

export interface GardenClientConnection extends ClientConnection {
  readonly bootstrapKubeconfig?: object;
  readonly kubeconfigSecret?: object;
  readonly kubeconfigValidity?: {
    readonly validity?: DurationValue;
    readonly autoRotationJitterPercentageMin?: number;
    readonly autoRotationJitterPercentageMax?: number;
  };
}

export interface LeaderElection {
  readonly leaderElect?: boolean;
  readonly leaseDuration?: DurationValue;
  readonly renewDeadline?: DurationValue;
  readonly retryPeriod?: DurationValue;
  readonly resourceLock?: string;
  readonly resourceName?: string;
  readonly resourceNamespace?: string;
}

interface Controller {
  readonly concurrentSyncs?: number;
  readonly syncPeriod?: DurationValue;
}

export interface Controllers {
  readonly backupEntry?: Controller & {
    readonly deletionGracePeriodHours?: number;
    readonly deletionGracePeriodShootPurposes?: readonly string[];
  };
  readonly bastion?: Controller;
  readonly shoot?: Controller & {
    readonly progressReportPeriod?: DurationValue;
    readonly retryDuration?: DurationValue;
    readonly dnsEntryTTLSeconds?: number;
  };
  readonly shootCare?: Controller & {
    readonly staleExtensionHealthChecks?: { readonly enabled?: boolean; readonly threshold?: DurationValue };
    readonly managedResourceProgressingThreshold?: DurationValue;
    readonly conditionThresholds?: readonly { readonly type?: string; readonly duration?: DurationValue }[];
  };
  readonly managedSeed?: Controller & {
    readonly waitSyncPeriod?: DurationValue;
    readonly syncJitterPeriod?: DurationValue;
  };
  readonly networkPolicy?: Controller & { readonly additionalNamespaceSelectors?: readonly unknown[] };
  readonly tokenRequestorWorkloadIdentity?: { readonly tokenExpirationDuration?: DurationValue };
}

export interface Sni {
  readonly ingress?: { readonly serviceExternalIP?: string };
}

export interface GardenletConfiguration {
  readonly gardenClientConnection?: GardenClientConnection;
  readonly seedClientConnection?: ClientConnection;
  readonly shootClientConnection?: ClientConnection;
  readonly controllers?: Controllers;
  readonly resources?: { readonly capacity?: ResourceList; readonly reserved?: ResourceList };
  readonly leaderElection?: LeaderElection;
  readonly logLevel?: string;
  readonly logFormat?: string;
  readonly seedConfig?: { readonly metadata?: Metadata; readonly spec?: SeedSpec };
  readonly sni?: Sni;
  readonly exposureClassHandlers?: readonly {
    readonly name?: string;
    readonly loadBalancerService?: { readonly class?: string };
    readonly sni?: Sni;
  }[];
  readonly nodeToleration?: {
    readonly defaultNotReadyTolerationSeconds?: number;
    readonly defaultUnreachableTolerationSeconds?: number;
  };
}

interface GardenletImage {
  readonly ref?: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly pullPolicy?: string;
}

export interface GardenletDeployment {
  readonly replicaCount?: number;
  readonly revisionHistoryLimit?: number;
  readonly serviceAccountName?: string;
  readonly image?: GardenletImage;
  readonly podLabels?: Readonly<Record<string, string>>;
  readonly podAnnotations?: Readonly<Record<string, string>>;
  readonly resources?: { readonly requests?: ResourceList; readonly limits?: ResourceList };
}

interface OciRepository {
  readonly ref?: string;
  readonly repository?: string;
  readonly tag?: string;
  readonly digest?: string;
}

interface GardenletSpec {
  readonly deployment?: GardenletDeployment & { readonly helm?: { readonly ociRepository?: OciRepository } };
  readonly config?: unknown;
}

interface Gardenlet {
  readonly metadata?: Metadata & { readonly namespace?: string };
  readonly spec?: GardenletSpec;
}
