import { defaultBootstrap } from '../../gardener/defaults';
import type { ManagedSeedProps } from '../../../imports/seedmanagement.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';
import { quote, textAt } from '../../gardener/json';
import type { Check, KindRules } from '../../issues/check';
import {
  decodeConfiguration,
  readConfiguration,
  validateConfiguration,
  validateConfigurationUpdate,
} from '../gardenlet/configuration';
import { validateDeployment } from '../gardenlet/errors';
import { warnOfConfiguration } from '../gardenlet/warnings';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateOperation } from '../seed/operation';
import { managedSeedRuleTable as rules } from './table';

// Follows pkg/api/seedmanagement/validation/managedseed.go of gardener/gardener.

type ManagedSeed = Decoded<ManagedSeedProps>;
type ManagedSeedSpec = NonNullable<ManagedSeed['spec']>;

const operations = ['reconcile', 'renew-kubeconfig'];
const bootstraps = ['ServiceAccount', 'BootstrapToken', 'None'];

/** A ManagedSeed: the Shoot that becomes a seed, and the gardenlet that goes onto it. */
export const managedSeedRules: KindRules = {
  validate(manifest, { check, previous: stored }) {
    const managedSeed = manifest as ManagedSeed;
    const previous = stored as ManagedSeed | undefined;
    const { metadata = {}, spec = {} } = managedSeed;
    validateObjectMeta(
      metadata,
      {
        name: 'label',
        namespaced: true,
        ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
      },
      check,
    );
    validateOperation(managedSeed, previous, operations, check);
    validateShoot(spec, check.at('spec', 'shoot'));
    validateGardenlet(spec, previous?.spec, check.at('spec', 'gardenlet'));
    if (previous !== undefined) validateUpdate(spec, previous.spec ?? {}, check.at('spec'));
  },

  warn(manifest, { check, previous: stored }) {
    const { metadata = {}, spec = {} } = manifest as ManagedSeed;
    const previous = stored as ManagedSeed | undefined;
    const { config } = spec.gardenlet ?? {};
    const atGardenlet = check.at('spec', 'gardenlet');
    const atConfig = atGardenlet.at('config');
    warnOfNamespace(textAt(metadata, 'namespace'), check.at('metadata', 'namespace'));
    warnOfVpa(config, atConfig);
    warnOfConfiguration(config, previous?.spec?.gardenlet?.config, 'ManagedSeed', atConfig);
  },
};

function validateShoot({ shoot }: ManagedSeedSpec, check: Check): void {
  const hint = 'name the Shoot in the same namespace that becomes a seed';
  if (shoot === undefined) {
    check.report(rules['managed-seed-shoot-missing'], 'is missing', hint);
  } else if ((shoot.name ?? '') === '') {
    check.at('name').report(rules['managed-seed-shoot-missing'], 'is missing', hint);
  }
}

function validateGardenlet(
  { gardenlet }: ManagedSeedSpec,
  previous: ManagedSeedSpec | undefined,
  check: Check,
): void {
  if (gardenlet === undefined && check.target.gardener < 107) {
    check.report(rules['managed-seed-gardenlet-missing'], 'is missing', 'write gardenlet: {} at least');
  }
  const bootstrap = bootstrapOf(gardenlet);
  if (!bootstraps.includes(bootstrap)) {
    check
      .at('bootstrap')
      .report(
        rules['managed-seed-bootstrap-unknown'],
        `${quote(bootstrap)} is no way to bootstrap`,
        `use one of ${bootstraps.join(', ')}`,
      );
  }
  validateDeployment(gardenlet?.deployment ?? {}, check.at('deployment'));
  const atConfig = check.at('config');
  const configuration = decodeConfiguration(gardenlet?.config, atConfig);
  if (configuration === undefined) return;
  validateConfiguration(
    configuration,
    'ManagedSeed',
    { bootstrap, mergeWithParent: isMerged(gardenlet) },
    atConfig,
  );
  validateConfigurationUpdate(configuration, previous?.gardenlet?.config, 'ManagedSeed', atConfig);
}

function validateUpdate(spec: ManagedSeedSpec, stored: ManagedSeedSpec, check: Check): void {
  const hint = 'keep it, or make a new ManagedSeed';
  const fields: [Check, unknown, unknown][] = [
    [check.at('shoot'), nameOf(spec.shoot), nameOf(stored.shoot)],
    [check.at('gardenlet', 'bootstrap'), bootstrapOf(spec.gardenlet), bootstrapOf(stored.gardenlet)],
    [check.at('gardenlet', 'mergeWithParent'), isMerged(spec.gardenlet), isMerged(stored.gardenlet)],
  ];
  for (const [at, value, old] of fields) {
    if (value === old) continue;
    at.report(rules['managed-seed-immutable'], `is ${quote(old)} and cannot become ${quote(value)}`, hint);
  }
}

/** No Shoot is another one than a Shoot without a name. */
function nameOf(shoot: ManagedSeedSpec['shoot']): string | undefined {
  return shoot === undefined ? undefined : (shoot.name ?? '');
}

function bootstrapOf(gardenlet: ManagedSeedSpec['gardenlet']): string {
  return gardenlet?.bootstrap ?? defaultBootstrap;
}

function isMerged(gardenlet: ManagedSeedSpec['gardenlet']): boolean {
  return gardenlet?.mergeWithParent ?? true;
}

/** Validation does not ask, but the admission that looks the Shoot up does. */
function warnOfNamespace(namespace: string, check: Check): void {
  if (namespace === '' || namespace === 'garden') return;
  check.report(
    rules['managed-seed-namespace'],
    `is ${namespace}; the API server takes ManagedSeeds in garden only`,
    'write garden, and have the Shoot there',
  );
}

function warnOfVpa(config: unknown, check: Check): void {
  const { seedConfig } = readConfiguration(config, check) ?? {};
  if (seedConfig?.spec?.settings?.verticalPodAutoscaler?.enabled !== true) return;
  check
    .at('seedConfig', 'spec', 'settings', 'verticalPodAutoscaler', 'enabled')
    .report(
      rules['managed-seed-vpa'],
      "is true, which the API server refuses: a ManagedSeed uses its Shoot's autoscaler",
      'remove it, and enable the autoscaler in the Shoot',
    );
}
