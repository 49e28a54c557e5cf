import { asObject, asText, isObject, type JsonObject } from '../../gardener/json';

/** A patch does not apply to an object, which fails a whole build. */
export class PatchFailed extends Error {
  override readonly name = 'PatchFailed';
}

/**
 * Merges a strategic patch into an object of a kind whose schema kustomize does not know: maps are merged, a list
 * replaces the other, null removes a field. Undefined if the patch deletes the object.
 */
export function mergePatch(value: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const directive = patch['$patch'];
  if (directive === 'delete') return undefined;
  const merged = new Map(Object.entries(directive === 'replace' ? {} : asObject(value)));
  for (const [key, item] of Object.entries(patch)) {
    // What is left of a strategic patch are directives on the order of lists that are replaced as a whole.
    if (key.startsWith('$')) continue;
    const next = item === null ? undefined : mergePatch(merged.get(key), item);
    if (next === undefined) merged.delete(key);
    else merged.set(key, next);
  }
  return Object.fromEntries(merged);
}

/**
 * Applies the operations of a JSON patch (RFC 6902) to a copy.
 *
 * @throws PatchFailed
 */
export function applyOperations(value: JsonObject, operations: readonly unknown[]): JsonObject {
  let result: unknown = value;
  for (const operation of operations) result = applyOperation(result, asObject(operation));
  if (!isObject(result)) throw new PatchFailed('a patch leaves no object');
  return result;
}

function applyOperation(root: unknown, operation: JsonObject): unknown {
  const { op, path, from, value } = operation;
  const steps = toSteps(path);
  switch (op) {
    case 'add':
      return change(root, steps, (parent, key) => insert(parent, key, value, path), value);
    case 'replace':
      find(root, steps, path);
      return change(root, steps, (parent, key) => put(parent, key, value), value);
    case 'remove':
      find(root, steps, path);
      return change(root, steps, (parent, key) => without(parent, key), undefined);
    case 'copy':
    case 'move': {
      const source = toSteps(from);
      const moved = find(root, source, from);
      const rest =
        op === 'copy' ? root : change(root, source, (parent, key) => without(parent, key), undefined);
      return change(rest, steps, (parent, key) => insert(parent, key, moved, path), moved);
    }
    case 'test':
      if (JSON.stringify(find(root, steps, path), toText) !== JSON.stringify(value, toText)) {
        throw new PatchFailed(`the test of ${asText(path)} fails`);
      }
      return root;
    default:
      throw new PatchFailed('a patch has an operation that is none');
  }
}

function toText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function toSteps(pointer: unknown): readonly string[] {
  const text = asText(pointer);
  if (text === '') return [];
  if (!text.startsWith('/')) throw new PatchFailed(`${JSON.stringify(text)} is no path of a patch`);
  return text
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function find(root: unknown, steps: readonly string[], pointer: unknown): unknown {
  let value = root;
  for (const step of steps) {
    if (Array.isArray(value)) value = (value as unknown[])[toIndex(step, value.length - 1, pointer)];
    else if (isObject(value) && Object.hasOwn(value, step)) value = value[step];
    else throw new PatchFailed(`${asText(pointer)} is not there`);
  }
  return value;
}

function toIndex(step: string, last: number, pointer: unknown): number {
  const index = /^(?:0|[1-9]\d*)$/.test(step) ? Number(step) : -1;
  if (index < 0 || index > last) throw new PatchFailed(`${asText(pointer)} is not there`);
  return index;
}

/** A copy of a value in which the parent of a place is changed; the empty path stands for all of it. */
function change(
  value: unknown,
  steps: readonly string[],
  edit: (parent: unknown, key: string) => unknown,
  whole: unknown,
): unknown {
  const [step, ...inner] = steps;
  if (step === undefined) return whole;
  if (inner.length === 0) return edit(value, step);
  return put(value, step, change(find(value, [step], step), inner, edit, whole));
}

function put(parent: unknown, key: string, value: unknown): unknown {
  if (Array.isArray(parent)) return (parent as unknown[]).with(toIndex(key, parent.length - 1, key), value);
  return Object.fromEntries([
    ...Object.entries(asObject(parent)).filter(([name]) => name !== key),
    [key, value],
  ]);
}

function insert(parent: unknown, key: string, value: unknown, pointer: unknown): unknown {
  if (Array.isArray(parent)) {
    const at = key === '-' ? parent.length : toIndex(key, parent.length, pointer);
    return (parent as unknown[]).toSpliced(at, 0, value);
  }
  if (!isObject(parent)) throw new PatchFailed(`${asText(pointer)} is not there`);
  return put(parent, key, value);
}

function without(parent: unknown, key: string): unknown {
  if (Array.isArray(parent)) return (parent as unknown[]).toSpliced(toIndex(key, parent.length - 1, key), 1);
  return Object.fromEntries(Object.entries(asObject(parent)).filter(([name]) => name !== key));
}
