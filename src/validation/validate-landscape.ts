import {
  type LandscapeDocument,
  LandscapeIssues,
  Landscape,
  type ClusterOf,
  clusterByFolder,
  coreGroup,
  type LandscapeObject,
  nameOf,
  placeOf,
} from './landscape/landscape';
import { type TargetOptions, Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { RegisteredTypes, validateRegistrations } from './landscape/registrations';
import { coverPaths, appliers, type CoveredPath } from './gitops/coverage';
import { validateSeedTypes, validateSeedNames } from './landscape/seeds';
import { validateCredentials } from './landscape/credentials';
import { validateReferences } from './landscape/references';
import { validateGitOps } from './gitops/validate-gitops';
import { asText, valueAt } from '../gardener/json';
import { landscapeRules as rules } from './landscape/table';
import { Check, type Finding, IssueCollector } from '../issues/check';

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

/** NamespacedCloudProfiles below CloudProfiles of the landscape: the merged result is judged. */
function validateParents(landscape: Landscape, target: Target, issues: LandscapeIssues): void {
  const profiles = landscape.all(coreGroup, 'CloudProfile');
  if (profiles.length === 0) return;
  for (const object of landscape.all(coreGroup, 'NamespacedCloudProfile')) {
    const name = asText(valueAt(object.spec, 'parent', 'name'));
    const parent = landscape.find(coreGroup, 'CloudProfile', name);
    if (parent !== undefined) {
      for (const finding of findingsOfMerge(object, parent, target)) issues.add(object.document, finding);
    } else if (name !== '') {
      issues.report(
        object.document,
        rules['landscape-parent-elsewhere'],
        'spec.parent.name',
        `CloudProfile ${JSON.stringify(name)} is not among these documents`,
        { hint: `there are ${profiles.map((profile) => profile.name).join(', ')}` },
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
