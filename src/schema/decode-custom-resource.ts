import { isObject, type JsonObject } from '../gardener/json';
import type { DecodingContext } from './decoding-context';
import { decodeTyped, reportMalformed, zeroOf } from './decode-typed';
import { scalarChecks } from './scalars';
import { isKnown, type ListNode, type ObjectNode, type ScalarNode, type SchemaNode } from './schema-node';
import { structureRules } from './table';

/**
 * Reads a custom resource as the API server and then a webhook in Go read it: unknown fields are named first, also
 * where the type is wrong; nulls of fields and keys vanish; the rest is held to the schema; what passes is decoded
 * by Go types. A null item of a list is wrong for the schema and the zero value for Go.
 */
export function decodeCustomResource(
  node: ObjectNode,
  document: JsonObject,
  context: DecodingContext,
): JsonObject {
  const { metadata, status, ...rest } = document;
  const known = pruneUnknown(node, rest, context) as JsonObject;
  const checked = checkObject(node, known, context);
  const result = {
    ...checked,
    ...decodedPart(node, 'metadata', metadata, context),
    ...(status === undefined || status === null ? {} : { status: readStatus(node, status, context) }),
  };
  return isSame(result, document) ? document : ordered(result, document);
}

/** Metadata is no matter of the schema. */
function decodedPart(node: ObjectNode, name: string, value: unknown, context: DecodingContext): JsonObject {
  const field = node.fields[name];
  if (field === undefined || value === undefined || value === null) return {};
  context.enter(name);
  const decoded = decodeTyped(field.node, value, context);
  context.leave();
  return { [name]: decoded };
}

/**
 * A status is emptied before anybody checks it, but after unknown fields were looked for, and after the webhook
 * has decoded it by Go types.
 */
function readStatus(node: ObjectNode, status: unknown, context: DecodingContext): unknown {
  const field = node.fields['status'];
  if (field === undefined) return status;
  context.enter('status');
  const decoded = decodeTyped(field.node, pruneUnknown(field.node, status, context), context);
  context.leave();
  return decoded;
}

function check(node: SchemaNode, value: unknown, context: DecodingContext): unknown {
  switch (node.is) {
    case 'object':
      return isObject(value) ? checkObject(node, value, context) : refuse('a map', value, context);
    case 'map':
      return isObject(value)
        ? checkEntries(value, () => node.values, context)
        : refuse('a map', value, context);
    case 'list':
      return Array.isArray(value) ? checkList(node, value, context) : refuse('a list', value, context);
    case 'free':
      return node.object === true && !isObject(value) ? refuse('a map', value, context) : value;
    case 'scalar':
      return checkScalar(node, value, context);
  }
}

function checkObject(node: ObjectNode, value: JsonObject, context: DecodingContext): JsonObject {
  const checked = checkEntries(value, (name) => node.fields[name]?.node, context);
  for (const name of node.required ?? []) {
    const field = node.fields[name];
    if (checked[name] !== undefined || field === undefined || !isKnown(field, context.target)) continue;
    context.report(structureRules['schema-required'], name, 'is missing', `write ${name}`);
  }
  return checked;
}

function checkEntries(
  value: JsonObject,
  nodeOf: (key: string) => SchemaNode | undefined,
  context: DecodingContext,
): JsonObject {
  const entries = Object.entries(value);
  let changed = false;
  const kept: [string, unknown][] = [];
  for (const [key, content] of entries) {
    const node = nodeOf(key);
    if (content === null || node === undefined) {
      changed = true;
      if (node !== undefined) reportNull(key, context);
      continue;
    }
    if (content === undefined) continue;
    context.enter(key);
    const checked = check(node, content, context);
    context.leave();
    changed ||= checked !== content;
    kept.push([key, checked]);
  }
  return changed ? Object.fromEntries(kept) : value;
}

/** A create drops it; Flux and Argo CD apply on the server's side, and there it is held against the type. */
function reportNull(key: string, context: DecodingContext): void {
  const message = `${key} is null, which a server-side apply refuses`;
  context.report(structureRules['schema-null'], key, message, 'leave the field out');
}

function checkList(node: ListNode, value: readonly unknown[], context: DecodingContext): readonly unknown[] {
  const items = value.map((item, index) => {
    if (item === null || item === undefined) {
      context.report(
        structureRules['schema-type'],
        index,
        'null is no item',
        'remove the item, or write a value',
      );
      return zeroOf(node.items);
    }
    context.enter(index);
    const checked = check(node.items, item, context);
    context.leave();
    return checked;
  });
  return items.every((item, index) => item === value[index]) ? value : items;
}

function checkScalar(node: ScalarNode, value: unknown, context: DecodingContext): unknown {
  if (node.format === 'boolean') {
    return typeof value === 'boolean' ? value : refuse('true or false', value, context);
  }
  if (typeof value !== 'string') return refuse('text', value, context);
  if (!scalarChecks[node.format](value)) reportMalformed(context, node, node.format, undefined, value);
  return value;
}

function refuse(noun: string, value: unknown, context: DecodingContext): unknown {
  context.failed = true;
  const hint = noun === 'text' ? 'write a text, in quotes' : `write ${noun}`;
  const shown = context.describe(value);
  const quoted = shown.startsWith('"') && noun === 'true or false' ? 'the text ' : '';
  const message = `${quoted}${shown} is not ${noun}`;
  context.report(structureRules['schema-type'], undefined, message, hint);
  return value;
}

function isSame(result: JsonObject, document: JsonObject): boolean {
  return Object.keys(document).every((name) => result[name] === document[name]);
}

function ordered(result: JsonObject, document: JsonObject): JsonObject {
  const names = Object.keys(document).filter((name) => Object.hasOwn(result, name));
  return Object.fromEntries(names.map((name) => [name, result[name]]));
}

/**
 * Lists within lists that the schema does not have are followed so far: their type is wrong anyhow, the names
 * inside are an addition.
 */
const deepest = 32;

/**
 * Removes what the schema of a custom resource does not have, and reports it; values whose type is wrong are
 * searched, too, as the API server does.
 */
function pruneUnknown(
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
