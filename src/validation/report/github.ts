import type { Issue } from '../../issues/issue';
import { countOf, toSentence } from './text';
import { inOrder, summarize, type ValidationReport } from './validation-report';

/**
 * Workflow commands of GitHub Actions, one a line: `::error file=…,line=…,col=…,title=…::<sentence>`.
 * GitHub shows them beside the lines of the change. Issues of constructs have no file; their place is part
 * of the text. The last line is for the log.
 */
export function renderGithub(report: ValidationReport, options: GithubOptions = {}): string {
  const ordered = inOrder(report);
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const lines = ordered.issues.slice(0, limit).map(toCommand);
  const { errors, warnings, judgedFor } = summarize(ordered);
  const left = ordered.issues.length - lines.length;
  if (left > 0) lines.push(`and ${left} more`);
  const versions = judgedFor === undefined ? '' : `, judged for ${judgedFor}`;
  lines.push(`${countOf(errors, 'error')}, ${countOf(warnings, 'warning')}${versions}`);
  return `${lines.join('\n')}\n`;
}

export interface GithubOptions {
  /** Annotations at most. GitHub itself shows ten of each severity per step, and logs all. @default no limit */
  readonly limit?: number;
}

function toCommand(issue: Issue): string {
  const { file, line, column, constructPath } = issue.origin ?? {};
  const properties: [string, string | number | undefined][] = [
    ['file', file],
    ['line', file === undefined ? undefined : line],
    ['col', file === undefined ? undefined : column],
    ['title', issue.rule],
  ];
  const text = properties
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`]))
    .join(',');
  const place = file === undefined && constructPath !== undefined ? `${constructPath}: ` : '';
  return `::${issue.severity} ${text}::${escapeData(place + toSentence(issue))}`;
}

/** The runner decodes exactly these three; a line end would end the command. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
