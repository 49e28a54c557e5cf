import { asText, valueAt } from '../gardener/json';
import { coreGroup, seedManagementGroup } from '../gardener/kinds';
import { type TargetOptions, Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { appliers, type CoveredPath, coverPaths } from './gitops/coverage';
import { validateUnfilledSecrets } from './gitops/substitution';
import { validateGitOps } from './gitops/validate-gitops';
import {
  clusterByFolder,
  type ClusterOf,
  Landscape,
  type LandscapeDocument,
  type LandscapeObject,
  nameOf,
  placeOf,
} from './landscape/landscape';
import { validateParents, validateParentUpdates } from './landscape/parents';
import { validateCredentials } from './landscape/credentials';
import { validateReferences } from './landscape/references';
import { RegisteredTypes, validateRegistrations } from './landscape/registrations';
import { validateIngressDomains, validateSeedNames, validateSeedTypes } from './landscape/seeds';
import { validateSharedImages } from './landscape/shared-images';
import { landscapeRules as rules } from './landscape/table';
import { managedSeedRuleTable } from './managed-seed/table';

/** How a landscape is judged. */
export interface LandscapeOptions extends TargetOptions {
  /** Who applies it, where that is known. @default what its objects of Flux and Argo CD say */
  readonly gitops?: 'flux' | 'argocd' | 'none';
}

/**
 * Judges several documents as one landscape: what they say of each other, and how a GitOps engine applies them.
 * Each document by itself is judged by `validateManifest` or `validateYaml`. Of two that do not go together the later
 * one is told, so what is in the garden already comes first.
 *
 * @returns issues with the origin of the document that they belong to
 * @throws UnsupportedVersionError for a version out of range
 */
export function validateLandscape(
  documents: readonly LandscapeDocument[],
  options: LandscapeOptions = {},
): Issue[] {
  const landscape = new Landscape(documents, new Target(options));
  const registered = new RegisteredTypes(landscape);
  const paths = coverPaths(landscape, appliers(landscape));

  validateRepeatedObjects(landscape, clustersBy(paths));
  validateRegistrations(landscape, registered);
  validateSeedTypes(landscape, registered);
  validateSeedNames(landscape);
  validateIngressDomains(landscape);
  validateReferences(landscape);
  validateCredentials(landscape);
  validateSharedImages(landscape);
  validateParents(landscape);
  validateParentUpdates(landscape);
  validateManagedSeeds(landscape);
  validateShoots(landscape);
  validateGitOps(landscape, paths);
  if (options.gitops === 'none') validateUnfilledSecrets(landscape);
  return landscape.issues();
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
function validateManagedSeeds(landscape: Landscape): void {
  const managedSeeds = landscape.all(seedManagementGroup, 'ManagedSeed');
  if (managedSeeds.length === 0) return;
  const { admitManagedSeed } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a landscape without ManagedSeeds need not load it
    require('./managed-seed/shoot') as typeof import('./managed-seed/shoot');
  const owners = new Map<string, LandscapeObject>();
  for (const object of managedSeeds) {
    const name = asText(valueAt(object.spec, 'shoot', 'name'));
    const shoot = landscape.find(coreGroup, 'Shoot', name, object.namespace);
    const { check } = object;
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
  }
}

/**
 * Judges Shoots from elsewhere, which stay as they are, by the profiles that the documents hold. Each sentence names
 * its Shoot: a list of them has no other name for it than a line.
 *
 * @returns warnings with the origin of the Shoot's document
 */
export function validateShootsOfGarden(
  shoots: readonly LandscapeDocument[],
  documents: readonly LandscapeDocument[],
  options: TargetOptions = {},
): Issue[] {
  // What they say of other objects, and those of them, is for the garden that they come from.
  const landscape = new Landscape([...documents, ...shoots], new Target(options));
  const meant = new Set(shoots);
  validateShoots(landscape, ({ document }) => meant.has(document));
  for (const object of landscape.all(coreGroup, 'Shoot')) {
    const { findings } = object.check;
    for (const [index, finding] of findings.entries()) {
      findings[index] = { ...finding, message: `${nameOf(object)}: ${finding.message}` };
    }
  }
  return landscape.issues();
}

/** Shoots of type alicloud together with their profiles, as far as the landscape has them. */
function validateShoots(
  landscape: Landscape,
  isMeant: (object: LandscapeObject) => boolean = () => true,
): void {
  const shoots = landscape
    .all(coreGroup, 'Shoot')
    .filter(
      (object) =>
        isMeant(object) &&
        object.document.live === undefined &&
        valueAt(object.spec, 'provider', 'type') === 'alicloud',
    );
  if (shoots.length === 0) return;
  const { OfferedProfiles } =
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a landscape without Shoots need not load it
    require('./shoot/profiles') as typeof import('./shoot/profiles');
  const profiles = new OfferedProfiles(landscape, landscape.target);
  for (const shoot of shoots) profiles.warnOf(shoot);
}

/** The same object twice; Secrets and ConfigMaps may be in both clusters. */
function validateRepeatedObjects(landscape: Landscape, clusterOf: ClusterOf): void {
  const first = new Map<string, LandscapeObject>();
  for (const object of landscape.objects) {
    const { group, kind, namespace, name, check } = object;
    // The names of kustomize's own files mean nothing.
    if (name === '' || group === 'kustomize.config.k8s.io') continue;
    const key = [clusterOf(object), group, kind, namespace, name].join('\u0000');
    const other = first.get(key);
    if (other === undefined) {
      first.set(key, object);
      continue;
    }
    check
      .at('metadata', 'name')
      .report(
        rules['landscape-object-repeated'],
        `${nameOf(object)} is in ${placeOf(other)}, too`,
        'keep one of them, or give it another name',
      );
  }
}
