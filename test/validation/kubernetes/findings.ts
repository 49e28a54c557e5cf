import { FieldPath } from '../../../src/gardener/field-path';
import { IssueCollector } from '../../../src/issues/check';

/** What a check reports, as `<type> <field> <rule>`, in order. */
export function findingsOf(check: (issues: IssueCollector, path: FieldPath) => void): string[] {
  const issues = new IssueCollector();
  check(issues, FieldPath.of('x'));
  return issues.findings.map(({ type, field, rule }) => `${type} ${field} ${rule}`);
}
