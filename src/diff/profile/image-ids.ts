import { defaultArchitecture } from '../../gardener/defaults';
import { FieldPath } from '../../gardener/field-path';
import { type MappedEntry, ImageMapping } from '../../gardener/image-mapping';
import { asList, asText, type JsonObject } from '../../gardener/json';
import { compareFields, toDetail } from '../field-changes';
import type { Action, Detail, Draft } from '../landscape-diff';
import { type Use, useKey } from '../shoots';

const configPath = FieldPath.of('spec', 'providerConfig');

/** What the provider's configuration says of an image version, over all of its entries. */
export interface MappedVersion {
  readonly entries: readonly MappedEntry[];
  /** Paths of the entries. */
  readonly paths: readonly string[];
  /** Image IDs by region, one per architecture or other capabilities. */
  readonly regions: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** The mapping of image versions to image IDs, as Shoots get them. */
export class ImageIds {
  private readonly mapping: ImageMapping;

  /** @param spec of a CloudProfile or NamespacedCloudProfile */
  constructor(spec: JsonObject) {
    this.mapping = ImageMapping.read(spec['providerConfig'], configPath);
  }

  find(image: string, version: string): MappedVersion | undefined {
    const entries = this.mapping.entries(image, version);
    if (entries.length === 0) return undefined;
    const regions = new Map<string, Map<string, string>>();
    for (const { capabilities, regions: ids } of this.mapping.flavors(image, version)) {
      const flavor = flavorOf(capabilities);
      for (const [region, { id }] of ids) {
        const known = regions.get(region) ?? new Map<string, string>();
        regions.set(region, known);
        if (!known.has(flavor)) known.set(flavor, id);
      }
    }
    return { entries, paths: entries.map(({ at }) => String(at)), regions };
  }

  *[Symbol.iterator](): Generator<readonly [string, string, MappedVersion]> {
    for (const [image, version] of this.mapping.versions()) {
      const mapped = this.find(image, version);
      if (mapped !== undefined) yield [image, version, mapped];
    }
  }
}

/** A name for a set of capabilities: the architecture, and whatever else it has. */
function flavorOf(capabilities: JsonObject | undefined): string {
  const names = Object.keys(capabilities ?? {}).sort();
  const parts = names.map((name) => {
    const values = asList(capabilities?.[name]).map(asText).join('/');
    return name === 'architecture' ? values : `${name}=${values}`;
  });
  return parts.length === 0 ? defaultArchitecture : parts.join(' ');
}

/** @param isOffered whether the new profile has the region: elsewhere no Shoot can miss an ID */
export function draftImageIds(
  image: string,
  version: string,
  before: MappedVersion | undefined,
  now: MappedVersion | undefined,
  isOffered: (region: string) => boolean,
): Draft[] {
  const lists: Record<Action, string[]> = { added: [], removed: [], changed: [] };
  const lost: string[] = [];
  const [old, fresh] = [before?.regions ?? none, now?.regions ?? none];
  for (const region of new Set([...old.keys(), ...fresh.keys()])) {
    const action = compareRegion(old.get(region), fresh.get(region));
    if (action === undefined) continue;
    lists[action].push(region);
    if (action === 'removed' && isOffered(region)) lost.push(region);
  }
  const common = {
    subject: 'image-id',
    of: `image ${image} ${version}`,
    fields: now?.paths ?? [`${configPath.toString()}.machineImages`],
  } as const;
  const drafts: Draft[] = [];
  if (lists.removed.length > 0) {
    drafts.push({
      ...common,
      action: 'removed',
      names: lists.removed,
      ...(lost.length === 0
        ? {}
        : {
            danger: {
              rule: 'change-image-id-removed',
              reason: 'no node can be made of it there any more',
              uses: usesOf(image, version, lost),
            },
          }),
    });
  }
  if (lists.changed.length > 0) {
    const reason = 'new nodes of that version get another image; publish it as a new version';
    const uses = usesOf(image, version, lists.changed);
    const details = lists.changed.slice(0, 1).flatMap((region) => idDetails(region, old, fresh));
    drafts.push({
      ...common,
      action: 'changed',
      names: lists.changed,
      details,
      danger: { rule: 'change-image-id-replaced', reason, uses },
    });
  }
  if (lists.added.length > 0) drafts.push({ ...common, action: 'added', names: lists.added });
  if (drafts.length === 0 && before !== undefined && now !== undefined) {
    const details = otherForm(before, now);
    const names = ['mapping to the same image IDs'];
    if (details.length > 0) drafts.push({ ...common, subject: 'field', action: 'changed', names, details });
  }
  return drafts;
}

/** The same IDs in another order, format or number of entries, or fields that nobody knows. */
function otherForm(before: MappedVersion, now: MappedVersion): Detail[] {
  const [old, fresh] = [before.entries, now.entries];
  if (old.length !== fresh.length) {
    return [{ label: 'entries', from: String(old.length), to: String(fresh.length) }];
  }
  const changes = fresh.flatMap(({ value, at }, index) =>
    compareFields(old[index]?.value, value, String(at), ''),
  );
  return changes.slice(0, 3).map((change) => toDetail(change));
}

const none: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map();

function compareRegion(
  before: ReadonlyMap<string, string> | undefined,
  now: ReadonlyMap<string, string> | undefined,
): Action | undefined {
  if (before === undefined) return 'added';
  if (now === undefined) return 'removed';
  let isRicher = now.size > before.size;
  for (const [flavor, id] of before) {
    if (now.get(flavor) !== id) return now.has(flavor) ? 'changed' : 'removed';
  }
  isRicher ||= [...now.keys()].some((flavor) => !before.has(flavor));
  return isRicher ? 'added' : undefined;
}

function idDetails(
  region: string,
  before: ReadonlyMap<string, ReadonlyMap<string, string>>,
  now: ReadonlyMap<string, ReadonlyMap<string, string>>,
): { readonly label: string; readonly from: string; readonly to: string }[] {
  const details = [];
  for (const [flavor, id] of before.get(region) ?? []) {
    const fresh = now.get(region)?.get(flavor);
    if (fresh !== undefined && fresh !== id)
      details.push({ label: `${flavor} in ${region}`, from: id, to: fresh });
  }
  return details;
}

function usesOf(image: string, version: string, regions: readonly string[]): Use[] {
  return regions.map((region) => ({ facet: 'image-in-region', value: useKey(image, version, region) }));
}
