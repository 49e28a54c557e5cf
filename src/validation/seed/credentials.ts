import type {
  SeedSpecBackupCredentialsRef,
  SeedSpecBackupSecretRef,
} from '../../../imports/core.gardener.cloud';
import type { Decoded } from '../../gardener/decoded';
import { quote } from '../../gardener/json';
import { isDns1123Subdomain } from '../../gardener/names';
import type { Check } from '../../issues/check';
import { seedRuleTable as rules } from './table';

// References to credentials. Follows pkg/api/core/validation/seed.go and utils.go of gardener/gardener.

export type ObjectReference = Decoded<SeedSpecBackupCredentialsRef>;
/** The old form, of Secrets only. */
export type SecretReference = Decoded<SeedSpecBackupSecretRef>;

/** Kinds of credentials that the API server knows; InternalSecret came with v1.135. */
function credentialKinds(gardener: number): readonly GroupVersionKind[] {
  return gardener < 135
    ? [secretKind, workloadIdentityKind]
    : [secretKind, internalSecretKind, workloadIdentityKind];
}

/** A reference to credentials is complete, well-formed, and of a kind that may hold some. */
export function validateCredentialsReference(reference: ObjectReference, check: Check): void {
  for (const field of ['apiVersion', 'kind'] as const) {
    if ((reference[field] ?? '') === '') reportMissing(check.at(field));
  }
  for (const field of ['name', 'namespace'] as const) {
    const value = reference[field] ?? '';
    if (value === '') reportMissing(check.at(field));
    if (!isDns1123Subdomain(value)) {
      check
        .at(field)
        .report(
          rules['credentials-reference-name-invalid'],
          `${quote(value)} is no DNS subdomain`,
          'lower case letters, digits, "-" and "."; alphanumeric at both ends',
        );
    }
  }
  const kinds = credentialKinds(check.target.gardener);
  if (kinds.some((kind) => refersTo(reference, kind))) return;
  check.report(
    rules['credentials-reference-kind'],
    `${describe(reference)} holds no credentials that Gardener knows`,
    `refer to one of ${spellKinds(kinds)}`,
  );
}

/** Up to v1.134 only Secrets are taken for DNS; the general rules hold beside this one. */
export function validateSecretOnly(reference: ObjectReference, check: Check): void {
  if (check.target.gardener >= 135 || refersTo(reference, secretKind)) return;
  check.report(
    rules['credentials-reference-not-yet'],
    `Gardener 1.${check.target.gardener} takes nothing but a Secret here, not ${describe(reference)}`,
    'refer to a v1 Secret; other kinds came with 1.135',
  );
}

/** The old `secretRef`: name and namespace, nothing else is looked at. */
export function validateSecretReference(reference: SecretReference | undefined, check: Check): void {
  for (const field of ['name', 'namespace'] as const) {
    if ((reference?.[field] ?? '') === '') reportMissing(check.at(field));
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
  return apiVersion === '' && kind === ''
    ? 'a reference without apiVersion and kind'
    : `${apiVersion} ${kind}`.trim();
}

function reportMissing(check: Check): void {
  check.report(
    rules['credentials-reference-incomplete'],
    'is missing',
    'a reference needs apiVersion, kind, name and namespace',
  );
}

/** A kind that a reference may name, as Gardener spells it in its messages. */
interface GroupVersionKind {
  readonly apiVersion: string;
  readonly kind: string;
}

export const secretKind: GroupVersionKind = { apiVersion: 'v1', kind: 'Secret' };
export const configMapKind: GroupVersionKind = { apiVersion: 'v1', kind: 'ConfigMap' };
export const internalSecretKind: GroupVersionKind = {
  apiVersion: 'core.gardener.cloud/v1beta1',
  kind: 'InternalSecret',
};
export const workloadIdentityKind: GroupVersionKind = {
  apiVersion: 'security.gardener.cloud/v1alpha1',
  kind: 'WorkloadIdentity',
};

/** Whether a reference names that kind. The API server reads `/v1` as `v1`, so that counts, too. */
export function refersTo(reference: ObjectReference, wanted: GroupVersionKind): boolean {
  const apiVersion = reference.apiVersion ?? '';
  const version = apiVersion.startsWith('/') ? apiVersion.slice(1) : apiVersion;
  return reference.kind === wanted.kind && version === wanted.apiVersion;
}

/** `group/version` or `version`; more than one slash is no apiVersion. */
export function isApiVersion(text: string): boolean {
  return text.split('/').length <= 2;
}

export function spellKinds(kinds: readonly GroupVersionKind[]): string {
  return kinds.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`).join(', ');
}
