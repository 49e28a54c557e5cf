import type { IssueCollector } from './issue-collector';
import type { Target } from './target';

/** A JSON object as it comes out of YAML; nothing is known of it yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface ValidationContext {
  readonly issues: IssueCollector;
  readonly target: Target;
  /** The stored object that the manifest replaces, decoded; update rules hold when it is there. */
  readonly previous?: JsonObject;
}

/**
 * Rules for one kind. They get the manifest as the API server sees it after strict decoding: only known
 * fields, right types, no nulls. They default, drop and judge without changing it.
 */
export interface KindRules {
  /** What Gardener refuses. */
  validate(manifest: JsonObject, context: ValidationContext): void;
  /** What Gardener accepts and an operator regrets. */
  warn?(manifest: JsonObject, context: ValidationContext): void;
}
