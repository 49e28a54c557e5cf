import { isObject } from '../validation/json-value';
import type { JsonObject } from '../validation/kind';
import type { Action, Detail } from './landscape-diff';
import { nameField, pairEntries } from './keyed-list';
import { isSameScalar } from './same-scalar';
import { showValue } from './shown-value';

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

export interface FieldOptions {
  /**
   * Nobody knows what the fields mean (chart values, annotations): `null`, `{}`, `[]` and nothing are different
   * things, and quantities are texts. Otherwise null and an empty list are nothing, as for the API server.
   */
  readonly isFree?: boolean;
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
  new Comparison(changes, options.isFree ?? false).compare(before, now, path, label, '');
  return changes;
}

class Comparison {
  constructor(
    private readonly changes: FieldChange[],
    private readonly isFree: boolean,
  ) {}

  compare(before: unknown, now: unknown, path: string, label: string, field: string): void {
    const [had, has] = [this.isThere(before), this.isThere(now)];
    if (!had && !has) return;
    if (!had || !has) {
      this.changes.push({ action: had ? 'removed' : 'added', path, label, before, now });
    } else if (isObject(before) && isObject(now)) this.compareMaps(before, now, path, label);
    else if (Array.isArray(before) && Array.isArray(now)) this.compareLists(before, now, path, label);
    else if (this.isFree ? before !== now : !isSameScalar(before, now, field)) {
      this.changes.push({ action: 'changed', path, label, before, now });
    }
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

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** What a field change says beside its name. */
export function toDetail({ label, before, now }: FieldChange, name = label): Detail {
  if (Array.isArray(before) && Array.isArray(now) && before.every(isScalar) && now.every(isScalar)) {
    return listDetail(label, before, now, name);
  }
  const field = /([\w-]+)\]?$/.exec(label)?.[1] ?? '';
  return {
    label: name,
    ...(before === undefined ? {} : { from: showValue(before, field) }),
    ...(now === undefined ? {} : { to: showValue(now, field) }),
  };
}

/** Of lists of plain values only what comes and goes. */
function listDetail(
  label: string,
  before: readonly unknown[],
  now: readonly unknown[],
  name: string,
): Detail {
  const [old, fresh] = [new Set(before), new Set(now)];
  const gone = before.filter((item) => !fresh.has(item));
  const come = now.filter((item) => !old.has(item));
  const field = /([\w-]+)\]?$/.exec(label)?.[1] ?? '';
  if (gone.length + come.length === 0) {
    return { label: name, from: showValue(before, field), to: showValue(now, field) };
  }
  return {
    label: name,
    ...(gone.length === 0 ? {} : { from: showList(gone, field) }),
    ...(come.length === 0 ? {} : { to: showList(come, field) }),
  };
}

function showList(items: readonly unknown[], field: string): string {
  const text = items
    .slice(0, 10)
    .map((item) => showValue(item, field))
    .join(', ');
  return items.length > 10 ? `${text} and ${items.length - 10} more` : text;
}
