import { quote } from '../../gardener/json';
import { isDns1123Subdomain } from '../../gardener/names';
import type { Check } from '../../issues/check';
import {
  isEmptySecretReference,
  type ObjectReference,
  refersTo,
  secretKind,
  syncedReference,
  validateCredentialsReference,
  validateSecretOnly,
  validateSecretReference,
  workloadIdentityKind,
} from './credentials';
import type { SeedHolder, SeedSpec } from './spec';
import { seedRuleTable as rules } from './table';

// Follows validateSeedIngress and validateSeedDNS in pkg/api/core/validation/seed.go of gardener/gardener.

type SeedDns = NonNullable<SeedSpec['dns']>;
type SeedDnsProvider = NonNullable<SeedDns['provider']>;
type SeedDomain = NonNullable<SeedDns['internal']>;

/** The seed's ingress, and the domains under which seed and shoots are reached. */
export function validateIngressAndDns(spec: SeedSpec, check: Check, holder: SeedHolder): void {
  validateIngress(spec, check, holder);
  const { provider, internal, defaults = [] } = spec.dns ?? {};
  const atDns = check.at('dns');
  const hasIngress = spec.ingress !== undefined || holder === 'ManagedSeed';
  // Before v1.135 the provider was looked at for the ingress only.
  if (provider !== undefined && (hasIngress || check.target.gardener >= 135)) {
    validateProvider(provider, atDns.at('provider'));
  }
  validateInternal(internal, atDns.at('internal'));
  validateDefaults(defaults, atDns.at('defaults'));
}

function validateIngress({ ingress, dns }: SeedSpec, check: Check, holder: SeedHolder): void {
  const atIngress = check.at('ingress');
  if (ingress === undefined) {
    if (holder !== 'Seed') return;
    atIngress.report(
      rules['seed-ingress-missing'],
      'is missing',
      'give ingress.domain, and nginx as ingress.controller.kind',
    );
    return;
  }
  // A ManagedSeed gets the domain and the DNS provider of its Shoot.
  const isManaged = holder === 'ManagedSeed';
  const { domain = '', controller } = ingress;
  if (domain !== '' || !isManaged) validateDomain(domain, atIngress.at('domain'));
  const kind = controller?.kind ?? '';
  if (kind !== 'nginx') {
    atIngress
      .at('controller', 'kind')
      .report(
        rules['seed-ingress-controller-kind'],
        kind === '' ? 'is missing' : `${quote(kind)} is no ingress controller that Gardener deploys`,
        'write nginx',
      );
  }
  if (dns?.provider === undefined && !isManaged) {
    check
      .at('dns', 'provider')
      .report(
        rules['seed-dns-provider-missing'],
        'is missing, but the ingress needs a DNS record',
        'give type (alicloud-dns) and credentialsRef',
      );
  }
}

function validateProvider(provider: SeedDnsProvider, check: Check): void {
  validateType(provider.type, check.at('type'));
  if (check.target.gardener < 135) {
    validateSecretReference(provider.secretRef, check.at('secretRef'));
    return;
  }
  const reference = syncedReference(provider.credentialsRef, provider.secretRef);
  if (reference === undefined) {
    check
      .at('credentialsRef')
      .report(
        rules['credentials-reference-missing'],
        'is missing',
        'refer to the Secret with the credentials of the DNS zone: apiVersion v1, kind Secret, name, namespace',
      );
    return;
  }
  validateCredentialsReference(reference, check.at('credentialsRef'));
  validateLeftOver(provider, reference, check.at('secretRef'));
}

/** v1.135 to v1.138 know both references; they must not say different things. */
function validateLeftOver({ secretRef }: SeedDnsProvider, reference: ObjectReference, check: Check): void {
  if (isEmptySecretReference(secretRef)) return;
  const hint = 'remove secretRef; credentialsRef replaces it';
  if (refersTo(reference, workloadIdentityKind)) {
    for (const field of ['name', 'namespace'] as const) {
      check
        .at(field)
        .report(
          rules['seed-dns-secret-reference-forbidden'],
          'must not stand beside a credentialsRef to a WorkloadIdentity',
          hint,
        );
    }
  } else if (
    refersTo(reference, secretKind) &&
    (secretRef?.name !== reference.name || secretRef?.namespace !== reference.namespace)
  ) {
    check.report(rules['seed-dns-secret-reference-differs'], 'is not what credentialsRef refers to', hint);
  }
}

function validateInternal(internal: SeedDomain | undefined, check: Check): void {
  if (internal !== undefined) {
    validateDomainOf(internal, check);
  } else if (check.target.gardener >= 135) {
    check.report(
      rules['seed-dns-internal-missing'],
      'is missing',
      'give type (alicloud-dns), domain and credentialsRef of the internal domain; nobody else fills them in',
    );
  }
}

function validateDefaults(defaults: readonly SeedDomain[], check: Check): void {
  const seen = new Set<string>();
  for (const [index, entry] of defaults.entries()) {
    const atEntry = check.at(index);
    validateDomainOf(entry, atEntry);
    const domain = entry.domain ?? '';
    if (seen.has(domain)) {
      atEntry
        .at('domain')
        .report(
          rules['seed-dns-domain-duplicate'],
          `${quote(domain)} is a default domain already`,
          'give each default domain once',
        );
    }
    seen.add(domain);
  }
}

function validateDomainOf(entry: SeedDomain, check: Check): void {
  validateDomain(entry.domain, check.at('domain'));
  validateType(entry.type, check.at('type'));
  const reference = entry.credentialsRef ?? {};
  validateSecretOnly(reference, check.at('credentialsRef'));
  validateCredentialsReference(reference, check.at('credentialsRef'));
}

function validateType(type: string | undefined, check: Check): void {
  if ((type ?? '') !== '') return;
  check.report(
    rules['seed-dns-type-missing'],
    'is missing',
    'name the type of DNS provider; for Alibaba Cloud write alicloud-dns',
  );
}

function validateDomain(domain = '', check: Check): void {
  if (domain === '') {
    check.report(rules['seed-domain-missing'], 'is missing', 'write a domain, e.g. seed.example.com');
  } else if (!isDns1123Subdomain(domain)) {
    check.report(
      rules['seed-domain-invalid'],
      `${quote(domain)} is no DNS domain`,
      'lower case letters, digits, "-" and "."; alphanumeric at both ends, no wildcard, at most 253 characters',
    );
  }
}
