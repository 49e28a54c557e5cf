import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { Rule } from '../rule';
import { structureRules } from './rules';
import { isKnown, type FieldNode, type ObjectNode, type TargetVersions } from './schema-node';
import { closest } from '../closest';

/** A field name, an index, or the key of a map. */
export type Step = string | number | { readonly key: string };

/** So many siblings are worth listing when none of them resembles an unknown field. */
const fewSiblings = 8;

export interface DecodingOptions {
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
