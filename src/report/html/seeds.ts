import type { BackupReport, BucketReport, LandscapeReport, SeedReport } from '../landscape-report';
import { shortZone } from './regions';
import { markup, type Content, type Markup } from './markup';
import { chips, none, orNone, scrollable, tableHead } from './section';

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
