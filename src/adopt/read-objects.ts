import { metadataOf } from '../diff/server-state';
import { asObject, isObject, isSameJson, type JsonObject, textAt } from '../gardener/json';
import { chartsOf, coreGroup, groupOf, operatorGroup, seedManagementGroup } from '../gardener/kinds';
import { isPlaceholder, isSecretPath } from '../gardener/secrecy';
import { Target, type TargetOptions } from '../gardener/target';
import { type Difference, isStoredSchema, storedForm } from '../schema/stored-form';
import { scanForSecrets } from '../validation/secret-scan';
import { emitYaml } from '../yaml/emit';

/** A document that was read, and the file that it stands in. */
export interface AdoptedDocument {
  readonly manifest: unknown;
  readonly file: string;
}

/** Names of fields, and indexes of lists. */
export type Steps = readonly (string | number)[];

/** An object that becomes a part of the landscape. */
export interface AdoptedObject {
  /** Without what the API server and its controllers own, and without credentials; in the form that is stored. */
  readonly manifest: JsonObject;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly file: string;
  /** Where it was written otherwise than it is stored. */
  readonly normalized: readonly Difference[];
  /** Where credentials stood. */
  readonly credentials: readonly Steps[];
}

/** What was read, by what becomes of it. */
export interface ReadObjects {
  readonly objects: readonly AdoptedObject[];
  /** How many objects of other kinds there are. */
  readonly others: ReadonlyMap<string, number>;
  /** Why single objects are left out. */
  readonly notes: readonly string[];
  /** Why it cannot be said what the landscape is. */
  readonly conflicts: readonly string[];
}

const adoptedKinds = new Set([
  ...['CloudProfile', 'NamespacedCloudProfile', 'Seed'].map((kind) => `${coreGroup}/${kind}`),
  ...['ControllerDeployment', 'ControllerRegistration'].map((kind) => `${coreGroup}/${kind}`),
  ...['Gardenlet', 'ManagedSeed'].map((kind) => `${seedManagementGroup}/${kind}`),
  `${operatorGroup}/Extension`,
]);

/** What tells an object from all others. */
type Identity = Pick<AdoptedObject, 'group' | 'kind' | 'namespace' | 'name'>;

export function identityOf(manifest: JsonObject): Identity {
  const metadata = asObject(manifest['metadata']);
  return {
    group: groupOf(textAt(manifest, 'apiVersion')),
    kind: textAt(manifest, 'kind'),
    namespace: textAt(metadata, 'namespace'),
    name: textAt(metadata, 'name'),
  };
}

export function keyOf({ group, kind, namespace, name }: Identity): string {
  return [group, kind, namespace, name].join('\u0000');
}

/** `CloudProfile alicloud`, `Gardenlet garden/ali-eu` */
export function labelOf({ kind, namespace, name }: Identity): string {
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

export function readObjects(documents: readonly AdoptedDocument[], target: TargetOptions): ReadObjects {
  const objects = new Map<string, AdoptedObject>();
  const others = new Map<string, number>();
  const notes: string[] = [];
  const conflicts: string[] = [];
  for (const { manifest, file } of documents) {
    if (!isObject(manifest)) continue;
    const kind = textAt(manifest, 'kind');
    if (!adoptedKinds.has(`${groupOf(textAt(manifest, 'apiVersion'))}/${kind}`)) {
      others.set(kind, (others.get(kind) ?? 0) + 1);
      continue;
    }
    const object = readObject(manifest, file, new Target(target));
    if (typeof object === 'string') {
      notes.push(object);
      continue;
    }
    const twin = objects.get(keyOf(object));
    if (twin === undefined) objects.set(keyOf(object), object);
    else if (!isSameJson(twin.manifest, object.manifest))
      conflicts.push(
        `${labelOf(object)} stands in ${twin.file} and, otherwise, in ${object.file}; name the files of one landscape`,
      );
  }
  const found = [...objects.values()];
  const byName = new Map(found.map((object) => [`${object.kind}/${object.name}`, object]));
  const kept = found.filter((object) => {
    const maker = madeBy
      .get(object.kind)
      ?.map((kind) => byName.get(`${kind}/${object.name}`))
      .find(Boolean);
    if (maker !== undefined)
      notes.push(`${object.file}: ${labelOf(object)} is left out; ${labelOf(maker)} makes it`);
    return maker === undefined;
  });
  return { objects: kept, others, notes, conflicts };
}

/**
 * Kinds of objects by the kinds that make them, under their own name: a garden has both, and to say it twice is to
 * have two who fight for it.
 */
const madeBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['Seed', ['Gardenlet', 'ManagedSeed']],
  ['ControllerDeployment', ['Extension']],
  ['ControllerRegistration', ['Extension']],
]);

