import { FieldPath } from '../field-path';
import type { IssueCollector } from '../issue-collector';
import type { Seed } from './decoded-seed';
import { seedRuleTable as rules } from './rules';

const fluxProtection = 'kustomize.toolkit.fluxcd.io/prune';
const argoProtection = 'argocd.argoproj.io/sync-options';

/**
 * A Seed that has nothing but a backup is meant for server-side apply onto one that somebody else made.
 * @returns whether it is one
 */
export function warnOfPartialSeed(seed: Seed, issues: IssueCollector): boolean {
  const given = Object.keys(seed.spec ?? {});
  if (given.length !== 1 || given[0] !== 'backup') return false;
  issues.report(
    rules['seed-partial'],
    'spec',
    'holds nothing but the backup, so it makes no Seed: it can only be applied onto one that exists',
    {
      hint: "apply it server-side; where a gardenlet registers the Seed, write the backup into its seedConfig instead, or they undo each other's work",
    },
  );
  const annotations = seed.metadata?.annotations ?? {};
  const isProtected =
    annotations[fluxProtection] === 'disabled' ||
    (annotations[argoProtection] ?? '').split(',').some((option) => option.trim() === 'Prune=false');
  if (!isProtected) {
    issues.report(
      rules['seed-partial-unprotected'],
      FieldPath.of('metadata', 'annotations'),
      'nothing keeps the whole Seed from being deleted when this part of it leaves the repository',
      { hint: `set ${fluxProtection}: disabled (Flux) or ${argoProtection}: Prune=false (Argo CD)` },
    );
  }
  return true;
}
