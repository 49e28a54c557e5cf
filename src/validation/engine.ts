import { engineRules } from './engine-rules';
import { isObject } from './json-value';
import { IssueCollector, type Finding } from './issue-collector';
import type { JsonObject, ValidationContext } from './kind';
import { identify } from './kinds';
import { decode } from './structure';
import type { Target } from './target';

/** Other objects that a verdict depends on; none need be there. */
export interface Related {
  /** What the manifest replaces. */
  readonly previous?: unknown;
  /** The CloudProfile of a NamespacedCloudProfile. */
  readonly parent?: unknown;
}

/**
 * The order of work of an API server: strict decoding, then the kind's rules, which default, drop and judge.
 * Whatever cannot be decoded is not judged further.
 */
export function judge(manifest: unknown, target: Target, { previous, parent }: Related = {}): Finding[] {
  const issues = new IssueCollector();
  if (!isObject(manifest)) {
    issues.report(engineRules['not-an-object'], '', `the document is ${describe(manifest)}, not an object`, {
      hint: 'write a manifest with apiVersion, kind, metadata and spec',
    });
    return issues.findings;
  }
  const identity = identify(manifest['apiVersion'], manifest['kind']);
  if ('foreign' in identity) return [];
  if ('unknown' in identity) {
    issues.report(engineRules['kind-unknown'], '', identity.unknown, { hint: identity.hint });
    return issues.findings;
  }
  const { judged } = identity;
  if (judged.since !== undefined && target.gardener < judged.since) {
    issues.report(
      engineRules['kind-too-new'],
      '',
      `Gardener 1.${target.gardener} has no kind ${judged.kind}`,
      {
        hint: `it came with 1.${judged.since}`,
      },
    );
    return issues.findings;
  }
  const decoded = decode(judged.schema, manifest, target, issues);
  if (decoded === undefined) return issues.findings;
  const stored = decodeStored(previous, judged.kind, target);
  const profile =
    judged.kind === 'NamespacedCloudProfile' ? decodeStored(parent, 'CloudProfile', target) : undefined;
  const rules = judged.rules();
  const context = { issues, target, ...(stored === undefined ? {} : { previous: stored }) };
  if (profile === undefined) rules.validate(decoded, context);
  else validateBelow(profile, decoded, context);
  rules.warn?.(decoded, context);
  return withoutRepeats(issues.findings);
}

/** A stored object was accepted once: what its decoding says is of no interest. Another kind than meant is none. */
function decodeStored(object: unknown, kind: string, target: Target): JsonObject | undefined {
  if (!isObject(object)) return undefined;
  const identity = identify(object['apiVersion'], object['kind']);
  if (!('judged' in identity) || identity.judged.kind !== kind) return undefined;
  return decode(identity.judged.schema, object, target, new IssueCollector());
}

function validateBelow(parent: JsonObject, manifest: JsonObject, context: ValidationContext): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as in kinds.ts: loads when it is needed
  const rules = require('./namespaced-cloud-profile') as typeof import('./namespaced-cloud-profile');
  rules.validateNamespacedCloudProfileWithParent(manifest, parent, context);
}

function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter((finding) => {
    const key = [finding.severity, finding.type, finding.field, finding.rule, finding.message].join('\u0000');
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'empty';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
