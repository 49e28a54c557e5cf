import { validateYaml } from '../../src/validation/validate';
import { readVectors } from '../conformance/vectors';
import { expectGolden, oneOfEachRule } from './golden';

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
