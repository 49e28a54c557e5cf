import type { ProfileReport, RegionReport, SeedReport } from '../landscape-report';
import { markup, type Content, type Markup } from './markup';
import { chips, numeric, orNone, scrollable, tableHead } from './section';
import { isPast } from './stage';
import { countOf } from './words';

/** Regions, their zones, and what is there. */
export function renderRegions(profile: ProfileReport, seeds: readonly SeedReport[]): Content {
  const { regions } = profile;
  if (regions.length === 0) {
    return markup`<p class="none">${profile.parent === undefined ? 'This profile has no regions.' : `Its regions are those of ${profile.parent}.`}</p>`;
  }
  const covered = versionsByRegion(profile);
  const bySeedRegion = new Map<string, string[]>();
  for (const { name, region } of seeds) {
    bySeedRegion.set(region, [...(bySeedRegion.get(region) ?? []), name]);
  }
  const rows = regions.map((region) => renderRegion(region, covered, bySeedRegion.get(region.name) ?? []));
  return scrollable(
    `Regions of ${profile.name}`,
    markup`<table class="wrap">${tableHead(`Regions and zones of ${profile.name}`, columns)}<tbody>\n${rows}</tbody></table>`,
  );
}

const columns = [
  'Region',
  'Zones',
  numeric('Image versions'),
  'Seeds',
  'Labels and restrictions',
  'Zones that lack something',
];

interface Covered {
  readonly all: number;
  readonly byRegion: ReadonlyMap<string, number>;
}

/** Image versions that have not expired, and how many of them a region has in every flavor. */
function versionsByRegion({ images, columns }: ProfileReport): Covered {
  const versions = images
    .flatMap((image) => image.versions)
    .filter(({ offered, stage }) => offered && !isPast(stage));
  const byRegion = new Map(
    columns.map(({ name }) => [
      name,
      versions.filter(({ flavors }) => flavors.every(({ images: ids }) => ids.has(name))).length,
    ]),
  );
  return { all: versions.length, byRegion };
}

function renderRegion(region: RegionReport, covered: Covered, seeds: readonly string[]): Markup {
  const { name, zones, labels, accessRestrictions } = region;
  const has = covered.byRegion.get(name) ?? 0;
  const bad = has < covered.all ? ' bad' : '';
  const zoneNames = zones.map(
    (zone) => markup`<span class="chip" title="${zone.name}">${shortZone(zone.name, name)}</span> `,
  );
  const poor = zones.flatMap((zone) => {
    const machines = zone.unavailableMachineTypes;
    const volumes = zone.unavailableVolumeTypes;
    if (machines.length + volumes.length === 0) return [];
    const counts = [
      ...(machines.length === 0 ? [] : [countOf(machines.length, 'machine type')]),
      ...(volumes.length === 0 ? [] : [countOf(volumes.length, 'volume type')]),
    ].join(', ');
    return [
      markup`<details><summary>${zone.name}: ${counts}</summary>${[...machines, ...volumes].join(', ')}</details>`,
    ];
  });
  const words = [...labels, ...accessRestrictions];
  return markup`<tr><th scope="row">${name}</th><td>${orNone(zoneNames)}</td><td class="number${bad}">${has}/${covered.all}</td><td>${orNone(chips(seeds))}</td><td>${orNone(chips(words))}</td><td>${orNone(poor)}</td></tr>\n`;
}

/** `a` of `eu-central-1a` and of `cn-beijing-a`; the whole name where it begins otherwise. */
export function shortZone(zone: string, region: string): string {
  if (!zone.startsWith(region)) return zone;
  const rest = zone.slice(region.length).replace(/^-/, '');
  return rest === '' ? zone : rest;
}
