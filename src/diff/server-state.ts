import { withDefaults } from '../gardener/defaults';
import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../gardener/json';
import { groupOf } from '../gardener/kinds';
import type { Target } from '../gardener/target';
import { isStoredSchema, storedForm } from '../schema/stored-form';
import { nameField, omit } from './keyed-list';

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
 * Both states of an object, of which one was read from a cluster, as they would be stored: with what Gardener fills in
 * and writes otherwise, and without defaults of Kubernetes that one of them alone has. Of two files each default that
 * is written is a change, so they stay as they are.
 */
export function likeStored(before: JsonObject, now: JsonObject, target: Target): [JsonObject, JsonObject] {
  const [hadServer, hasServer] = [before, now].map(isFromServer);
  if (hadServer !== true && hasServer !== true) return [before, now];
  const [old, fresh] = [
    storedLike(hadServer === true ? asFarAsWritten(before, now) : before, target),
    storedLike(hasServer === true ? asFarAsWritten(now, before) : now, target),
  ];
  const [stored, written] = [
    hasServer === true ? admitted(old, fresh) : old,
    hadServer === true ? admitted(fresh, old) : fresh,
  ];
  return [withoutDefaults(stored, written) as JsonObject, withoutDefaults(written, stored) as JsonObject];
}

function storedLike(manifest: JsonObject, target: Target): JsonObject {
  const filled = withDefaults(manifest);
  const name = `${asText(filled['apiVersion'])}/${asText(filled['kind'])}`;
  return isStoredSchema(name) ? storedForm(name, filled, target) : filled;
}

const seedOfManagedSeed = 'spec.gardenlet.config.seedConfig.spec';
const profileFields = [
  'spec.machineImages[].versions[].capabilityFlavors',
  'spec.machineImages[].versions[].architectures',
  'spec.machineTypes[].capabilities',
  'spec.machineTypes[].architecture',
];
/** What admissions fill in from other facts where a manifest leaves it out; `[]` stands for the entry of that name. */
const admittedFields = new Map<string, readonly string[]>([
  ['CloudProfile', profileFields],
  ['NamespacedCloudProfile', profileFields],
  [
    'ManagedSeed',
    [
      ...['provider.type', 'provider.region', 'provider.zones', 'networks.nodes', 'networks.pods'],
      ...['networks.services', 'ingress.domain', 'dns.provider', 'backup.provider', 'backup.region'],
    ].map((field) => `${seedOfManagedSeed}.${field}`),
  ],
]);

/** A manifest with what the admissions of its garden filled in. */
function admitted(manifest: JsonObject, live: JsonObject): JsonObject {
  let filled = manifest;
  for (const field of admittedFields.get(asText(manifest['kind'])) ?? []) {
    filled = copyField(filled, live, field.split('.')) as JsonObject;
  }
  return filled;
}

/** A copy of a value with a field of another one, if it has none. */
function copyField(value: unknown, live: unknown, [step = '', ...inner]: readonly string[]): unknown {
  if (step.endsWith('[]')) {
    const name = step.slice(0, -2);
    const [own, others] = [asList(valueAt(value, name)), asList(valueAt(live, name))];
    const field = nameField(own, others);
    if (!isObject(value) || field === undefined) return value;
    const byName = new Map(others.map((item) => [valueAt(item, field), item]));
    return { ...value, [name]: own.map((item) => copyField(item, byName.get(valueAt(item, field)), inner)) };
  }
  const [had, has] = [valueAt(live, step), valueAt(value, step)];
  if (had === undefined || (value !== undefined && !isObject(value))) return value;
  if (inner.length === 0) return has === undefined ? { ...value, [step]: had } : value;
  // What the manifest leaves out as a whole is not made for its parts: a backup that is not there stays away.
  if (has === undefined && step === 'backup') return value;
  return { ...value, [step]: copyField(has, had, inner) };
}

/**
 * An object of a cluster without what the manifest leaves to others: a Seed of which nothing but the backup is written
 * leaves the rest to whoever registers it, and what Gardener fills into a Shoot, a Project or a binding nobody here
 * knows.
 */
function asFarAsWritten(live: JsonObject, written: JsonObject): JsonObject {
  const { apiVersion, kind } = written;
  const name = `${asText(apiVersion)}/${asText(kind)}`;
  if (groupOf(asText(apiVersion)).endsWith('.gardener.cloud') && !isStoredSchema(name)) {
    return { ...(pick(live, omit(written, 'metadata')) as JsonObject), metadata: live['metadata'] };
  }
  const [spec, part] = [live['spec'], written['spec']];
  const isPart =
    written['kind'] === 'Seed' && isObject(part) && isObject(part['backup']) && !isObject(part['provider']);
  if (!isPart || !isObject(spec)) return live;
  const kept = Object.entries(spec).filter(([name]) => Object.hasOwn(part, name));
  return { ...live, spec: Object.fromEntries(kept) };
}

/** A value without the fields that another one does not have; whole entries of lists stay. */
function pick(value: unknown, written: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(written)) {
    const field = nameField(value, written);
    const byName = new Map(written.map((item) => [field === undefined ? item : valueAt(item, field), item]));
    return value.map((item, index): unknown => {
      const other: unknown = field === undefined ? written[index] : byName.get(valueAt(item, field));
      return other === undefined ? item : pick(item, other);
    });
  }
  if (!isObject(value) || !isObject(written)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      Object.hasOwn(written, key) ? [[key, pick(item, written[key])]] : [],
    ),
  );
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
