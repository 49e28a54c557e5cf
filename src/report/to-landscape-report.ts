import type { Change, LandscapeDiff } from '../diff/landscape-diff';
import { asObject, isObject, type JsonObject, listAt, objectAt, valueAt } from '../gardener/json';
import { isSharingJob, sharedImagesOf, SharingIndex } from '../diff/sharing';
import { chartsOf, seedSpecOf } from '../gardener/kinds';
import type { Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import type { Rule } from '../issues/rule';
import { identify } from '../validation/engine';
import { Landscape } from '../validation/landscape/landscape';
import type {
  BackupReport,
  BucketReport,
  ChartReport,
  LandscapeReport,
  SeedReport,
  SharingReport,
  WaivedIssue,
} from './landscape-report';
import { toProfileReport } from './profile-report';
import { compareTexts, writtenAt, writtenListAt } from './written';

export interface ReportInput {
  /** Manifests as they were read. What is not of the kinds that are judged is left out, Secrets are only counted. */
  readonly manifests: readonly unknown[];
  /** By place, each once. */
  readonly issues: readonly Issue[];
  readonly target: Target;
  /** What is known of rules; the page explains those that it names. @default it explains none */
  readonly rules?: readonly Rule[];
  /** Warnings that were waived. @default none */
  readonly waived?: readonly WaivedIssue[];
  /** What changed since a state that the page is to compare with. @default no such part of the page */
  readonly changes?: LandscapeDiff;
}

/** What a landscape is made of. Pure; manifests that Gardener would refuse are shown as far as they make sense. */
export function toLandscapeReport({
  manifests,
  issues,
  target,
  waived = [],
  rules = [],
  changes,
}: ReportInput): LandscapeReport {
  const objects = manifests.filter(isOurs);
  const waivedGapsOf = (profile: unknown): ReadonlyMap<string, string> =>
    new Map(
      waived.flatMap(({ issue, reason, manifest }) =>
        issue.rule === 'image-region-uncovered' && manifest === profile
          ? [[issue.field, reason] as const]
          : [],
      ),
    );
  const named = new Set([
    ...issues.map(({ rule }) => rule),
    ...waived.map(({ issue }) => issue.rule),
    ...(changes?.objects ?? []).flatMap((object) => object.changes.flatMap(rulesOf)),
  ]);
  const ofKind = (...kinds: readonly string[]): JsonObject[] =>
    kinds.flatMap((kind) => objects.filter((object) => object['kind'] === kind));
  const parents = new Map(
    ofKind('CloudProfile').map((profile) => [writtenAt(objectAt(profile, 'metadata'), 'name'), profile]),
  );
  return {
    gardener: target.gardener,
    provider: target.provider,
    now: target.now,
    kinds: countKinds(objects),
    profiles: ofKind('CloudProfile', 'NamespacedCloudProfile').map((profile) => {
      const parent = writtenAt(objectAt(objectAt(profile, 'spec'), 'parent'), 'name');
      const isNamespaced = profile['kind'] === 'NamespacedCloudProfile';
      return toProfileReport(
        profile,
        isNamespaced ? parents.get(parent) : undefined,
        target,
        waivedGapsOf(profile),
      );
    }),
    seeds: ofKind('Seed', 'Gardenlet', 'ManagedSeed').map(toSeedReport),
    buckets: ofKind('BackupBucket').map(toBucketReport),
    issues,
    waived,
    rules: rules.filter(({ id }) => named.has(id)).sort((a, b) => compareTexts(a.id, b.id)),
    charts: objects.flatMap(toChartReports),
    sharing: toSharingReports(manifests),
    ...(changes === undefined ? {} : { changes }),
  };
}

function rulesOf({ rule, refusals }: Change): readonly (string | undefined)[] {
  return [rule, ...refusals.map((refusal) => refusal.rule)];
}

/** Charts by their reference; an archive says nothing about itself here. */
function toChartReports(manifest: JsonObject): ChartReport[] {
  const object = `${writtenAt(manifest, 'kind')} ${writtenAt(objectAt(manifest, 'metadata'), 'name')}`;
  return chartsOf(manifest).map(({ helm }) => {
    const { ref, repository, tag, digest } = objectAt(helm.value, 'ociRepository');
    const parts = [ref ?? repository, tag, digest].filter((part) => typeof part === 'string');
    return { object, chart: parts.length === 0 ? 'a chart archive in the manifest' : parts.join(' ') };
  });
}

/** Who gets which images. */
function toSharingReports(manifests: readonly unknown[]): SharingReport[] {
  const { objects } = new Landscape(manifests.map((manifest) => ({ manifest })));
  const index = new SharingIndex(objects);
  return objects.flatMap((object) => {
    const state = index.stateOf(object);
    if (state === undefined) return [];
    const name = `${object.namespace}/${object.name}`;
    const job = objects.find((other) => isSharingJob(other) && other.namespace === object.namespace);
    const images = [...sharedImagesOf(state)].map(([image, { accounts, sources, policy }]) => ({
      image,
      policy,
      customers: [...[...accounts].sort(compareTexts), ...[...sources].sort(compareTexts)],
    }));
    const suspended = job?.spec['suspend'] === true ? ' (suspended)' : '';
    return [
      { name, schedule: job === undefined ? '' : `${writtenAt(job.spec, 'schedule')}${suspended}`, images },
    ];
  });
}

function isOurs(manifest: unknown): manifest is JsonObject {
  return isObject(manifest) && 'judged' in identify(manifest['apiVersion'], manifest['kind']);
}

function countKinds(objects: readonly JsonObject[]): LandscapeReport['kinds'] {
  const counts = new Map<string, number>();
  for (const object of objects) {
    const kind = writtenAt(object, 'kind');
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => ({ kind, count })).sort((a, b) => compareTexts(a.kind, b.kind));
}

/** A Seed, or the Seed that a Gardenlet or ManagedSeed registers. */
function toSeedReport(manifest: JsonObject): SeedReport {
  const kind = writtenAt(manifest, 'kind');
  const spec = seedSpecOf(manifest)?.value ?? {};
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
function toBucketReport(manifest: JsonObject): BucketReport {
  const spec = objectAt(manifest, 'spec');
  const provider = objectAt(spec, 'provider');
  return {
    name: writtenAt(objectAt(manifest, 'metadata'), 'name'),
    seed: writtenAt(spec, 'seedName'),
    ...toBackup({ ...spec, provider: provider['type'] }, writtenAt(provider, 'region')),
  };
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
