import { nodes } from '#validators';
import { formatGoDuration, parseGoDuration } from '../gardener/duration';
import { isObject, type JsonObject } from '../gardener/json';
import { parseQuantity } from '../gardener/quantity';
import { canonicalTimestamp } from '../gardener/timestamp';
import {
  type FieldNode,
  formatFor,
  isKnown,
  type ObjectNode,
  type ScalarFormat,
  type ScalarNode,
  type SchemaName,
  type SchemaNode,
  schemaReaders,
  type TargetVersions,
} from './schema-node';

/** How a value is stored otherwise than it is written; `stored` is undefined where it is not stored at all. */
export interface Difference {
  readonly kind: 'quantity' | 'time' | 'empty';
  /** Field names, and indexes of lists. */
  readonly steps: readonly (string | number)[];
  readonly written: unknown;
  readonly stored: unknown;
}

/**
 * The form in which an API server stores an object: quantities, durations and times as Go prints them, and
 * without what Go leaves out (nulls, empty lists and maps, zero values where the schema says so). What it cannot
 * read, or does not know, stays as it is, to be refused. Free-form parts stay, too, but for configurations that
 * the server decodes and writes again.
 *
 * The walk is as deep as the schema, never as deep as the object.
 * @param tell is told every difference, in the order of the object; nulls are not worth it
 * @returns the object itself if it is in that form already
 */
export function storedForm(
  schema: SchemaName,
  manifest: JsonObject,
  target: TargetVersions,
  tell?: (difference: Difference) => void,
): JsonObject {
  const walk = new StoredForm(target, schemaReaders[schema] === 'custom-resource', tell);
  return walk.object(nodes[schema] as ObjectNode, manifest);
}

/** Whether objects of this apiVersion and kind have a stored form that is known. */
export function isStoredSchema(name: string): name is SchemaName {
  return Object.hasOwn(schemaReaders, name) && !schemaReaders[name as SchemaName].startsWith('embedded');
}

class StoredForm {
  private readonly steps: (string | number)[] = [];

  constructor(
    private readonly target: TargetVersions,
    /** A CustomResourceDefinition insists on its required fields, be they empty. */
    private readonly keepsRequired: boolean,
    private readonly tell: ((difference: Difference) => void) | undefined,
  ) {}

  object(node: ObjectNode, value: JsonObject): JsonObject {
    const isRoot = this.steps.length === 0;
    let copy: Record<string, unknown> | undefined;
    for (const name of Object.keys(value)) {
      const content = value[name];
      const field = node.fields[name];
      // What controllers write is none of a manifest's business.
      if (content === undefined || field === undefined || (isRoot && name === 'status')) continue;
      // Most values are texts, and stored as they are.
      if (content !== null && isInert(field)) continue;
      if (!isKnown(field, this.target)) continue;
      const isKept = this.keepsRequired && node.required?.includes(name) === true;
      const refusesNull = field.node.is === 'scalar' && field.node.refusesNull === true;
      if (content === null) {
        if (!isKept && !refusesNull) drop((copy ??= { ...value }), name);
        continue;
      }
      this.steps.push(name);
      if (
        !isKept &&
        (isEmptyCollection(field.node, content) || (field.omitsZero === true && isZero(content)))
      ) {
        this.report('empty', content, undefined);
        drop((copy ??= { ...value }), name);
      } else {
        const stored = this.value(field.node, content);
        if (stored !== content) (copy ??= { ...value })[name] = stored;
      }
      this.steps.pop();
    }
    return copy ?? value;
  }

  private value(node: SchemaNode, value: unknown): unknown {
    if (value === null || value === undefined) return value;
    switch (node.is) {
      case 'object':
        return isObject(value) ? this.object(node, value) : value;
      case 'map':
        return isObject(value) ? this.entries(node.values, value) : value;
      case 'list':
        return Array.isArray(value) ? this.items(node.items, value) : value;
      case 'scalar':
        return this.scalar(node, value);
      case 'free':
        return node.embeds !== undefined && isObject(value)
          ? this.object(nodes[node.embeds] as ObjectNode, value)
          : value;
    }
  }

  private entries(node: SchemaNode, value: JsonObject): JsonObject {
    let copy: Record<string, unknown> | undefined;
    for (const key of Object.keys(value)) {
      const content = value[key];
      this.steps.push(key);
      const stored = this.value(node, content);
      this.steps.pop();
      // An own property of the copy is set, even if its name is __proto__.
      if (stored !== content) (copy ??= { ...value })[key] = stored;
    }
    return copy ?? value;
  }

  private items(node: SchemaNode, value: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (let index = 0; index < value.length; index++) {
      this.steps.push(index);
      const stored = this.value(node, value[index]);
      this.steps.pop();
      if (stored !== value[index]) (copy ??= [...value])[index] = stored;
    }
    return copy ?? value;
  }

  private scalar(node: ScalarNode, value: unknown): unknown {
    switch (formatFor(node, this.target)) {
      case 'quantity':
        return this.canonical('quantity', value, parseQuantity(value)?.canonical);
      case 'go-duration':
      case 'nanoseconds-or-go-duration': {
        const nanoseconds = typeof value === 'string' ? parseGoDuration(value) : undefined;
        return this.canonical(
          'time',
          value,
          nanoseconds === undefined ? undefined : formatGoDuration(nanoseconds),
        );
      }
      case 'rfc3339':
        return this.canonical(
          'time',
          value,
          typeof value === 'string' ? canonicalTimestamp(value) : undefined,
        );
      default:
        return value;
    }
  }

  private canonical(kind: Difference['kind'], written: unknown, stored: string | undefined): unknown {
    if (stored === undefined || stored === written) return written;
    this.report(kind, written, stored);
    return stored;
  }

  private report(kind: Difference['kind'], written: unknown, stored: unknown): void {
    this.tell?.({ kind, steps: [...this.steps], written, stored });
  }
}

const inert: ReadonlySet<ScalarFormat> = new Set(['string', 'boolean', 'int32', 'int64', 'float', 'byte']);

function isInert({ node, omitsZero }: FieldNode): boolean {
  return node.is === 'scalar' && omitsZero !== true && node.earlier === undefined && inert.has(node.format);
}

function isEmptyCollection(node: SchemaNode, value: unknown): boolean {
  if (node.is === 'list') return Array.isArray(value) && value.length === 0;
  return node.is === 'map' && isObject(value) && Object.keys(value).length === 0;
}

function isZero(value: unknown): boolean {
  return value === '' || value === false || value === 0;
}

function drop(object: Record<string, unknown>, name: string): void {
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a field of a copy of somebody's object
  delete object[name];
}
