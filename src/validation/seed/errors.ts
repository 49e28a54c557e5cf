import { FieldPath } from '../../gardener/field-path';
import { type JsonObject, quote } from '../../gardener/json';
import { isDns1123Label, isQualifiedName } from '../../gardener/names';
import { parseQuantity, roundedQuantity } from '../../gardener/quantity';
import { admitBackup } from '../alicloud/backup';
import { validateObjectMeta } from '../kubernetes/object-meta';
import {
  configMapKind,
  isApiVersion,
  refersTo,
  secretKind,
  spellKinds,
  validateBackup,
  workloadIdentityKind,
} from './backup';
import type {
  NamedResource,
  ObjectReference,
  QuantityValue,
  Seed,
  SeedScope,
  SeedSpec,
} from './decoded-seed';
import { validateIngressAndDns } from './dns';
import { validateNetworks } from './networks';
import { isPartialSeed, specOfPartialSeed, validateOperation, warnOfPartialSeed } from './partial-seed';
import { validateSettings } from './settings';
import { seedRuleTable as rules } from './table';
import { warnOfLabels, warnOfSeedSpec } from './warnings';
import type { KindRules, ValidationContext } from '../../issues/check';

const operations = [
  'reconcile',
  'renew-garden-access-secrets',
  'renew-kubeconfig',
  'renew-workload-identity-tokens',
];

/** A Seed: the API server's rules, then those of provider-alicloud for its backup. */
export const seedRules: KindRules = {
  validate(manifest, context) {
    const seed = manifest as Seed;
    const previous = context.previous as Seed | undefined;
    validateObjectMeta(
      (seed.metadata ?? {}) as JsonObject,
      {
        name: 'label',
        namespaced: false,
        ...(previous === undefined ? {} : { previous: (previous.metadata ?? {}) as JsonObject }),
      },
      context.issues,
    );
    validateOperation(seed, previous, operations, context.issues);
    const scope = scopeOf(context);
    const partial = specOfPartialSeed(seed, previous);
    const spec = partial ?? seed.spec ?? {};
    // Of a part nothing is known but the backup, unless the stored Seed completes it.
    if (partial !== undefined && partial.networks === undefined) validateBackup(spec, scope);
    else validateSeedSpec(spec, scope);
    if (previous !== undefined) validateSeedSpecUpdate(spec, storedSpec(spec, previous) ?? {}, scope);
    if (isAlicloud(spec) || isAlicloud(previous?.spec ?? {})) {
      admitBackup(spec.backup, previous?.spec?.backup, { ...context, path: scope.path.child('backup') });
    }
  },

  warn(manifest, context) {
    const seed = manifest as Seed;
    const previous = context.previous as Seed | undefined;
    warnOfLabels(seed.metadata?.labels ?? {}, FieldPath.of('metadata', 'labels'), context.issues);
    if (isPartialSeed(seed)) warnOfPartialSeed(seed, context.issues);
    const spec = specOfPartialSeed(seed, previous) ?? seed.spec ?? {};
    warnOfSeedSpec(spec, storedSpec(spec, previous), scopeOf(context));
  },
};

/** What a spec is compared with: of a stored part only the backup is known. */
function storedSpec(spec: SeedSpec, previous: Seed | undefined): SeedSpec | undefined {
  if (previous === undefined || !isPartialSeed(previous)) return previous?.spec;
  return { ...spec, ...previous.spec };
}

function scopeOf({ issues, target }: ValidationContext): SeedScope {
  return { issues, target, path: FieldPath.of('spec'), inTemplate: false };
}

/** The admission of provider-alicloud gets every Seed that it owns, be it only by the provider of the backup. */
export function isAlicloud({ provider, backup }: SeedSpec): boolean {
  return provider?.type === 'alicloud' || backup?.provider === 'alicloud';
}

/** The API server's rules for a Seed's spec, on its own or within a gardenlet's configuration. */
export function validateSeedSpec(spec: SeedSpec, scope: SeedScope): void {
  validateProvider(spec, scope);
  validateNetworks(spec.networks ?? {}, scope);
  validateBackup(spec, scope);
  validateTaints(spec, scope);
  validateVolume(spec, scope);
  validateSettings(spec, scope);
  validateIngressAndDns(spec, scope);
  validateExtensions(spec, scope);
  validateResources(spec.resources ?? [], scope);
}

function validateProvider({ provider = {} }: SeedSpec, { issues, path, inTemplate }: SeedScope): void {
  for (const field of ['type', 'region'] as const) {
    if (inTemplate || (provider[field] ?? '') !== '') continue;
    issues.report(rules['seed-provider-incomplete'], path.child('provider', field), 'is missing', {
      hint: field === 'type' ? 'name the provider, e.g. alicloud' : 'name the region, e.g. eu-central-1',
    });
  }
  const zones = provider.zones ?? [];
  const duplicate = zones.findIndex((zone, index) => zones.indexOf(zone) < index);
  if (duplicate < 0) return;
  issues.report(
    rules['seed-zone-duplicate'],
    path.child('provider', 'zones').index(duplicate),
    `${quote(zones[duplicate])} is given twice`,
    { hint: 'name each zone once' },
  );
}

