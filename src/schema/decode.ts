import { gates, nodes } from '#validators';
import { FieldPath } from '../gardener/field-path';
import { isObject, type JsonObject } from '../gardener/json';
import type { IssueCollector } from '../issues/check';
import type { Rule } from '../issues/rule';
import { decodeCustomResource } from './decode-custom-resource';
import { decodeTyped } from './decode-typed';
import {
  type FieldNode,
  isKnown,
  type ObjectNode,
  type Reader,
  type SchemaName,
  schemaReaders,
  type TargetVersions,
  typeMetaOf,
} from './schema-node';
import { structureRules } from './table';
import { closest } from '../gardener/closest';
import { describeForm, isSecretPath } from '../gardener/secrecy';

export interface DecodeOptions {
  /** Where the document stands in its manifest, e.g. `spec.providerConfig`. @default the manifest itself */
  readonly path?: FieldPath;
  /** Unknown fields vanish without an error. @default false */
  readonly lenient?: boolean;
}

/**
 * Decodes a document strictly, as the API server of the target version does before it looks at anything else.
 * Reports unknown fields (the outermost one only) and values that cannot be read.
 *
 * Linear in the size of the document, and never throws, whatever the document is.
 * @returns the document with unknown fields and nulls removed from all typed areas (free-form ones stay as they
 * are), the same reference if there were none; undefined when it cannot be decoded
 */
export function decode(
  schema: SchemaName,
  manifest: unknown,
  target: TargetVersions,
  issues: IssueCollector,
  options: DecodeOptions = {},
): JsonObject | undefined {
  const { path = FieldPath.root, lenient = false } = options;
  const reader: Reader = schemaReaders[schema];
  if (!isObject(manifest)) {
    const message = `${describeValue(manifest)} is not a map`;
    issues.report(structureRules['malformed-type'], path, message, {
      hint: `write a ${typeMetaOf(schema).kind}`,
    });
    return undefined;
  }
  if (!checkTypeMeta(schema, reader, manifest, path, issues)) return undefined;
  if (gates[schema].call(target, manifest)) return manifest;

  const context = new DecodingContext({ target, issues, path, lenient });
  const node = nodes[schema] as ObjectNode;
  const decoded =
    reader === 'custom-resource'
      ? decodeCustomResource(node, manifest, context)
      : decodeTyped(node, manifest, context);
  return context.failed ? undefined : (decoded as JsonObject);
}

/** An embedded document is found by its apiVersion and kind; of other documents the engine knows them already. */
function checkTypeMeta(
  schema: SchemaName,
  reader: Reader,
  document: JsonObject,
  path: FieldPath,
  issues: IssueCollector,
): boolean {
  if (reader !== 'embedded' && reader !== 'embedded-defaulted') return true;
  const expected = typeMetaOf(schema);
  const wrong = (['apiVersion', 'kind'] as const).filter((name) => {
    const given = document[name];
    const missing = given === undefined || given === null || given === '';
    return missing ? reader === 'embedded' : given !== expected[name];
  });
  if (wrong.length === 0) return true;
  const found = wrong.map((name) => {
    const given = document[name];
    return given === undefined ? `${name} is missing` : `${name} is ${describeValue(given)}`;
  });
  issues.report(structureRules['malformed-type-meta'], path, found.join(' and '), {
    hint: `write ${wrong.map((name) => `${name}: ${expected[name]}`).join(' and ')}`,
  });
  return false;
}

/** A field name, an index, or the key of a map. */
export type Step = string | number | { readonly key: string };

/** So many siblings are worth listing when none of them resembles an unknown field. */
const fewSiblings = 8;

interface DecodingOptions {
  readonly target: TargetVersions;
  readonly issues: IssueCollector;
  readonly path: FieldPath;
  /** Unknown fields vanish without a word. */
  readonly lenient: boolean;
}

/** Where decoding is, for whom it decodes, and whether it can still succeed. */
export class DecodingContext {
  readonly target: TargetVersions;
  /** Set when the document cannot be read at all. */
  failed = false;
  private readonly steps: Step[] = [];

  constructor(private readonly options: DecodingOptions) {
    this.target = options.target;
  }

  enter(step: Step): void {
    this.steps.push(step);
  }

  leave(): void {
    this.steps.pop();
  }

  /** Paths are made for issues only: a document of some MiB that is fine needs none. */
  pathTo(...more: readonly Step[]): FieldPath {
    return [...this.steps, ...more].reduce<FieldPath>((path, step) => {
      if (typeof step === 'number') return path.index(step);
      return typeof step === 'string' ? path.child(step) : path.key(step.key);
    }, this.options.path);
  }

  /** A value here for a message: of a secret only the form. */
  describe(value: unknown, step?: Step): string {
    const path = step === undefined ? this.pathTo() : this.pathTo(step);
    return isSecretPath(path) ? describeForm(value) : describeValue(value);
  }

  report(rule: Rule, step: Step | undefined, message: string, hint?: string): void {
    const path = step === undefined ? this.pathTo() : this.pathTo(step);
    this.options.issues.report(rule, path, message, hint === undefined ? {} : { hint });
  }

  /** @param node the object that the field stands in, if it is one that has fields */
  reportUnknown(name: string, node: ObjectNode | undefined): void {
    if (this.options.lenient) return;
    const field = node?.fields[name];
    if (field === undefined) {
      this.report(
        structureRules['unknown-field'],
        name,
        `unknown field ${JSON.stringify(name)}`,
        hintFor(name, node, this.target),
      );
    } else {
      this.reportWrongVersion(name, field);
    }
  }

  private reportWrongVersion(name: string, field: FieldNode): void {
    const { gardener, provider } = this.target;
    if (field.removed !== undefined && gardener >= field.removed) {
      const remedy = field.replacedBy === undefined ? 'remove it' : `write ${field.replacedBy} instead`;
      this.report(
        structureRules['field-removed'],
        name,
        `Gardener 1.${gardener} has no ${name} any more; it went away with 1.${field.removed}`,
        remedy,
      );
    } else if (field.since !== undefined && gardener < field.since) {
      this.report(
        structureRules['field-too-new'],
        name,
        `Gardener 1.${gardener} has no ${name} yet; it comes with 1.${field.since}`,
        `remove it, or target Gardener 1.${field.since} or newer`,
      );
    } else {
      const since = field.providerSince ?? provider;
      this.report(
        structureRules['field-too-new'],
        name,
        `provider-alicloud 1.${provider} has no ${name} yet; it comes with 1.${since}`,
        `remove it, or target provider-alicloud 1.${since} or newer`,
      );
    }
  }
}

function hintFor(name: string, node: ObjectNode | undefined, target: TargetVersions): string {
  if (node === undefined) return 'remove it';
  const siblings = Object.keys(node.fields).filter((key) => {
    const field = node.fields[key];
    return field !== undefined && isKnown(field, target);
  });
  const meant = closest(name, siblings);
  if (meant !== undefined) return `did you mean ${JSON.stringify(meant)}?`;
  return siblings.length <= fewSiblings ? `remove it; fields here are ${siblings.join(', ')}` : 'remove it';
}

const longest = 60;

/** A value that is of the wrong kind, for a message; never long and never deep. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length <= longest ? value : `${value.slice(0, longest)}…`);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'a map';
    default:
      return `a ${typeof value}`;
  }
}