/** The object, or why it is left out. */
function readObject(manifest: JsonObject, file: string, target: Target): AdoptedObject | string {
  const { apiVersion, kind, metadata: _, status: __, ...rest } = manifest;
  const metadata = withTexts(metadataOf(manifest));
  const id = identityOf(manifest);
  if (id.name === '')
    return `${file}: a ${id.kind} without a name is left out; only what has one can be found again`;
  const own = { apiVersion, kind, metadata, ...rest };
  const { value, removed, isClean } = withoutCredentials(own);
  const label = labelOf(id);
  if (!isClean)
    return `${file}: ${label} is left out; it holds a credential that cannot be taken out of it, and none is ever written`;
  const schema = `${String(apiVersion)}/${String(kind)}`;
  const normalized: Difference[] = [];
  const stored = isStoredSchema(schema)
    ? storedForm(schema, value, target, (difference) => normalized.push(difference))
    : value;
  if (holdsBigint(stored))
    return `${file}: ${label} is left out; it holds integers that no program can write without loss`;
  return { ...id, file, manifest: stored, normalized, credentials: removed };
}

/** A label or annotation without a value is stored as an empty text. */
function withTexts(metadata: JsonObject): JsonObject {
  const filled = (field: string): JsonObject => {
    const texts = metadata[field];
    if (!isObject(texts)) return {};
    return { [field]: Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text ?? ''])) };
  };
  return { ...metadata, ...filled('labels'), ...filled('annotations') };
}

interface Cleaned {
  readonly value: JsonObject;
  readonly removed: readonly Steps[];
  /** Whether nothing is left that looks like a credential. */
  readonly isClean: boolean;
}

/**
 * Takes out what looks like a credential, wherever it stands, and in the values of charts what lies below a name
 * that says so. What somebody else fills in stays.
 */
function withoutCredentials(manifest: JsonObject): Cleaned {
  const values = chartsOf(manifest).flatMap((chart) => chart.values.map(({ steps }) => steps));
  const isSuspicious = scanForSecrets(textOf(manifest)).length > 0;
  if (!isSuspicious && values.length === 0) return { value: manifest, removed: [], isClean: true };
  const removed: Steps[] = [];
  const isCredential = (steps: Steps, text: string): boolean => {
    if (text === '' || isPlaceholder(text)) return false;
    const name = steps.findLast((step) => typeof step === 'string') ?? '';
    if (
      isSuspicious &&
      scanForSecrets(`${JSON.stringify(name)}: ${JSON.stringify(text)}\n${text}`).length > 0
    )
      return true;
    const place = values.find((above) => above.every((step, index) => step === steps[index]));
    return place !== undefined && isSecretPath(steps.slice(place.length).join('.'), 'ConfigMap');
  };
  const value = strip(manifest, [], isCredential, removed) as JsonObject;
  return { value, removed, isClean: !isSuspicious || scanForSecrets(textOf(value)).length === 0 };
}

/** Something that cannot be written is not suspicious: it is refused elsewhere. */
function textOf(manifest: JsonObject): string {
  try {
    return emitYaml(manifest);
  } catch {
    return '';
  }
}

function strip(
  given: unknown,
  steps: Steps,
  isCredential: (steps: Steps, text: string) => boolean,
  removed: Steps[],
): unknown {
  if (Array.isArray(given)) {
    return given.map((item: unknown, index) => {
      const kept = strip(item, [...steps, index], isCredential, removed);
      return kept === undefined ? '' : kept;
    });
  }
  if (isObject(given)) {
    return Object.fromEntries(
      Object.entries(given).flatMap(([key, item]) => {
        const kept = strip(item, [...steps, key], isCredential, removed);
        return kept === undefined ? [] : [[key, kept]];
      }),
    );
  }
  if (typeof given !== 'string' || !isCredential(steps, given)) return given;
  removed.push(steps);
  return undefined;
}

function holdsBigint(given: unknown): boolean {
  if (typeof given === 'bigint') return true;
  if (typeof given !== 'object' || given === null) return false;
  return Object.values(given).some((item) => holdsBigint(item));
}
