import {
  type LandscapeDocument,
  LandscapeIssues,
  Landscape,
  type ClusterOf,
  clusterByFolder,
  type LandscapeObject,
  nameOf,
  placeOf,
} from './landscape/landscape';
import { type TargetOptions, Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { RegisteredTypes, validateRegistrations } from './landscape/registrations';
import { coverPaths, appliers, type CoveredPath } from './gitops/coverage';
import { validateSeedTypes, validateSeedNames } from './landscape/seeds';
import { validateParents, validateParentUpdates } from './landscape/parents';
import { validateReferences } from './landscape/references';
import { validateGitOps } from './gitops/validate-gitops';
import { landscapeRules as rules } from './landscape/table';

/**
 * Judges several documents as one landscape: what they say of each other, and how a GitOps engine applies them.
 * Each document by itself is judged by `validateManifest` or `validateYaml`.
 *
 * @returns issues with the origin of the document that they belong to
 * @throws UnsupportedVersionError for a version out of range
 */
export function validateLandscape(
  documents: readonly LandscapeDocument[],
  options: TargetOptions = {},
): Issue[] {
  const target = new Target(options);
  const issues = new LandscapeIssues();
  const landscape = new Landscape(documents);
  const registered = new RegisteredTypes(landscape);
  const paths = coverPaths(landscape, appliers(landscape));

  validateRepeatedObjects(landscape, clustersBy(paths), issues);
  validateRegistrations(landscape, registered, issues);
  validateSeedTypes(landscape, registered, issues);
  validateSeedNames(landscape, issues);
  validateReferences(landscape, issues);
  validateParents(landscape, target, issues);
  validateParentUpdates(landscape, target, issues);
  validateGitOps(landscape, paths, target, issues);
  return issues.issues;
}

/** Where an engine applies the object, its cluster counts; otherwise the folder tells. */
function clustersBy(paths: readonly CoveredPath[]): ClusterOf {
  const clusters = new Map<LandscapeDocument, string>();
  for (const { objects, engine, cluster } of paths) {
    for (const { document } of objects) {
      if (!clusters.has(document)) clusters.set(document, `${engine} ${cluster}`);
    }
  }
  return (object) => clusters.get(object.document) ?? clusterByFolder(object);
}

/** The same object twice; Secrets and ConfigMaps may be in both clusters. */
function validateRepeatedObjects(landscape: Landscape, clusterOf: ClusterOf, issues: LandscapeIssues): void {
  const first = new Map<string, LandscapeObject>();
  for (const object of landscape.objects) {
    const { group, kind, namespace, name, document } = object;
    // The names of kustomize's own files mean nothing.
    if (name === '' || group === 'kustomize.config.k8s.io') continue;
    const key = [clusterOf(object), group, kind, namespace, name].join('\u0000');
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, object);
      continue;
    }
    issues.report(
      document,
      rules['landscape-object-repeated'],
      'metadata.name',
      `${nameOf(object)} is in ${placeOf(other)}, too`,
      { hint: 'keep one of them, or give it another name' },
    );
  }
}
