import type { ClusterOf } from './clusters';
import { nameOf, placeOf, type Landscape, type LandscapeObject } from './landscape';
import type { LandscapeIssues } from './landscape-document';
import { landscapeRules as rules } from './rules';

/** The same object twice; Secrets and ConfigMaps may be in both clusters. */
export function validateRepeatedObjects(
  landscape: Landscape,
  clusterOf: ClusterOf,
  issues: LandscapeIssues,
): void {
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