function validateTaints({ taints = [] }: SeedSpec, { issues, path }: SeedScope): void {
  const seen = new Set<string>();
  for (const [index, { key = '', value }] of taints.entries()) {
    const taintPath = path.child('taints').index(index);
    if (key === '') {
      issues.report(rules['seed-taint-key-missing'], taintPath.child('key'), 'is missing', {
        hint: 'name the taint, e.g. seed.gardener.cloud/protected',
      });
    }
    const id = value === undefined ? key : `${key}=${value}`;
    if (seen.has(id)) {
      issues.report(rules['seed-taint-duplicate'], taintPath, `${quote(id)} is given twice`, {
        hint: 'give each key, or key and value, once',
      });
    }
    seen.add(id);
  }
}

function validateVolume({ volume }: SeedSpec, scope: SeedScope): void {
  if (volume === undefined) return;
  const { issues } = scope;
  const path = scope.path.child('volume');
  if (volume.minimumSize !== undefined) {
    validateResourceQuantity('minimumSize', volume.minimumSize, path.child('minimumSize'), scope);
  }
  const purposes = new Set<string>();
  for (const [index, provider] of (volume.providers ?? []).entries()) {
    const providerPath = path.child('providers').index(index);
    for (const field of ['purpose', 'name'] as const) {
      if ((provider[field] ?? '') !== '') continue;
      issues.report(rules['seed-volume-provider-incomplete'], providerPath.child(field), 'is missing', {
        hint: 'a volume provider needs purpose and name',
      });
    }
    const purpose = provider.purpose ?? '';
    if (purposes.has(purpose)) {
      issues.report(
        rules['seed-volume-purpose-duplicate'],
        providerPath.child('purpose'),
        `${quote(purpose)} has a provider already`,
        { hint: 'give one provider for each purpose' },
      );
    }
    purposes.add(purpose);
  }
}

function validateExtensions({ extensions = [] }: SeedSpec, { issues, path }: SeedScope): void {
  const types = new Set<string>();
  for (const [index, { type = '' }] of extensions.entries()) {
    const typePath = path.child('extensions').index(index).child('type');
    if (type === '') {
      issues.report(rules['seed-extension-type-missing'], typePath, 'is missing', {
        hint: 'name the type of the extension',
      });
    } else if (!isDns1123Label(type)) {
      issues.report(rules['seed-extension-type-invalid'], typePath, `${quote(type)} is no DNS label`, {
        hint: 'lower case letters, digits and "-"; alphanumeric at both ends, at most 63 characters',
      });
    }
    if (types.has(type)) {
      issues.report(rules['seed-extension-duplicate'], typePath, `${quote(type)} is given twice`, {
        hint: 'give each extension once',
      });
    }
    types.add(type);
  }
}

function validateResources(resources: readonly NamedResource[], scope: SeedScope): void {
  const { issues, path } = scope;
  const names = new Set<string>();
  for (const [index, { name = '', resourceRef = {} }] of resources.entries()) {
    const resourcePath = path.child('resources').index(index);
    if (name === '') {
      issues.report(rules['seed-resource-name-missing'], resourcePath.child('name'), 'is missing', {
        hint: 'give the resource a name by which extensions find it',
      });
    } else if (names.has(name)) {
      issues.report(
        rules['seed-resource-duplicate'],
        resourcePath.child('name'),
        `${quote(name)} is given twice`,
        { hint: 'give each resource a name of its own' },
      );
    }
    names.add(name);
    validateResourceReference(resourceRef, resourcePath.child('resourceRef'), scope);
  }
}

const resourceKinds = [secretKind, configMapKind, workloadIdentityKind];

function validateResourceReference(reference: ObjectReference, path: FieldPath, { issues }: SeedScope): void {
  for (const field of ['apiVersion', 'kind', 'name'] as const) {
    if ((reference[field] ?? '') !== '') continue;
    issues.report(rules['seed-resource-reference-incomplete'], path.child(field), 'is missing', {
      hint: 'a reference needs apiVersion, kind and name; its namespace is always garden',
    });
  }
  const { apiVersion = '', kind = '' } = reference;
  const hint = `refer to one of ${spellKinds(resourceKinds)}`;
  if (!isApiVersion(apiVersion)) {
    issues.report(rules['seed-resource-reference-invalid'], path, `${quote(apiVersion)} is no apiVersion`, {
      hint,
    });
  } else if (!resourceKinds.some((known) => refersTo(reference, known))) {
    const what = `${apiVersion} ${kind}`.trim();
    issues.report(
      rules['seed-resource-reference-kind'],
      path,
      `${what === '' ? 'an object of no kind' : what} cannot be handed to extensions`,
      { hint },
    );
  }
}

const immutableHint = 'keep the value, or make a new seed';

/** What a stored Seed's spec does not let go of. */
export function validateSeedSpecUpdate(spec: SeedSpec, previous: SeedSpec, scope: SeedScope): void {
  validateNetworksUpdate(spec, previous, scope);
  validateIngressUpdate(spec, previous, scope);
  validateBackupUpdate(spec, previous, scope);
  validateDnsUpdate(spec, previous, scope);
}

