import { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { Seed, SeedSpec } from './decoded-seed';
import { seedRuleTable as rules } from './rules';

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
