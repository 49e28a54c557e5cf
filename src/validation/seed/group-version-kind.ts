import type { ObjectReference } from './decoded-seed';

/** A kind that a reference may name, as Gardener spells it in its messages. */
export interface GroupVersionKind {
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
