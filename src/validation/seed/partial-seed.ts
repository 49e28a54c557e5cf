import { type JsonObject, objectAt, textAt } from '../../gardener/json';
import type { Check } from '../../issues/check';
import type { Seed, SeedSpec } from './spec';
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
  const annotations = annotationsOf(seed);
  if (!Object.hasOwn(annotations, partialSeedAnnotation) || !isPartialSeed(seed)) return undefined;
  if (previous !== undefined && !isPartialSeed(previous)) return { ...previous.spec, ...seed.spec };
  const type = providerType.exec(textAt(annotations, partialSeedAnnotation))?.[1];
  return { ...seed.spec, ...(type === undefined ? {} : { provider: { type } }) };
}

function annotationsOf({ metadata = {} }: Seed): JsonObject {
  return objectAt(metadata, 'annotations');
}

/** What a part needs, and what becomes of it. */
export function warnOfPartialSeed(seed: Seed, check: Check): void {
  const annotations = annotationsOf(seed);
  if (!Object.hasOwn(annotations, partialSeedAnnotation)) {
    check
      .at('spec')
      .report(
        rules['seed-partial'],
        'holds nothing but the backup, so it makes no Seed: it can only be applied onto one that exists',
        `apply it server-side, and annotate it with ${partialSeedAnnotation}: of type <provider of the Seed>; where a gardenlet registers the Seed, write the backup into its seedConfig instead, or they undo each other's work`,
      );
  }
  const isProtected =
    annotations[fluxProtection] === 'disabled' ||
    textAt(annotations, argoProtection)
      .split(',')
      .some((option) => option.trim() === 'Prune=false');
  if (isProtected) return;
  check
    .at('metadata', 'annotations')
    .report(
      rules['seed-partial-unprotected'],
      'nothing keeps the whole Seed from being deleted when this part of it leaves the repository',
      `set ${fluxProtection}: disabled (Flux) or ${argoProtection}: Prune=false (Argo CD)`,
    );
}
