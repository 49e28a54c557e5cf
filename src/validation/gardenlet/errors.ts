import type {
  GardenletProps,
  GardenletSpecDeployment,
  GardenletSpecDeploymentImage,
} from '../../../imports/seedmanagement.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';
import { type JsonObject, quote, textAt } from '../../gardener/json';
import { isDns1123Subdomain } from '../../gardener/names';
import type { Check, KindRules } from '../../issues/check';
import { validateOciRepository, warnOciRepository } from '../controller-deployment/chart';
import { validateAnnotations, validateLabels } from '../kubernetes/labels';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateOperation } from '../seed/operation';
import { decodeConfiguration, validateConfiguration, validateConfigurationUpdate } from './configuration';
import { gardenletRuleTable as rules } from './table';
import { warnOfConfiguration } from './warnings';

// Follows pkg/api/seedmanagement/validation/gardenlet.go of gardener/gardener.

type Gardenlet = Decoded<GardenletProps>;
type GardenletSpec = NonNullable<Gardenlet['spec']>;
/** How a gardenlet is deployed, by a Gardenlet or by a ManagedSeed. */
type GardenletDeployment = Omit<Decoded<GardenletSpecDeployment>, 'helm'>;

const operations = ['force-redeploy', 'reconcile', 'renew-kubeconfig'];

/** A Gardenlet: its own deployment, and the configuration with the Seed that it registers. */
export const gardenletRules: KindRules = {
  validate(manifest, { check, previous: stored }) {
    const gardenlet = manifest as Gardenlet;
    const previous = stored as Gardenlet | undefined;
    const { metadata = {}, spec = {} } = gardenlet;
    validateObjectMeta(
      metadata,
      {
        name: 'label',
        namespaced: true,
        ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
      },
      check,
    );
    if (metadata['namespace'] !== 'garden') {
      check
        .at('metadata', 'namespace')
        .report(
          rules['gardenlet-namespace'],
          metadata['namespace'] === undefined ? 'is missing' : `is ${textAt(metadata, 'namespace')}`,
          'write garden',
        );
    }
    validateOperation(gardenlet, previous, operations, check);
    const atDeployment = check.at('spec', 'deployment');
    validateDeployment(spec.deployment ?? {}, atDeployment);
    validateOciRepository(chartOf(spec), atDeployment.at('helm', 'ociRepository'));
    const atConfig = check.at('spec', 'config');
    const configuration = decodeConfiguration(spec.config, atConfig);
    if (configuration === undefined) return;
    // Its kubeconfig comes from a bootstrap token, and there is no parent to merge with.
    const bootstrap = { bootstrap: 'BootstrapToken', mergeWithParent: false };
    validateConfiguration(configuration, 'Gardenlet', bootstrap, atConfig);
    validateConfigurationUpdate(configuration, previous?.spec?.config, 'Gardenlet', atConfig);
  },

  warn(manifest, { check, previous: stored }) {
    const { spec = {} } = manifest as Gardenlet;
    const previous = stored as Gardenlet | undefined;
    const atDeployment = check.at('spec', 'deployment');
    warnOciRepository(chartOf(spec), atDeployment.at('helm', 'ociRepository'));
    warnOfConfiguration(spec.config, previous?.spec?.config, 'Gardenlet', check.at('spec', 'config'));
  },
};

/** gardenlet's own chart. */
function chartOf({ deployment }: GardenletSpec): JsonObject {
  return deployment?.helm?.ociRepository ?? {};
}

const pullPolicies = ['Always', 'IfNotPresent', 'Never'];

/** How a gardenlet is deployed. Its resources, tolerations, volumes and variables are not looked at. */
export function validateDeployment(deployment: GardenletDeployment, check: Check): void {
  for (const field of ['replicaCount', 'revisionHistoryLimit'] as const) {
    const value = deployment[field] ?? 0;
    if (value >= 0) continue;
    check.at(field).report(rules['gardenlet-number-negative'], `${value} is negative`, 'give zero or more');
  }
  const { serviceAccountName } = deployment;
  if (serviceAccountName !== undefined && !isDns1123Subdomain(serviceAccountName)) {
    check
      .at('serviceAccountName')
      .report(
        rules['gardenlet-service-account-invalid'],
        `${quote(serviceAccountName)} is no name of a service account`,
        'lower case letters, digits, "-" and "."; alphanumeric at both ends',
      );
  }
  if (deployment.image !== undefined) validateImage(deployment.image, check.at('image'));
  validateLabels(deployment.podLabels ?? {}, check.at('podLabels'));
  validateAnnotations(deployment.podAnnotations ?? {}, check.at('podAnnotations'));
}

function validateImage(image: Decoded<GardenletSpecDeploymentImage>, check: Check): void {
  for (const field of ['ref', 'repository', 'tag'] as const) {
    if (image[field] !== '') continue;
    check
      .at(field)
      .report(
        rules['gardenlet-image-empty'],
        'is empty',
        'give a value, or leave it out: then that of the chart is taken',
      );
  }
  if (image.ref !== undefined && (image.repository !== undefined || image.tag !== undefined)) {
    check.report(
      rules['gardenlet-image-ambiguous'],
      'has a ref beside repository or tag',
      'give ref alone, or repository and tag',
    );
  }
  const policy = image.pullPolicy;
  if (policy === undefined || pullPolicies.includes(policy)) return;
  check
    .at('pullPolicy')
    .report(
      rules['gardenlet-image-pull-policy'],
      `${quote(policy)} is no pull policy`,
      `use one of ${pullPolicies.join(', ')}`,
    );
}
