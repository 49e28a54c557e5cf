import { judge } from '../validation/engine';
import type { Issue } from '../validation/issue';
import { validateLandscape } from '../validation/landscape';
import type { LandscapeObject } from '../validation/landscape/landscape';
import { Target, type TargetOptions } from '../validation/target';

/** What Gardener refuses of the new state: each object by itself, and what is new of what they say of each other. */
export class ObjectErrors {
  private readonly target: Target;
  private readonly together = new Map<number, Issue[]>();

  constructor(before: readonly LandscapeObject[], now: readonly LandscapeObject[], options: TargetOptions) {
    this.target = new Target(options);
    const stored = new Set(errorsOf(before, options).map(({ issue }) => keyOf(issue)));
    for (const { document, issue } of errorsOf(now, options)) {
      if (stored.has(keyOf(issue))) continue;
      const known = this.together.get(document);
      if (known === undefined) this.together.set(document, [issue]);
      else known.push(issue);
    }
  }

  /** @param previous what is stored; without it the object is created */
  of(object: LandscapeObject, previous?: LandscapeObject): Issue[] {
    const issues = judge(object.document.manifest, this.target, { previous: previous?.manifest });
    const own = issues.filter(({ severity }) => severity === 'error');
    return [...own, ...(this.together.get(object.document.origin?.document ?? 0) ?? [])];
  }
}

function errorsOf(
  objects: readonly LandscapeObject[],
  options: TargetOptions,
): { readonly document: number; readonly issue: Issue }[] {
  const issues = validateLandscape(
    objects.map(({ document }) => document),
    options,
  );
  return issues.flatMap((issue) => {
    if (issue.severity !== 'error') return [];
    return [{ document: issue.origin?.document ?? 0, issue }];
  });
}

function keyOf({ rule, field, message, origin }: Issue): string {
  return JSON.stringify([rule, field, message, origin?.file]);
}
