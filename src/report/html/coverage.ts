import type { FlavorReport, ImageVersionReport, ProfileReport, RegionColumn } from '../landscape-report';
import { markup, type Content, type Markup } from './markup';
import { filterFor, group, numeric, scrollable, tableHead } from './section';
import { isPast, stageBadge } from './stage';
import { countOf } from './words';

/** The matrix: a row for each flavor of an image version, a column for each region. */
export function renderCoverage(profile: ProfileReport, id: string): Content {
  const { images, columns } = profile;
  if (images.length === 0) return markup`<p class="none">This profile has no machine images.</p>`;
  const gaps = countGaps(profile);
  const heads = ['Version', 'Flavor', 'Stage', numeric('Regions'), ...columns.map(columnHead)];
  const bodies = images.map(({ name, versions }) =>
    group(
      name,
      versions.length,
      heads.length,
      versions.flatMap((version) =>
        version.flavors.map((flavor) => renderRow(name, version, flavor, columns)),
      ),
    ),
  );
  const caption = `Image IDs of ${profile.name} by version and region`;
  const table = markup`<table id="${id}" class="matrix">${tableHead(caption, heads)}${bodies}</table>`;
  const onlyGaps = markup` <label><input type="checkbox" data-gaps="${id}"> only with gaps</label>`;
  const summary =
    gaps === 0
      ? 'Every version that has not expired has an image in every region.'
      : `${countOf(gaps, 'image')} of versions that have not expired ${gaps === 1 ? 'is' : 'are'} missing in regions that the profile offers.`;
  return [
    markup`<p>${summary}</p>`,
    filterFor(id, 'Find a version', onlyGaps),
    markup`<p class="picked"><span class="key"><b class="yes">✓</b> has an image</span> <span class="key"><b class="no">✕</b> has none</span> <output for="${id}">Choose a cell with the arrow keys or the mouse to read its image ID.</output></p>`,
    scrollable(`Image coverage of ${profile.name}`, table, 'tall'),
  ];
}

/** Images that are missing where the profile lets Shoots ask for them. */
export function countGaps({ images, columns }: ProfileReport): number {
  let gaps = 0;
  for (const { versions } of images) {
    for (const version of versions) {
      if (!matters(version)) continue;
      for (const flavor of version.flavors) gaps += missing(flavor, columns);
    }
  }
  return gaps;
}

function matters({ offered, stage }: ImageVersionReport): boolean {
  return offered && !isPast(stage);
}

function missing(flavor: FlavorReport, columns: readonly RegionColumn[]): number {
  return columns.filter(({ name, offered }) => offered && !flavor.images.has(name)).length;
}

function columnHead({ name, offered }: RegionColumn): Markup {
  const title = offered ? '' : markup` title="not among the regions of the profile"`;
  return markup`<th scope="col" class="region${offered ? '' : ' odd'}"${title}><span>${name}${offered ? '' : ' *'}</span></th>`;
}

const absent = markup`<td class="no">✕</td>`;

function renderRow(
  image: string,
  version: ImageVersionReport,
  flavor: FlavorReport,
  columns: readonly RegionColumn[],
): Markup {
  const gaps = missing(flavor, columns);
  const offered = columns.filter((column) => column.offered).length;
  const flags = [
    matters(version) ? '' : markup` class="past"`,
    gaps > 0 && matters(version) ? markup` data-gap` : '',
  ];
  const badge = version.offered
    ? stageBadge(version.stage)
    : markup`<span class="stage s-unknown" title="only providerConfig names this version">not offered</span>`;
  const cells = columns.map(({ name }) => {
    const id = flavor.images.get(name);
    return id === undefined ? absent : markup`<td title="${id}">✓</td>`;
  });
  return markup`<tr${flags} data-find="${image} ${version.version} ${flavor.label} ${version.stage}"><th scope="row">${version.version}</th><td>${flavor.label}</td><td>${badge}</td><td class="number${gaps > 0 && matters(version) ? ' bad' : ''}">${offered - gaps}/${offered}</td>${cells}</tr>\n`;
}
