import { quote } from '../../gardener/json';
import { isDns1123Label } from '../../gardener/names';
import type { Check, KindRules } from '../../issues/check';
import { admitBackup } from '../alicloud/backup';
import { validateObjectMeta } from '../kubernetes/object-meta';
import { validateBackup } from './backup';
import {
  configMapKind,
  describe,
  isApiVersion,
  type ObjectReference,
  refersTo,
  secretKind,
  spellKinds,
  workloadIdentityKind,
} from './credentials';
import { validateIngressAndDns } from './dns';
import { validateNetworks } from './networks';
import { validateOperation } from './operation';
import { warnOfLabels } from './labels';
import { isPartialSeed, specOfPartialSeed, warnOfPartialSeed } from './partial-seed';
import { validateResourceQuantity, validateSettings } from './settings';
import { isAlicloud, type Seed, type SeedHolder, type SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';
import { validateSeedSpecUpdate } from './update';
import { warnOfSeedSpec } from './warnings';

// Follows pkg/api/core/validation/seed.go of gardener/gardener.

const operations = [
  'reconcile',
  'renew-garden-access-secrets',
  'renew-kubeconfig',
  'renew-workload-identity-tokens',
];

/** A Seed: the API server's rules, then those of provider-alicloud for its backup. */
export const seedRules: KindRules = {
  validate(manifest, { check, previous: stored }) {
    const seed = manifest as Seed;
    const previous = stored as Seed | undefined;
    validateObjectMeta(
      seed.metadata ?? {},
      {
        name: 'label',
        namespaced: false,
        ...(previous === undefined ? {} : { previous: previous.metadata ?? {} }),
      },
      check,
    );
    validateOperation(seed, previous, operations, check);
    const partial = specOfPartialSeed(seed, previous);
    const spec = partial ?? seed.spec ?? {};
    const atSpec = check.at('spec');
    // Of a part nothing is known but the backup, unless the stored Seed completes it.
    if (partial !== undefined && partial.networks === undefined) {
      validateBackup(spec, atSpec, 'Seed');
    } else {
      validateSeedSpec(spec, atSpec, 'Seed');
    }
    if (previous !== undefined) {
      validateSeedSpecUpdate(spec, storedSpec(spec, previous) ?? {}, atSpec, 'Seed');
    }
    if (isAlicloud(spec) || isAlicloud(previous?.spec ?? {})) {
      admitBackup(spec.backup, previous?.spec?.backup, atSpec.at('backup'));
    }
  },

  warn(manifest, { check, previous: stored }) {
    const seed = manifest as Seed;
    const previous = stored as Seed | undefined;
    warnOfLabels(seed.metadata ?? {}, check.at('metadata', 'labels'));
    if (isPartialSeed(seed)) warnOfPartialSeed(seed, check);
    const spec = specOfPartialSeed(seed, previous) ?? seed.spec ?? {};
    warnOfSeedSpec(spec, storedSpec(spec, previous), check.at('spec'), 'Seed');
  },
};

/** What a spec is compared with: of a stored part only the backup is known. */
function storedSpec(spec: SeedSpec, previous: Seed | undefined): SeedSpec | undefined {
  if (previous === undefined || !isPartialSeed(previous)) return previous?.spec;
  return { ...spec, ...previous.spec };
}

/** The API server's rules for a Seed's spec, on its own or within a gardenlet's configuration. */
export function validateSeedSpec(spec: SeedSpec, check: Check, holder: SeedHolder): void {
  validateProvider(spec.provider ?? {}, check.at('provider'), holder);
  validateNetworks(spec.networks ?? {}, check.at('networks'), holder);
  validateBackup(spec, check, holder);
  validateTaints(spec.taints ?? [], check.at('taints'));
  validateVolume(spec.volume ?? {}, check.at('volume'));
  validateSettings(spec, check, holder);
  validateIngressAndDns(spec, check, holder);
  validateExtensions(spec.extensions ?? [], check.at('extensions'));
  validateResources(spec.resources ?? [], check.at('resources'));
}

/** The type that a field of {@link SeedSpec} has when it is given. */
type Given<Field extends keyof SeedSpec> = NonNullable<SeedSpec[Field]>;

function validateProvider(provider: Given<'provider'>, check: Check, holder: SeedHolder): void {
  for (const field of ['type', 'region'] as const) {
    if (holder !== 'Seed' || (provider[field] ?? '') !== '') continue;
    check
      .at(field)
      .report(
        rules['seed-provider-incomplete'],
        'is missing',
        field === 'type' ? 'name the provider, e.g. alicloud' : 'name the region, e.g. eu-central-1',
      );
  }
  const zones = provider.zones ?? [];
  const seen = new Set<string>();
  const duplicate = zones.findIndex((zone) => seen.size === seen.add(zone).size);
  if (duplicate < 0) return;
  check
    .at('zones', duplicate)
    .report(rules['seed-zone-duplicate'], `${quote(zones[duplicate])} is given twice`, 'name each zone once');
}

function validateTaints(taints: Given<'taints'>, check: Check): void {
  const seen = new Set<string>();
  for (const [index, { key = '', value }] of taints.entries()) {
    const atTaint = check.at(index);
    if (key === '') {
      atTaint
        .at('key')
        .report(
          rules['seed-taint-key-missing'],
          'is missing',
          'name the taint, e.g. seed.gardener.cloud/protected',
        );
    }
    const id = value === undefined ? key : `${key}=${value}`;
    if (seen.has(id)) {
      atTaint.report(
        rules['seed-taint-duplicate'],
        `${quote(id)} is given twice`,
        'give each key, or key and value, once',
      );
    }
    seen.add(id);
  }
}

function validateVolume(volume: Given<'volume'>, check: Check): void {
  if (volume.minimumSize !== undefined) {
    validateResourceQuantity('minimumSize', volume.minimumSize, check.at('minimumSize'));
  }
  const purposes = new Set<string>();
  for (const [index, provider] of (volume.providers ?? []).entries()) {
    const atProvider = check.at('providers', index);
    for (const field of ['purpose', 'name'] as const) {
      if ((provider[field] ?? '') !== '') continue;
      atProvider
        .at(field)
        .report(
          rules['seed-volume-provider-incomplete'],
          'is missing',
          'a volume provider needs purpose and name',
        );
    }
    const purpose = provider.purpose ?? '';
    if (purposes.has(purpose)) {
      atProvider
        .at('purpose')
        .report(
          rules['seed-volume-purpose-duplicate'],
          `${quote(purpose)} has a provider already`,
          'give one provider for each purpose',
        );
    }
    purposes.add(purpose);
  }
}

function validateExtensions(extensions: Given<'extensions'>, check: Check): void {
  const types = new Set<string>();
  for (const [index, { type = '' }] of extensions.entries()) {
    const atType = check.at(index, 'type');
    if (type === '') {
      atType.report(rules['seed-extension-type-missing'], 'is missing', 'name the type of the extension');
    } else if (!isDns1123Label(type)) {
      atType.report(
        rules['seed-extension-type-invalid'],
        `${quote(type)} is no DNS label`,
        'lower case letters, digits and "-"; alphanumeric at both ends, at most 63 characters',
      );
    }
    if (types.has(type)) {
      atType.report(
        rules['seed-extension-duplicate'],
        `${quote(type)} is given twice`,
        'give each extension once',
      );
    }
    types.add(type);
  }
}

function validateResources(resources: Given<'resources'>, check: Check): void {
  const names = new Set<string>();
  for (const [index, { name = '', resourceRef = {} }] of resources.entries()) {
    const atResource = check.at(index);
    if (name === '') {
      atResource
        .at('name')
        .report(
          rules['seed-resource-name-missing'],
          'is missing',
          'give the resource a name by which extensions find it',
        );
    } else if (names.has(name)) {
      atResource
        .at('name')
        .report(
          rules['seed-resource-duplicate'],
          `${quote(name)} is given twice`,
          'give each resource a name of its own',
        );
    }
    names.add(name);
    validateResourceReference(resourceRef, atResource.at('resourceRef'));
  }
}

const resourceKinds = [secretKind, configMapKind, workloadIdentityKind];

function validateResourceReference(reference: ObjectReference, check: Check): void {
  for (const field of ['apiVersion', 'kind', 'name'] as const) {
    if ((reference[field] ?? '') !== '') continue;
    check
      .at(field)
      .report(
        rules['seed-resource-reference-incomplete'],
        'is missing',
        'a reference needs apiVersion, kind and name; its namespace is always garden',
      );
  }
  const { apiVersion = '' } = reference;
  const hint = `refer to one of ${spellKinds(resourceKinds)}`;
  if (!isApiVersion(apiVersion)) {
    check.report(rules['seed-resource-reference-invalid'], `${quote(apiVersion)} is no apiVersion`, hint);
  } else if (!resourceKinds.some((known) => refersTo(reference, known))) {
    check.report(
      rules['seed-resource-reference-kind'],
      `${describe(reference)} cannot be handed to extensions`,
      hint,
    );
  }
}
