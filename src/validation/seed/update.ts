import type { Check } from '../../issues/check';
import type { SeedHolder, SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

// Follows ValidateSeedSpecUpdate in pkg/api/core/validation/seed.go of gardener/gardener.

/** What a stored Seed's spec does not let go of. */
export function validateSeedSpecUpdate(
  spec: SeedSpec,
  previous: SeedSpec,
  check: Check,
  holder: SeedHolder,
): void {
  const isManaged = holder === 'ManagedSeed';
  validateNetworks(spec, previous, check.at('networks'), holder);
  if (spec.ingress !== undefined && previous.ingress !== undefined) {
    const [domain = '', stored = ''] = [spec.ingress.domain, previous.ingress.domain];
    const isTaken = isManaged && (domain === '' || stored === '');
    if (domain !== stored && !isTaken) {
      reportChange('seed-ingress-domain-immutable', stored, domain, check.at('ingress', 'domain'));
    }
  }
  validateBackup(spec, previous, check.at('backup'), isManaged);
  validateDns(spec, previous, check.at('dns'));
}

function validateNetworks(spec: SeedSpec, previous: SeedSpec, check: Check, holder: SeedHolder): void {
  const [networks, stored] = [spec.networks ?? {}, previous.networks ?? {}];
  const [families, storedFamilies] = [ipFamilies(spec, holder), ipFamilies(previous, holder)];
  if (!isSameList(families, storedFamilies)) {
    reportImmutable('ipFamilies', storedFamilies.join(', '), families.join(', '));
  }
  for (const field of ['pods', 'services'] as const) {
    const [value = '', old = ''] = [networks[field], stored[field]];
    if (value !== old) reportImmutable(field, old, value);
  }
  if (stored.nodes !== undefined && networks.nodes !== stored.nodes) {
    reportImmutable('nodes', stored.nodes, networks.nodes ?? '');
  }

  function reportImmutable(field: string, old: string, value: string): void {
    reportChange('seed-network-immutable', old, value, check.at(field));
  }
}

/** A Seed has IPv4 by default; in a template nothing is filled in. */
function ipFamilies({ networks }: SeedSpec, holder: SeedHolder): readonly string[] {
  const families = networks?.ipFamilies ?? [];
  return families.length > 0 || holder !== 'Seed' ? families : ['IPv4'];
}

function isSameList(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

function validateBackup(
  { backup }: SeedSpec,
  { backup: stored }: SeedSpec,
  check: Check,
  isManaged: boolean,
): void {
  if (stored === undefined) return;
  if (backup === undefined) {
    check.report(
      rules['seed-backup-removed'],
      'cannot be removed',
      'write the backup as it was; a seed with shoots cannot do without its bucket',
    );
    return;
  }
  const [provider = '', storedProvider = ''] = [backup.provider, stored.provider];
  const isTaken = isManaged && (provider === '' || storedProvider === '');
  if (provider !== storedProvider && !isTaken) {
    reportChange('seed-backup-immutable', storedProvider, provider, check.at('provider'));
  }
  // A region that was left out stays left out: it is not the same as an empty one.
  if (backup.region !== stored.region) {
    reportChange('seed-backup-immutable', stored.region ?? '', backup.region ?? '', check.at('region'));
  }
}

function validateDns({ dns }: SeedSpec, { dns: stored }: SeedSpec, check: Check): void {
  if ((stored?.defaults ?? []).length > 0 && (dns?.defaults ?? []).length === 0) {
    check
      .at('defaults')
      .report(
        rules['seed-dns-defaults-removed'],
        'cannot be emptied again',
        'keep one default domain at least',
      );
  }
  // Later it is required anyway.
  if (check.target.gardener < 135 && stored?.internal !== undefined && dns?.internal === undefined) {
    check
      .at('internal')
      .report(rules['seed-dns-internal-removed'], 'cannot be removed', 'write the internal domain as it was');
  }
}

function reportChange(
  rule: 'seed-network-immutable' | 'seed-ingress-domain-immutable' | 'seed-backup-immutable',
  stored: string,
  value: string,
  check: Check,
): void {
  const spell = (text: string): string => (text === '' ? 'nothing' : text);
  check.report(
    rules[rule],
    `is ${spell(stored)} and cannot become ${spell(value)}`,
    'keep the value, or make a new seed',
  );
}
