import type { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { Target } from '../target';

/** Where a Seed's spec stands, and against what it is judged. */
export interface SeedScope {
  readonly issues: IssueCollector;
  readonly target: Target;
  /** Path of the spec, e.g. `spec` or `spec.config.seedConfig.spec`. */
  readonly path: FieldPath;
  /** In a Gardenlet's or ManagedSeed's configuration several parts need not be given. */
  readonly inTemplate: boolean;
}
