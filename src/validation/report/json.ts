import type { Issue } from '../../issues/issue';
import { printableJson } from './printable';
import { inOrder, type ReportSummary, summarize, type ValidationReport } from './validation-report';

/** The shape of `--output json`. */
export interface JsonReport {
  readonly issues: readonly Issue[];
  readonly summary: ReportSummary;
}

export interface JsonOptions {
  /** Blanks per level; 0 writes one line. @default 2 */
  readonly indent?: number;
}

/** The report as JSON, for programs. Ends with a line end. */
export function renderJson(report: ValidationReport, options: JsonOptions = {}): string {
  const ordered = inOrder(report);
  const json: JsonReport = { issues: ordered.issues, summary: summarize(ordered) };
  return `${printableJson(JSON.stringify(json, undefined, options.indent ?? 2))}\n`;
}
