import { quote } from '../kubernetes/quote';
import type { FieldPath } from '../field-path';
import { isDns1123Subdomain } from '../kubernetes/names';
import type { ObjectReference, SecretReference } from './decoded-seed';
import {
  internalSecretKind,
  refersTo,
  secretKind,
  spellKinds,
  workloadIdentityKind,
  type GroupVersionKind,
} from './group-version-kind';
import { seedRuleTable as rules } from './rules';
import type { SeedScope } from './seed-scope';

type Scope = Pick<SeedScope, 'issues' | 'target'>;

/** Kinds of credentials that the API server knows; InternalSecret came with v1.135. */
function credentialKinds(gardener: number): readonly GroupVersionKind[] {
  return gardener < 135
    ? [secretKind, workloadIdentityKind]
    : [secretKind, internalSecretKind, workloadIdentityKind];
}

/** A reference to credentials is complete, well-formed, and of a kind that may hold some. */
export function validateCredentialsReference(
  reference: ObjectReference,
  path: FieldPath,
  scope: Scope,
): void {
  const { issues, target } = scope;
  for (const field of ['apiVersion', 'kind'] as const) {
    if ((reference[field] ?? '') === '') reportMissing(path.child(field), scope);
  }
  for (const field of ['name', 'namespace'] as const) {
    const value = reference[field] ?? '';
    if (value === '') reportMissing(path.child(field), scope);
    if (!isDns1123Subdomain(value)) {
      issues.report(
        rules['credentials-reference-name-invalid'],
        path.child(field),
        `${quote(value)} is no DNS subdomain`,
        { hint: 'lower case letters, digits, "-" and "."; alphanumeric at both ends' },
      );
    }
  }
  const kinds = credentialKinds(target.gardener);
  if (kinds.some((kind) => refersTo(reference, kind))) return;
  issues.report(
    rules['credentials-reference-kind'],
    path,
    `${describe(reference)} holds no credentials that Gardener knows`,
    { hint: `refer to one of ${spellKinds(kinds)}` },
  );
}

/** Up to v1.134 only Secrets are taken for DNS; the general rules hold beside this one. */
export function validateSecretOnly(reference: ObjectReference, path: FieldPath, scope: Scope): void {
  if (scope.target.gardener >= 135 || refersTo(reference, secretKind)) return;
  scope.issues.report(
    rules['credentials-reference-not-yet'],
    path,
    `Gardener 1.${scope.target.gardener} takes nothing but a Secret here, not ${describe(reference)}`,
    { hint: 'refer to a v1 Secret; other kinds came with 1.135' },
  );
}

/** The old `secretRef`: name and namespace, nothing else is looked at. */
export function validateSecretReference(
  reference: SecretReference | undefined,
  path: FieldPath,
  scope: Scope,
): void {
  for (const field of ['name', 'namespace'] as const) {
    if ((reference?.[field] ?? '') === '') reportMissing(path.child(field), scope);
  }
}

export function isEmptySecretReference(reference: SecretReference | undefined): boolean {
  return (reference?.name ?? '') === '' && (reference?.namespace ?? '') === '';
}

/** While both fields exist, the server takes a lone `secretRef` for a reference to that Secret. */
export function syncedReference(
  credentials: ObjectReference | undefined,
  secret: SecretReference | undefined,
): ObjectReference | undefined {
  if (credentials !== undefined || isEmptySecretReference(secret)) return credentials;
  return { ...secretKind, ...secret };
}

export function describe({ apiVersion = '', kind = '' }: ObjectReference): string {
  return apiVersion === '' && kind === '' ? 'an object of no kind' : `${apiVersion} ${kind}`.trim();
}

function reportMissing(path: FieldPath, { issues }: Scope): void {
  issues.report(rules['credentials-reference-incomplete'], path, 'is missing', {
    hint: 'a reference needs apiVersion, kind, name and namespace',
  });
}
