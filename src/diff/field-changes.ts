import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../gardener/json';
import { hidden, isCredentialName, isReferringName, isSecretPath, withoutSecrets } from '../gardener/secrecy';
import { parseQuantity } from '../gardener/quantity';
import { canonicalTimestamp } from '../gardener/timestamp';
import { nameField, pairEntries } from './keyed-list';
import type { Action, Detail, Draft, Subject } from './landscape-diff';
import { showChange, showList } from './shown-value';

/** One field that differs. */
export interface FieldChange {
  readonly action: Action;
  /** Gardener's notation, with places in the new manifest; of what is gone, the nearest that is left. */
  readonly path: string;
  /** For people: entries of lists by their names. */
  readonly label: string;
  readonly before: unknown;
  readonly now: unknown;
}

interface FieldOptions {
  /**
   * Nobody knows what the fields mean (chart values, annotations): `null`, `{}`, `[]` and nothing are different
   * things, and quantities are texts. Otherwise null and an empty list are nothing, as for the API server.
   */
  readonly isFree?: boolean;
  /** Kind of the manifest: what is secret depends on it. */
  readonly kind?: string;
}

/** Fields by which two values differ, at the deepest place that says it all; linear in their size. */
export function compareFields(
  before: unknown,
  now: unknown,
  path: string,
  label: string,
  options: FieldOptions = {},
): FieldChange[] {
  const changes: FieldChange[] = [];
  new Comparison(changes, options).compare(before, now, path, label, '');
  return changes;
}

class Comparison {
  private readonly isFree: boolean;
  private readonly kind: string;

  constructor(
    private readonly changes: FieldChange[],
    { isFree = false, kind = '' }: FieldOptions,
  ) {
    this.isFree = isFree;
    this.kind = kind;
  }

  compare(before: unknown, now: unknown, path: string, label: string, field: string): void {
    const [had, has] = [this.isThere(before), this.isThere(now)];
    if (!had && !has) return;
    if (!had || !has) {
      this.changes.push({ action: had ? 'removed' : 'added', path, label, before, now });
    } else if (this.isCredential(path, field) && (isNested(before) || isNested(now))) {
      this.compareCredential(before, now, path, label);
    } else if (isObject(before) && isObject(now)) this.compareMaps(before, now, path, label);
    else if (Array.isArray(before) && Array.isArray(now)) this.compareLists(before, now, path, label);
    else if (this.isFree ? before !== now : !isSameScalar(before, now, field)) {
      this.changes.push({ action: 'changed', path, label, before, now });
    }
  }

  /** The keys of a Secret are no credentials by themselves: they have no nested values. */
  private isCredential(path: string, field: string): boolean {
    return field !== 'stringData' && isCredentialName(field) && isSecretPath(path, this.kind);
  }

  /** Below a credential a name may be the secret: none is told but of what refers to another object. */
  private compareCredential(before: unknown, now: unknown, path: string, label: string): void {
    const [old, fresh] = [referencesIn(before), referencesIn(now)];
    const [rest, freshRest] = [othersIn(before), othersIn(now)];
    if (!isDeepStrictEqual(rest, freshRest)) {
      this.changes.push({ action: 'changed', path, label, before: rest, now: freshRest });
    }
    this.compareMaps(old, fresh, path, label);
  }

  private isThere(value: unknown): boolean {
    if (value === undefined) return false;
    return this.isFree || !(value === null || (Array.isArray(value) && value.length === 0));
  }

  private compareMaps(before: JsonObject, now: JsonObject, path: string, label: string): void {
    for (const key of new Set([...Object.keys(before), ...Object.keys(now)])) {
      const [old, fresh] = [own(before, key), own(now, key)];
      this.compare(old, fresh, append(path, key), append(label, key), key);
    }
  }

  private compareLists(
    before: readonly unknown[],
    now: readonly unknown[],
    path: string,
    label: string,
  ): void {
    const field = nameField(before, now);
    if (field !== undefined) {
      this.compareNamed(before, now, path, label, field);
      return;
    }
    if (before.every(isScalar) && now.every(isScalar)) {
      const isSame = before.length === now.length && before.every((item, index) => item === now[index]);
      if (!isSame) this.changes.push({ action: 'changed', path, label, before, now });
      return;
    }
    for (let index = 0; index < Math.max(before.length, now.length); index++) {
      const at = index < now.length ? `${path}[${index}]` : path;
      this.compare(before[index], now[index], at, `${label}[${index}]`, '');
    }
  }

