import { quote } from '../../gardener/json';
import { isUnprefixedQualifiedName } from '../../gardener/names';
import type { Check } from '../../issues/check';
import { coreRules as rules } from './table';

/** Gardener minor since which names must be qualified names without a prefix. */
const nameFormSince = 125;

const nameHint = 'use 1 to 63 letters, digits, "-", "_" or ".", a letter or digit at both ends, and no "/"';

/** @param what the thing that bears the name, for the message */
export function validateName(name: string, what: string, check: Check): void {
  if (name === '') {
    check.report(rules['cloud-profile-name-required'], `the ${what} has no name`, 'give it a name');
    return;
  }
  validateNameForm(name, what, check);
}

export function validateNameForm(name: string, what: string, check: Check): void {
  if (check.target.gardener < nameFormSince || isUnprefixedQualifiedName(name)) return;
  check.report(rules['cloud-profile-name-form'], `${quote(name)} is no valid name of a ${what}`, nameHint);
}

/** Reports a name that was seen before. @returns whether it was */
export function validateUnique(name: string, what: string, seen: Set<string>, check: Check): boolean {
  if (!seen.has(name)) {
    seen.add(name);
    return true;
  }
  check.report(
    rules['cloud-profile-name-duplicate'],
    `the ${what} ${quote(name)} is there already`,
    'remove or rename one of the two',
  );
  return false;
}

/** Reports that a list has nothing in it. */
export function reportEmptyList(what: string, check: Check, hint?: string): void {
  check.report(
    rules['cloud-profile-list-required'],
    `there is no ${what}`,
    hint ?? `offer at least one ${what}`,
  );
}

/** Names that a message lists before it only counts. */
const shown = 10;
/** What needs no quotes to be told from the sentence around it. */
const plainName = /^[0-9A-Za-z._-]{1,80}$/;

/** A name as it stands in a sentence. */
export function shownName(name: string): string {
  return plainName.test(name) ? name : quote(name);
}

/** Gathers the first of many names for a message, and counts the others without keeping them. */
export class Listing {
  private readonly names: string[] = [];
  private more = 0;

  get count(): number {
    return this.names.length + this.more;
  }

  add(name: string): void {
    if (this.names.length < shown) this.names.push(shownName(name));
    else this.more++;
  }

  /** Counts without a look at the names. */
  addMore(count: number): void {
    this.more += count;
  }

  /** Whether names that follow are counted only. */
  get isFull(): boolean {
    return this.names.length >= shown;
  }

  toString(): string {
    return this.names.join(', ') + (this.more === 0 ? '' : ` and ${this.more} more`);
  }
}

/** The names for a message: the first ones, and how many more there are. */
export function listed(names: Iterable<string>): string {
  const listing = new Listing();
  for (const name of names) listing.add(name);
  return listing.count === 0 ? 'none' : listing.toString();
}

/** Lists those of `wanted` that `has` denies, looking no further than the message needs. */
export function listMissing(
  wanted: ReadonlySet<string>,
  present: ReadonlySet<string>,
  known: number,
): Listing {
  const missing = new Listing();
  const total = wanted.size - known;
  if (total <= 0) return missing;
  for (const name of wanted) {
    if (missing.isFull || missing.count === total) break;
    if (!present.has(name)) missing.add(name);
  }
  missing.addMore(total - missing.count);
  return missing;
}
