import { quote } from '../gardener/json';
import type { JsonObject } from '../gardener/json';
import type { Check } from '../issues/check';
import type { Rule } from '../issues/rule';
import type { SchemaName } from '../schema/schema-node';
import { type Difference, storedForm } from '../schema/stored-form';
import { warningRules } from './cloud-profile/table';
import { seedRuleTable } from './seed/table';

/** Where a manifest is written otherwise than it is stored: whatever compares texts sees a difference for ever. */
export function warnOfStoredForm(schema: SchemaName, manifest: JsonObject, check: Check): void {
  const isSeed = /\/(?:Seed|Gardenlet|ManagedSeed)$/.test(schema);
  // What must not be empty is refused already: to leave it out would be no better.
  const refused = new Set(
    check.findings.flatMap(({ severity, field }) => (severity === 'error' ? [field] : [])),
  );
  storedForm(schema, manifest, check.target, (difference) => {
    const rule =
      isSeed && difference.kind === 'quantity'
        ? seedRuleTable['seed-quantity-drift']
        : rules[difference.kind];
    const place = check.at(...difference.steps);
    if (difference.kind !== 'empty' || !refused.has(String(place.field))) report(difference, rule, place);
  });
}

const rules: Readonly<Record<Difference['kind'], Rule>> = {
  quantity: warningRules['quantity-not-canonical'],
  time: warningRules['time-not-canonical'],
  empty: warningRules['empty-field-dropped'],
};

function report({ kind, steps, written, stored }: Difference, rule: Rule, place: Check): void {
  if (kind === 'empty') {
    const name = String(steps.at(-1));
    const what = typeof written === 'object' ? `an empty ${name}` : `${name}: ${quote(written)}`;
    place.report(rule, `${what} is not stored`, 'leave it out');
    return;
  }
  place.report(rule, `${quote(written)} is stored as ${quote(stored)}`, `write ${quote(stored)}`);
}