  private compareNamed(
    before: readonly unknown[],
    now: readonly unknown[],
    path: string,
    label: string,
    field: string,
  ): void {
    const paired = pairEntries(before, now, (entry) => String(entry[field]));
    for (const { name, value } of paired.removed) {
      this.changes.push({
        action: 'removed',
        path,
        label: `${label}[${name}]`,
        before: value,
        now: undefined,
      });
    }
    for (const { name, before: old, now: fresh } of paired.kept) {
      this.compareMaps(old.value, fresh.value, `${path}[${fresh.index}]`, `${label}[${name}]`);
    }
    for (const { name, value, index } of paired.added) {
      const at = `${path}[${index}]`;
      this.changes.push({
        action: 'added',
        path: at,
        label: `${label}[${name}]`,
        before: undefined,
        now: value,
      });
    }
    if (paired.isReordered) {
      const names = (list: readonly unknown[]): unknown[] => list.map((item) => (item as JsonObject)[field]);
      this.changes.push({
        action: 'changed',
        path,
        label: `order of ${label}`,
        before: names(before),
        now: names(now),
      });
    }
  }
}

/** `__proto__` is a key like any other. */
function own(map: JsonObject, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function append(path: string, key: string): string {
  if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}

function referencesIn(value: unknown): JsonObject {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([name]) => isReferringName(name)));
}

function othersIn(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !isReferringName(name)));
}

/** Values that hold names, or more values. */
function isNested(value: unknown): boolean {
  return isObject(value) || (Array.isArray(value) && !value.every(isScalar));
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

const quantities = new Set(['cpu', 'gpu', 'memory', 'size', 'minSize', 'minimumSize']);
const dates = new Set(['expirationDate', 'startTime']);

/** Whether Gardener stores two values of a field as one: `4096Mi` and `4Gi`, `+00:00` and `Z`. */
function isSameScalar(before: unknown, now: unknown, field: string): boolean {
  if (before === now) return true;
  if (quantities.has(field)) {
    const [old, fresh] = [parseQuantity(before), parseQuantity(now)];
    return old !== undefined && fresh !== undefined && old.compare(fresh) === 0;
  }
  if (dates.has(field) && typeof before === 'string' && typeof now === 'string') {
    const old = canonicalTimestamp(before);
    return old !== undefined && old === canonicalTimestamp(now);
  }
  return false;
}

/**
 * Whether a change takes something away: entries of a list of plain values, or the field itself. What is only
 * added, or stands in another order, takes nothing.
 */
export function losesItems({ action, before, now }: Pick<FieldChange, 'action' | 'before' | 'now'>): boolean {
  if (!Array.isArray(before) || !Array.isArray(now)) return action !== 'added';
  const kept = new Set<unknown>(now);
  return before.some((item) => !kept.has(item));
}

/** What a field change says beside its name. */
export function toDetail(change: FieldChange, name = change.label, kind = ''): Detail {
  const { path, label, action } = change;
  if (isSecretChange(path, label, kind)) {
    return {
      label: name,
      ...(action === 'added' ? {} : { from: hidden }),
      ...(action === 'removed' ? {} : { to: hidden }),
    };
  }
  const [before, now] = [change.before, change.now].map((value) =>
    isScalar(value) ? value : withoutSecrets(value, path, kind),
  );
  if (Array.isArray(before) && Array.isArray(now) && before.every(isScalar) && now.every(isScalar)) {
    return listDetail(before, now, name);
  }
  const [from, to] = showChange(before, now);
  return { label: name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** The label names the entry of a list: `env[PASSWORD].value`. */
function isSecretChange(path: string, label: string, kind: string): boolean {
  // A volume names its Secret.
  if (path.endsWith('.secret.secretName')) return false;
  return isSecretPath(path, kind) || (label.endsWith('].value') && isSecretPath(label, kind));
}

/** Of lists of plain values only what comes and goes. */
function listDetail(before: readonly unknown[], now: readonly unknown[], name: string): Detail {
  const [old, fresh] = [new Set(before), new Set(now)];
  const gone = before.filter((item) => !fresh.has(item));
  const come = now.filter((item) => !old.has(item));
  if (gone.length + come.length === 0) {
    const [from, to] = showChange(before, now);
    return { label: name, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  }
  return {
    label: name,
    ...(gone.length === 0 ? {} : { from: showList(gone) }),
    ...(come.length === 0 ? {} : { to: showList(come) }),
  };
}

/** Every field that differs as a change of its own. */
export function draftFields(
  before: unknown,
  now: unknown,
  path: string,
  options: FieldOptions & { readonly subject?: Subject; readonly label?: string } = {},
): Draft[] {
  const { subject = 'field', label = path, kind = '' } = options;
  return compareFields(before, now, path, label, options).map((change) => ({
    subject,
    action: change.action,
    names: [change.label],
    details: [toDetail(change, '', kind)],
    fields: [change.path],
  }));
}
