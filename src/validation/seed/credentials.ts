import type { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import { isDns1123Subdomain } from '../../gardener/names';
import type { ObjectReference, SecretReference, SeedBackup, SeedScope, SeedSpec } from './decoded-seed';
import { seedRuleTable as rules } from './table';

/** Where the backups of etcd go: the API server's part, whatever the provider. */
export function validateBackup({ backup, provider }: SeedSpec, scope: SeedScope): void {
  if (backup === undefined) return;
  const { issues } = scope;
  const path = scope.path.child('backup');
  const backupProvider = backup.provider ?? '';
  if (backupProvider === '') {
    issues.report(rules['seed-backup-provider-missing'], path.child('provider'), 'is missing', {
      hint: 'name the provider of the object store, e.g. alicloud',
    });
  }
  const seedProvider = provider?.type ?? '';
  if (seedProvider !== backupProvider && (backup.region ?? '') === '') {
    issues.report(
      rules['seed-backup-region-missing'],
      path.child('region'),
      `is missing, and the seed's own region is none of ${quote(backupProvider)}: the seed is ` +
        (seedProvider === '' ? 'of no provider' : `of ${quote(seedProvider)}`),
      { hint: 'write the region of the object store' },
    );
  }
  if (!isReferenceFilledIn(backup, scope)) validateBackupCredentials(backup, path, scope, 118);
}

/** Up to v1.119 a template without a reference gets one that is derived from the object's name. */
function isReferenceFilledIn(
  { credentialsRef, secretRef }: SeedBackup,
  { target, inTemplate }: SeedScope,
): boolean {
  return target.gardener < 120 && inTemplate && credentialsRef === undefined && secretRef === undefined;
}

interface BackupCredentials {
  readonly credentialsRef?: ObjectReference;
  readonly secretRef?: SecretReference;
}

/**
 * The reference to the credentials of a Seed's backup or of a BackupBucket.
 * @param since first minor of Gardener that has `credentialsRef` there; before, there is `secretRef` only
 */
export function validateBackupCredentials(
  { credentialsRef, secretRef }: BackupCredentials,
  path: FieldPath,
  scope: Pick<SeedScope, 'issues' | 'target'>,
  since: number,
): void {
  const { issues, target } = scope;
  if (target.gardener < since) {
    validateSecretReference(secretRef, path.child('secretRef'), scope);
    return;
  }
  const reference = syncedReference(credentialsRef, secretRef);
  const referencePath = path.child('credentialsRef');
  if (reference === undefined) {
    issues.report(rules['credentials-reference-missing'], referencePath, 'is missing', {
      hint: 'refer to the Secret with the access key of the object store: apiVersion v1, kind Secret, name, namespace',
    });
    return;
  }
  validateCredentialsReference(reference, referencePath, scope);
  const isSame = secretRef?.name === reference.name && secretRef?.namespace === reference.namespace;
  if (!isEmptySecretReference(secretRef) && !(isSame && refersTo(reference, secretKind))) {
    issues.report(
      rules['backup-secret-reference-differs'],
      path.child('secretRef'),
      'is not what credentialsRef refers to',
      { hint: 'remove secretRef; credentialsRef replaces it' },
    );
  }
  if (target.gardener < 128 && refersTo(reference, workloadIdentityKind)) {
    issues.report(
      rules['backup-workload-identity-too-new'],
      referencePath,
      `Gardener 1.${target.gardener} takes no WorkloadIdentity for backups`,
      { hint: 'refer to a v1 Secret; WorkloadIdentity came with 1.128' },
    );
  }
}

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
