import type { IssueCollector } from '../issue-collector';
import { validateLabels } from '../kubernetes';
import { coreRules as rules } from './core-rules';
import { reportEmptyList, validateUnique } from './names';
import type { Place } from './place';
import type { Region } from './profile';

/** Gardener wants regions and zones to have names of their own, of whatever form. */
export function validateRegions(
  regions: readonly Region[] | undefined,
  place: Place,
  issues: IssueCollector,
): void {
  if (regions === undefined || regions.length === 0) reportEmptyList('region', place, issues);
  const names = new Set<string>();
  for (const [index, { name = '', zones = [], labels }] of (regions ?? []).entries()) {
    const at = (): Place => place.index(index);
    validateNamed(name, 'region', names, () => at().child('name'), issues);
    const zoneNames = new Set<string>();
    for (const [position, zone] of zones.entries()) {
      const zoneAt = (): Place => at().child('zones').index(position).child('name');
      validateNamed(zone.name ?? '', 'zone', zoneNames, zoneAt, issues);
    }
    if (labels !== undefined) validateLabels(labels, at().child('labels').field, issues);
  }
}

function validateNamed(
  name: string,
  what: string,
  seen: Set<string>,
  place: () => Place,
  issues: IssueCollector,
): void {
  if (name !== '') validateUnique(name, what, seen, place, issues);
  else
    place().report(issues, rules['cloud-profile-name-required'], `the ${what} has no name`, 'give it a name');
}
