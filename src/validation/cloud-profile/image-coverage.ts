import { FieldPath } from '../../gardener/field-path';
import { quote } from '../../gardener/json';
import { currentStage } from '../../gardener/lifecycle';
import type { Target } from '../../gardener/target';
import type { IssueCollector } from '../../issues/check';
import type { CloudProfileConfig, ProviderImageVersion, RegionImage } from '../alicloud/cloud-profile';
import { architecturesOf, type CloudProfileSpec, type EffectiveProfile } from './effective-profile';
import { listed, Listing, listMissing } from './errors';
import { warningRules as rules } from './table';

const configImages = FieldPath.of('spec', 'providerConfig', 'machineImages');

/** An entry of the CloudProfileConfig with its place; of entries with one name the last. */
interface MappedVersion {
  readonly entry: ProviderImageVersion;
  readonly at: () => FieldPath;
}

/**
 * Image versions that are offered where they have no image, or for what they have none.
 * @param regions all regions of the profile
 * @param isComplete whether a list is known to have every region of the profile
 */
export function warnOfCoverage(
  profile: EffectiveProfile,
  regions: ReadonlySet<string>,
  config: CloudProfileConfig,
  isComplete: (regions: readonly RegionImage[] | undefined) => boolean,
  target: Target,
  issues: IssueCollector,
): void {
  const mapped = mappedVersions(config);
  for (const { value: image, versions } of profile.images) {
    const name = image.name ?? '';
    for (const { value } of versions) {
      if (currentStage(value, target) === 'expired') continue;
      const found = mapped.get(name)?.get(value.version ?? '');
      if (found === undefined) continue;
      const title = (): string => `image ${quote(`${name} ${value.version ?? ''}`)}`;
      if (!isCovered(found.entry, isComplete)) warnOfUncoveredRegions(title, found, regions, issues);
      if (profile.capabilities === undefined) {
        const others = architecturesOf(value, profile).filter((architecture) => architecture !== 'amd64');
        warnOfFlatArchitectures(title, others, found, issues);
      }
    }
  }
}

function mappedVersions(config: CloudProfileConfig): Map<string, Map<string, MappedVersion>> {
  const images = new Map<string, Map<string, MappedVersion>>();
  for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
    const mapped = new Map<string, MappedVersion>();
    for (const [position, entry] of versions.entries()) {
      const at = (): FieldPath => configImages.index(index).child('versions').index(position);
      mapped.set(entry.version ?? '', { entry, at });
    }
    images.set(name, mapped);
  }
  return images;
}

/** Without a look at the regions: each list that there is has them all. */
function isCovered(
  { regions, capabilityFlavors = [] }: ProviderImageVersion,
  isComplete: (regions: readonly RegionImage[] | undefined) => boolean,
): boolean {
  if (capabilityFlavors.length === 0) return isComplete(regions);
  return capabilityFlavors.every((flavor) => isComplete(flavor.regions));
}

function warnOfUncoveredRegions(
  title: () => string,
  { entry, at }: MappedVersion,
  offered: ReadonlySet<string>,
  issues: IssueCollector,
): void {
  const flavors = (entry.capabilityFlavors ?? []).map(({ capabilities = {}, regions }) => ({
    capabilities,
    regions: regionNames(regions, offered),
  }));
  const covered = regionNames(entry.regions, offered);
  for (const { regions } of flavors) for (const region of regions) covered.add(region);
  const uncovered = listMissing(offered, covered, covered.size);
  const gaps: string[] = [];
  if (uncovered.count > 0) {
    gaps.push(
      `no image ID in ${uncovered.count} of the ${offered.size} regions that are offered: ${uncovered.toString()}`,
    );
  }
  if (flavors.length > 1) {
    for (const { capabilities, regions } of flavors) {
      const missing = listMissing(covered, regions, regions.size);
      if (missing.count > 0) gaps.push(`none for ${quote(capabilities)} in ${missing.toString()}`);
    }
  }
  if (gaps.length === 0) return;
  issues.report(rules['image-region-uncovered'], at(), `${title()} has ${gaps.join('; ')}`, {
    hint: 'add the image IDs, or declare the exception with its reason',
  });
}

function regionNames(regions: readonly RegionImage[] | undefined, offered: ReadonlySet<string>): Set<string> {
  const names = new Set<string>();
  for (const { name } of regions ?? []) if (name !== undefined && offered.has(name)) names.add(name);
  return names;
}

