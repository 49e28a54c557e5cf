import { FieldPath } from '../gardener/field-path';
import type { Issue } from './issue';
import type { Rule } from './rule';
import type { Target } from '../gardener/target';
import { type JsonObject, isObject } from '../gardener/json';

/** An issue with the place to show it at, where that is not the field which Gardener names. */
export interface Finding extends Issue {
  /** Path into the manifest as the user wrote it; default the field. */
  readonly at?: string;
}

/** A field name, or the index of a list. */
export type Step = string | number;

/**
 * The cursor of every check: a place in a manifest as Gardener names it and as the user wrote it, for which
 * versions it is judged, and the list that takes what is wrong there. The two paths part ways in lists of
 * which Gardener drops entries before it counts them, and where Gardener's own path is odd.
 */
export class Check {
  /** The document itself; without `findings` a list of its own. */
  static root(target: Target, findings: Finding[] = []): Check {
    return new Check(target, findings, FieldPath.root, FieldPath.root);
  }

  /** A place that is known by its path alone, written as Gardener names it. */
  static within(target: Target, findings: Finding[], path: FieldPath): Check {
    return new Check(target, findings, path, path);
  }

  private constructor(
    readonly target: Target,
    /** All that was reported through this cursor and those that come from the same root. */
    readonly findings: Finding[],
    /** As Gardener writes it. */
    readonly field: FieldPath,
    /** As the user wrote it. */
    readonly written: FieldPath,
  ) {}

  at(...steps: readonly Step[]): Check {
    const walk = (path: FieldPath): FieldPath =>
      steps.reduce<FieldPath>(
        (inner, step) => (typeof step === 'number' ? inner.index(step) : inner.child(step)),
        path,
      );
    return this.walked(walk);
  }

  /** The entry of a map whose keys are data, e.g. an annotation: `metadata.annotations[example.org/key]`. */
  key(key: string): Check {
    return this.walked((path) => path.key(key));
  }

  /** A field whose name is data: an empty one reads `[]`, as in Gardener's own errors. */
  named(name: string): Check {
    return name === '' ? this.key('') : this.at(name);
  }

  /** An item that Gardener counts as `index`, and that stands at `written` in the manifest. */
  item(index: number, written: number): Check {
    if (index === written) return this.at(index);
    return new Check(this.target, this.findings, this.field.index(index), this.written.index(written));
  }

  /** The same place in the manifest, which Gardener gives another name. */
  as(field: FieldPath): Check {
    return new Check(this.target, this.findings, field, this.written);
  }

  /** @param hint what to do about it */
  report(rule: Rule, message: string, hint?: string): void {
    this.findings.push({
      severity: rule.severity,
      type: rule.type,
      field: String(this.field),
      rule: rule.id,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(this.field === this.written ? {} : { at: String(this.written) }),
    });
  }

  /** The same place, with a list of its own: for what is looked at and not reported as it is. */
  aside(): Check {
    return new Check(this.target, [], this.field, this.written);
  }

  /** Reports by another rule what was found aside, at its own place. */
  adopt(finding: Finding, rule: Rule, message: string, hint = finding.hint): void {
    this.findings.push({
      severity: rule.severity,
      type: rule.type,
      field: finding.field,
      rule: rule.id,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(finding.at === undefined ? {} : { at: finding.at }),
    });
  }

  private walked(walk: (path: FieldPath) => FieldPath): Check {
    const field = walk(this.field);
    const written = this.field === this.written ? field : walk(this.written);
    return new Check(this.target, this.findings, field, written);
  }
}

export interface ValidationContext {
  /** The document itself: where everything is reported, for which versions. */
  readonly check: Check;
  /** The stored object that the manifest replaces, decoded; update rules hold when it is there. */
  readonly previous?: JsonObject;
  /** Of a NamespacedCloudProfile the decoded CloudProfile that is given as its parent; empty if it is none. */
  readonly parent?: JsonObject;
}

/**
 * Rules for one kind. They get the manifest as the API server sees it after strict decoding: only known
 * fields, right types, no nulls. They default, drop and judge without changing it.
 */
export interface KindRules {
  /** What Gardener refuses. */
  validate(manifest: JsonObject, context: ValidationContext): void;
  /** Of a custom resource whose other parts do not fit its schema: what is wrong with its metadata beside that. */
  validateMetadata?(manifest: JsonObject, context: ValidationContext): void;
  /** What Gardener accepts and an operator regrets. */
  warn?(manifest: JsonObject, context: ValidationContext): void;
}

/** Visits every text in a JSON value, keys of maps included; a key stands at its own entry. */
export function visitTexts(value: unknown, check: Check, visit: (text: string, at: Check) => void): void {
  if (typeof value === 'string') {
    visit(value, check);
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => visitTexts(item, check.at(index), visit));
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const at = check.at(key);
      visit(key, at);
      visitTexts(item, at, visit);
    }
  }
}
