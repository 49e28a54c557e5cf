import { type ImageMapping, type MappedEntry, type MappedFlavor } from '../../gardener/image-mapping';
import { quote } from '../../gardener/json';
import { currentStage } from '../../gardener/lifecycle';
import type { Check } from '../../issues/check';
import type { CloudProfileConfig } from '../alicloud/cloud-profile';
import { describeCapabilities } from './capabilities';
import { architecturesOf, type CloudProfileSpec, type EffectiveProfile } from './effective-profile';
import { listed, Listing, listMissing } from './names';
import { warningRules as rules } from './table';
import { defaultArchitecture } from '../../gardener/defaults';

/**
 * Image versions that are offered where they have no image, or for what they have none. Where a worker needs
 * its image, provider-alicloud looks through all entries of a name and version, so what one of them lacks
 * another may have.
 * @param regions all regions of the profile
 */
export function warnOfCoverage(
  profile: EffectiveProfile,
  regions: ReadonlySet<string>,
  mapping: ImageMapping,
  check: Check,
): void {
  const seen = new Set<MappedEntry>();
  for (const { value: image, versions } of profile.images) {
    const name = image.name ?? '';
    for (const { value } of versions) {
      if (currentStage(value, check.target) === 'expired') continue;
      const version = value.version ?? '';
      const [entry] = mapping.entries(name, version);
      if (entry === undefined || seen.has(entry)) continue;
      seen.add(entry);
      const flavors = mapping.flavors(name, version);
      const gaps = gapsOf(flavors, regions);
      if (gaps !== '') {
        placeOf(entry, check).report(
          rules['image-region-uncovered'],
          `${titleOf(entry)} has ${gaps}`,
          'add the image IDs, or declare the exception with its reason',
        );
      }
      if (profile.capabilities !== undefined) continue;
      const others = architecturesOf(value, profile).filter((architecture) => architecture !== 'amd64');
      if (others.length === 0) continue;
      placeOf(entry, check).report(
        rules['image-architecture-uncovered'],
        `${titleOf(entry)} claims ${listed(others)}, and flat regions stand for amd64`,
        'declare spec.machineCapabilities and write capabilityFlavors, or claim amd64 only',
      );
    }
  }
}

function placeOf({ steps }: MappedEntry, check: Check): Check {
  return check.at('spec', 'providerConfig', ...steps);
}

function titleOf({ image, version }: MappedEntry): string {
  return `image ${quote(`${image} ${version}`)}`;
}

/**
 * What flavors lack in the regions that are offered; empty where they have everything. Looks at what is there,
 * and at what is missing no further than a message goes.
 */
function gapsOf(flavors: readonly MappedFlavor[], offered: ReadonlySet<string>): string {
  if (flavors.length > 0 && flavors.every(({ regions }) => hasAll(regions, offered))) return '';
  const covered = new Set<string>();
  const regionsOf = flavors.map(({ regions }) => {
    const own = new Set<string>();
    for (const region of regions.keys()) {
      if (!offered.has(region)) continue;
      own.add(region);
      covered.add(region);
    }
    return own;
  });
  const gaps: string[] = [];
  const uncovered = listMissing(offered, covered, covered.size);
  if (uncovered.count > 0) {
    gaps.push(
      `no image ID in ${uncovered.count} of the ${offered.size} regions that are offered: ${uncovered.toString()}`,
    );
  }
  for (const [index, { capabilities }] of flavors.entries()) {
    const own = regionsOf[index] ?? covered;
    const missing = listMissing(covered, own, own.size);
    if (missing.count === 0) continue;
    const what = capabilities === undefined ? defaultArchitecture : describeCapabilities(capabilities);
    gaps.push(`none for ${what} in ${missing.toString()}`);
  }
  return gaps.join('; ');
}

function hasAll(regions: ReadonlyMap<string, unknown>, offered: ReadonlySet<string>): boolean {
  for (const name of offered) if (!regions.has(name)) return false;
  return true;
}

/** Entries of the CloudProfileConfig that no Shoot can ever use, as nobody offers them. */
export function warnOfUnusedEntries(spec: CloudProfileSpec, config: CloudProfileConfig, check: Check): void {
  const rule = rules['provider-entry-unused'];
  const hint = 'offer it, or remove the entry';
  // What is dropped at creation is offered in writing.
  const offered = new Map<string, Set<string>>();
  for (const { name = '', versions = [] } of spec.machineImages ?? []) {
    const known = offered.get(name) ?? new Set<string>();
    for (const { version = '' } of versions) known.add(version);
    offered.set(name, known);
  }
  const images = check.at('spec', 'providerConfig', 'machineImages');
  for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
    if (name === '') continue;
    const known = offered.get(name);
    if (known === undefined) {
      const message = `image ${quote(name)} is mapped, and spec.machineImages does not offer it`;
      images.at(index).report(rule, message, hint);
      continue;
    }
    for (const [position, { version = '' }] of versions.entries()) {
      if (version === '' || known.has(version)) continue;
      const message = `version ${quote(version)} of image ${quote(name)} is mapped, and spec.machineImages does not offer it`;
      images.at(index, 'versions', position).report(rule, message, hint);
    }
  }
}

/**
 * Image versions that stay and get other image IDs, or lose some.
 * @param isOffered whether Shoots can be in the region
 */
export function warnOfMappingChanges(
  now: ImageMapping,
  before: ImageMapping,
  isOffered: (region: string) => boolean,
  check: Check,
): void {
  for (const [image, version] of now.versions()) {
    const stored = before.flavors(image, version);
    const [entry] = now.entries(image, version);
    if (entry === undefined || stored.length === 0) continue;
    const ids = idsByRegion(now.flavors(image, version));
    const changed = new Listing();
    const lost = new Listing();
    for (const [region, old] of idsByRegion(stored)) {
      const kept = ids.get(region);
      if (kept === undefined) {
        if (isOffered(region)) lost.add(region);
      } else if ([...old].some((id) => !kept.has(id))) changed.add(region);
    }
    if (changed.count + lost.count === 0) continue;
    const what = [
      ...(changed.count === 0 ? [] : [`other image IDs in ${changed.toString()}`]),
      ...(lost.count === 0 ? [] : [`none any more in ${lost.toString()}`]),
    ];
    placeOf(entry, check).report(
      rules['image-id-changed'],
      `image ${quote(image)} ${quote(version)} has ${what.join(', and ')}`,
      'publish another image as a new version',
    );
  }
}

/** All image IDs of a version by region, whatever its flavors. */
function idsByRegion(flavors: readonly MappedFlavor[]): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { regions } of flavors) {
    for (const [region, { id }] of regions) {
      const known = ids.get(region);
      if (known === undefined) ids.set(region, new Set([id]));
      else known.add(id);
    }
  }
  return ids;
}
