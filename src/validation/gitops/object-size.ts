import { nameOf, type Landscape, type LandscapeObject } from '../landscape/landscape';
import type { LandscapeIssues } from '../landscape/landscape-document';
import { jsonBytes } from '../json-bytes';
import { gitOpsRules as rules } from './rules';

/** Kubernetes' limit on annotations, where client-side apply keeps a copy of the object. */
export const clientSideLimit = 256 * 1024;
/** etcd's 1.5 MiB less what managed fields take. */
export const storedLimit = Math.round(1.3 * 1024 * 1024);

/** Bytes of an object as JSON; far below the limits, any smaller number. */
export function bytesOf({ manifest }: LandscapeObject): number {
  return jsonBytes(manifest, clientSideLimit);
}

/** An engine would fail for ever on what etcd does not take; without one, somebody sees it fail once. */
export function validateSizes(landscape: Landscape, hasEngine: boolean, issues: LandscapeIssues): void {
  for (const object of landscape.objects) {
    const bytes = bytesOf(object);
    if (bytes <= clientSideLimit) continue;
    const rule =
      bytes > storedLimit && hasEngine ? rules['gitops-object-too-large'] : rules['gitops-object-large'];
    issues.report(object.document, rule, '', `${nameOf(object)} has ${bytes} bytes as JSON`, {
      hint:
        bytes > storedLimit
          ? `keep it below ${storedLimit} bytes: split it, or refer to a chart instead of embedding it`
          : 'apply it server-side',
    });
  }
}
