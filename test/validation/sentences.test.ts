import { validateYaml } from '../../src/validation/validate';
import { readVectors } from '../conformance/vectors';
import type { Issue } from '../../src/issues/issue';
import { expectGolden } from './golden';

/** Sentences of the rules that the vectors of a kind break, one a rule. */
test.each(['controller-deployment', 'controller-registration', 'extension', 'secret'])(
  'what is said of a %s',
  (kind) => {
    const issues = readVectors(kind).flatMap(({ manifest, previous }) =>
      validateYaml(manifest, {
        now: new Date('2026-01-01'),
        ...(previous === undefined ? {} : { previous }),
      }),
    );
    expectGolden(kind, oneOfEachRule(issues));
  },
);

/** The first issue of each rule, so that a file keeps one line for it. */
function oneOfEachRule(issues: readonly Issue[]): Issue[] {
  const first = new Map<string, Issue>();
  for (const issue of issues) if (!first.has(issue.rule)) first.set(issue.rule, issue);
  return [...first.values()];
}
