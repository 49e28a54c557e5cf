import type { JsonObject } from '../../../src/gardener/json';
import { Target, type TargetOptions } from '../../../src/gardener/target';
import { Check, type Finding, type KindRules } from '../../../src/issues/check';

export interface JudgeOptions extends TargetOptions {
  readonly previous?: JsonObject;
}

/** What a kind's own rules say of a decoded manifest. */
export function findings(
  rules: KindRules,
  manifest: JsonObject,
  options: JudgeOptions = {},
): readonly Finding[] {
  const { previous, ...versions } = options;
  const target = new Target({ now: null, ...versions });
  const check = Check.root(target);
  const context = {
    check,
    ...(previous === undefined ? {} : { previous }),
  };
  const before = JSON.stringify(manifest);
  rules.validate(manifest, context);
  rules.warn?.(manifest, context);
  expect(JSON.stringify(manifest)).toBe(before);
  return check.findings;
}

/** Errors as `Type field rule`, sorted. */
export function errors(rules: KindRules, manifest: JsonObject, options?: JudgeOptions): string[] {
  return findings(rules, manifest, options)
    .filter(({ severity }) => severity === 'error')
    .map(({ type, field, rule }) => [type, field, rule].join(' '))
    .sort();
}

/** Warnings as `rule field`, sorted. */
export function warnings(rules: KindRules, manifest: JsonObject, options?: JudgeOptions): string[] {
  return findings(rules, manifest, options)
    .filter(({ severity }) => severity === 'warning')
    .map(({ field, rule }) => [rule, field].join(' '))
    .sort();
}
