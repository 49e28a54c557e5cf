import type { FieldPath } from '../field-path';
import type { SeedSpec } from './decoded-seed';
import { seedRuleTable as rules } from './rules';
import type { SeedScope } from './seed-scope';

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
