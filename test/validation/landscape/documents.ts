import type { TargetOptions } from '../../../src/gardener/target';
import type { Issue } from '../../../src/issues/issue';
import type { LandscapeDocument } from '../../../src/validation/landscape/landscape';
import { validateLandscape } from '../../../src/validation/validate-landscape';

export type Fields = Record<string, unknown>;

/** A document at a path, its kind and apiVersion shortened to what tests need. */
export function at(path: string, manifest: Fields): LandscapeDocument {
  return { path, manifest };
}

const groups: Readonly<Record<string, string>> = {
  Extension: 'operator.gardener.cloud/v1alpha1',
  Gardenlet: 'seedmanagement.gardener.cloud/v1alpha1',
  ManagedSeed: 'seedmanagement.gardener.cloud/v1alpha1',
  Secret: 'v1',
  ConfigMap: 'v1',
  WorkloadIdentity: 'security.gardener.cloud/v1alpha1',
  ExternalSecret: 'external-secrets.io/v1',
  ControllerDeployment: 'core.gardener.cloud/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1',
  Application: 'argoproj.io/v1alpha1',
};
const namespaced = ['Gardenlet', 'ManagedSeed', 'Secret', 'ConfigMap', 'WorkloadIdentity', 'ExternalSecret'];

export function object(kind: string, name: string, fields: Fields = {}, metadata: Fields = {}): Fields {
  return {
    apiVersion: groups[kind] ?? 'core.gardener.cloud/v1beta1',
    kind,
    metadata: { name, ...(namespaced.includes(kind) ? { namespace: 'garden' } : {}), ...metadata },
    ...fields,
  };
}

export const kinds = ['BackupBucket', 'BackupEntry', 'Bastion', 'ControlPlane', 'Infrastructure', 'Worker'];
export const resources = [
  ...kinds.map((kind) => ({ kind, type: 'alicloud' })),
  { kind: 'DNSRecord', type: 'alicloud-dns' },
];
export const secretRef = { apiVersion: 'v1', kind: 'Secret', namespace: 'garden', name: 'dns' };
export const seedSpec = {
  provider: { type: 'alicloud', region: 'eu-central-1' },
  ingress: { domain: 'seed.example.org' },
  dns: { provider: { type: 'alicloud-dns', credentialsRef: secretRef } },
};

export const deployment = object('ControllerDeployment', 'provider-alicloud', { helm: {} });
export const registration = object('ControllerRegistration', 'provider-alicloud', {
  spec: { deployment: { deploymentRefs: [{ name: 'provider-alicloud' }] }, resources },
});
export const seed = object('Seed', 'ali', { spec: seedSpec });
export const dnsSecret = object('Secret', 'dns');

/** All that was found in a file of tests, for its golden sentences; such a file begins with `collect()`. */
export const found: Issue[] = [];

export function collect(): void {
  beforeAll(() => void found.splice(0));
}

/** ManagedSeeds of these tests have no seed: what that means is tested elsewhere. */
export function judge(documents: readonly LandscapeDocument[], options?: TargetOptions): Issue[] {
  const issues = validateLandscape(documents, { now: null, ...options }).filter(
    ({ rule }) => rule !== 'managed-seed-without-seed',
  );
  for (const issue of issues) found.push(issue);
  return issues;
}

/** Issues as `severity rule field @ file`, sorted. */
export function told(documents: readonly LandscapeDocument[], options?: TargetOptions): string[] {
  return judge(documents, options)
    .map(({ severity, rule, field, origin }) => `${severity} ${rule} ${field} @ ${origin?.file ?? ''}`)
    .sort();
}

/** A landscape in one folder, each document in a file called after its place in the list. */
export function folder(...manifests: readonly Fields[]): LandscapeDocument[] {
  return manifests.map((manifest, index) => at(`${index}.yaml`, manifest));
}