function validateNetworksUpdate(spec: SeedSpec, previous: SeedSpec, scope: SeedScope): void {
  const [networks, stored] = [spec.networks ?? {}, previous.networks ?? {}];
  const path = scope.path.child('networks');
  const [families, storedFamilies] = [ipFamilies(spec, scope), ipFamilies(previous, scope)];
  if (families !== storedFamilies) {
    report('seed-network-immutable', path.child('ipFamilies'), storedFamilies, families, scope);
  }
  for (const field of ['pods', 'services'] as const) {
    const [value = '', old = ''] = [networks[field], stored[field]];
    if (value !== old) report('seed-network-immutable', path.child(field), old, value, scope);
  }
  if (stored.nodes !== undefined && networks.nodes !== stored.nodes) {
    report('seed-network-immutable', path.child('nodes'), stored.nodes, networks.nodes ?? '', scope);
  }
}

/** A Seed has IPv4 by default; in a template nothing is filled in. */
function ipFamilies({ networks }: SeedSpec, { inTemplate }: SeedScope): string {
  const families = networks?.ipFamilies ?? [];
  return (families.length > 0 || inTemplate ? families : ['IPv4']).join(', ');
}

function validateIngressUpdate({ ingress }: SeedSpec, previous: SeedSpec, scope: SeedScope): void {
  if (ingress === undefined || previous.ingress === undefined) return;
  const [domain = '', stored = ''] = [ingress.domain, previous.ingress.domain];
  if (domain === stored) return;
  report('seed-ingress-domain-immutable', scope.path.child('ingress', 'domain'), stored, domain, scope);
}

function validateBackupUpdate({ backup }: SeedSpec, previous: SeedSpec, scope: SeedScope): void {
  const stored = previous.backup;
  const path = scope.path.child('backup');
  if (stored === undefined) return;
  if (backup === undefined) {
    scope.issues.report(rules['seed-backup-removed'], path, 'cannot be removed', {
      hint: 'write the backup as it was; a seed with shoots cannot do without its bucket',
    });
    return;
  }
  const [provider = '', storedProvider = ''] = [backup.provider, stored.provider];
  if (provider !== storedProvider) {
    report('seed-backup-immutable', path.child('provider'), storedProvider, provider, scope);
  }
  // A region that was left out stays left out: it is not the same as an empty one.
  if (backup.region !== stored.region) {
    report('seed-backup-immutable', path.child('region'), stored.region ?? '', backup.region ?? '', scope);
  }
}

function validateDnsUpdate({ dns }: SeedSpec, previous: SeedSpec, { issues, path, target }: SeedScope): void {
  const stored = previous.dns?.defaults ?? [];
  if (stored.length > 0 && (dns?.defaults ?? []).length === 0) {
    issues.report(
      rules['seed-dns-defaults-removed'],
      path.child('dns', 'defaults'),
      'cannot be emptied again',
      {
        hint: 'keep one default domain at least',
      },
    );
  }
  // Later it is required anyway.
  if (target.gardener < 135 && previous.dns?.internal !== undefined && dns?.internal === undefined) {
    issues.report(rules['seed-dns-internal-removed'], path.child('dns', 'internal'), 'cannot be removed', {
      hint: 'write the internal domain as it was',
    });
  }
}

function report(
  rule: 'seed-network-immutable' | 'seed-ingress-domain-immutable' | 'seed-backup-immutable',
  path: FieldPath,
  stored: string,
  value: string,
  { issues }: SeedScope,
): void {
  const spell = (text: string): string => (text === '' ? 'nothing' : text);
  issues.report(rules[rule], path, `is ${spell(stored)} and cannot become ${spell(value)}`, {
    hint: immutableHint,
  });
}

/** Kubernetes counts these; of all others there may be fractions. */
const countedResources = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

/** A resource of a pod is not negative, and whole if it is one that is counted. */
export function validateResourceQuantity(
  resource: string,
  value: QuantityValue,
  path: FieldPath,
  { issues }: SeedScope,
): void {
  const quantity = parseQuantity(value);
  if (quantity === undefined) return; // Decoding has said so.
  if (quantity.isNegative) {
    issues.report(rules['seed-quantity-negative'], path, `${quantity.canonical} is negative`, {
      hint: 'give zero or more',
    });
  }
  if (isCounted(resource) && roundedQuantity(quantity, -3) % 1000n !== 0n) {
    issues.report(rules['seed-quantity-fraction'], path, `${quantity.canonical} is no whole number`, {
      hint: `${resource} are counted: give a whole number`,
    });
  }
}

/** Extended resources (`example.com/gpu`) are counted, too. */
function isCounted(resource: string): boolean {
  if (countedResources.has(resource)) return true;
  if (!resource.includes('/') || resource.includes('kubernetes.io/') || resource.startsWith('requests.'))
    return false;
  return isQualifiedName(`requests.${resource}`);
}
