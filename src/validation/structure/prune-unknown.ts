import { isObject } from '../json-value';
import type { DecodingContext } from './decoding-context';
import { isKnown, type SchemaNode } from './schema-node';

/**
 * Lists within lists that the schema does not have are followed so far: their type is wrong anyhow, the names
 * inside are an addition.
 */
const deepest = 32;

/**
 * Removes what the schema of a custom resource does not have, and reports it; values whose type is wrong are
 * searched, too, as the API server does.
 */
export function pruneUnknown(
  node: SchemaNode | undefined,
  value: unknown,
  context: DecodingContext,
  depth = 0,
): unknown {
  if (node?.is === 'free' || depth > deepest) return value;
  if (isObject(value)) {
    const kept: [string, unknown][] = [];
    let changed = false;
    for (const [key, content] of Object.entries(value)) {
      if (content === undefined) continue;
      const part = partOf(node, key, context);
      if (part === undefined) {
        changed = true;
        context.reportUnknown(key, node?.is === 'object' ? node : undefined);
        continue;
      }
      const pruned = within(key, part, content, context, depth);
      changed ||= pruned !== content;
      kept.push([key, pruned]);
    }
    return changed ? Object.fromEntries(kept) : value;
  }
  if (!Array.isArray(value)) return value;
  const items = value.map((item, index) =>
    within(index, node?.is === 'list' ? node.items : undefined, item, context, depth),
  );
  return items.every((item, index) => item === value[index]) ? value : items;
}

function partOf(node: SchemaNode | undefined, key: string, context: DecodingContext): SchemaNode | undefined {
  if (node?.is === 'map') return node.values;
  const field = node?.is === 'object' ? node.fields[key] : undefined;
  return field !== undefined && isKnown(field, context.target) ? field.node : undefined;
}

function within(
  step: string | number,
  node: SchemaNode | undefined,
  value: unknown,
  context: DecodingContext,
  depth: number,
): unknown {
  // Most values are neither maps nor lists: nothing can be unknown in them.
  if (typeof value !== 'object' || value === null) return value;
  context.enter(step);
  const pruned = pruneUnknown(node, value, context, depth + 1);
  context.leave();
  return pruned;
}
