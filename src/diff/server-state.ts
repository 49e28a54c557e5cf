import { asList, asObject, asText, isObject, type JsonObject } from '../gardener/json';
import { omit } from './keyed-list';

// A state may be read from a cluster: `kubectl get -o yaml` shows what the API server and controllers add, which
// no file has. None of it is a change.

/** Fields of the metadata that the API server fills in. */
const serverFields = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];
const serverAnnotations =
  /^(?:kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/revision|reconcile\.fluxcd\.io\/requestedAt|argocd\.argoproj\.io\/tracking-id|gardener\.cloud\/(?:operation|created-by|timestamp))$/;
/** Which extensions an object needs, and which Seed, Gardener says itself; GitOps engines sign what they apply. */
const serverLabels =
  /^(?:[a-z]+\.extensions\.gardener\.cloud\/|(?:name\.)?seed\.gardener\.cloud\/|kustomize\.toolkit\.fluxcd\.io\/(?:name|namespace)$|argocd\.argoproj\.io\/instance$)/;
/** Finalizers that people write; all others are set by controllers. */
const ownFinalizer = /^resources-finalizer\.argocd|^foregroundDeletion$/;

/** Whether a manifest was read from a cluster. */
export function isFromServer(manifest: JsonObject): boolean {
  const { uid, resourceVersion } = asObject(manifest['metadata']);
  return typeof uid === 'string' && typeof resourceVersion === 'string';
}

/** The metadata that somebody wrote. */
export function metadataOf(manifest: JsonObject): JsonObject {
  const metadata = asObject(manifest['metadata']);
  const { annotations, labels, finalizers } = metadata;
  const own = asList(finalizers).filter((name) => ownFinalizer.test(asText(name)));
  return {
    ...omit(metadata, ...serverFields, 'annotations', 'labels', 'finalizers'),
    ...filled('annotations', annotations, serverAnnotations),
    ...filled('labels', labels, serverLabels),
    ...(own.length > 0 ? { finalizers: own } : {}),
  };
}

/** A map without what the server owns; nothing if nothing is left. */
function filled(field: string, map: unknown, served: RegExp): JsonObject {
  if (!isObject(map)) return map === undefined || map === null ? {} : { [field]: map };
  const entries = Object.entries(map).filter(([key]) => !served.test(key));
  return entries.length === 0 ? {} : { [field]: Object.fromEntries(entries) };
}

/** What Kubernetes fills in where a manifest says nothing. */
const defaults = new Map<string, unknown>([
  ['backoffLimit', 6],
  ['completionMode', 'NonIndexed'],
  ['completions', 1],
  ['concurrencyPolicy', 'Allow'],
  ['creationTimestamp', null],
  ['defaultMode', 420],
  ['dnsPolicy', 'ClusterFirst'],
  ['failedJobsHistoryLimit', 1],
  ['imagePullPolicy', 'IfNotPresent'],
  ['manualSelector', false],
  ['parallelism', 1],
  ['podReplacementPolicy', 'TerminatingOrFailed'],
  ['protocol', 'TCP'],
  ['restartPolicy', 'Always'],
  ['schedulerName', 'default-scheduler'],
  ['successfulJobsHistoryLimit', 3],
  ['suspend', false],
  ['terminationGracePeriodSeconds', 30],
  ['terminationMessagePath', '/dev/termination-log'],
  ['terminationMessagePolicy', 'File'],
]);

/**
 * Both states of an object without defaults of Kubernetes that one of them alone has.
 * @param isServed whether one was read from a cluster; of two files each default that is written is a change
 */
export function likeStored(before: JsonObject, now: JsonObject, isServed: boolean): [JsonObject, JsonObject] {
  if (!isServed) return [before, now];
  return [withoutDefaults(before, now) as JsonObject, withoutDefaults(now, before) as JsonObject];
}

function withoutDefaults(value: unknown, other: unknown): unknown {
  if (Array.isArray(value)) {
    const others = asList(other);
    return value.map((item, index) => withoutDefaults(item, others[index]));
  }
  if (!isObject(value)) return value;
  const map = asObject(other);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => {
      const counterpart = Object.hasOwn(map, key) ? map[key] : undefined;
      const rest = withoutDefaults(item, counterpart);
      const isDefault = counterpart === undefined && (isUnset(key, item) || isEmpty(rest));
      return isDefault ? [] : [[key, rest]];
    }),
  );
}

function isUnset(key: string, value: unknown): boolean {
  return defaults.has(key) && defaults.get(key) === value;
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
