import { Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { judge } from '../validation/engine';
import { identityOf, type LandscapeDocument, type LandscapeObject } from '../validation/landscape/landscape';
import type { DiffOptions, Draft, Refusal } from './landscape-diff';
import { validateLandscape } from '../validation/validate-landscape';

/** What Gardener refuses of the new state: each object by itself, and what is new of what they say of each other. */
export class ObjectErrors {
  private readonly target: Target;
  private readonly together = new Map<number, Issue[]>();

  constructor(before: readonly LandscapeObject[], now: readonly LandscapeObject[], options: DiffOptions) {
    this.target = new Target(options);
    const documents = before.map(({ document }) => document);
    const stored = new Set(errorsOf(documents, options).map(({ issue }) => keyOf(issue)));
    for (const { document, issue } of errorsOf(replacing(before, now), options)) {
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

/** The documents of the new state with what they replace. */
function replacing(
  before: readonly LandscapeObject[],
  now: readonly LandscapeObject[],
): readonly LandscapeDocument[] {
  const stored = new Map(before.map((object) => [identityOf(object), object.manifest]));
  return now.map((object) => {
    const previous = stored.get(identityOf(object));
    return previous === undefined ? object.document : { ...object.document, previous };
  });
}

function errorsOf(
  documents: readonly LandscapeDocument[],
  options: DiffOptions,
): { readonly document: number; readonly issue: Issue }[] {
  return validateLandscape([...(options.around ?? []), ...documents], options).flatMap((issue) => {
    if (issue.severity !== 'error') return [];
    return [{ document: issue.origin?.document ?? 0, issue }];
  });
}

function keyOf({ rule, field, message, origin }: Issue): string {
  return JSON.stringify([rule, field, message, origin?.file]);
}

/** Gives each error of the validator to the changes that it is about; one about nothing that changed stands alone. */
export function attributeErrors(drafts: readonly Draft[], errors: readonly Issue[]): Draft[] {
  if (errors.length === 0) return [...drafts];
  const root = new Place();
  drafts.forEach(({ fields }, index) => {
    for (const field of fields) root.note(field, index);
  });
  const refusals = drafts.map((draft) => [...(draft.refusals ?? [])]);
  const alone: Refusal[] = [];
  for (const error of errors) {
    const refusal = toRefusal(error);
    // `versions[]` stands for some entry of the list; one that the decoder found has no path at all.
    const some = error.field.indexOf('[]');
    const owners = root.ownersOf(some < 0 ? error.field : error.field.slice(0, some));
    if (owners.size === 0) alone.push(refusal);
    else for (const index of owners) refusals[index]?.push(refusal);
  }
  return [
    ...drafts.map((draft, index) => {
      const own = refusals[index] ?? [];
      return own.length === 0 ? draft : { ...draft, refusals: own };
    }),
    ...alone.map((refusal): Draft => ({
      subject: 'object',
      action: 'changed',
      names: [],
      fields: [refusal.field],
      refusals: [refusal],
    })),
  ];
}

/** Changes by the place of their fields, step by step: keys may be long, and hold dots and brackets. */
class Place {
  private readonly inner = new Map<string, Place>();
  /** Changes of this very field. */
  private readonly own: number[] = [];
  /** Changes of fields below it. */
  private readonly below: number[] = [];

  note(field: string, change: number): void {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the walk starts at this place
    let place: Place = this;
    for (const step of stepsOf(field)) {
      place.below.push(change);
      const next = place.inner.get(step) ?? new Place();
      place.inner.set(step, next);
      place = next;
    }
    place.own.push(change);
  }

  /** Changes of the field, else of the nearest field above it, else of those below it. */
  ownersOf(field: string): ReadonlySet<number> {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the walk starts at this place
    let place: Place | undefined = this;
    let nearest = place.own;
    for (const step of stepsOf(field)) {
      place = place.inner.get(step);
      if (place === undefined) break;
      if (place.own.length > 0) nearest = place.own;
    }
    if (nearest.length > 0 || field === '') return new Set(nearest);
    return new Set(place?.below);
  }
}

/** `a`, `.b` and `[0]` of `a.b[0]`. */
function* stepsOf(field: string): Generator<string> {
  let start = 0;
  for (let end = 1; end <= field.length; end++) {
    const character = field[end];
    if (character !== undefined && character !== '.' && character !== '[') continue;
    yield field.slice(start, end);
    start = end;
  }
}

function toRefusal({ field, rule, message, hint }: Issue): Refusal {
  return { by: 'validation', field, rule, message, ...(hint === undefined ? {} : { hint }) };
}
