import { engineRules } from './engine-rules';
import { isObject } from './json-value';
import { IssueCollector, type Finding } from './issue-collector';
import type { JsonObject } from './kind';
import { identify, type JudgedKind } from './kinds';
import { decode } from './structure';
import type { Target } from './target';

/**
 * The order of work of an API server: strict decoding, then the kind's rules, which default, drop and judge.
 * Whatever cannot be decoded is not judged further.
 */
export function judge(manifest: unknown, target: Target, previous?: unknown): Finding[] {
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
  const stored = decodePrevious(previous, judged, target);
  const rules = judged.rules();
  const context = { issues, target, ...(stored === undefined ? {} : { previous: stored }) };
  rules.validate(decoded, context);
  rules.warn?.(decoded, context);
  return withoutRepeats(issues.findings);
}

/** The stored object was accepted once: what its decoding says is of no interest, and another kind is no previous. */
function decodePrevious(previous: unknown, judged: JudgedKind, target: Target): JsonObject | undefined {
  if (!isObject(previous)) return undefined;
  const identity = identify(previous['apiVersion'], previous['kind']);
  if (!('judged' in identity) || identity.judged.kind !== judged.kind) return undefined;
  return decode(identity.judged.schema, previous, target, new IssueCollector());
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
