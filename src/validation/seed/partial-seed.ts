import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import { parseQuantity } from '../../gardener/quantity';
import type { IssueCollector } from '../../issues/check';
import type { Metadata, Seed, SeedSpec } from './decoded-seed';
import { seedRuleTable as rules } from './table';

const fluxProtection = 'kustomize.toolkit.fluxcd.io/prune';
const argoProtection = 'argocd.argoproj.io/sync-options';

/**
 * Says that a Seed is a part to be applied server-side onto one that exists, so that it is judged as such. Its
 * value ends in the provider type of that Seed.
 */
export const partialSeedAnnotation = 'cdk8s-gardener-alicloud/partial-seed';
const providerType = /\bof type (\S+)$/;

/** A Seed that has nothing but a backup: it is meant for one that somebody else made. */
export function isPartialSeed({ spec = {} }: Seed): boolean {
  const given = Object.keys(spec);
  return given.length === 1 && given[0] === 'backup';
}

/**
 * What becomes of a part that says so: with the stored Seed, the whole of both; without, the backup together
 * with the provider that the annotation names.
 * @returns undefined where a Seed is whole, or does not say that it is a part
 */
export function specOfPartialSeed(seed: Seed, previous: Seed | undefined): SeedSpec | undefined {
  const annotation = seed.metadata?.annotations?.[partialSeedAnnotation];
  if (annotation === undefined || !isPartialSeed(seed)) return undefined;
  if (previous !== undefined && !isPartialSeed(previous)) return { ...previous.spec, ...seed.spec };
  const type = providerType.exec(annotation)?.[1];
  return { ...seed.spec, ...(type === undefined ? {} : { provider: { type } }) };
}

/** What a part needs, and what becomes of it. */
export function warnOfPartialSeed(seed: Seed, issues: IssueCollector): void {
  const annotations = seed.metadata?.annotations ?? {};
  if (annotations[partialSeedAnnotation] === undefined) {
    issues.report(
      rules['seed-partial'],
      'spec',
      'holds nothing but the backup, so it makes no Seed: it can only be applied onto one that exists',
      {
        hint: `apply it server-side, and annotate it with ${partialSeedAnnotation}: of type <provider of the Seed>; where a gardenlet registers the Seed, write the backup into its seedConfig instead, or they undo each other's work`,
      },
    );
  }
  const isProtected =
    annotations[fluxProtection] === 'disabled' ||
    (annotations[argoProtection] ?? '').split(',').some((option) => option.trim() === 'Prune=false');
  if (isProtected) return;
  issues.report(
    rules['seed-partial-unprotected'],
    FieldPath.of('metadata', 'annotations'),
    'nothing keeps the whole Seed from being deleted when this part of it leaves the repository',
    { hint: `set ${fluxProtection}: disabled (Flux) or ${argoProtection}: Prune=false (Argo CD)` },
  );
}

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

/**
 * Whether two decoded values mean the same to the API server: a missing value is an empty one, and quantities
 * compare by what they are worth.
 */
function isSameValue(a: unknown, b: unknown): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isSameValue(item, b[index]));
  }
  if (isRecord(a) && isRecord(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => isSameValue(a[key], b[key]));
  }
  return isScalar(a) && isScalar(b) && isSameQuantity(a, b);
}

function isSameQuantity(a: unknown, b: unknown): boolean {
  const [left, right] = [parseQuantity(a), parseQuantity(b)];
  return left !== undefined && right?.compare(left) === 0;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.values(value).every(isEmpty);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}
