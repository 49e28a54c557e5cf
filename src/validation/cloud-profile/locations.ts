import {
  isClosedRegion,
  isRegionForm,
  isZoneOf,
  knownRegions,
  zonePrefix,
} from '../../alibaba-cloud/regions';
import { closest } from '../../gardener/closest';
import { quote } from '../../gardener/json';
import type { Check } from '../../issues/check';
import type { CloudProfileSpec } from './effective-profile';
import { warningRules as rules } from './table';

/** The lists of types that a zone may lack, by the field in which it says so. */
const lists = {
  unavailableMachineTypes: { field: 'machineTypes', what: 'machine type' },
  unavailableVolumeTypes: { field: 'volumeTypes', what: 'volume type' },
} as const;

type Unavailable = keyof typeof lists;

/** Suggestions must not cost more than the check itself: a list of strangers has no slips to mend. */
const maxSuggestions = 20;

/** Regions and zones that are not named as Alibaba Cloud names them, or that no worker can use. */
export function warnOfLocations(spec: CloudProfileSpec, check: Check): void {
  const regions = spec.regions ?? [];
  const offered = new Set(regions.map(({ name }) => name ?? ''));
  const regionsAt = check.at('spec', 'regions');
  let strangers = 0;
  for (const [index, region] of regions.entries()) {
    const here = regionsAt.at(index);
    const { name = '' } = region;
    if (name !== '' && !knownRegions.has(name)) {
      const meant = strangers++ < maxSuggestions ? suggestion(name, offered) : undefined;
      warnOfStranger(name, meant, here.at('name'));
    }
    if ((region.zones ?? []).length === 0) {
      here.report(
        rules['region-without-zones'],
        `region ${quote(name)} has no zones`,
        'list the zones in which Shoots may have workers',
      );
    }
    for (const [position, zone] of (region.zones ?? []).entries()) {
      warnOfZone(zone.name ?? '', name, here.at('zones', position, 'name'));
    }
  }
  for (const list of Object.keys(lists) as Unavailable[]) {
    warnOfUnknownTypes(spec, list, regionsAt);
    warnOfTypesWithoutZone(spec, list, check);
  }
}

function warnOfStranger(name: string, meant: string | undefined, check: Check): void {
  if (!isRegionForm(name)) {
    check.report(
      rules['region-name-form'],
      `${quote(name)} is no region of Alibaba Cloud`,
      meant ?? 'write it like eu-central-1 or cn-hangzhou',
    );
  } else if (isClosedRegion(name)) {
    check.report(rules['region-unknown'], `region ${quote(name)} is closed`, 'leave it out');
  } else {
    check.report(
      rules['region-unknown'],
      `Alibaba Cloud is not known to have a region ${quote(name)}`,
      meant ?? 'mend the name; if the region is new, declare the exception with its reason',
    );
  }
}

/** Only a region that exists can be meant, and none that is offered already. */
function suggestion(name: string, offered: ReadonlySet<string>): string | undefined {
  const candidates = [...knownRegions].filter((region) => !offered.has(region));
  const meant = closest(name, candidates);
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

function warnOfZone(zone: string, region: string, check: Check): void {
  if (zone === '' || !isRegionForm(region) || isZoneOf(zone, region)) return;
  check.report(
    rules['zone-name-form'],
    `${quote(zone)} is no zone of region ${quote(region)}`,
    `write it like ${zonePrefix(region)}a`,
  );
}

function warnOfUnknownTypes(spec: CloudProfileSpec, list: Unavailable, regionsAt: Check): void {
  const { field, what } = lists[list];
  const known = new Set((spec[field] ?? []).map(({ name }) => name ?? ''));
  for (const [index, { zones = [] }] of (spec.regions ?? []).entries()) {
    for (const [position, zone] of zones.entries()) {
      for (const [at, name] of (zone[list] ?? []).entries()) {
        if (known.has(name)) continue;
        regionsAt
          .at(index, 'zones', position, list, at)
          .report(
            rules['zone-unavailable-type-unknown'],
            `${quote(name)} is no ${what} of the profile`,
            `name one of spec.${field}, or remove it`,
          );
      }
    }
  }
}

function warnOfTypesWithoutZone(spec: CloudProfileSpec, list: Unavailable, check: Check): void {
  const nowhere = soldNowhere(spec, list);
  const { field, what } = lists[list];
  for (const [index, { name = '', usable }] of (spec[field] ?? []).entries()) {
    if (usable === false || !nowhere.has(name)) continue;
    check
      .at('spec', field, index)
      .report(
        rules['type-without-zone'],
        `${what} ${quote(name)} is unavailable in every zone of every region`,
        'leave it out, or write usable: false',
      );
  }
}

/** Types that every zone says it lacks; none where there are no zones. */
export function soldNowhere(spec: CloudProfileSpec, list: Unavailable): ReadonlySet<string> {
  let common: Set<string> | undefined;
  for (const { zones = [] } of spec.regions ?? []) {
    for (const zone of zones) {
      const lacking = new Set(zone[list] ?? []);
      common = common === undefined ? lacking : new Set([...common].filter((name) => lacking.has(name)));
      if (common.size === 0) return common;
    }
  }
  return common ?? new Set();
}
