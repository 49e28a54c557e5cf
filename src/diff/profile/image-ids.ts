import { asList, isObject, valueAt } from '../../validation/json-value';
import type { JsonObject } from '../../validation/kind';
import { asObject, asText } from '../../validation/kubernetes/read';
import type { Draft } from '../draft';
import { compareFields, toDetail } from '../field-changes';
import type { Action } from '../landscape-diff';
import { useKey, type Use } from '../shoots/shoot-index';

/** A version's entry in the provider's configuration. */
export interface MappedVersion {
  readonly value: JsonObject;
  /** Path of the entry. */
  readonly path: string;
  /** Image IDs by region, one per architecture or other capabilities. */
  readonly regions: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What flat regions stand for. */
const flatFlavor = 'amd64';

/** The provider's mapping of image versions to image IDs. Of entries given twice Shoots get the first. */
export class ImageIds {
  private readonly images = new Map<string, Map<string, MappedVersion>>();

  constructor(spec: JsonObject) {
    const list = asList(valueAt(spec, 'providerConfig', 'machineImages'));
    for (const [index, image] of list.entries()) {
      const name = asText(valueAt(image, 'name'));
      const versions = this.images.get(name) ?? new Map<string, MappedVersion>();
      this.images.set(name, versions);
      for (const [position, item] of asList(valueAt(image, 'versions')).entries()) {
        const value = asObject(item);
        const version = asText(value['version']);
        const path = `spec.providerConfig.machineImages[${index}].versions[${position}]`;
        if (!versions.has(version)) versions.set(version, { value, path, regions: regionsOf(value) });
      }
    }
  }

  find(image: string, version: string): MappedVersion | undefined {
    return this.images.get(image)?.get(version);
  }

  *[Symbol.iterator](): Generator<readonly [string, string, MappedVersion]> {
    for (const [image, versions] of this.images) {
      for (const [version, mapped] of versions) yield [image, version, mapped];
    }
  }
}

function regionsOf(version: JsonObject): Map<string, Map<string, string>> {
  const regions = new Map<string, Map<string, string>>();
  const add = (list: unknown, flavor: string): void => {
    for (const region of asList(list)) {
      const name = asText(valueAt(region, 'name'));
      const ids = regions.get(name) ?? new Map<string, string>();
      regions.set(name, ids);
      if (!ids.has(flavor)) ids.set(flavor, asText(valueAt(region, 'id')));
    }
  };
  add(version['regions'], flatFlavor);
  for (const flavor of asList(version['capabilityFlavors'])) {
    add(valueAt(flavor, 'regions'), flavorOf(valueAt(flavor, 'capabilities')));
  }
  return regions;
}

/** A name for a set of capabilities: the architecture, and whatever else it has. */
function flavorOf(capabilities: unknown): string {
  if (!isObject(capabilities)) return flatFlavor;
  const names = Object.keys(capabilities).sort();
  const parts = names.map((name) => {
    const values = asList(capabilities[name]).map(asText).join('/');
    return name === 'architecture' ? values : `${name}=${values}`;
  });
  return parts.length === 0 ? flatFlavor : parts.join(' ');
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
    fields: [now?.path ?? 'spec.providerConfig.machineImages'],
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
    drafts.push({ ...common, action: 'changed', names: lists.changed, details, danger: { reason, uses } });
  }
  if (lists.added.length > 0) drafts.push({ ...common, action: 'added', names: lists.added });
  if (drafts.length === 0 && before !== undefined && now !== undefined) {
    // The same IDs in another order or format, or fields that nobody knows.
    const changes = compareFields(before.value, now.value, now.path, '');
    if (changes.length > 0) {
      const details = changes.slice(0, 3).map((change) => toDetail(change));
      drafts.push({
        ...common,
        subject: 'field',
        action: 'changed',
        names: ['mapping to the same image IDs'],
        details,
      });
    }
  }
  return drafts;
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
