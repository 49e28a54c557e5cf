import type { IssueCollector } from '../issue-collector';
import { quote } from '../kubernetes/quote';
import type { Target } from '../target';
import { admissionRules as rules } from './admission-rules';
import { architecture, declaredArchitectures, type DeclaredCapabilities } from './capabilities';
import { validateDeclared } from './declared-capabilities';
import { listed } from './listing';
import type { Place } from './place';
import type { ProviderFlavor, ProviderImage, ProviderImageVersion, RegionImage } from './provider-config';

/** provider-alicloud minor that knows flavors. */
export const flavorsSince = 70;

/**
 * One image of a CloudProfileConfig.
 * @param declared what the profile declares; `'unknown'` where only the parent of the profile can tell
 */
export function validateProviderImage(
  image: ProviderImage,
  place: () => Place,
  declared: DeclaredCapabilities | 'unknown' | undefined,
  target: Target,
  issues: IssueCollector,
): void {
  const { name = '', versions = [] } = image;
  if (name === '') {
    reportMissing(
      'the image has no name',
      'write the name that it has in spec.machineImages',
      place().child('name'),
      issues,
    );
  }
  if (versions.length === 0) {
    reportMissing(
      `image ${quote(name)} has no versions`,
      'list the versions that it has in spec.machineImages',
      place().child('versions'),
      issues,
    );
  }
  for (const [index, version] of versions.entries()) {
    const at = (): Place => place().child('versions').index(index);
    if ((version.version ?? '') === '') {
      reportMissing(
        'the entry has no version',
        'write the version that it has in spec.machineImages',
        at().child('version'),
        issues,
      );
    }
    validateFormat(version, at, declared, target, issues);
  }
}

function validateFormat(
  version: ProviderImageVersion,
  at: () => Place,
  declared: DeclaredCapabilities | 'unknown' | undefined,
  target: Target,
  issues: IssueCollector,
): void {
  const { regions = [], capabilityFlavors = [] } = version;
  const hasFlavors = capabilityFlavors.length > 0 && target.provider >= flavorsSince;
  if (declared === undefined) {
    validateRegionImages(regions, at, issues);
    if (hasFlavors) {
      at()
        .child('capabilityFlavors')
        .report(
          issues,
          rules['provider-config-flavors-undeclared'],
          `version ${quote(version.version ?? '')} has capabilityFlavors, and the profile declares no machineCapabilities`,
          'declare spec.machineCapabilities, or write regions instead',
        );
    }
    return;
  }
  if (hasFlavors && regions.length > 0) {
    at()
      .child('regions')
      .report(
        issues,
        rules['provider-config-formats-mixed'],
        `version ${quote(version.version ?? '')} has regions and capabilityFlavors`,
        'keep the flavors, and move the regions into one of them',
      );
  } else if (hasFlavors) {
    for (const [index, flavor] of capabilityFlavors.entries()) {
      validateFlavor(flavor, () => at().child('capabilityFlavors').index(index), declared, issues);
    }
  } else validateRegionImages(regions, at, issues);
}

function validateFlavor(
  { capabilities = {}, regions = [] }: ProviderFlavor,
  at: () => Place,
  declared: DeclaredCapabilities | 'unknown',
  issues: IssueCollector,
): void {
  if (declared !== 'unknown') {
    const place = (): Place => at().child('capabilities');
    validateDeclared(capabilities, declared, place, rules['provider-config-capability-unknown'], issues);
    const known = declaredArchitectures(declared);
    const own = capabilities[architecture] ?? [];
    if (known.length > 1 && own.length !== 1) {
      place()
        .child(architecture)
        .report(
          issues,
          rules['provider-config-architecture-ambiguous'],
          `this flavor has ${own.length === 0 ? 'no architecture' : `the architectures ${listed(own)}`}, and the profile declares ${listed(known)}`,
          'name exactly one',
        );
    }
  }
  validateRegionImages(regions, at, issues);
}

function validateRegionImages(
  regions: readonly RegionImage[],
  at: () => Place,
  issues: IssueCollector,
): void {
  if (regions.length === 0) {
    const place = at().child('regions');
    reportMissing('there are no regions', 'list region names with their image IDs', place, issues);
  }
  // Most of a profile are these entries: the loop makes nothing until it has something to say.
  for (let index = 0; index < regions.length; index++) {
    const entry = regions[index];
    if (entry === undefined || (isText(entry.name) && isText(entry.id))) continue;
    reportIncompleteRegion(entry, at().child('regions').index(index), issues);
  }
}

function isText(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function reportIncompleteRegion(
  { name = '', id = '' }: RegionImage,
  place: Place,
  issues: IssueCollector,
): void {
  if (name === '') {
    reportMissing('the entry has no region name', 'write one of spec.regions', place.child('name'), issues);
  }
  if (id === '') {
    reportMissing(
      `region ${quote(name)} has no image ID`,
      'write the ID that the image has in this region, e.g. "m-…"',
      place.child('id'),
      issues,
    );
  }
}

function reportMissing(message: string, hint: string, place: Place, issues: IssueCollector): void {
  place.report(issues, rules['provider-config-incomplete'], message, hint);
}
