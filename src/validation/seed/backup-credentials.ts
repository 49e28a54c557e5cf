import type { FieldPath } from '../field-path';
import {
  isEmptySecretReference,
  syncedReference,
  validateCredentialsReference,
  validateSecretReference,
} from './credentials-reference';
import type { ObjectReference, SecretReference } from './decoded-seed';
import { refersTo, secretKind, workloadIdentityKind } from './group-version-kind';
import { seedRuleTable as rules } from './rules';
import type { SeedScope } from './seed-scope';

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
