import { Target } from '../../../src/gardener/target';
import { Check } from '../../../src/issues/check';

/** What a check at the field `x` reports, as `<type> <field> <rule>`, in order. */
export function findingsOf(report: (at: Check, root: Check) => void): string[] {
  const root = Check.root(new Target({ now: null }));
  report(root.at('x'), root);
  return root.findings.map(({ type, field, rule }) => `${type} ${field} ${rule}`);
}
