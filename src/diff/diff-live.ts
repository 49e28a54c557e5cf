import { asObject, asText, type JsonObject, valueAt } from '../gardener/json';
import { groupOf } from '../gardener/kinds';
import { documentsOf, type LiveGarden } from '../live/live-garden';
import { argocdGroup, fluxGroup } from '../validation/gitops/coverage';
import { liveDocument } from '../validation/landscape/landscape';
import { listItems, objectKey } from '../validation/repository/objects';
import { diffLandscapes } from './diff-landscapes';
import type { DiffDocument, DiffOptions, LandscapeDiff, ObjectDrift } from './landscape-diff';

/** Files against a garden as it is. */
export interface LiveDiff {
  readonly diff: LandscapeDiff;
  /** Objects of the files that were not compared, counted by kind, in the order of kinds. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/**
 * What a garden as it is becomes by files. An object that no file has counts as removed only if the files had it
 * before, or if an engine that they tell of applied it: other objects of the garden are none of theirs.
 *
 * @param committed what the files were: then what the garden has otherwise is told apart, as drift
 * @throws UnsupportedVersionError as `diffLandscapes` does
 */
export function diffLive(
  garden: LiveGarden,
  files: readonly DiffDocument[],
  committed: readonly DiffDocument[] | undefined,
  options: DiffOptions = {},
): LiveDiff {
  const all = files.flatMap(itemsOf);
  const isCompared = ({ manifest }: DiffDocument): boolean =>
    garden.knows(manifest) && objectKey(manifest) !== undefined;
  const [now, others] = [all.filter(isCompared), all.filter((document) => !isCompared(document))];
  const was = committed?.flatMap(itemsOf).filter(isCompared);
  const keys = new Set([...now, ...(was ?? [])].map(({ manifest }) => objectKey(manifest)));
  const appliers = new Set(all.flatMap(({ manifest }) => applierNamed(manifest)));

  const isTheirs = (object: JsonObject): boolean =>
    keys.has(objectKey(object)) || appliersOf(object).some((name) => appliers.has(name));
  const before = garden.objects.filter(isTheirs).map((manifest) => ({ manifest }));
  const around = [
    ...documentsOf({ ...garden, objects: garden.objects.filter((object) => !isTheirs(object)) }),
    // Not compared, and yet something to refer to.
    ...others.map(({ manifest }) => liveDocument(manifest)),
  ];
  const shoots = garden.objects.filter(({ kind }) => kind === 'Shoot');
  const known = garden.knows({ apiVersion: 'core.gardener.cloud/v1beta1', kind: 'Shoot' }) ? { shoots } : {};
  const diff = diffLandscapes(before, now, { ...options, ...known, around });
  return {
    diff: was === undefined ? diff : withDrift(diff, was, before, options),
    leftOut: countKinds(others),
  };
}

function itemsOf(document: DiffDocument): DiffDocument[] {
  const items = listItems(document.manifest);
  return items === undefined ? [document] : items.map((manifest) => ({ ...document, manifest }));
}

/** From what a revision says to what the garden has. */
function withDrift(
  diff: LandscapeDiff,
  was: readonly DiffDocument[],
  live: readonly DiffDocument[],
  options: DiffOptions,
): LandscapeDiff {
  const committed = new Set(was.map(({ manifest }) => objectKey(manifest)));
  const drifted = diffLandscapes(
    was,
    live.filter(({ manifest }) => committed.has(objectKey(manifest))),
    options,
  );
  const drift = drifted.objects.map(({ mark: _, changes, ...object }): ObjectDrift => ({
    ...object,
    action: object.action === 'removed' ? 'removed' : 'changed',
    changes: changes
      // What the validator has to say is no difference.
      .filter(({ subject, action }) => subject !== 'object' || action === 'removed')
      .map(({ mark: __, reason: ___, refusals: ____, shoots: _____, ...change }) => change),
  }));
  const told = drift.filter(({ changes }) => changes.length > 0);
  return { ...diff, drift: told, summary: { ...diff.summary, drifted: told.length } };
}

const fluxName = 'kustomize.toolkit.fluxcd.io/name';
const fluxNamespace = 'kustomize.toolkit.fluxcd.io/namespace';

/** The name by which an object that applies others signs what it applies. */
function applierNamed(manifest: unknown): string[] {
  const { apiVersion, kind } = asObject(manifest);
  const [name, namespace] = ['name', 'namespace'].map((field) =>
    asText(valueAt(manifest, 'metadata', field)),
  );
  const id = `${groupOf(asText(apiVersion))}/${asText(kind)}`;
  if (id === `${fluxGroup}/Kustomization`) return [`flux ${namespace ?? ''}/${name ?? ''}`];
  return id === `${argocdGroup}/Application` ? [`argocd ${name ?? ''}`] : [];
}

/** Who signed an object as applied by them. */
function appliersOf(object: JsonObject): string[] {
  const labels = asObject(valueAt(object, 'metadata', 'labels'));
  const annotations = asObject(valueAt(object, 'metadata', 'annotations'));
  // The first part of `app:group/Kind:namespace/name`.
  const [tracked = ''] = asText(annotations['argocd.argoproj.io/tracking-id']).split(':');
  const instance = asText(labels['argocd.argoproj.io/instance']);
  return [
    ...(typeof labels[fluxName] === 'string'
      ? [`flux ${asText(labels[fluxNamespace])}/${asText(labels[fluxName])}`]
      : []),
    ...[tracked, instance].filter((name) => name !== '').map((name) => `argocd ${name}`),
  ];
}

function countKinds(documents: readonly DiffDocument[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { manifest } of documents) {
    const kind = asText(valueAt(manifest, 'kind')) || 'document without a kind';
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return new Map([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
