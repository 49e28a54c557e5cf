import { suggest } from '../gardener/closest';
import { asText, valueAt } from '../gardener/json';
import { coreGroup } from '../gardener/kinds';
import { type TargetOptions, Target } from '../gardener/target';
import { Check, type Finding, IssueCollector } from '../issues/check';
import type { Issue } from '../issues/issue';
import { appliers, type CoveredPath, coverPaths } from './gitops/coverage';
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
import { validateReferences } from './landscape/references';
import { RegisteredTypes, validateRegistrations } from './landscape/registrations';
import { validateIngressDomains, validateSeedNames, validateSeedTypes } from './landscape/seeds';
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
  const landscape = new Landscape(documents, new Target(options));
  const registered = new RegisteredTypes(landscape);
  const paths = coverPaths(landscape, appliers(landscape));

  validateRepeatedObjects(landscape, clustersBy(paths));
  validateRegistrations(landscape, registered);
  validateSeedTypes(landscape, registered);
  validateSeedNames(landscape);
  validateIngressDomains(landscape);
  validateReferences(landscape);
  validateParents(landscape);
  validateGitOps(landscape, paths);
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

/** NamespacedCloudProfiles below CloudProfiles of the landscape: the merged result is judged. */
function validateParents(landscape: Landscape): void {
  const profiles = landscape.all(coreGroup, 'CloudProfile');
  if (profiles.length === 0) return;
  const names = profiles.map((profile) => profile.name);
  for (const object of landscape.all(coreGroup, 'NamespacedCloudProfile')) {
    const name = asText(valueAt(object.spec, 'parent', 'name'));
    const parent = landscape.find(coreGroup, 'CloudProfile', name);
    if (parent !== undefined) {
      for (const finding of findingsOfMerge(object, parent, landscape.target)) {
        object.check.findings.push(finding);
      }
    } else if (name !== '') {
      object.check
        .at('spec', 'parent', 'name')
        .report(
          rules['landscape-parent-elsewhere'],
          `CloudProfile ${JSON.stringify(name)} is not among these documents`,
          suggest(name, names),
        );
    }
  }
}

/** What is wrong only together with the parent: the profile by itself is judged elsewhere. */
function findingsOfMerge(
  object: LandscapeObject,
  parent: LandscapeObject,
  target: Target,
): readonly Finding[] {
  /* eslint-disable @typescript-eslint/no-require-imports -- a landscape without such profiles need not load them */
  const { decode } = require('../schema/decode') as typeof import('../schema/decode');
  const { namespacedCloudProfileRules, validateNamespacedCloudProfileWithParent } =
    require('./namespaced-cloud-profile/errors') as typeof import('./namespaced-cloud-profile/errors');
  /* eslint-enable @typescript-eslint/no-require-imports */
  const ignored = new IssueCollector();
  const profile = decode(
    'core.gardener.cloud/v1beta1/NamespacedCloudProfile',
    object.manifest,
    target,
    ignored,
  );
  const decodedParent = decode('core.gardener.cloud/v1beta1/CloudProfile', parent.manifest, target, ignored);
  if (profile === undefined || decodedParent === undefined) return [];
  const alone = new IssueCollector();
  const merged = new IssueCollector();
  namespacedCloudProfileRules.validate(profile, {
    check: Check.root(target, alone.findings),
    issues: alone,
    target,
  });
  validateNamespacedCloudProfileWithParent(profile, decodedParent, {
    check: Check.root(target, merged.findings),
    issues: merged,
    target,
  });
  const known = new Set(alone.findings.map(toKey));
  return merged.findings.filter((finding) => !known.has(toKey(finding)));
}

function toKey({ type, field, message }: Finding): string {
  return [type, field, message].join('\u0000');
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
