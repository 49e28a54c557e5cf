import { defaultArchitecture, defaultCri, defaultUpdateStrategy } from '../../gardener/defaults';
import { asList, asText, isObject, type JsonObject, valueAt } from '../../gardener/json';
import { compareFields, type FieldChange, losesItems, toDetail } from '../field-changes';
import { type Entry, type EntryPair, listNames, omit, pairEntries } from '../keyed-list';
import type { Danger, Draft } from '../landscape-diff';
import { type Use, useKey } from '../shoots';
import { draftImageIds, ImageIds } from './image-ids';
import { describeVersion, expiryDanger, type ProfileContext, toVersion } from './versions';

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
    const [old, fresh] = [stored, image].map(({ value }) => ({
      updateStrategy: defaultUpdateStrategy,
      ...value,
    }));
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
      rule: 'change-image-removed',
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
      rule: 'change-image-version-removed',
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
    fields: [`${at}.versions[${index}]`, ...(mapped?.paths ?? [])],
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
  const expiry = expiryDanger(toVersion(before.value), toVersion(now.value), context.target);
  const reason = expiry ?? lossDanger(changes);
  const rule = expiry === undefined ? 'change-image-version-narrowed' : 'change-version-expires';
  const danger: Danger | undefined =
    reason === undefined
      ? undefined
      : { rule, reason, uses: [{ facet: 'image-version', value: useKey(image, name) }] };
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
  const architectures = hasCapabilities ? {} : { architectures: [defaultArchitecture] };
  return { ...architectures, cri: defaultCri, ...version };
}

/** Fields of an image version that workers rely on. */
const reliedOn = ['architectures', 'cri', 'capabilityFlavors', 'capabilitySets', 'kubeletVersionConstraint'];

function lossDanger(changes: readonly FieldChange[]): string | undefined {
  const lost = changes.find(({ label, action, before, now }) => {
    const field = /^\w+/.exec(label)?.[0] ?? '';
    if (!reliedOn.includes(field)) return false;
    if (field === 'kubeletVersionConstraint') return action !== 'removed';
    return losesItems({ action, before, now });
  });
  return lost === undefined ? undefined : `${lost.label} may no longer fit workers that run it`;
}
