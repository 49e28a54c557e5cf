import { quote } from '../kubernetes/quote';
import { isDns1123Label } from '../kubernetes/names';
import { validateBackup } from './backup';
import type { NamedResource, ObjectReference, SeedSpec } from './decoded-seed';
import { validateIngressAndDns } from './dns';
import type { FieldPath } from '../field-path';
import {
  configMapKind,
  isApiVersion,
  refersTo,
  secretKind,
  spellKinds,
  workloadIdentityKind,
} from './group-version-kind';
import { validateNetworks } from './networks';
import { validateResourceQuantity } from './resource-quantity';
import { seedRuleTable as rules } from './rules';
import type { SeedScope } from './seed-scope';
import { validateSettings } from './settings';

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
