import type { Issue } from '../../issues/issue';

/** What a validation run found, and in how much. */
export interface ValidationReport {
  /** In any order; the same finding twice counts once. */
  readonly issues: readonly Issue[];
  /** Files that were read; 0 for a run on constructs. */
  readonly files: number;
  /** YAML documents, or API objects. */
  readonly documents: number;
  /** Versions that it was judged for, as people say it. @default not said */
  readonly judgedFor?: string;
  /** Of the documents those of kinds that have no rules here. @default 0 */
  readonly withoutRules?: number;
  /** Documents beside these that are no manifests, or that cannot be built here. @default 0 */
  readonly leftOut?: number;
}

/** Totals below every report. */
export interface ReportSummary {
  readonly files: number;
  readonly documents: number;
  readonly errors: number;
  readonly warnings: number;
  /** Not there if it is 0, as the next one. */
  readonly withoutRules?: number;
  readonly leftOut?: number;
  readonly judgedFor?: string;
}

/** Counts issues as they are given; sort and deduplicate them first. */
export function summarize(report: ValidationReport): ReportSummary {
  const errors = report.issues.filter((issue) => issue.severity === 'error').length;
  const { files, documents, withoutRules = 0, leftOut = 0, judgedFor } = report;
  return {
    ...{ files, documents, errors, warnings: report.issues.length - errors },
    ...(withoutRules === 0 ? {} : { withoutRules }),
    ...(leftOut === 0 ? {} : { leftOut }),
    ...(judgedFor === undefined ? {} : { judgedFor }),
  };
}

/** The report with its issues sorted by place, each once: what every format starts from. */
export function inOrder(report: ValidationReport): ValidationReport {
  const byIdentity = new Map<string, Issue>();
  for (const issue of report.issues) {
    const identity = identityOf(issue);
    if (!byIdentity.has(identity)) byIdentity.set(identity, issue);
  }
  return { ...report, issues: [...byIdentity.values()].sort(byPlace) };
}

/** Two issues with the same of these say the same to a reader. */
function identityOf({ severity, type, field, rule, message, hint, origin = {} }: Issue): string {
  const { file, document, line, column, constructPath } = origin;
  return JSON.stringify([
    severity,
    type,
    field,
    rule,
    message,
    hint,
    file,
    document,
    line,
    column,
    constructPath,
  ]);
}

function byPlace(a: Issue, b: Issue): number {
  const [left, right] = [a.origin ?? {}, b.origin ?? {}];
  return (
    compareTexts(left.file ?? '', right.file ?? '') ||
    compareTexts(left.constructPath ?? '', right.constructPath ?? '') ||
    (left.document ?? 0) - (right.document ?? 0) ||
    (left.line ?? 0) - (right.line ?? 0) ||
    (left.column ?? 0) - (right.column ?? 0) ||
    compareFields(a.field, b.field) ||
    compareTexts(a.severity, b.severity) ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.message, b.message)
  );
}

/** By code unit, with the numbers of list items as numbers: item 2 before item 10. */
function compareFields(a: string, b: string): number {
  const left = a.split(/(\d+)/);
  const right = b.split(/(\d+)/);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const [x = '', y = ''] = [left[i], right[i]];
    const order = i % 2 === 1 && x.length !== y.length ? x.length - y.length : compareTexts(x, y);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
