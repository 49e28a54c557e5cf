import { FieldPath } from '../../gardener/field-path';
import { type JsonObject, quote } from '../../gardener/json';
import { IssueCollector, type KindRules, type ValidationContext } from '../../issues/check';
import {
  decodeConfiguration,
  templateScope,
  validateConfiguration,
  validateConfigurationUpdate,
} from '../gardenlet/configuration';
import { type GardenletDeployment, validateDeployment } from '../gardenlet/errors';
import { warnOfConfiguration } from '../gardenlet/warnings';
import { validateObjectMeta } from '../kubernetes/object-meta';
import type { Metadata } from '../seed/decoded-seed';
import { validateOperation } from '../seed/partial-seed';
import { managedSeedRuleTable as rules } from './table';

interface ManagedSeedSpec {
  readonly shoot?: { readonly name?: string };
  readonly gardenlet?: {
    readonly deployment?: GardenletDeployment;
    readonly config?: unknown;
    readonly bootstrap?: string;
    readonly mergeWithParent?: boolean;
  };
}

interface ManagedSeed {
  readonly metadata?: Metadata & { readonly namespace?: string };
  readonly spec?: ManagedSeedSpec;
}

const operations = ['reconcile', 'renew-kubeconfig'];
const bootstraps = ['ServiceAccount', 'BootstrapToken', 'None'];
const shootPath = FieldPath.of('spec', 'shoot');
const gardenletPath = FieldPath.of('spec', 'gardenlet');
const configPath = gardenletPath.child('config');

/** A ManagedSeed: the Shoot that becomes a seed, and the gardenlet that goes onto it. */
export const managedSeedRules: KindRules = {
  validate(manifest, context) {
    const managedSeed = manifest as ManagedSeed;
    const previous = context.previous as ManagedSeed | undefined;
    const { metadata = {}, spec = {} } = managedSeed;
    validateObjectMeta(
      metadata as JsonObject,
      {
        name: 'label',
        namespaced: true,
        ...(previous === undefined ? {} : { previous: (previous.metadata ?? {}) as JsonObject }),
      },
      context.issues,
    );
    validateOperation(managedSeed, previous, operations, context.issues);
    validateShoot(spec, context);
    validateGardenlet(spec, previous?.spec, context);
    if (previous !== undefined) validateUpdate(spec, previous.spec ?? {}, context);
  },

  warn(manifest, context) {
    const { metadata = {}, spec = {} } = manifest as ManagedSeed;
    const previous = context.previous as ManagedSeed | undefined;
    warnOfNamespace(metadata.namespace, context);
    warnOfVpa(spec, context);
    warnOfConfiguration(spec.gardenlet?.config, previous?.spec?.gardenlet?.config, 'ManagedSeed', {
      ...context,
      path: configPath,
    });
  },
};

function validateShoot({ shoot }: ManagedSeedSpec, { issues }: ValidationContext): void {
  const hint = 'name the Shoot in the same namespace that becomes a seed';
  if (shoot === undefined) {
    issues.report(rules['managed-seed-shoot-missing'], shootPath, 'is missing', { hint });
  } else if ((shoot.name ?? '') === '') {
    issues.report(rules['managed-seed-shoot-missing'], shootPath.child('name'), 'is missing', { hint });
  }
}

function validateGardenlet(
  { gardenlet }: ManagedSeedSpec,
  previous: ManagedSeedSpec | undefined,
  context: ValidationContext,
): void {
  const { issues, target } = context;
  if (gardenlet === undefined && target.gardener < 107) {
    issues.report(rules['managed-seed-gardenlet-missing'], gardenletPath, 'is missing', {
      hint: 'write gardenlet: {} at least',
    });
  }
  const bootstrap = bootstrapOf(gardenlet);
  if (!bootstraps.includes(bootstrap)) {
    issues.report(
      rules['managed-seed-bootstrap-unknown'],
      gardenletPath.child('bootstrap'),
      `${quote(bootstrap)} is no way to bootstrap`,
      { hint: `use one of ${bootstraps.join(', ')}` },
    );
  }
  validateDeployment(gardenlet?.deployment ?? {}, gardenletPath.child('deployment'), context);
  const scope = { ...context, path: configPath };
  const configuration = decodeConfiguration(gardenlet?.config, scope);
  if (configuration === undefined) return;
  validateConfiguration(configuration, { bootstrap, mergeWithParent: isMerged(gardenlet) }, scope);
  validateConfigurationUpdate(configuration, previous?.gardenlet?.config, scope);
}

function validateUpdate(spec: ManagedSeedSpec, stored: ManagedSeedSpec, { issues }: ValidationContext): void {
  const hint = 'keep it, or make a new ManagedSeed';
  const fields: [FieldPath, unknown, unknown][] = [
    [shootPath, spec.shoot?.name, stored.shoot?.name],
    [gardenletPath.child('bootstrap'), bootstrapOf(spec.gardenlet), bootstrapOf(stored.gardenlet)],
    [gardenletPath.child('mergeWithParent'), isMerged(spec.gardenlet), isMerged(stored.gardenlet)],
  ];
  for (const [path, value, old] of fields) {
    if (value === old) continue;
    issues.report(
      rules['managed-seed-immutable'],
      path,
      `is ${quote(old)} and cannot become ${quote(value)}`,
      {
        hint,
      },
    );
  }
}

function bootstrapOf(gardenlet: ManagedSeedSpec['gardenlet']): string {
  return gardenlet?.bootstrap ?? 'BootstrapToken';
}

function isMerged(gardenlet: ManagedSeedSpec['gardenlet']): boolean {
  return gardenlet?.mergeWithParent ?? true;
}

/** Validation does not ask, but the admission that looks the Shoot up does. */
function warnOfNamespace(namespace: string | undefined, { issues }: ValidationContext): void {
  if (namespace === undefined || namespace === 'garden') return;
  issues.report(
    rules['managed-seed-namespace'],
    'metadata.namespace',
    `is ${namespace}; the API server takes ManagedSeeds in garden only`,
    { hint: 'write garden, and have the Shoot there' },
  );
}

function warnOfVpa({ gardenlet }: ManagedSeedSpec, context: ValidationContext): void {
  const scope = { ...context, path: configPath };
  const configuration = decodeConfiguration(gardenlet?.config, { ...scope, issues: new IssueCollector() });
  if (configuration?.seedConfig?.spec?.settings?.verticalPodAutoscaler?.enabled !== true) return;
  context.issues.report(
    rules['managed-seed-vpa'],
    templateScope(scope).path.child('settings', 'verticalPodAutoscaler', 'enabled'),
    "is true, which the API server refuses: a ManagedSeed uses its Shoot's autoscaler",
    { hint: 'remove it, and enable the autoscaler in the Shoot' },
  );
}
