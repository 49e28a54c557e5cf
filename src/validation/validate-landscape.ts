import {
  type LandscapeDocument,
  LandscapeIssues,
  Landscape,
  type ClusterOf,
  clusterByFolder,
  coreGroup,
  type LandscapeObject,
  seedManagementGroup,
  nameOf,
  placeOf,
} from './landscape/landscape';
import { type TargetOptions, Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { RegisteredTypes, validateRegistrations } from './landscape/registrations';
import { coverPaths, appliers, type CoveredPath } from './gitops/coverage';
import { validateSeedTypes, validateSeedNames } from './landscape/seeds';
import { validateParents, validateParentUpdates } from './landscape/parents';
import { validateCredentials } from './landscape/credentials';
import { validateReferences } from './landscape/references';
import { validateGitOps } from './gitops/validate-gitops';
import { landscapeRules as rules } from './landscape/table';
import { asText, valueAt } from '../gardener/json';
import { managedSeedRuleTable } from './managed-seed/table';
import { Check } from '../issues/check';

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
  validateCredentials(landscape, issues);
  validateParents(landscape, target, issues);
  validateParentUpdates(landscape, target, issues);
  validateManagedSeeds(landscape, target, issues);
  validateShoots(landscape, target, issues);
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

/** ManagedSeeds together with their Shoots, as far as the landscape has them. */
function validateManagedSeeds(landscape: Landscape, target: Target, issues: LandscapeIssues): void {
  const managedSeeds = landscape.all(seedManagementGroup, 'ManagedSeed');
  if (managedSeeds.length === 0) return;
  const { admitManagedSeed } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a landscape without ManagedSeeds need not load it
    require('./managed-seed/shoot') as typeof import('./managed-seed/shoot');
  const owners = new Map<string, LandscapeObject>();
  for (const object of managedSeeds) {
    const name = asText(valueAt(object.spec, 'shoot', 'name'));
    const shoot = landscape.find(coreGroup, 'Shoot', name, object.namespace);
    const check = Check.root(target);
    admitManagedSeed(object.manifest, shoot?.manifest, check);
    const key = `${object.namespace}/${name}`;
    const owner = owners.get(key);
    if (name !== '' && owner !== undefined && owner.name !== object.name) {
      check
        .at('spec', 'shoot', 'name')
        .report(
          managedSeedRuleTable['managed-seed-shoot-unfit'],
          `${name} is the Shoot of ${nameOf(owner)} in ${placeOf(owner)} already`,
          'use one ManagedSeed for each Shoot',
        );
    }
    owners.set(key, owner ?? object);
    for (const finding of check.findings) issues.add(object.document, finding);
  }
}

/** Shoots of type alicloud together with their profiles, as far as the landscape has them. */
function validateShoots(landscape: Landscape, target: Target, issues: LandscapeIssues): void {
  const shoots = landscape
    .all(coreGroup, 'Shoot')
    .filter(({ spec }) => valueAt(spec, 'provider', 'type') === 'alicloud');
  if (shoots.length === 0) return;
  const { OfferedProfiles } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a landscape without Shoots need not load it
    require('./shoot/profiles') as typeof import('./shoot/profiles');
  const profiles = new OfferedProfiles(landscape, target);
  for (const shoot of shoots) {
    for (const finding of profiles.findingsOf(shoot)) issues.add(shoot.document, finding);
  }
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
