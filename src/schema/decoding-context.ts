import { closest } from '../gardener/closest';
import { describeForm, isSecretPath } from '../gardener/secrecy';
import type { Target } from '../gardener/target';
import type { Check } from '../issues/check';
import type { Rule } from '../issues/rule';
import { type FieldNode, isKnown, type ObjectNode, type TargetVersions } from './schema-node';
import { structureRules } from './table';

/** A field name, an index, or the key of a map. */
export type Step = string | number | { readonly key: string };

/** So many siblings are worth listing when none of them resembles an unknown field. */
const fewSiblings = 8;

/** Where decoding is, for whom it decodes, and whether it can still succeed. */
export class DecodingContext {
  readonly target: Target;
  /** Set when the document cannot be read at all. */
  failed = false;
  private readonly steps: Step[] = [];

  /**
   * @param check the document's own place
   * @param lenient unknown fields vanish without a word
   * @param newest version that stands in for a newer one, of the product whose document it is
   */
  constructor(
    private readonly check: Check,
    private readonly lenient: boolean,
    private readonly newest?: string,
  ) {
    this.target = check.target;
  }

  enter(step: Step): void {
    this.steps.push(step);
  }

  leave(): void {
    this.steps.pop();
  }

  report(rule: Rule, step: Step | undefined, message: string, hint?: string): void {
    this.place(step).report(rule, message, hint);
  }

  /** A value here for a message: of a secret only the form. */
  describe(value: unknown, step?: Step): string {
    return isSecretPath(this.place(step).field) ? describeForm(value) : describeValue(value);
  }

  /** Made for issues only: a document of some MiB that is fine needs none. */
  private place(step: Step | undefined): Check {
    const steps = step === undefined ? this.steps : [...this.steps, step];
    return steps.reduce<Check>(
      (check, next) => (typeof next === 'object' ? check.key(next.key) : check.at(next)),
      this.check,
    );
  }

  /** @param node the object that the field stands in, if it is one that has fields */
  reportUnknown(name: string, node: ObjectNode | undefined): void {
    if (this.lenient) return;
    const field = node?.fields[name];
    if (field === undefined) {
      this.reportStrange(name, node);
    } else {
      this.reportWrongVersion(name, field);
    }
  }

  /** Of a release that is newer than those known here nobody can say what it does not know. */
  private reportStrange(name: string, node: ObjectNode | undefined): void {
    const { newest } = this;
    const rule = newest === undefined ? structureRules['unknown-field'] : structureRules['field-unjudged'];
    const hint = hintFor(name, node, this.target);
    this.report(
      rule,
      name,
      `unknown field ${JSON.stringify(name)}`,
      newest === undefined
        ? hint
        : [...(hint.startsWith('did you') ? [hint] : []), `newer than ${newest}?`].join(' '),
    );
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
