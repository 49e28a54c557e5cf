import { FieldPath } from '../../field-path';
import type { IssueCollector } from '../../issue-collector';
import { quote } from '../../kubernetes/quote';
import type { CloudProfileConfig, ProviderImageVersion, RegionImage } from '../provider-config';
import { warningRules as rules } from '../warning-rules';
import { Listing } from '../listing';

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
