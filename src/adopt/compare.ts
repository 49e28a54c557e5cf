import { isServerDefault } from '../gardener/defaults';
import { isObject, isSameJson, type JsonObject } from '../gardener/json';
import { isProtection } from '../gardener/protection';
import type { AdoptedObject, Steps } from './read-objects';

/** A field that the landscape says otherwise than what was read. */
export interface FieldDifference {
  readonly steps: Steps;
  /** Where it is in what the landscape says: entries may stand in another order there. */
  readonly place: Steps;
  /** As it was read, in the form that is stored; undefined if it was not there. */
  readonly before: unknown;
  /** As the landscape says it; undefined if it does not. */
  readonly now: unknown;
  /** Why that is no harm; undefined if nobody knows. */
  readonly reason: string | undefined;
}

/** An operation of a JSON patch. */
export interface PatchOperation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** Where the two say something else, each with its reason if there is one. */
export function compareObjects(object: AdoptedObject, now: JsonObject, engine: string): FieldDifference[] {
  const differences: FieldDifference[] = [];
  new Comparison(object, engine, differences).compare(object.manifest, now, [], []);
  return differences;
}

/** Reasons, as they are printed. */
export const reasons = {
  order: 'the order of these entries means nothing',
  default: 'Gardener writes it where it is left out',
  protection: 'keeps GitOps engines from deleting the object; protect: false leaves it out',
} as const;

class Comparison {
  constructor(
    private readonly object: AdoptedObject,
    private readonly engine: string,
    private readonly differences: FieldDifference[],
  ) {}

  compare(before: unknown, now: unknown, steps: Steps, place: Steps): void {
    if (isSameJson(before, now)) return;
    if (isMapOfMetadata(steps) && (before === undefined || now === undefined)) {
      // Key by key, as constructs write some unasked.
      this.compare(before ?? {}, now ?? {}, steps, place);
    } else if (isObject(before) && isObject(now)) {
      for (const key of new Set([...Object.keys(now), ...Object.keys(before)]))
        this.compare(own(before, key), own(now, key), [...steps, key], [...place, key]);
    } else if (Array.isArray(before) && Array.isArray(now) && before.length === now.length) {
      const order = isWithoutOrder(this.object.kind, steps) ? orderOf(before, now) : undefined;
      if (order !== undefined) this.differences.push({ steps, place, before, now, reason: reasons.order });
      for (const [index, item] of before.entries()) {
        const at = order?.[index] ?? index;
        this.compare(item, now[at], [...steps, index], [...place, at]);
      }
    } else this.differences.push({ steps, place, before, now, reason: this.reason(before, now, steps) });
  }

  private reason(before: unknown, now: unknown, steps: Steps): string | undefined {
    if (before !== undefined && now !== undefined) return undefined;
    const [above, below, key = ''] = steps;
    if (above === 'metadata' && below === 'annotations' && before === undefined) {
      if (isProtection(String(key), now)) return reasons.protection;
      if (key === 'argocd.argoproj.io/sync-wave') return `tells ${this.engine} the order of the objects`;
    }
    return isServerDefault(this.object.manifest, steps, before ?? now) ? reasons.default : undefined;
  }
}

/** `__proto__` is a key like any other. */
function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isMapOfMetadata(steps: Steps): boolean {
  return (
    steps.length === 2 && steps[0] === 'metadata' && ['annotations', 'labels'].includes(String(steps[1]))
  );
}

/** Image IDs are looked up by name, version and region, and images of a NamespacedCloudProfile by name. */
function isWithoutOrder(kind: string, steps: Steps): boolean {
  if (kind !== 'CloudProfile' && kind !== 'NamespacedCloudProfile') return false;
  if (kind === 'NamespacedCloudProfile' && steps.length === 2 && steps[1] === 'machineImages') return true;
  return steps[0] === 'spec' && steps[1] === 'providerConfig' && steps[2] === 'machineImages';
}

/** What tells an entry from the others: its name, its version, or the capabilities of an image. */
function nameOf(entry: unknown): string {
  const { name, version, capabilities } = isObject(entry) ? entry : {};
  const named = [name, version].find((one) => typeof one === 'string');
  return named ?? (capabilities === undefined ? '' : canonical(capabilities));
}

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(entries);
}

/** For entries of the same names in another order, each once: where each is; undefined if the order is the same. */
function orderOf(before: readonly unknown[], now: readonly unknown[]): number[] | undefined {
  const places = new Map(now.map((entry, index) => [nameOf(entry), index]));
  const order = before.map((entry) => places.get(nameOf(entry)) ?? -1);
  const isWhole = places.size === now.length && new Set(order).size === order.length;
  if (!isWhole || places.has('') || order.includes(-1)) return undefined;
  return order.every((place, index) => place === index) ? undefined : order;
}

