import type { JsonObject } from '../../../src/gardener/json';
import { Target } from '../../../src/gardener/target';
import { Check, type KindRules } from '../../../src/issues/check';

/** Fields by path, e.g. `spec.taints[0].key`; undefined removes the field. */
export type Patch = Readonly<Record<string, unknown>>;

/** A copy of a manifest with some fields replaced; missing parents are made. */
export function patched(base: JsonObject, patch: Patch): JsonObject {
  const copy = structuredClone(base) as Record<string, unknown>;
  for (const [path, value] of Object.entries(patch)) {
    const names = path.split(/[.[\]]+/).filter((name) => name !== '');
    const last = names.pop() ?? '';
    let parent = copy;
    for (const name of names) parent = (parent[name] ??= {}) as Record<string, unknown>;
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
  }
  return copy;
}

export interface Circumstances {
  readonly previous?: JsonObject;
  /** Minor of Gardener. @default 149 */
  readonly gardener?: number;
  /** Minor of provider-alicloud. @default 72 */
  readonly provider?: number;
}

/** What a kind's rules say, one `Type field rule` each, without repetitions. */
export function errors(rules: KindRules, manifest: JsonObject, circumstances: Circumstances = {}): string[] {
  return findings('error', rules, manifest, circumstances);
}

export function warnings(
  rules: KindRules,
  manifest: JsonObject,
  circumstances: Circumstances = {},
): string[] {
  return findings('warning', rules, manifest, circumstances);
}

function findings(
  severity: 'error' | 'warning',
  rules: KindRules,
  manifest: JsonObject,
  { previous, gardener = 149, provider = 72 }: Circumstances,
): string[] {
  const target = new Target({
    gardenerVersion: `1.${gardener}`,
    providerVersion: `1.${provider}`,
    now: null,
  });
  const check = Check.root(target);
  const context = {
    check,
    ...(previous === undefined ? {} : { previous }),
  };
  rules.validate(manifest, context);
  rules.warn?.(manifest, context);
  const lines = check.findings
    .filter((finding) => finding.severity === severity)
    .map(({ type, field, rule }) => `${type} ${field} ${rule}`);
  return [...new Set(lines)];
}
