import type { IssueCollector } from '../issue-collector';
import { parseQuantity } from '../kubernetes';
import { coreRules as rules } from './core-rules';
import type { Place } from './place';
import type { WrittenQuantity } from './profile';

/** What is missing is zero. */
export function validateNotNegative(
  value: WrittenQuantity | undefined,
  place: () => Place,
  issues: IssueCollector,
): void {
  // Nothing is negative without a minus, which spares most quantities the parser.
  if (value === undefined || !String(value).includes('-')) return;
  if (parseQuantity(value)?.isNegative !== true) return;
  place().report(
    issues,
    rules['cloud-profile-quantity-negative'],
    `${String(value)} is negative`,
    'write zero or more',
  );
}
