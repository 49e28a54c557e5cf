import { nameOf, type Landscape, type LandscapeObject } from '../landscape/landscape';
import type { LandscapeIssues } from '../landscape/landscape-document';
import { gitOpsRules as rules } from './rules';

/** Kubernetes' limit on annotations, where client-side apply keeps a copy of the object. */
export const clientSideLimit = 256 * 1024;
/** etcd's 1.5 MiB less what managed fields take. */
export const storedLimit = Math.round(1.3 * 1024 * 1024);

const sizes = new WeakMap<object, number>();

/** Bytes of an object as JSON. */
export function bytesOf({ manifest }: LandscapeObject): number {
  const known = sizes.get(manifest);
  if (known !== undefined) return known;
  const bytes = exceeds(manifest, clientSideLimit / 4) ? Buffer.byteLength(JSON.stringify(manifest)) : 0;
  sizes.set(manifest, bytes);
  return bytes;
}

export function validateSizes(landscape: Landscape, issues: LandscapeIssues): void {
  for (const object of landscape.objects) {
    const bytes = bytesOf(object);
    if (bytes <= clientSideLimit) continue;
    const rule = bytes > storedLimit ? rules['gitops-object-too-large'] : rules['gitops-object-large'];
    issues.report(object.document, rule, '', `${nameOf(object)} has ${bytes} bytes as JSON`, {
      hint:
        bytes > storedLimit
          ? `keep it below ${storedLimit} bytes: split it, or refer to a chart instead of embedding it`
          : 'apply it server-side',
    });
  }
}

/**
 * Whether a value may have more than so many characters as JSON: most objects are far from any limit, and
 * writing all of them out would cost more than the rest of their validation.
 */
function exceeds(value: unknown, limit: number): boolean {
  let left = limit;
  const open: unknown[] = [value];
  for (let next = open.pop(); open.length > 0 || next !== undefined; next = open.pop()) {
    left -= 4;
    if (typeof next === 'string') {
      left -= next.length;
    } else if (typeof next === 'object' && next !== null) {
      for (const [key, item] of Object.entries(next)) {
        left -= key.length;
        open.push(item ?? null);
      }
    }
    if (left < 0) return true;
  }
  return false;
}
