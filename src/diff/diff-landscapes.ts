import { isDeepStrictEqual } from 'node:util';
import { asList, asText, isObject, valueAt } from '../gardener/json';
import { coreGroup } from '../gardener/kinds';
import { Target } from '../gardener/target';
import { Check } from '../issues/check';
import {
  identityOf,
  Landscape,
  type LandscapeDocument,
  type LandscapeObject,
  nameOf,
} from '../validation/landscape/landscape';
import { referencesOf } from '../validation/landscape/needs';
import {
  type Action,
  type Change,
  type DiffDocument,
  type DiffOptions,
  type Draft,
  type LandscapeDiff,
  type Mark,
  marks,
  type ObjectDiff,
  type Refusal,
} from './landscape-diff';
import { omit } from './keyed-list';
import { draftAddition, draftObject, draftRemoval } from './object-changes';
import { attributeErrors, ObjectErrors } from './object-errors';
import { type ObjectPair, pairObjects, Successors } from './pairs';
import { draftSharing, SharingIndex } from './sharing';
import { isFromServer } from './server-state';
import { NamespacedUses, ShootIndex } from './shoots';
import { type ChangeRule, changeRules } from './table';

/**
 * What changes between two states of a landscape, in the words of the domain, and what Gardener and the Shoots
 * say to it. Pure; linear in the size of both states and the Shoots. Bad manifests never throw: what the
 * validator says of them is part of the result.
 *
 * @throws UnsupportedVersionError for a `gardenerVersion` or `providerVersion` out of range
 */
export function diffLandscapes(
  before: readonly DiffDocument[],
  now: readonly DiffDocument[],
  options: DiffOptions = {},
): LandscapeDiff {
  const [old, fresh] = [toObjects(before), toObjects(now)];
  const pairs = pairObjects(old, fresh);
  const differ = new Differ(old, fresh, new Successors(pairs), options);
  const objects: ObjectDiff[] = [];
  let unchanged = 0;
  for (const pair of pairs) {
    const object = differ.diff(pair);
    if (object === undefined) unchanged++;
    else objects.push(object);
  }
  const all = objects.flatMap(({ changes }) => changes);
  const countMark = (mark: Mark): number => all.filter((change) => change.mark === mark).length;
  const countAction = (action: Action): number => objects.filter((object) => object.action === action).length;
  const { shoots, hit } = differ;
  return {
    objects,
    summary: {
      refused: countMark('refused'),
      dangerous: countMark('dangerous'),
      ...(countMark('waived') === 0 ? {} : { waived: countMark('waived') }),
      safe: countMark('safe'),
      added: countAction('added'),
      removed: countAction('removed'),
      changed: countAction('changed'),
      unchanged,
      ...(shoots.isComplete || hit.size > 0 ? { shootsHit: hit.size } : {}),
      ...(shoots.isComplete ? { shoots: shoots.count } : {}),
    },
  };
}

class Differ {
  /** Shoots that some change hits. */
  readonly hit = new Set<string>();
  readonly shoots: ShootIndex;
  private readonly target: Target;
  private readonly errors: ObjectErrors;
  private readonly waiver: DiffOptions['waiver'];
  private readonly namespaced: NamespacedUses;
  private readonly dependants: Dependants;
  private readonly sharing: readonly [before: SharingIndex, now: SharingIndex];

  constructor(
    before: readonly LandscapeObject[],
    now: readonly LandscapeObject[],
    private readonly successors: Successors,
    options: DiffOptions,
  ) {
    this.sharing = [new SharingIndex(before), new SharingIndex(now)];
    this.target = new Target(options);
    this.waiver = options.waiver;
    // One clock for all objects.
    this.errors = new ObjectErrors(before, now, { ...options, now: this.target.now });
    const around = new Landscape(options.around ?? []).objects;
    this.namespaced = new NamespacedUses([...now, ...around]);
    this.dependants = new Dependants(before, [...now, ...around]);
    const parents = parentsOf([...before, ...now, ...around]);
    const written = before.flatMap(({ group, kind, manifest }) =>
      group === coreGroup && kind === 'Shoot' ? [manifest] : [],
    );
    this.shoots = new ShootIndex(options.shoots ?? written, parents, options.shoots !== undefined);
  }

