import { isObject } from '../validation/json-value';
import type { JsonObject } from '../validation/kind';
import { asObject } from '../validation/kubernetes/read';
import type { Draft } from './draft';
import { draftFields } from './fields-drafts';
import { omit } from './omit';

/** What the API server and its controllers own: there if a state was read from a cluster. */
const serverFields = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];
const serverAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'deployment.kubernetes.io/revision',
];

const protections: readonly (readonly [string, RegExp])[] = [
  ['kustomize.toolkit.fluxcd.io/prune', /^disabled$/],
  ['argocd.argoproj.io/sync-options', /(?:^|,)\s*(?:Prune|Delete)=false/],
];

/** Labels and annotations; a protection from deletion that goes is dangerous. */
export function draftMetadata(before: JsonObject, now: JsonObject): Draft[] {
  const [old, fresh] = [metadataOf(before), metadataOf(now)];
  const isReleased = protectionsOf(old).some((name) => !protectionsOf(fresh).includes(name));
  return draftFields(old, fresh, 'metadata', { isFree: true }).map((draft) => {
    const name = draft.names[0] ?? '';
    const isProtection = isReleased && protections.some(([annotation]) => name.includes(annotation));
    if (!isProtection && name !== 'metadata.annotations') return draft;
    return isReleased
      ? { ...draft, danger: { reason: 'a GitOps engine may delete the object from now on' } }
      : draft;
  });
}

/** Annotations that keep GitOps engines from deleting the object. */
export function protectionsOf(metadata: unknown): string[] {
  const annotations = asObject(asObject(metadata)['annotations']);
  return protections.flatMap(([name, pattern]) => {
    const value = annotations[name];
    return typeof value === 'string' && pattern.test(value) ? [name] : [];
  });
}

function metadataOf(manifest: JsonObject): JsonObject {
  const metadata = omit(asObject(manifest['metadata']), ...serverFields);
  const { annotations, labels } = metadata;
  return {
    ...omit(metadata, 'annotations', 'labels'),
    ...(isFilled(annotations) ? { annotations: omit(annotations, ...serverAnnotations) } : {}),
    ...(isFilled(labels) ? { labels } : {}),
  };
}

function isFilled(map: unknown): map is JsonObject {
  return isObject(map) && Object.keys(map).some((key) => !serverAnnotations.includes(key));
}
