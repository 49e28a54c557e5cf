import type { Landscape } from '../landscape/landscape';
import type { LandscapeIssues } from '../landscape/landscape-document';
import type { Target } from '../target';
import { validateArgocd } from './argocd';
import { validateClusters } from './clusters';
import type { CoveredPath } from './coverage';
import { validateExpiredVersions } from './expired-versions';
import { validateHealth } from './health';
import { validateKustomizationOrder } from './kustomization-order';
import { needsOf } from './needs';
import { validateSizes } from './object-size';
import { validatePaths } from './paths';
import { validateProtection } from './protection';
import { validateSubstitution } from './substitution';

/** Rules on Flux Kustomizations and Argo CD Applications, and on what lies in their paths. */
export function validateGitOps(
  landscape: Landscape,
  paths: readonly CoveredPath[],
  target: Target,
  issues: LandscapeIssues,
): void {
  validateSizes(landscape, paths.length > 0, issues);
  if (paths.length === 0) return;
  const flux = paths.filter(({ engine }) => engine === 'flux');
  const argocd = paths.filter(({ engine }) => engine === 'argocd');
  const needs = needsOf(landscape);
  validatePaths(paths, landscape.objects, issues);
  validateClusters(paths, issues);
  validateProtection(landscape, paths, issues);
  validateKustomizationOrder(flux, needs, issues);
  validateSubstitution(flux, issues);
  validateHealth(flux, issues);
  validateArgocd(argocd, needs, issues);
  validateExpiredVersions(paths, target, issues);
}
