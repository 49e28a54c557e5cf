import { validateOciRepository, warnOciRepository } from '../controller-deployment/oci-repository';
import { FieldPath } from '../field-path';
import type { JsonObject, KindRules } from '../kind';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateOperation } from '../seed/operation-annotation';
import { decodeConfiguration, validateConfiguration, validateConfigurationUpdate } from './configuration';
import { warnOfConfiguration } from './configuration-warnings';
import type { Gardenlet, GardenletSpec } from './decoded-gardenlet';
import { validateDeployment, warnOfDeployment } from './deployment';
import { gardenletRuleTable as rules } from './rules';

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
    warnOfDeployment(spec.deployment ?? {}, deploymentPath, context);
    warnOciRepository(chartOf(spec), chartPath, context.issues);
    warnOfConfiguration(spec.config, previous?.spec?.config, 'Gardenlet', { ...context, path: configPath });
  },
};

/** gardenlet's own chart. */
function chartOf({ deployment }: GardenletSpec): JsonObject {
  return (deployment?.helm?.ociRepository ?? {}) as JsonObject;
}