function warnOfFlatArchitectures(
  title: () => string,
  others: readonly string[],
  { at }: MappedVersion,
  issues: IssueCollector,
): void {
  if (others.length === 0) return;
  const message = `${title()} claims ${listed(others)}, and flat regions stand for amd64`;
  issues.report(rules['image-architecture-uncovered'], at(), message, {
    hint: 'declare spec.machineCapabilities and write capabilityFlavors, or claim amd64 only',
  });
}

/** Entries of the CloudProfileConfig that no Shoot can ever use, as nobody offers them. */
export function warnOfUnusedEntries(
  spec: CloudProfileSpec,
  config: CloudProfileConfig,
  issues: IssueCollector,
): void {
  const rule = rules['provider-entry-unused'];
  // What is dropped at creation is offered in writing.
  const offered = new Map<string, Set<string>>();
  for (const { name = '', versions = [] } of spec.machineImages ?? []) {
    const known = offered.get(name) ?? new Set<string>();
    for (const { version = '' } of versions) known.add(version);
    offered.set(name, known);
  }
  for (const [index, { name = '', versions = [] }] of (config.machineImages ?? []).entries()) {
    if (name === '') continue;
    const at = (): FieldPath => configImages.index(index);
    const known = offered.get(name);
    if (known === undefined) {
      const message = `image ${quote(name)} is mapped, and spec.machineImages does not offer it`;
      issues.report(rule, at(), message, { hint: 'offer it, or remove the entry' });
      continue;
    }
    for (const [position, { version = '' }] of versions.entries()) {
      if (version === '' || known.has(version)) continue;
      const place = at().child('versions').index(position);
      const message = `version ${quote(version)} of image ${quote(name)} is mapped, and spec.machineImages does not offer it`;
      issues.report(rule, place, message, { hint: 'offer it, or remove the entry' });
    }
  }
}

/**
 * Image versions that stay and get other image IDs, or lose some.
 * @param isOffered whether Shoots can be in the region
 */
export function warnOfMappingChanges(
  now: CloudProfileConfig,
  before: CloudProfileConfig,
  isOffered: (region: string) => boolean,
  issues: IssueCollector,
): void {
  const stored = new Map<string, Map<string, ProviderImageVersion>>();
  for (const { name = '', versions = [] } of before.machineImages ?? []) {
    stored.set(name, new Map(versions.map((version) => [version.version ?? '', version])));
  }
  for (const [index, { name = '', versions = [] }] of (now.machineImages ?? []).entries()) {
    const known = stored.get(name);
    if (known === undefined) continue;
    for (const [position, version] of versions.entries()) {
      const old = known.get(version.version ?? '');
      if (old === undefined) continue;
      const { changed, lost } = compare(idsByRegion(version), idsByRegion(old), isOffered);
      if (changed.count + lost.count === 0) continue;
      const what = [
        ...(changed.count === 0 ? [] : [`other image IDs in ${changed.toString()}`]),
        ...(lost.count === 0 ? [] : [`none any more in ${lost.toString()}`]),
      ];
      issues.report(
        rules['image-id-changed'],
        FieldPath.of('spec', 'providerConfig', 'machineImages')
          .index(index)
          .child('versions')
          .index(position),
        `image ${quote(name)} ${quote(version.version ?? '')} has ${what.join(', and ')}`,
        { hint: 'publish another image as a new version' },
      );
    }
  }
}

function compare(
  now: ReadonlyMap<string, ReadonlySet<string>>,
  before: ReadonlyMap<string, ReadonlySet<string>>,
  isOffered: (region: string) => boolean,
): { readonly changed: Listing; readonly lost: Listing } {
  const changed = new Listing();
  const lost = new Listing();
  for (const [region, old] of before) {
    const ids = now.get(region);
    if (ids === undefined) {
      if (isOffered(region)) lost.add(region);
    } else if ([...old].some((id) => !ids.has(id))) changed.add(region);
  }
  return { changed, lost };
}

/** All image IDs of a version by region, whatever its format. */
function idsByRegion({ regions, capabilityFlavors = [] }: ProviderImageVersion): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  const add = (list: readonly RegionImage[] | undefined): void => {
    for (const { name = '', id = '' } of list ?? []) {
      const known = ids.get(name);
      if (known === undefined) ids.set(name, new Set([id]));
      else known.add(id);
    }
  };
  add(regions);
  for (const flavor of capabilityFlavors) add(flavor.regions);
  return ids;
}
