import type { JsonObject } from '../validation/kind';
import { asObject, listAt, objectAt } from '../validation/kubernetes/read';
import { isObject, valueAt } from '../validation/json-value';
import type { BackupReport, BucketReport, SeedReport } from './landscape-report';
import { writtenAt, writtenListAt } from './written-value';

/** A Seed, or the Seed that a Gardenlet or ManagedSeed registers. */
export function toSeedReport(manifest: JsonObject): SeedReport {
  const kind = writtenAt(manifest, 'kind');
  const spec = asObject(specOf(kind, manifest));
  const provider = objectAt(spec, 'provider');
  const backup = spec['backup'];
  return {
    kind,
    name: writtenAt(objectAt(manifest, 'metadata'), 'name'),
    provider: writtenAt(provider, 'type'),
    region: writtenAt(provider, 'region'),
    zones: writtenListAt(provider, 'zones'),
    networks: ['nodes', 'pods', 'services'].flatMap((name) => {
      const cidr = writtenAt(objectAt(spec, 'networks'), name);
      return cidr === '' ? [] : [`${name} ${cidr}`];
    }),
    ingress: writtenAt(objectAt(spec, 'ingress'), 'domain'),
    notes: notesOf(spec),
    ...(isObject(backup) ? { backup: toBackup(backup, writtenAt(backup, 'region')) } : {}),
  };
}

/** A BackupBucket; its provider stands deeper than that of a Seed's backup. */
export function toBucketReport(manifest: JsonObject): BucketReport {
  const spec = objectAt(manifest, 'spec');
  const provider = objectAt(spec, 'provider');
  return {
    name: writtenAt(objectAt(manifest, 'metadata'), 'name'),
    seed: writtenAt(spec, 'seedName'),
    ...toBackup({ ...spec, provider: provider['type'] }, writtenAt(provider, 'region')),
  };
}

function specOf(kind: string, manifest: JsonObject): unknown {
  const seedConfig = ['config', 'seedConfig', 'spec'];
  if (kind === 'Gardenlet') return valueAt(manifest, 'spec', ...seedConfig);
  if (kind === 'ManagedSeed') return valueAt(manifest, 'spec', 'gardenlet', ...seedConfig);
  return manifest['spec'];
}

function toBackup(backup: JsonObject, region: string): BackupReport {
  const reference = ['credentialsRef', 'secretRef'].map((name) => objectAt(backup, name));
  const { kind, namespace, name } = Object.assign({ kind: 'Secret' }, ...reference.reverse()) as JsonObject;
  const path = [namespace, name].filter((part) => typeof part === 'string' && part !== '').join('/');
  return {
    provider: writtenAt(backup, 'provider'),
    region,
    credentials: path === '' ? '' : `${typeof kind === 'string' ? kind : 'Secret'} ${path}`,
    retention: retentionOf(asObject(valueAt(backup, 'providerConfig', 'immutability'))),
  };
}

function retentionOf(immutability: JsonObject): string {
  const days = writtenAt(immutability, 'retentionPeriod');
  if (days === '') return '';
  const lock = immutability['locked'] === true ? 'locked for good' : 'not locked';
  return `${days} ${days === '1' ? 'day' : 'days'}, ${lock}`;
}

function notesOf(spec: JsonObject): string[] {
  const taints = listAt(spec, 'taints').map((item) => {
    const taint = asObject(item);
    const value = writtenAt(taint, 'value');
    return `taint ${writtenAt(taint, 'key')}${value === '' ? '' : `=${value}`}`;
  });
  const invisible = valueAt(spec, 'settings', 'scheduling', 'visible') === false;
  return [...(invisible ? ['takes no new Shoots'] : []), ...taints];
}
