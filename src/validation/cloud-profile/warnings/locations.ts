import { FieldPath } from '../../field-path';
import type { IssueCollector } from '../../issue-collector';
import { quote } from '../../kubernetes/quote';
import type { CloudProfileSpec, Region } from '../profile';
import { warningRules as rules } from '../warning-rules';

/** Alibaba Cloud opens regions faster than any list is kept, so only the form is checked. */
export const regionForm = /^[a-z]{2,3}-[a-z0-9-]+$/;
/** Zones of finance and government clouds have infixes of their own. */
const specialRegion = /-(?:finance|gov)(?:-|$)/;

/** Regions and zones that are not named as Alibaba Cloud names them, or that no worker can use. */
export function warnOfLocations(spec: CloudProfileSpec, issues: IssueCollector): void {
  const machineTypes = new Set((spec.machineTypes ?? []).map(({ name }) => name ?? ''));
  const volumeTypes = new Set((spec.volumeTypes ?? []).map(({ name }) => name ?? ''));
  for (const [index, region] of (spec.regions ?? []).entries()) {
    const at = (): FieldPath => FieldPath.of('spec', 'regions').index(index);
    checkRegion(region, at, issues);
    for (const [position, zone] of (region.zones ?? []).entries()) {
      const zoneAt = (): FieldPath => at().child('zones').index(position);
      checkZone(zone.name ?? '', region.name ?? '', zoneAt, issues);
      const { unavailableMachineTypes = [], unavailableVolumeTypes = [] } = zone;
      const machinesAt = (): FieldPath => zoneAt().child('unavailableMachineTypes');
      checkKnown(unavailableMachineTypes, machineTypes, 'machine type', machinesAt, issues);
      const volumesAt = (): FieldPath => zoneAt().child('unavailableVolumeTypes');
      checkKnown(unavailableVolumeTypes, volumeTypes, 'volume type', volumesAt, issues);
    }
  }
}

function checkRegion({ name = '', zones = [] }: Region, at: () => FieldPath, issues: IssueCollector): void {
  if (name !== '' && !regionForm.test(name)) {
    issues.report(
      rules['region-name-form'],
      at().child('name'),
      `${quote(name)} is no region of Alibaba Cloud`,
      {
        hint: 'write it like eu-central-1 or cn-hangzhou',
      },
    );
  }
  if (zones.length === 0) {
    issues.report(rules['region-without-zones'], at(), `region ${quote(name)} has no zones`, {
      hint: 'list the zones in which Shoots may have workers',
    });
  }
}

function checkZone(zone: string, region: string, at: () => FieldPath, issues: IssueCollector): void {
  if (zone === '' || !regionForm.test(region)) return;
  const prefix = /[0-9]$/.test(region) ? region : `${region}-`;
  const isSpecial = specialRegion.test(region);
  const family = region.split('-', 2).join('-');
  if (
    isSpecial ? zone.startsWith(family) : zone.startsWith(prefix) && /^[a-z]$/.test(zone.slice(prefix.length))
  ) {
    return;
  }
  issues.report(
    rules['zone-name-form'],
    at().child('name'),
    `${quote(zone)} is no zone of region ${quote(region)}`,
    {
      hint: `write it like ${prefix}a`,
    },
  );
}

function checkKnown(
  names: readonly string[],
  known: ReadonlySet<string>,
  what: string,
  at: () => FieldPath,
  issues: IssueCollector,
): void {
  for (const [index, name] of names.entries()) {
    if (known.has(name)) continue;
    const message = `${quote(name)} is no ${what} of the profile`;
    issues.report(rules['zone-unavailable-type-unknown'], at().index(index), message, {
      hint: `name one of spec.${what === 'machine type' ? 'machineTypes' : 'volumeTypes'}, or remove it`,
    });
  }
}
