/**
 * A Secret that exists, or will exist before it is needed: the name of a secret, never the secret.
 * A reference is an object, so that whoever uses it follows when it is renamed.
 */
export class SecretReference {
  /**
   * A Secret by namespace and name.
   *
   * @param namespace of the Secret, `garden` for most of Gardener's.
   */
  static of(namespace: string, name: string): SecretReference {
    return new SecretReference(namespace, name);
  }

  private constructor(
    readonly namespace: string,
    readonly name: string,
  ) {}

  /** As Gardener's `credentialsRef` wants it (Gardener 1.118 and later). */
  toCredentialsRef(): { apiVersion: 'v1'; kind: 'Secret'; namespace: string; name: string } {
    return { apiVersion: 'v1', kind: 'Secret', namespace: this.namespace, name: this.name };
  }

  /** As the older `secretRef` wants it. */
  toSecretRef(): { namespace: string; name: string } {
    return { namespace: this.namespace, name: this.name };
  }
}
