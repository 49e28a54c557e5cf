import type { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import { isDns1123Subdomain } from '../../gardener/names';
import {
  isEmptySecretReference,
  refersTo,
  secretKind,
  syncedReference,
  validateCredentialsReference,
  validateSecretOnly,
  validateSecretReference,
  workloadIdentityKind,
} from './backup';
import type { ObjectReference, SeedDnsProvider, SeedDomain, SeedScope, SeedSpec } from './decoded-seed';
import { seedRuleTable as rules } from './table';

/** The seed's ingress, and the domains under which seed and shoots are reached. */
export function validateIngressAndDns(spec: SeedSpec, scope: SeedScope): void {
  validateIngress(spec, scope);
  const { dns = {} } = spec;
  // Before v1.135 the provider was looked at for the ingress only.
  if (dns.provider !== undefined && (spec.ingress !== undefined || scope.target.gardener >= 135)) {
    validateProvider(dns.provider, scope.path.child('dns', 'provider'), scope);
  }
  validateInternal(dns.internal, scope);
  validateDefaults(dns.defaults ?? [], scope);
}

function validateIngress({ ingress, dns }: SeedSpec, scope: SeedScope): void {
  const { issues } = scope;
  const path = scope.path.child('ingress');
  if (ingress === undefined) {
    if (scope.inTemplate) return;
    issues.report(rules['seed-ingress-missing'], path, 'is missing', {
      hint: 'give ingress.domain, and nginx as ingress.controller.kind',
    });
    return;
  }
  validateDomain(ingress.domain, path.child('domain'), scope);
  const kind = ingress.controller?.kind ?? '';
  if (kind !== 'nginx') {
    issues.report(
      rules['seed-ingress-controller-kind'],
      path.child('controller', 'kind'),
      kind === '' ? 'is missing' : `${quote(kind)} is no ingress controller that Gardener deploys`,
      { hint: 'write nginx' },
    );
  }
  if (dns?.provider === undefined) {
    issues.report(
      rules['seed-dns-provider-missing'],
      scope.path.child('dns', 'provider'),
      'is missing, but the ingress needs a DNS record',
      { hint: 'give type (alicloud-dns) and credentialsRef' },
    );
  }
}

function validateProvider(provider: SeedDnsProvider, path: FieldPath, scope: SeedScope): void {
  validateType(provider.type, path.child('type'), scope);
  if (scope.target.gardener < 135) {
    validateSecretReference(provider.secretRef, path.child('secretRef'), scope);
    return;
  }
  const reference = syncedReference(provider.credentialsRef, provider.secretRef);
  if (reference === undefined) {
    scope.issues.report(rules['credentials-reference-missing'], path.child('credentialsRef'), 'is missing', {
      hint: 'refer to the Secret with the credentials of the DNS zone: apiVersion v1, kind Secret, name, namespace',
    });
    return;
  }
  validateCredentialsReference(reference, path.child('credentialsRef'), scope);
  validateLeftOver(provider, reference, path.child('secretRef'), scope);
}

/** v1.135 to v1.138 know both references; they must not say different things. */
function validateLeftOver(
  { secretRef }: SeedDnsProvider,
  reference: ObjectReference,
  path: FieldPath,
  { issues }: SeedScope,
): void {
  if (isEmptySecretReference(secretRef)) return;
  const hint = 'remove secretRef; credentialsRef replaces it';
  if (refersTo(reference, workloadIdentityKind)) {
    for (const field of ['name', 'namespace'] as const) {
      issues.report(
        rules['seed-dns-secret-reference-forbidden'],
        path.child(field),
        'must not stand beside a credentialsRef to a WorkloadIdentity',
        { hint },
      );
    }
  } else if (
    refersTo(reference, secretKind) &&
    (secretRef?.name !== reference.name || secretRef?.namespace !== reference.namespace)
  ) {
    issues.report(rules['seed-dns-secret-reference-differs'], path, 'is not what credentialsRef refers to', {
      hint,
    });
  }
}

function validateInternal(internal: SeedDomain | undefined, scope: SeedScope): void {
  const path = scope.path.child('dns', 'internal');
  if (internal !== undefined) {
    validateDomainOf(internal, path, scope);
  } else if (scope.target.gardener >= 135) {
    scope.issues.report(rules['seed-dns-internal-missing'], path, 'is missing', {
      hint: 'give type (alicloud-dns), domain and credentialsRef of the internal domain; nobody else fills them in',
    });
  }
}

function validateDefaults(defaults: readonly SeedDomain[], scope: SeedScope): void {
  const seen = new Set<string>();
  for (const [index, entry] of defaults.entries()) {
    const path = scope.path.child('dns', 'defaults').index(index);
    validateDomainOf(entry, path, scope);
    const domain = entry.domain ?? '';
    if (seen.has(domain)) {
      scope.issues.report(
        rules['seed-dns-domain-duplicate'],
        path.child('domain'),
        `${quote(domain)} is a default domain already`,
        { hint: 'give each default domain once' },
      );
    }
    seen.add(domain);
  }
}

function validateDomainOf(entry: SeedDomain, path: FieldPath, scope: SeedScope): void {
  validateDomain(entry.domain, path.child('domain'), scope);
  validateType(entry.type, path.child('type'), scope);
  const reference = entry.credentialsRef ?? {};
  validateSecretOnly(reference, path.child('credentialsRef'), scope);
  validateCredentialsReference(reference, path.child('credentialsRef'), scope);
}

function validateType(type: string | undefined, path: FieldPath, { issues }: SeedScope): void {
  if ((type ?? '') !== '') return;
  issues.report(rules['seed-dns-type-missing'], path, 'is missing', {
    hint: 'name the type of DNS provider; for Alibaba Cloud write alicloud-dns',
  });
}

function validateDomain(domain = '', path: FieldPath, { issues }: SeedScope): void {
  if (domain === '') {
    issues.report(rules['seed-domain-missing'], path, 'is missing', {
      hint: 'write a domain, e.g. seed.example.com',
    });
  } else if (!isDns1123Subdomain(domain)) {
    issues.report(rules['seed-domain-invalid'], path, `${quote(domain)} is no DNS domain`, {
      hint: 'lower case letters, digits, "-" and "."; alphanumeric at both ends, no wildcard, at most 253 characters',
    });
  }
}
