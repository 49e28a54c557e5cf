import { closest } from '../validation/closest';
import type { IssueCollector } from '../validation/issue-collector';
import { gardenAppRules } from './rules';

/** What JavaScript callers may get wrong about one prop. */
export type PropKind = 'text' | 'list' | 'map' | 'boolean' | 'number' | 'any';

/** Every prop of an interface with its kind; the compiler sees to it that none is forgotten. */
export type PropKinds<Props> = Readonly<Record<keyof Props, PropKind>>;

/**
 * Reports props that do not exist, and ones of a wrong type: TypeScript says so itself, JavaScript does not.
 * Gives the props back without what cannot be used, so that the caller need not look again.
 */
export function checkProps<Props extends object>(
  props: Props,
  kinds: PropKinds<Props>,
  required: readonly (keyof Props & string)[],
  issues: IssueCollector,
): Partial<Props> {
  const given: Readonly<Record<string, unknown>> = { ...(props as object | undefined) };
  const known = kinds as Readonly<Record<string, PropKind>>;
  const usable: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const kind = known[name];
    if (value === undefined || value === null) continue;
    if (kind === undefined) {
      const near = closest(name, Object.keys(known));
      const hint =
        near === undefined ? `the props are ${Object.keys(known).join(', ')}` : `did you mean ${near}`;
      issues.report(gardenAppRules['prop-unknown'], name, `there is no prop ${JSON.stringify(name)}`, {
        hint,
      });
    } else if (isOfKind(value, kind)) {
      usable[name] = value;
    } else {
      issues.report(gardenAppRules['prop-type'], name, `${show(value)} is not a ${kind}`, {
        hint: `give a ${kind}`,
      });
    }
  }
  for (const name of required) {
    if (given[name] === undefined || given[name] === null) {
      issues.report(gardenAppRules['prop-type'], name, 'is missing', {
        hint: `give a ${known[name] ?? 'value'}`,
      });
    }
  }
  return usable as Partial<Props>;
}

function isOfKind(value: unknown, kind: PropKind): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string';
    case 'boolean':
    case 'number':
      return typeof value === kind;
    case 'list':
      return Array.isArray(value);
    case 'map':
      return typeof value === 'object' && !Array.isArray(value);
    case 'any':
      return true;
  }
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return ['string', 'number', 'boolean'].includes(typeof value)
    ? JSON.stringify(value)
    : `a value of type ${typeof value}`;
}