  diff({ before, now }: ObjectPair): ObjectDiff | undefined {
    const object = now ?? before;
    if (object === undefined) return undefined;
    const drafts = this.drafts(before, now);
    if (drafts.length === 0) return undefined;
    const changes = condense(drafts.flatMap((draft) => this.waive(this.judge(draft, object), object)));
    const { group, kind, namespace, name, path } = object;
    return {
      group,
      kind,
      ...(namespace === '' ? {} : { namespace }),
      name,
      ...(path === undefined ? {} : { path }),
      action: before === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
      mark: marks.find((mark) => changes.some((change) => change.mark === mark)) ?? 'safe',
      changes,
    };
  }

  private drafts(before: LandscapeObject | undefined, now: LandscapeObject | undefined): Draft[] {
    const sharing = [this.sharing[0].stateOf(before), this.sharing[1].stateOf(now)] as const;
    if (now === undefined) {
      if (before === undefined) return [];
      return [draftRemoval(before, this.dependants.of(before)), ...draftSharing(...sharing)];
    }
    if (before === undefined) {
      return attributeErrors([draftAddition(now), ...draftSharing(...sharing)], this.errors.of(now));
    }
    const { target, successors } = this;
    const drafts = draftObject(before, now, { target, successors, sharing });
    // What makes no difference may still be refused: an unknown field that holds an empty list.
    if (drafts.length === 0 && isDeepStrictEqual(before.document.manifest, now.document.manifest)) return [];
    // What follows its content is made anew.
    return attributeErrors(drafts, this.errors.of(now, before.name === now.name ? before : undefined));
  }

  /** What is meant of a danger stands apart, name by name. */
  private waive(change: Change, { path }: LandscapeObject): Change[] {
    const { mark, rule, names, field, reason = '' } = change;
    if (mark !== 'dangerous' || rule === undefined || this.waiver === undefined) return [change];
    const { severity, type } = changeRules[rule as ChangeRule];
    const reasons = new Map<string | undefined, string[]>();
    for (const name of names.length === 0 ? [''] : names) {
      const waived = this.waiver({
        ...{ severity, type, rule, field: waiverField(field, name), message: reason },
        ...(path === undefined ? {} : { origin: { file: path } }),
      });
      const those = reasons.get(waived);
      if (those === undefined) reasons.set(waived, [name]);
      else those.push(name);
    }
    return [...reasons].map(([waived, those]): Change => {
      const own = names.length === 0 ? change : { ...change, names: those };
      return waived === undefined ? own : { ...own, mark: 'waived', waived };
    });
  }

  private judge(draft: Draft, { kind, namespace, name }: LandscapeObject): Change {
    const profile = namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
    const users =
      draft.danger?.guard === undefined ? [] : this.namespaced.usersOf(profile, draft.danger.uses ?? []);
    const guarded: Draft =
      users.length === 0
        ? draft
        : {
            ...draft,
            refusals: [
              ...(draft.refusals ?? []),
              {
                by: 'admission',
                field: draft.fields[0] ?? '',
                message: `NamespacedCloudProfile ${users.join(', ')} still names it`,
                hint: 'take it away there first',
              },
            ],
          };
    const { change, hit } = judgeDraft(guarded, profile, this.shoots);
    for (const shoot of hit) this.hit.add(shoot);
    return change;
  }
}

/** Known from either state: what goes was there when the Shoots were listed. */
function parentsOf(objects: readonly LandscapeObject[]): Map<string, string> {
  const parents = new Map<string, string>();
  for (const { group, kind, namespace, name, spec } of objects) {
    if (group !== coreGroup || kind !== 'NamespacedCloudProfile') continue;
    parents.set(`${namespace}/${name}`, asText(valueAt(spec, 'parent', 'name')));
  }
  return parents;
}

/** Objects that stay, and refer to what goes. */
class Dependants {
  private readonly names = new Map<unknown, Set<string>>();

  constructor(before: readonly LandscapeObject[], now: readonly LandscapeObject[]) {
    const staying = new Set(now.map(identityOf));
    const going = before.filter((object) => object.name !== '' && !staying.has(identityOf(object)));
    if (going.length === 0) return;
    const gone = new Set(going.map(({ document }) => document));
    const landscape = new Landscape([...gone, ...now.map(({ document }) => document)]);
    for (const { object, needed } of referencesOf(landscape)) {
      if (!gone.has(needed.document) || gone.has(object.document)) continue;
      const names = this.names.get(needed.document) ?? new Set();
      this.names.set(needed.document, names.add(nameOf(object)));
    }
  }

  /** Sorted. */
  of({ document }: LandscapeObject): readonly string[] {
    return [...(this.names.get(document) ?? [])].sort();
  }
}

