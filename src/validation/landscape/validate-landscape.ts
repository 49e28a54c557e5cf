import { appliers, coverPaths, validateGitOps, type CoveredPath } from '../gitops';
import type { Issue } from '../issue';
import { Target, type TargetOptions } from '../target';
import { clusterByFolder, type ClusterOf } from './clusters';
import { Landscape } from './landscape';
import { LandscapeIssues, type LandscapeDocument } from './landscape-document';
import { validateParents } from './profiles';
import { validateReferences } from './references';
import { RegisteredTypes } from './registered-types';
import { validateRegistrations } from './registrations';
import { validateRepeatedObjects } from './repeated-objects';
import { validateSeedNames } from './seed-names';
import { validateSeedTypes } from './seed-types';

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
