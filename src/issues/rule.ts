import type { IssueType, Severity } from './issue';

/** What docs/rules.md says about a rule; every issue names the rule it comes from. */
export interface Rule {
  /** Stable, kebab-case. */
  readonly id: string;
  readonly severity: Severity;
  readonly type: IssueType;
  /** Kinds that the rule looks at, e.g. `['CloudProfile', 'NamespacedCloudProfile']`. */
  readonly kinds: readonly string[];
  /** What is found, in one line. */
  readonly what: string;
  /** Why it matters, and how to mend it. */
  readonly why: string;
  /** A field value or short YAML that the rule reports. */
  readonly example?: string;
  /** First Gardener (or `provider-alicloud`) version where the rule holds, if not always. */
  readonly since?: string;
}

/** Gives each rule of a table its key as id. */
export function defineRules<const Id extends string>(
  table: Readonly<Record<Id, Omit<Rule, 'id'>>>,
): Readonly<Record<Id, Rule>> {
  const rules = {} as Record<Id, Rule>;
  for (const id of Object.keys(table) as Id[]) rules[id] = { id, ...table[id] };
  return rules;
}