/** A change with its mark, and the Shoots that it hits. */
interface JudgedDraft {
  readonly change: Change;
  readonly hit: ReadonlySet<string>;
}

/**
 * Marks a change by what the validator said, what it takes from Shoots, and what admissions say to that.
 * @param profile as `ShootIndex.usersOf` has it
 */
function judgeDraft(draft: Draft, profile: string, index: ShootIndex): JudgedDraft {
  const { subject, action, of, names, details = [], fields, danger } = draft;
  const refusals: Refusal[] = [...(draft.refusals ?? [])];
  const uses = danger?.uses;
  // Seeds are nobody's profile.
  const owner = uses?.[0]?.facet === 'seed' ? '' : profile;
  const answer = uses === undefined ? undefined : index.usersOf(owner, uses);
  const isUsed = answer === undefined || !index.isComplete || answer.hits.count + answer.hits.unsure > 0;
  const isTold = answer !== undefined && (index.isComplete || answer.all.size > 0);
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
    ...(danger === undefined || !isUsed ? {} : { rule: danger.rule }),
    refusals,
    ...(isTold ? { shoots: answer.hits } : {}),
  };
  return { change, hit: answer?.all ?? new Set() };
}

/**
 * The field that a waiver of a danger names: that of the change, where the name in brackets stands for the number
 * of a list's item, which another change may move.
 */
function waiverField(field: string, name: string): string {
  if (name === '' || field === name || field.endsWith(`.${name}`) || field.endsWith(`[${name}]`))
    return field;
  return `${field.replace(/\[\d+\]$/, '')}[${name}]`;
}

/** Subjects whose names are paths: each stands for itself. */
const alone: ReadonlySet<string> = new Set(['field', 'value', 'seed', 'backup', 'chart', 'object']);

/** Changes that differ by name only become one; the worst come first, each in the order of its list. */
function condense(changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change[]>();
  changes.forEach((change, index) => {
    const key = isAlone(change) ? String(index) : likeness(change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [change]);
    else group.push(change);
  });
  const merged = [...groups.values()].flatMap(([first, ...others]): Change[] => {
    if (first === undefined) return [];
    return [{ ...first, names: [first, ...others].flatMap(({ names }) => names) }];
  });
  return marks.flatMap((mark) => merged.filter((change) => change.mark === mark));
}

/** What hits somebody is told by its name. */
function isAlone({ subject, refusals, shoots }: Change): boolean {
  return (
    alone.has(subject) || refusals.length > 0 || (shoots !== undefined && shoots.count + shoots.unsure > 0)
  );
}

function likeness({ mark, subject, action, of, details, reason, rule, waived }: Change): string {
  return JSON.stringify([mark, subject, action, of, details, reason, rule, waived]);
}

/** Objects of one state. What is empty is left out; a `List`, as kubectl prints it, stands for its items. */
function toObjects(documents: readonly DiffDocument[]): LandscapeObject[] {
  const single = documents.flatMap((document) => itemsOf(document));
  const all = single.map(({ manifest, path }, index): LandscapeDocument => {
    // The number tells documents of one file apart; nobody sees it.
    // What the server says of its own object is nothing to judge.
    const written = isObject(manifest) && isFromServer(manifest) ? omit(manifest, 'status') : manifest;
    return { manifest: written, ...(path === undefined ? {} : { path }), origin: { document: index + 1 } };
  });
  const named = new Map(new Landscape(all).objects.map((object) => [object.document, object]));
  return all.flatMap((document) => {
    if (document.manifest === null || document.manifest === undefined) return [];
    return [named.get(document) ?? anonymous(document)];
  });
}

function itemsOf(document: DiffDocument): DiffDocument[] {
  const { manifest, path } = document;
  if (!isObject(manifest) || !Array.isArray(manifest['items'])) return [document];
  if (!asText(manifest['kind']).endsWith('List')) return [document];
  return asList(manifest['items']).map((item) => ({
    manifest: item,
    ...(path === undefined ? {} : { path }),
  }));
}

/** Whatever names no object: the validator has something to say about it. */
function anonymous(document: LandscapeDocument): LandscapeObject {
  const manifest = isObject(document.manifest) ? document.manifest : {};
  return {
    document,
    manifest,
    metadata: {},
    spec: {},
    annotations: {},
    group: '',
    kind: '',
    namespace: '',
    name: '',
    ...(document.path === undefined ? {} : { path: document.path }),
    check: Check.root(new Target({ now: null })),
  };
}
