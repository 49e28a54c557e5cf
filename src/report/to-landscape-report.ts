import type { LandscapeDiff } from '../diff';
import type { Issue } from '../validation/issue';
import { isObject } from '../validation/json-value';
import type { JsonObject } from '../validation/kind';
import { identify } from '../validation/kinds';
import { objectAt } from '../validation/kubernetes/read';
import type { Target } from '../validation/target';
import type { LandscapeReport } from './landscape-report';
import { toProfileReport } from './profile-report';
import { toBucketReport, toSeedReport } from './seed-report';
import { compareTexts, writtenAt } from './written-value';

export interface ReportInput {
  /** Manifests as they were read. What is not of the kinds that are judged is left out, Secrets are only counted. */
  readonly manifests: readonly unknown[];
  /** By place, each once. */
  readonly issues: readonly Issue[];
  readonly target: Target;
  /** What changed since a state that the page is to compare with. @default no such part of the page */
  readonly changes?: LandscapeDiff;
}

/** What a landscape is made of. Pure; manifests that Gardener would refuse are shown as far as they make sense. */
export function toLandscapeReport({ manifests, issues, target, changes }: ReportInput): LandscapeReport {
  const objects = manifests.filter(isOurs);
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
      return toProfileReport(profile, isNamespaced ? parents.get(parent) : undefined, target);
    }),
    seeds: ofKind('Seed', 'Gardenlet', 'ManagedSeed').map(toSeedReport),
    buckets: ofKind('BackupBucket').map(toBucketReport),
    issues,
    ...(changes === undefined ? {} : { changes }),
  };
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
