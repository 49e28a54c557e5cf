import type {
  BackupReport,
  BucketReport,
  LandscapeReport,
  MachineTypeReport,
  ProfileReport,
  RegionReport,
  SeedReport,
} from '../landscape-report';
import { matters } from './images';
import {
  chips,
  type Content,
  countOf,
  filterFor,
  group,
  isPast,
  markup,
  type Markup,
  none,
  numeric,
  orNone,
  scrollable,
  tableHead,
} from './markup';

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
  readonly byRegion: ReadonlyMap<string, { readonly has: number; readonly lacks: number }>;
}

/**
 * Image versions that have not expired, how many of them a region has in every flavor, and how many it lacks that
 * nobody said are meant to be missing.
 */
function versionsByRegion({ images, columns }: ProfileReport): Covered {
  const versions = images
    .flatMap((image) => image.versions)
    .filter(({ offered, stage }) => offered && !isPast(stage));
  const byRegion = new Map(
    columns.map(({ name }) => {
      const missing = versions.filter(({ flavors }) => !flavors.every(({ images: ids }) => ids.has(name)));
      return [
        name,
        { has: versions.length - missing.length, lacks: missing.filter(matters).length },
      ] as const;
    }),
  );
  return { all: versions.length, byRegion };
}

function renderRegion(region: RegionReport, covered: Covered, seeds: readonly string[]): Markup {
  const { name, zones, labels, accessRestrictions } = region;
  const { has, lacks } = covered.byRegion.get(name) ?? { has: 0, lacks: covered.all };
  const bad = lacks > 0 ? ' bad' : has < covered.all ? ' meant' : '';
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
  return markup`<tr><th scope="row">${name}</th><td class="zones">${orNone(zoneNames)}</td><td class="number${bad}"${bad === ' meant' ? markup` title="the gaps are meant"` : ''}>${has}/${covered.all}</td><td>${orNone(chips(seeds))}</td><td>${orNone(chips(words))}</td><td>${orNone(poor)}</td></tr>\n`;
}

/** `a` of `eu-central-1a` and of `cn-beijing-a`; the whole name where it begins otherwise. */
function shortZone(zone: string, region: string): string {
  if (!zone.startsWith(region)) return zone;
  const rest = zone.slice(region.length).replace(/^-/, '');
  return rest === '' ? zone : rest;
}

/** Seeds with where they back up to, and the buckets that are written down. */
export function renderSeeds({ seeds, buckets }: LandscapeReport): Content {
  return [
    seeds.length === 0 ? markup`<p class="none">No Seeds are here.</p>` : seedTable(seeds),
    buckets.length === 0 ? '' : bucketTable(buckets),
  ];
}

const backupColumns = ['Backup', 'Credentials', 'Retention lock'];
const seedColumns = [
  'Seed',
  'Written as',
  'Region and zones',
  'Networks',
  'Ingress',
  ...backupColumns,
  'Notes',
];
const bucketColumns = ['Bucket', 'Seed', ...backupColumns];

function seedTable(seeds: readonly SeedReport[]): Markup {
  return scrollable(
    'Seeds',
    markup`<table class="wrap">${tableHead('Seeds, their networks and backups', seedColumns)}<tbody>\n${seeds.map(renderSeed)}</tbody></table>`,
  );
}

function renderSeed(seed: SeedReport): Markup {
  const { provider, region, zones, networks, notes, backup } = seed;
  const lines = networks.map((network) => markup`<div class="mono">${network}</div>`);
  const elsewhere = provider === '' || provider === 'alicloud' ? '' : `${provider} `;
  const saved =
    backup === undefined
      ? markup`<td colspan="3" class="bad">no backup: etcd of its Shoots is not saved</td>`
      : backupCells(backup, region);
  return markup`<tr><th scope="row">${seed.name}</th><td>${seed.kind}</td><td>${elsewhere}${region || none}<div>${chips(zones.map((zone) => shortZone(zone, region)))}</div></td><td>${orNone(lines)}</td><td>${seed.ingress || none}</td>${saved}<td>${orNone(chips(notes))}</td></tr>\n`;
}

/** A backup in the region of its Seed is lost together with it, so another region is worth seeing. */
function backupCells({ provider, region, credentials, retention }: BackupReport, own: string): Content {
  const place = region === '' ? own : region;
  return markup`<td>${[provider, place].filter((word) => word !== '').join(' ') || none}</td><td>${credentials || none}</td><td>${retention || none}</td>`;
}

function bucketTable(buckets: readonly BucketReport[]): Content {
  const rows = buckets.map(
    (bucket) =>
      markup`<tr><th scope="row">${bucket.name}</th><td>${bucket.seed || none}</td>${backupCells(bucket, '')}</tr>\n`,
  );
  return [
    markup`<h3>BackupBuckets</h3>`,
    scrollable(
      'BackupBuckets',
      markup`<table class="wrap">${tableHead('BackupBuckets', bucketColumns)}<tbody>\n${rows}</tbody></table>`,
    ),
  ];
}

/** Machine types by family, and volume types. */
export function renderMachineTypes(profile: ProfileReport, id: string): Content {
  const { families, volumeTypes } = profile;
  const types =
    families.length === 0
      ? markup`<p class="none">This profile has no machine types.</p>`
      : [
          filterFor(id, 'Find a machine type'),
          scrollable(`Machine types of ${profile.name}`, typeTable(profile, id), 'tall'),
        ];
  if (volumeTypes.length === 0) return types;
  const rows = volumeTypes.map(
    (type) =>
      markup`<tr${past(type.usable)}><th scope="row">${type.name}</th><td>${type.class || none}</td><td class="number">${type.minSize || none}</td><td>${use(type.usable)}</td><td>${lacking(type.missingIn)}</td></tr>\n`,
  );
  return [
    types,
    markup`<h4>Volume types</h4>`,
    scrollable(
      `Volume types of ${profile.name}`,
      markup`<table>${tableHead(`Volume types of ${profile.name}`, ['Name', 'Class', numeric('Smallest'), 'Use', 'Zones without it'])}<tbody>
${rows}</tbody></table>`,
    ),
  ];
}

function typeTable({ name, families }: ProfileReport, id: string): Markup {
  const columns = [
    'Machine type',
    numeric('CPU'),
    numeric('Memory'),
    numeric('GPU'),
    'Architecture',
    'Use',
    'Zones without it',
  ];
  const bodies = families.map((family) =>
    group(
      family.name,
      family.types.length,
      columns.length,
      family.types.map((type) => renderType(family.name, type)),
    ),
  );
  return markup`<table id="${id}">${tableHead(`Machine types of ${name} by family`, columns)}${bodies}</table>`;
}

function renderType(family: string, type: MachineTypeReport): Markup {
  const gpu = type.gpu === '0' || type.gpu === '' ? none : type.gpu;
  return markup`<tr${past(type.usable)} data-find="${family} ${type.name} ${type.architecture}"><th scope="row">${type.name}</th><td class="number">${type.cpu || none}</td><td class="number">${type.memory || none}</td><td class="number">${gpu}</td><td>${type.architecture}</td><td>${use(type.usable)}</td><td>${lacking(type.missingIn)}</td></tr>\n`;
}

function use(usable: boolean): Content {
  return usable ? 'offered' : 'hidden';
}

function past(usable: boolean): Content {
  return usable ? '' : markup` class="past"`;
}

function lacking(zones: readonly string[]): Content {
  if (zones.length === 0) return none;
  if (zones.length <= 3) return zones.join(', ');
  return markup`<details><summary>${countOf(zones.length, 'zone')}</summary>${zones.join(', ')}</details>`;
}
