import { quote } from '../../gardener/json';
import type { Target } from '../../gardener/target';
import { Check, type IssueCollector, Place } from '../../issues/check';
import {
  type CloudProfileConfig,
  type ProviderImage,
  ProviderImages,
  validateProviderImage,
} from '../alicloud/cloud-profile';
import { completedKey, type DeclaredCapabilities, flavorsOf } from '../cloud-profile/capabilities';
import type { CloudProfileSpec, EffectiveProfile } from '../cloud-profile/effective-profile';
import { namespacedCloudProfileRuleTable as rules } from './table';

const list = Place.of('spec', 'providerConfig', 'machineImages');

/** Names of images and their versions. */
type ImageNames = ReadonlyMap<string, ReadonlySet<string>>;

/** Entries of providerConfig by themselves, and against the images of the profile. */
export function validateOwnMapping(
  config: CloudProfileConfig,
  profile: EffectiveProfile,
  declared: DeclaredCapabilities | 'unknown' | undefined,
  target: Target,
  issues: IssueCollector,
): void {
  const own: ImageNames = new Map(
    profile.images.map(({ value, versions }) => [
      value.name ?? '',
      new Set(versions.map((entry) => entry.value.version ?? '')),
    ]),
  );
  for (const [index, image] of (config.machineImages ?? []).entries()) {
    const here = Check.root(target, issues.findings).at('spec', 'providerConfig', 'machineImages', index);
    validateProviderImage(image, here, declared);
    const versions = own.get(image.name ?? '');
    if (versions !== undefined) validateKnownVersions(image, versions, list.index(index), issues);
    else {
      list
        .index(index)
        .report(
          issues,
          rules['namespaced-cloud-profile-mapping-missing'],
          `image ${quote(image.name ?? '')} is mapped, and spec.machineImages does not have it`,
          'add it there, or remove the entry',
        );
    }
  }
}

function validateKnownVersions(
  image: ProviderImage,
  versions: ReadonlySet<string>,
  place: Place,
  issues: IssueCollector,
): void {
  for (const [index, { version = '' }] of (image.versions ?? []).entries()) {
    if (versions.has(version)) continue;
    place
      .child('versions')
      .index(index)
      .report(
        issues,
        rules['namespaced-cloud-profile-mapping-version-unknown'],
        `version ${quote(version)} of image ${quote(image.name ?? '')} is mapped, and spec.machineImages does not have it`,
        'add it there, or remove the entry',
      );
  }
}

/** What is new needs a mapping, and what the parent has must not get one. */
export function validateMappingWithParent(
  config: CloudProfileConfig,
  profile: EffectiveProfile,
  merged: EffectiveProfile,
  parent: CloudProfileSpec,
  issues: IssueCollector,
): void {
  const inParent: ImageNames = new Map(
    (parent.machineImages ?? []).map(({ name, versions = [] }) => [
      name ?? '',
      new Set(versions.map(({ version }) => version ?? '')),
    ]),
  );
  for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
    for (const [position, { version = '' }] of versions.entries()) {
      if (inParent.get(name)?.has(version) !== true) continue;
      list
        .index(index)
        .child('versions')
        .index(position)
        .report(
          issues,
          rules['namespaced-cloud-profile-mapping-forbidden'],
          `the parent has version ${quote(version)} of image ${quote(name)} already`,
          'remove the entry',
        );
    }
  }
  validateNewMapped(new ProviderImages(config), profile, merged, inParent, issues);
}

function validateNewMapped(
  mapped: ProviderImages,
  profile: EffectiveProfile,
  merged: EffectiveProfile,
  inParent: ImageNames,
  issues: IssueCollector,
): void {
  const report = (what: string, at: Place): void => {
    const details = { hint: 'add it to providerConfig with its image IDs', at: at.written };
    const message = `${what} is new and has no entry in providerConfig`;
    issues.report(rules['namespaced-cloud-profile-mapping-missing'], list.field, message, details);
  };
  const flavors = new Map(
    merged.images.map(({ value, versions }) => [
      value.name ?? '',
      new Map(versions.map((entry) => [entry.value.version ?? '', entry.value.capabilityFlavors])),
    ]),
  );
  for (const { value, written, versions } of profile.images) {
    const name = value.name ?? '';
    const at = Place.of('spec', 'machineImages').index(written);
    if (!inParent.has(name) && !mapped.has(name)) {
      report(`image ${quote(name)}`, at);
      continue;
    }
    for (const { value: entry, written: position } of versions) {
      const version = entry.version ?? '';
      if (inParent.get(name)?.has(version) === true) continue;
      const found = mapped.version(name, version);
      const versionAt = at.child('versions').index(position);
      const what = `version ${quote(version)} of image ${quote(name)}`;
      const { capabilities } = merged;
      if (found === undefined) report(what, versionAt);
      else if (capabilities !== undefined && (found.capabilityFlavors ?? []).length > 0) {
        const keys = new Set(
          (found.capabilityFlavors ?? []).map((flavor) =>
            completedKey(flavor.capabilities ?? {}, capabilities),
          ),
        );
        for (const flavor of flavorsOf(flavors.get(name)?.get(version))) {
          if (keys.has(completedKey(flavor, capabilities))) continue;
          report(`the flavor ${quote(flavor)} of ${what}`, versionAt);
        }
      }
    }
  }
}
