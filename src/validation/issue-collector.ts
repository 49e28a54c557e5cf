import type { FieldPath } from './field-path';
import type { Issue } from './issue';
import type { Rule } from './rule';

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
