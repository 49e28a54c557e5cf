import type { IssueCollector } from '../issue-collector';
import { isUnprefixedQualifiedName } from '../kubernetes';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { coreRules as rules } from './core-rules';
import type { Place } from './place';

/** Gardener minor since which names must be qualified names without a prefix. */
export const nameFormSince = 125;

const nameHint = 'use 1 to 63 letters, digits, "-", "_" or ".", a letter or digit at both ends, and no "/"';

/** @param what the thing that bears the name, for the message */
export function validateName(
  name: string,
  what: string,
  place: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (name === '') {
    place().report(issues, rules['cloud-profile-name-required'], `the ${what} has no name`, 'give it a name');
    return;
  }
  validateNameForm(name, what, place, target, issues);
}

export function validateNameForm(
  name: string,
  what: string,
  place: () => Place,
  target: Target,
  issues: IssueCollector,
): void {
  if (target.gardener < nameFormSince || isUnprefixedQualifiedName(name)) return;
  place().report(
    issues,
    rules['cloud-profile-name-form'],
    `${quote(name)} is no valid name of a ${what}`,
    nameHint,
  );
}

/** Reports a name that was seen before. @returns whether it was */
export function validateUnique(
  name: string,
  what: string,
  seen: Set<string>,
  place: () => Place,
  issues: IssueCollector,
): boolean {
  if (!seen.has(name)) {
    seen.add(name);
    return true;
  }
  place().report(
    issues,
    rules['cloud-profile-name-duplicate'],
    `the ${what} ${quote(name)} is there already`,
    'remove or rename one of the two',
  );
  return false;
}

/** Reports that a list has nothing in it. */
export function reportEmptyList(what: string, place: Place, issues: IssueCollector, hint?: string): void {
  place.report(
    issues,
    rules['cloud-profile-list-required'],
    `there is no ${what}`,
    hint ?? `offer at least one ${what}`,
  );
}
