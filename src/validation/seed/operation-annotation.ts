import { quote } from '../kubernetes/quote';
import { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { Metadata } from './decoded-seed';
import { seedRuleTable as rules } from './rules';
import { isSameValue } from './same-value';

const annotation = 'gardener.cloud/operation';
const path = FieldPath.of('metadata', 'annotations').key(annotation);

interface Annotated {
  readonly metadata?: Metadata;
  readonly spec?: unknown;
}

/** An operation must be known, and one that is pending must not be replaced by another. */
export function validateOperation(
  manifest: Annotated,
  previous: Annotated | undefined,
  operations: readonly string[],
  issues: IssueCollector,
): void {
  const operation = manifest.metadata?.annotations?.[annotation] ?? '';
  const pending = previous?.metadata?.annotations?.[annotation] ?? '';
  if (operation === '') return;
  if (!operations.includes(operation)) {
    issues.report(rules['seed-operation-unknown'], path, `${quote(operation)} is no operation`, {
      hint: `use one of ${operations.join(', ')}`,
    });
  }
  if (pending === '' || pending === operation) return;
  // The server takes "reconcile" off before it looks, unless the same request changes the spec.
  if (operation === 'reconcile' && isSameValue(manifest.spec, previous?.spec)) return;
  issues.report(
    rules['seed-operation-pending'],
    path,
    `${quote(operation)} would replace ${quote(pending)}, which is still pending`,
    { hint: `wait until the annotation is gone, or remove it first` },
  );
}