/** What an escape hatch has to say so that a construct says what was read. */
export interface Remedy {
  /** For the prop that is merged into the fields below `at`. */
  readonly extra: JsonObject;
  readonly operations: readonly PatchOperation[];
}

/**
 * The remedy for differences without a reason: through maps alone the prop for further fields does, what is
 * inside of lists or has to go takes a patch.
 *
 * @param read what the object should be
 * @param now what it is
 * @param at where the prop for further fields is merged in; undefined if there is none
 */
export function toRemedy(
  differences: readonly FieldDifference[],
  read: JsonObject,
  now: JsonObject,
  at: readonly string[] | undefined,
): Remedy {
  let extra: JsonObject = {};
  const operations: PatchOperation[] = [];
  for (const { place: steps, before, now: had, reason } of differences) {
    if (reason !== undefined) continue;
    const below = at !== undefined && at.every((step, index) => step === steps[index]);
    const rest = steps.slice(at?.length ?? 0);
    const isMergeable = !isObject(before) || !isObject(had);
    if (
      below &&
      before !== undefined &&
      isMergeable &&
      rest.length > 0 &&
      rest.every(isField) &&
      !isMetadata(steps)
    )
      extra = put(extra, rest, before);
    else operations.push(...toOperations(...throughProto(steps, before, had, read), now));
  }
  return { extra, operations };
}

/** No patch goes through a key of that name: the whole map is said. */
function throughProto(
  steps: Steps,
  before: unknown,
  had: unknown,
  read: JsonObject,
): [Steps, unknown, unknown] {
  const at = steps.indexOf('__proto__');
  if (at < 0) return [steps, before, had];
  const above = steps.slice(0, at);
  const map = above.reduce<unknown>(
    (inner, step) => (Array.isArray(inner) ? inner[Number(step)] : own(inner as JsonObject, String(step))),
    read,
  );
  return [above, map, undefined];
}

function isField(step: string | number): step is string {
  return typeof step === 'string' && step !== '__proto__';
}

function isMetadata([first]: Steps): boolean {
  return first === 'metadata' || first === 'apiVersion' || first === 'kind';
}

function put(object: JsonObject, [step = '', ...below]: readonly string[], value: unknown): JsonObject {
  const inner = object[step];
  return { ...object, [step]: below.length === 0 ? value : put(isObject(inner) ? inner : {}, below, value) };
}

/** Of lists whose entries have names only what comes and goes. */
function toOperations(steps: Steps, before: unknown, had: unknown, now: JsonObject): PatchOperation[] {
  const path = pointer(steps);
  if (before === undefined) return [{ op: 'remove', path }];
  if (had === undefined) return [...parents(steps, now), { op: 'add', path, value: before }];
  return (
    (Array.isArray(before) && Array.isArray(had) && listOperations(path, before, had)) || [
      { op: 'replace', path, value: before },
    ]
  );
}

/** A patch adds nothing to a map that is not there. */
function parents(steps: Steps, now: JsonObject): PatchOperation[] {
  let place: unknown = now;
  for (const [index, step] of steps.slice(0, -1).entries()) {
    place = isObject(place) || Array.isArray(place) ? (place as JsonObject)[step] : undefined;
    if (place === undefined) return [{ op: 'add', path: pointer(steps.slice(0, index + 1)), value: {} }];
  }
  return [];
}

function listOperations(
  path: string,
  before: readonly unknown[],
  had: readonly unknown[],
): PatchOperation[] | undefined {
  const [wanted, present] = [before.map((item) => nameOf(item)), had.map((item) => nameOf(item))];
  if ([...wanted, ...present].includes('')) return undefined;
  const [wantedNames, presentNames] = [new Set(wanted), new Set(present)];
  if (wantedNames.size < wanted.length || presentNames.size < present.length) return undefined;
  const kept = wanted.filter((name) => presentNames.has(name));
  if (kept.join('\u0000') !== present.filter((name) => wantedNames.has(name)).join('\u0000'))
    return undefined;
  const isKeptSame = kept.every((name) =>
    isSameJson(before[wanted.indexOf(name)], had[present.indexOf(name)]),
  );
  if (!isKeptSame || kept.length === 0) return undefined;
  return [
    ...present
      .map((name, index) => ({ name, index }))
      .filter(({ name }) => !wantedNames.has(name))
      .reverse()
      .map(({ index }): PatchOperation => ({ op: 'remove', path: `${path}/${index}` })),
    ...before.flatMap((value, index): PatchOperation[] =>
      presentNames.has(wanted[index] ?? '') ? [] : [{ op: 'add', path: `${path}/${index}`, value }],
    ),
  ];
}

function pointer(steps: Steps): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
