import { asList, asObject, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { compareFields, type FieldChange, toDetail } from '../field-changes';
import { type Entry, type EntryPair, listNames, omit, pairEntries } from '../keyed-list';
import type { Action, Danger, Draft } from '../landscape-diff';
import { type Use, useKey } from '../shoots';
import type { ProfileContext } from './profile';
import { describeVersion, expiryDanger, toVersion } from './versions';

const path = 'spec.machineImages';

/** Images, their versions, and the image IDs that the provider's configuration has for them. */
export function draftMachineImages(before: JsonObject, now: JsonObject, context: ProfileContext): Draft[] {
  const [storedIds, ids] = [new ImageIds(before), new ImageIds(now)];
  const offered = new Set(asList(now['regions']).map((region) => asText(valueAt(region, 'name'))));
  // A NamespacedCloudProfile has no regions of its own.
  const isOffered = (region: string): boolean => offered.size === 0 || offered.has(region);
  const paired = pairEntries(asList(before['machineImages']), asList(now['machineImages']), (image) =>
    asText(image['name']),
  );
  const drafts: Draft[] = [];
  /** Versions whose mapping is told with them. */
  const told = new Set<string>();
  for (const image of paired.removed) drafts.push(removedImage(image, told));
  for (const { name, before: stored, now: image } of paired.kept) {
    const at = `${path}[${image.index}]`;
    const [old, fresh] = [stored, image].map(({ value }) => ({ updateStrategy: 'major', ...value }));
    for (const change of compareFields(omit(old ?? {}, 'versions'), omit(fresh ?? {}, 'versions'), at, '')) {
      drafts.push({
        subject: 'image',
        action: 'changed',
        names: [name],
        details: [toDetail(change)],
        fields: [change.path],
      });
    }
    const versions = pairEntries(
      asList(stored.value['versions']),
      asList(image.value['versions']),
      (version) => asText(version['version']),
    );
    for (const version of versions.removed) drafts.push(removedVersion(name, version, at, told));
    for (const pair of versions.kept) drafts.push(...keptVersion(name, pair, at, context));
    for (const version of versions.added) drafts.push(addedVersion(name, version, at, ids, told));
  }
  for (const image of paired.added) {
    const at = `${path}[${image.index}]`;
    for (const [index, value] of asList(image.value['versions']).entries()) {
      if (!isObject(value)) continue;
      drafts.push(addedVersion(image.name, { name: asText(value['version']), value, index }, at, ids, told));
    }
    if (asList(image.value['versions']).length === 0)
      drafts.push({ subject: 'image', action: 'added', names: [image.name], fields: [at] });
  }
  if (paired.isReordered) {
    const names = (spec: JsonObject): string =>
      listNames(asList(spec['machineImages']).map((image) => asText(valueAt(image, 'name'))));
    const details = [{ label: '', from: names(before), to: names(now) }];
    // Shoots that name no image get the first one that fits.
    drafts.push({ subject: 'field', action: 'changed', names: ['order of images'], details, fields: [path] });
  }

  for (const [image, version, mapped] of ids) {
    if (told.has(useKey(image, version))) continue;
    drafts.push(...draftImageIds(image, version, storedIds.find(image, version), mapped, isOffered));
  }
  for (const [image, version, mapped] of storedIds) {
    if (told.has(useKey(image, version)) || ids.find(image, version) !== undefined) continue;
    drafts.push(...draftImageIds(image, version, mapped, undefined, isOffered));
  }
  return drafts;
}

function removedImage({ name, value }: Entry, told: Set<string>): Draft {
  const versions = asList(value['versions']).map((version) => asText(valueAt(version, 'version')));
  for (const version of versions) told.add(useKey(name, version));
  const uses: Use[] = versions.map((version) => ({ facet: 'image-version', value: useKey(name, version) }));
  return {
    subject: 'image',
    action: 'removed',
    names: [name],
    details: [{ label: 'versions', from: listNames(versions) }],
    fields: [path],
    danger: {
      reason: 'workers of Shoots may run it',
      uses: [...uses, { facet: 'image', value: name }],
      guard: `image ${name} is still in use`,
    },
  };
}

function removedVersion(image: string, { name }: Entry, at: string, told: Set<string>): Draft {
  told.add(useKey(image, name));
  return {
    subject: 'image-version',
    action: 'removed',
    of: `image ${image}`,
    names: [name],
    fields: [`${at}.versions`],
    danger: {
      reason: 'workers of Shoots may run it',
      uses: [{ facet: 'image-version', value: useKey(image, name) }],
      guard: `image ${image} ${name} is still in use`,
    },
  };
}

function addedVersion(
  image: string,
  { name, value, index }: Entry,
  at: string,
  ids: ImageIds,
  told: Set<string>,
): Draft {
  const mapped = ids.find(image, name);
  told.add(useKey(image, name));
  const regions = [...(mapped?.regions.keys() ?? [])];
  const text = describeVersion(toVersion(value));
  return {
    subject: 'image-version',
    action: 'added',
    of: `image ${image}`,
    names: [name],
    details: [
      ...(text === '' ? [] : [{ label: '', to: text }]),
      ...(regions.length === 0 ? [] : [{ label: 'in', to: listNames(regions, 1) }]),
    ],
    fields: [`${at}.versions[${index}]`, ...(mapped === undefined ? [] : [mapped.path])],
  };
}

function keptVersion(
  image: string,
  { name, before, now }: EntryPair,
  at: string,
  context: ProfileContext,
): Draft[] {
  const place = `${at}.versions[${now.index}]`;
  const [old, fresh] = [before, now].map(({ value }) => withDefaults(value, context));
  const changes = compareFields(old, fresh, place, '');
  if (changes.length === 0) return [];
  const reason =
    expiryDanger(toVersion(before.value), toVersion(now.value), context.target) ?? lossDanger(changes);
  const danger: Danger | undefined =
    reason === undefined
      ? undefined
      : { reason, uses: [{ facet: 'image-version', value: useKey(image, name) }] };
  return [
    {
      subject: 'image-version',
      action: 'changed',
      of: `image ${image}`,
      names: [name],
      details: changes.map((change) => toDetail(change)),
      fields: [place],
      ...(danger === undefined ? {} : { danger }),
    },
  ];
}

/** What Gardener fills in. */
function withDefaults(version: JsonObject, { hasCapabilities }: ProfileContext): JsonObject {
  const architectures = hasCapabilities ? {} : { architectures: ['amd64'] };
  return { ...architectures, cri: [{ name: 'containerd' }], ...version };
}

/** Fields of an image version that workers rely on. */
const reliedOn = ['architectures', 'cri', 'capabilityFlavors', 'capabilitySets', 'kubeletVersionConstraint'];

function lossDanger(changes: readonly FieldChange[]): string | undefined {
  const lost = changes.find(({ label, action, before, now }) => {
    const field = /^\w+/.exec(label)?.[0] ?? '';
    if (!reliedOn.includes(field)) return false;
    if (field === 'kubeletVersionConstraint') return action !== 'removed';
    if (!Array.isArray(before) || !Array.isArray(now)) return action !== 'added';
    return before.some((item) => !now.includes(item));
  });
  return lost === undefined ? undefined : `${lost.label} may no longer fit workers that run it`;
}

/** A version's entry in the provider's configuration. */
interface MappedVersion {
  readonly value: JsonObject;
  /** Path of the entry. */
  readonly path: string;
  /** Image IDs by region, one per architecture or other capabilities. */
  readonly regions: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What flat regions stand for. */
const flatFlavor = 'amd64';

/** The provider's mapping of image versions to image IDs. Of entries given twice Shoots get the first. */
class ImageIds {
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
function draftImageIds(
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
