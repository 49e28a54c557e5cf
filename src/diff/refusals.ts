import type { Issue } from '../validation/issue';
import type { Draft } from './draft';
import type { Refusal } from './landscape-diff';

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
