import { isObject } from '../cloud/answer';
import type { KubernetesObject } from '../kubernetes/kubernetes-client';

/** A kind of binding, and where it keeps its reference. */
export interface BindingKind {
  readonly kind: 'CredentialsBinding' | 'SecretBinding';
  readonly groupVersion: string;
  readonly resource: string;
  readonly referenceField: 'credentialsRef' | 'secretRef';
}

/** The two kinds by which a project of the garden names the credentials of its Shoots. */
export const bindingKinds: readonly BindingKind[] = [
  {
    kind: 'CredentialsBinding',
    groupVersion: 'security.gardener.cloud/v1alpha1',
    resource: 'credentialsbindings',
    referenceField: 'credentialsRef',
  },
  {
    kind: 'SecretBinding',
    groupVersion: 'core.gardener.cloud/v1beta1',
    resource: 'secretbindings',
    referenceField: 'secretRef',
  },
];

export interface CredentialsReference {
  /** `Secret`, or a kind that holds no key, such as `WorkloadIdentity`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** The binding that it was found in, for messages. */
  readonly binding: string;
}

/** A SecretBinding may list several provider types, separated by commas. */
export function isAlicloudBinding(binding: KubernetesObject): boolean {
  const provider = isObject(binding['provider']) ? binding['provider'] : {};
  const types = typeof provider['type'] === 'string' ? provider['type'].split(',') : [];
  return types.some((type) => type.trim() === 'alicloud');
}

/** The referenced object may lie in another namespace than the binding. */
export function referenceOf(binding: KubernetesObject, kind: BindingKind): CredentialsReference {
  const metadata = isObject(binding['metadata']) ? binding['metadata'] : {};
  const reference = isObject(binding[kind.referenceField]) ? binding[kind.referenceField] : {};
  const fields = isObject(reference) ? reference : {};
  const namespace = text(metadata['namespace']);
  return {
    kind: kind.referenceField === 'secretRef' ? 'Secret' : text(fields['kind']) || 'Secret',
    namespace: text(fields['namespace']) || namespace,
    name: text(fields['name']),
    binding: `${kind.kind} ${namespace}/${text(metadata['name'])}`,
  };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
