import type { Issue } from '../issue';

/** What a validation run found, and in how much. */
export interface ValidationReport {
  /** In any order; the same finding twice counts once. */
  readonly issues: readonly Issue[];
  /** Files that were read; 0 for a run on constructs. */
  readonly files: number;
  /** YAML documents, or API objects. */
  readonly documents: number;
}

/** Totals below every report. */
export interface ReportSummary {
  readonly files: number;
  readonly documents: number;
  readonly errors: number;
  readonly warnings: number;
}

/** Counts issues as they are given; sort and deduplicate them first. */
export function summarize(report: ValidationReport): ReportSummary {
  const errors = report.issues.filter((issue) => issue.severity === 'error').length;
  const { files, documents } = report;
  return { files, documents, errors, warnings: report.issues.length - errors };
}
