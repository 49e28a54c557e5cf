import { FieldPath } from '../gardener/field-path';
import type { Issue } from './issue';
import type { Rule } from './rule';
import type { Target } from '../gardener/target';
import type { JsonObject } from '../gardener/json';

/** An issue with the place to show it at, where that is not the field which Gardener names. */
export interface Finding extends Issue {
  /** Path into the manifest as the user wrote it; default the field. */
  readonly at?: string;
}

export interface ReportDetails {
  /** What to do about it. */
  readonly hint?: string;
  /** Where the cause stands, when Gardener's field path is odd or counts dropped entries out. */
  readonly at?: FieldPath;
}

/** Appends; nothing is thrown, so that all that is wrong comes out at once. */
export class IssueCollector {
  readonly findings: Finding[] = [];

  report(rule: Rule, field: FieldPath | string, message: string, details: ReportDetails = {}): void {
    const { hint, at } = details;
    this.findings.push({
      severity: rule.severity,
      type: rule.type,
      field: String(field),
      rule: rule.id,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(at === undefined ? {} : { at: String(at) }),
    });
  }

  get hasErrors(): boolean {
    return this.findings.some((finding) => finding.severity === 'error');
  }
}

/**
 * A field as Gardener names it and as the user wrote it. The two part ways in lists of which Gardener
 * drops entries before it counts them.
 */
export class Place {
  static of(...names: readonly string[]): Place {
    const path = FieldPath.of(...names);
    return new Place(path, path);
  }

  /** A field that Gardener makes of one that the user wrote. */
  static made(field: FieldPath, written: FieldPath): Place {
    return new Place(field, written);
  }

  private constructor(
    readonly field: FieldPath,
    readonly written: FieldPath,
  ) {}

  child(...names: readonly string[]): Place {
    return this.step((path) => path.child(...names));
  }

  /** A field whose name is data: an empty one reads `[]`, as in Gardener's own errors. */
  named(name: string): Place {
    return this.step((path) => (name === '' ? path.key('') : path.child(name)));
  }

  index(index: number, written = index): Place {
    if (index === written) return this.step((path) => path.index(index));
    return new Place(this.field.index(index), this.written.index(written));
  }

  /** Reports at Gardener's field, and points at what the user wrote. */
  report(issues: IssueCollector, rule: Rule, message: string, hint: string): void {
    issues.report(rule, this.field, message, {
      hint,
      ...(this.field === this.written ? {} : { at: this.written }),
    });
  }

  private step(walk: (path: FieldPath) => FieldPath): Place {
    const field = walk(this.field);
    return new Place(field, this.field === this.written ? field : walk(this.written));
  }
}

export interface ValidationContext {
  readonly issues: IssueCollector;
  readonly target: Target;
  /** The stored object that the manifest replaces, decoded; update rules hold when it is there. */
  readonly previous?: JsonObject;
}

/**
 * Rules for one kind. They get the manifest as the API server sees it after strict decoding: only known
 * fields, right types, no nulls. They default, drop and judge without changing it.
 */
export interface KindRules {
  /** What Gardener refuses. */
  validate(manifest: JsonObject, context: ValidationContext): void;
  /** What Gardener accepts and an operator regrets. */
  warn?(manifest: JsonObject, context: ValidationContext): void;
}
