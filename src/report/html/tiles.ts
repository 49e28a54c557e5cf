import type { LandscapeReport, VersionReport } from '../landscape-report';
import { countIssues } from './findings';
import { countGaps, countMeantGaps } from './images';
import { type Content, countOf, day, grouped, isPast, type Markup, markup } from './markup';

/** How far ahead an expiry is worth a word on top of the page. */
const soon = 90;

interface Tile {
  readonly href: string;
  readonly name: string;
  readonly value: string;
  readonly note: string;
  /** What of it is bad. */
  readonly bad?: 'value' | 'note';
}

/** The landscape in a line of numbers; each leads to its section. */
export function renderTiles(report: LandscapeReport): Markup {
  return markup`<ul class="tiles">${toTiles(report).map(renderTile)}</ul>`;
}

function renderTile({ href, name, value, note, bad }: Tile): Content {
  return markup`<li><a href="#${href}"><span class="name">${name}</span> <b${bad === 'value' ? markup` class="bad"` : ''}>${value}</b> <span class="note${bad === 'note' ? ' bad' : ''}">${note}</span></a></li>\n`;
}

function toTiles({ profiles, seeds, issues, waived, sharing, now }: LandscapeReport): Tile[] {
  const kubernetes = profiles.flatMap((profile) => profile.kubernetes);
  const versions = profiles.flatMap(({ images }) =>
    images.flatMap((image) => image.versions.filter(({ offered }) => offered)),
  );
  const gaps = profiles.reduce((sum, profile) => sum + countGaps(profile), 0);
  const meant = profiles.reduce((sum, profile) => sum + countMeantGaps(profile), 0);
  const regions = profiles.flatMap((profile) => profile.regions);
  const zones = regions.reduce((sum, region) => sum + region.zones.length, 0);
  const families = profiles.flatMap((profile) => profile.families);
  const types = families.reduce((sum, family) => sum + family.types.length, 0);
  const unsaved = seeds.filter(({ backup }) => backup === undefined).length;
  const errors = countIssues(issues, 'error');
  const shared = sharing.flatMap(({ images }) => images);
  const customers = new Set(shared.flatMap((image) => image.customers));
  return [
    {
      href: 'validation',
      name: 'Validation',
      value: errors > 0 ? countOf(errors, 'error') : 'no errors',
      note: `${countOf(issues.length - errors, 'warning')}${waived.length === 0 ? '' : `, ${grouped(waived.length)} waived`}`,
      ...(errors > 0 ? { bad: 'value' } : {}),
    },
    { href: 'lifecycles', name: 'Kubernetes versions', ...expiring(kubernetes, now) },
    { href: 'lifecycles', name: 'Image versions', ...expiring(versions, now) },
    {
      href: 'coverage',
      name: 'Image coverage',
      value: gaps > 0 ? countOf(gaps, 'gap') : meant > 0 ? 'as meant' : 'complete',
      note:
        gaps > 0
          ? `in versions that have not expired${meant === 0 ? '' : `, ${grouped(meant)} meant`}`
          : meant > 0
            ? `${countOf(meant, 'gap')} ${meant === 1 ? 'is' : 'are'} meant`
            : 'every region has every image',
      ...(gaps > 0 ? { bad: 'value' } : {}),
    },
    {
      href: 'machine-types',
      name: 'Machine types',
      value: grouped(types),
      note: `in ${countOf(families.length, 'family', 'families')}`,
    },
    {
      href: 'regions',
      name: 'Regions',
      value: grouped(regions.length),
      note: `with ${countOf(zones, 'zone')}`,
    },
    {
      href: 'seeds',
      name: 'Seeds',
      value: grouped(seeds.length),
      note:
        seeds.length === 0
          ? 'none is here'
          : unsaved > 0
            ? `${grouped(unsaved)} without backup`
            : 'all with backup',
      ...(unsaved > 0 ? { bad: 'note' } : {}),
    },
    {
      href: 'sharing',
      name: 'Image sharing',
      value: countOf(shared.length, 'image'),
      note: `with ${countOf(customers.size, 'account')}`,
    },
  ];
}

/** Versions that have not expired, and how many of them will soon. */
function expiring(
  versions: readonly VersionReport[],
  now: Date | null,
): Pick<Tile, 'value' | 'note' | 'bad'> {
  const live = versions.filter(({ stage }) => !isPast(stage));
  const value = grouped(live.length);
  if (now === null) {
    const dated = live.filter(({ expiry }) => expiry !== undefined).length;
    return { value, note: `${grouped(dated)} with an expiry date` };
  }
  const limit = now.getTime() + soon * day;
  const ending = live.filter(({ expiry }) => expiry !== undefined && expiry <= limit).length;
  const gone = versions.length - live.length;
  const past = gone === 0 ? '' : `, ${grouped(gone)} expired`;
  return {
    value,
    note: `${ending === 0 ? 'none expires' : `${grouped(ending)} expire${ending === 1 ? 's' : ''}`} within ${soon} days${past}`,
    ...(ending > 0 ? { bad: 'note' } : {}),
  };
}
