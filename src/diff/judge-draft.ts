import type { Draft } from './draft';
import type { Change, Mark, Refusal } from './landscape-diff';
import type { ShootIndex } from './shoots/shoot-index';

/** A change with its mark, and the Shoots that it hits. */
export interface JudgedDraft {
  readonly change: Change;
  readonly hit: ReadonlySet<string>;
}

/**
 * Marks a change by what the validator said, what it takes from Shoots, and what admissions say to that.
 * @param profile as `ShootIndex.usersOf` has it
 * @param index the Shoots, if they are known
 */
export function judgeDraft(draft: Draft, profile: string, index: ShootIndex | undefined): JudgedDraft {
  const { subject, action, of, names, details = [], fields, danger } = draft;
  const refusals: Refusal[] = [...(draft.refusals ?? [])];
  const uses = danger?.uses;
  // Seeds are nobody's profile.
  const owner = uses?.[0]?.facet === 'seed' ? '' : profile;
  const answer = index === undefined || uses === undefined ? undefined : index.usersOf(owner, uses);
  const isUsed = answer === undefined || answer.hits.count + answer.hits.unsure > 0;
  if (danger?.guard !== undefined && answer !== undefined && answer.guarding.length > 0) {
    const [first = ''] = answer.guarding;
    const more = answer.guarding.length > 1 ? ` and ${answer.guarding.length - 1} more` : '';
    refusals.push({
      by: 'admission',
      field: fields[0] ?? '',
      message: `${danger.guard}, by ${first}${more}`,
      hint: 'see that no Shoot uses it first',
    });
  }
  const mark: Mark = refusals.length > 0 ? 'refused' : danger !== undefined && isUsed ? 'dangerous' : 'safe';
  const reason = danger === undefined ? undefined : isUsed ? danger.reason : 'no Shoot uses it';
  const change: Change = {
    mark,
    subject,
    action,
    ...(of === undefined ? {} : { of }),
    names,
    details,
    field: fields[0] ?? '',
    ...(reason === undefined ? {} : { reason }),
    refusals,
    ...(answer === undefined ? {} : { shoots: answer.hits }),
  };
  return { change, hit: answer?.all ?? new Set() };
}
