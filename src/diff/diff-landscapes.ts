import { isDeepStrictEqual } from 'node:util';
import { coreGroup, type LandscapeObject } from '../validation/landscape/landscape';
import { asText } from '../validation/kubernetes/read';
import { valueAt } from '../validation/json-value';
import { Target } from '../validation/target';
import { condense } from './condense';
import type { Draft } from './draft';
import { judgeDraft } from './judge-draft';
import {
  marks,
  type Action,
  type Change,
  type DiffDocument,
  type DiffOptions,
  type LandscapeDiff,
  type Mark,
  type ObjectDiff,
} from './landscape-diff';
import { NamespacedUses } from './namespaced-uses';
import { draftAddition } from './object-addition';
import { draftObject } from './object-change';
import { ObjectErrors } from './object-errors';
import { draftRemoval } from './object-removal';
import { pairObjects, toObjects, type ObjectPair } from './paired-objects';
import { attributeErrors } from './refusals';
import { ShootIndex } from './shoots/shoot-index';

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
  const differ = new Differ(old, fresh, options);
  const objects: ObjectDiff[] = [];
  let unchanged = 0;
  for (const pair of pairObjects(old, fresh)) {
    const object = differ.diff(pair);
    if (object === undefined) unchanged++;
    else objects.push(object);
  }
  const all = objects.flatMap(({ changes }) => changes);
  const countMark = (mark: Mark): number => all.filter((change) => change.mark === mark).length;
  const countAction = (action: Action): number => objects.filter((object) => object.action === action).length;
  const { shoots } = differ;
  return {
    objects,
    summary: {
      refused: countMark('refused'),
      dangerous: countMark('dangerous'),
      safe: countMark('safe'),
      added: countAction('added'),
      removed: countAction('removed'),
      changed: countAction('changed'),
      unchanged,
      ...(shoots === undefined ? {} : { shootsHit: differ.hit.size, shoots: shoots.count }),
    },
  };
}

class Differ {
  /** Shoots that some change hits. */
  readonly hit = new Set<string>();
  readonly shoots: ShootIndex | undefined;
  private readonly target: Target;
  private readonly errors: ObjectErrors;
  private readonly namespaced: NamespacedUses;

  constructor(before: readonly LandscapeObject[], now: readonly LandscapeObject[], options: DiffOptions) {
    this.target = new Target(options);
    // One clock for all objects.
    this.errors = new ObjectErrors(before, now, { ...options, now: this.target.now });
    this.namespaced = new NamespacedUses(now);
    this.shoots =
      options.shoots === undefined
        ? undefined
        : new ShootIndex(options.shoots, parentsOf([...before, ...now]));
  }

  diff({ before, now }: ObjectPair): ObjectDiff | undefined {
    const object = now ?? before;
    if (object === undefined) return undefined;
    const drafts = this.drafts(before, now);
    if (drafts.length === 0) return undefined;
    const changes = condense(drafts.map((draft) => this.judge(draft, object)));
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
    if (now === undefined) return before === undefined ? [] : [draftRemoval(before)];
    if (before === undefined) return attributeErrors([draftAddition(now)], this.errors.of(now));
    const drafts = draftObject(before, now, this.target);
    // What makes no difference may still be refused: an unknown field that holds an empty list.
    if (drafts.length === 0 && isDeepStrictEqual(before.document.manifest, now.document.manifest)) return [];
    return attributeErrors(drafts, this.errors.of(now, before));
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
