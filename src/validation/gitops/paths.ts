import {
  coreGroup,
  nameOf,
  operatorGroup,
  seedManagementGroup,
  type LandscapeObject,
} from '../landscape/landscape';
import type { LandscapeIssues } from '../landscape/landscape-document';
import type { CoveredPath } from './coverage';
import { gitOpsRules as rules } from './rules';

const gardenerGroups = [coreGroup, seedManagementGroup, operatorGroup];

/** Each file below exactly one path, no path empty. */
export function validatePaths(
  paths: readonly CoveredPath[],
  objects: readonly LandscapeObject[],
  issues: LandscapeIssues,
): void {
  // A landscape whose paths are all elsewhere says nothing about its files.
  if (!paths.some((path) => path.objects.length > 0)) return;
  validateEmpty(paths, issues);
  validateOverlap(paths, issues);
  const covered = new Set(paths.flatMap((path) => path.objects.map(({ document }) => document)));
  for (const object of objects) {
    if (!gardenerGroups.includes(object.group) || object.path === undefined) continue;
    if (covered.has(object.document)) continue;
    issues.report(
      object.document,
      rules['gitops-file-uncovered'],
      '',
      `no path that is applied holds ${nameOf(object)}`,
      {
        hint: 'move the file, or add a Kustomization or Application for its folder',
      },
    );
  }
}

function validateEmpty(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  const sources = new Set(paths.filter(({ objects }) => objects.length > 0).map(({ source }) => source));
  for (const { object, path, pathField, source, objects } of paths) {
    if (objects.length > 0 || !sources.has(source)) continue;
    issues.report(
      object.document,
      rules['gitops-path-empty'],
      pathField,
      `there is no manifest below ${JSON.stringify(path)}`,
      { hint: 'remove the object, and let others depend on the last level that has manifests' },
    );
  }
}

/** An app of apps holds other appliers; those are no landscape objects, so only what they share counts. */
function validateOverlap(paths: readonly CoveredPath[], issues: LandscapeIssues): void {
  paths.forEach((path, index) => {
    for (const other of paths.slice(0, index)) {
      if (other.engine !== path.engine || other.cluster !== path.cluster) continue;
      const documents = new Set(other.objects.map(({ document }) => document));
      const shared = path.objects.find(({ document }) => documents.has(document));
      if (shared === undefined) continue;
      issues.report(
        path.object.document,
        rules['gitops-paths-overlap'],
        path.pathField,
        `${nameOf(other.object)} applies ${nameOf(shared)}, too`,
        { hint: 'give each a folder of its own' },
      );
    }
  });
}
