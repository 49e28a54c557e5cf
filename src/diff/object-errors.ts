import { Target, type TargetOptions } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { judge } from '../validation/engine';
import type { LandscapeDocument, LandscapeObject } from '../validation/landscape/landscape';
import type { Draft, Refusal } from './landscape-diff';
import { validateLandscape } from '../validation/validate-landscape';

/** What Gardener refuses of the new state: each object by itself, and what is new of what they say of each other. */
export class ObjectErrors {
  private readonly target: Target;
  private readonly together = new Map<number, Issue[]>();

  constructor(before: readonly LandscapeObject[], now: readonly LandscapeObject[], options: TargetOptions) {
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
  const identity = ({ group, kind, namespace, name }: LandscapeObject): string =>
    [group, kind, namespace, name].join('\u0000');
  const stored = new Map(before.map((object) => [identity(object), object.manifest]));
  return now.map((object) => {
    const previous = stored.get(identity(object));
    return previous === undefined ? object.document : { ...object.document, previous };
  });
}

function errorsOf(
  documents: readonly LandscapeDocument[],
  options: TargetOptions,
): { readonly document: number; readonly issue: Issue }[] {
  return validateLandscape(documents, options).flatMap((issue) => {
    if (issue.severity !== 'error') return [];
    return [{ document: issue.origin?.document ?? 0, issue }];
  });
}

function keyOf({ rule, field, message, origin }: Issue): string {
  return JSON.stringify([rule, field, message, origin?.file]);
}

/** Gives each error of the validator to the changes that it is about; one about nothing that changed stands alone. */
export function attributeErrors(drafts: readonly Draft[], errors: readonly Issue[]): Draft[] {
  const at = new Map<string, number[]>();
  const below = new Map<string, number[]>();
  drafts.forEach(({ fields }, index) => {
    for (const field of fields) {
      append(at, field, index);
      for (const ancestor of ancestors(field)) append(below, ancestor, index);
    }
  });
  const refusals = drafts.map((draft) => [...(draft.refusals ?? [])]);
  const alone: Refusal[] = [];
  for (const error of errors) {
    const refusal = toRefusal(error);
    // `versions[]` stands for some entry of the list; one that the decoder found has no path at all.
    const field = error.field.replace(/\[\].*$/, '');
    const owners = [field, ...ancestors(field)]
      .map((path) => at.get(path))
      .find((list) => list !== undefined);
    const candidates = owners ?? (field === '' ? undefined : below.get(field));
    if (candidates === undefined) alone.push(refusal);
    else for (const index of new Set(candidates)) refusals[index]?.push(refusal);
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

function append(lists: Map<string, number[]>, key: string, index: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [index]);
  else list.push(index);
}

/** Paths above a path, the nearest first: of `a.b[0]` these are `a.b` and `a`. */
function ancestors(field: string): string[] {
  const paths: string[] = [];
  for (let end = field.length - 1; end > 0; end--) {
    const character = field[end];
    if (character === '.' || character === '[') paths.push(field.slice(0, end));
  }
  if (field !== '') paths.push('');
  return paths;
}

function toRefusal({ field, rule, message, hint }: Issue): Refusal {
  return { by: 'validation', field, rule, message, ...(hint === undefined ? {} : { hint }) };
}
