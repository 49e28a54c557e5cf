import type {
  FlavorReport,
  ImageVersionReport,
  ProfileReport,
  RegionColumn,
  StageSpan,
  VersionReport,
} from '../landscape-report';
import {
  type Content,
  countOf,
  day,
  distance,
  filterFor,
  group,
  isoDay,
  isPast,
  markup,
  type Markup,
  monthName,
  none,
  numeric,
  scrollable,
  stageBadge,
  stageClass,
  tableHead,
} from './markup';

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
        version.flavors.map((flavor) => renderCoverageRow(name, version, flavor, columns)),
      ),
    ),
  );
  const caption = `Image IDs of ${profile.name} by version and region`;
  const table = markup`<table id="${id}" class="matrix">${tableHead(caption, heads)}${bodies}</table>`;
  const onlyGaps = markup` <label><input type="checkbox" data-gaps="${id}"> only with gaps</label>`;
  const meant = countMeantGaps(profile);
  const rest = meant === 0 ? '' : ` ${countOf(meant, 'other gap')} ${meant === 1 ? 'is' : 'are'} meant.`;
  const summary =
    gaps > 0
      ? `${countOf(gaps, 'image')} of versions that have not expired ${gaps === 1 ? 'is' : 'are'} missing in regions that the profile offers.${rest}`
      : meant === 0
        ? 'Every version that has not expired has an image in every region.'
        : `Every version that has not expired has an image wherever it should: ${countOf(meant, 'gap')} ${meant === 1 ? 'is' : 'are'} meant.`;
  const odd = columns.some(({ offered }) => !offered)
    ? markup` <span class="odd">* is not among the regions of the profile</span>`
    : '';
  return [
    markup`<p>${summary}</p>`,
    filterFor(id, 'Find a version', onlyGaps),
    markup`<p class="picked"><span class="key"><b class="yes">✓</b> has an image</span> <span class="key"><b class="no">✕</b> has none</span>${odd} <output for="${id}">Choose a cell with the arrow keys or the mouse to read its image ID.</output></p>`,
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

/** Those that a waiver says are meant. */
export function countMeantGaps({ images, columns }: ProfileReport): number {
  return images
    .flatMap(({ versions }) => versions)
    .filter(({ offered, stage, gapsWaived }) => offered && !isPast(stage) && gapsWaived !== undefined)
    .flatMap(({ flavors }) => flavors)
    .reduce((sum, flavor) => sum + missing(flavor, columns), 0);
}

/** Whether somebody is hurt by its gaps. */
export function matters({ offered, stage, gapsWaived }: ImageVersionReport): boolean {
  return offered && !isPast(stage) && gapsWaived === undefined;
}

function missing(flavor: FlavorReport, columns: readonly RegionColumn[]): number {
  return columns.filter(({ name, offered }) => offered && !flavor.images.has(name)).length;
}

function columnHead({ name, offered }: RegionColumn): Markup {
  const title = offered ? '' : markup` title="not among the regions of the profile"`;
  return markup`<th scope="col" class="region${offered ? '' : ' odd'}"${title}><span>${name}${offered ? '' : ' *'}</span></th>`;
}

const absent = markup`<td class="no">✕</td>`;

function renderCoverageRow(
  image: string,
  version: ImageVersionReport,
  flavor: FlavorReport,
  columns: readonly RegionColumn[],
): Markup {
  const gaps = missing(flavor, columns);
  const offered = columns.filter((column) => column.offered).length;
  const { gapsWaived } = version;
  const flags = [
    gapsWaived !== undefined && !isPast(version.stage)
      ? markup` class="waived"`
      : matters(version)
        ? ''
        : markup` class="past"`,
    gaps > 0 && matters(version) ? markup` data-gap` : '',
  ];
  const badge = version.offered
    ? stageBadge(version.stage)
    : markup`<span class="stage s-unknown" title="only providerConfig names this version">not offered</span>`;
  const cells = columns.map(({ name }) => {
    const id = flavor.images.get(name);
    return id === undefined ? absent : markup`<td title="${id}">✓</td>`;
  });
  return markup`<tr${flags} data-find="${image} ${version.version} ${flavor.label} ${version.stage}"><th scope="row">${version.version}</th><td>${flavor.label}</td><td>${badge}${gapsWaived === undefined ? '' : markup` <small title="${gapsWaived}">gaps are meant</small>`}</td><td class="number${gaps > 0 && matters(version) ? ' bad' : ''}">${offered - gaps}/${offered}</td>${cells}</tr>\n`;
}

/** Kubernetes and image versions of a profile: a row each, and its stages on one axis. */
export function renderTimeLine(profile: ProfileReport, id: string, now: Date | null): Content {
  const images = profile.images.map(({ name, versions }) => ({
    name,
    versions: versions.filter(({ offered }) => offered),
  }));
  const groups = [{ name: 'Kubernetes', versions: profile.kubernetes }, ...images].filter(
    ({ versions }) => versions.length > 0,
  );
  const all = groups.flatMap(({ versions }) => versions);
  if (all.length === 0) return markup`<p class="none">This profile has no versions.</p>`;
  const axis = TimeAxis.of(all, now);
  const undated = axis === undefined ? markup`<p class="hint">No version has a date.</p>` : '';
  const grid = `${id}-grid`;
  const columns = ['Version', 'Stage', 'Expires', ...(axis === undefined ? [] : [axisHead(axis)])];
  const bodies = groups.map(({ name, versions }) =>
    group(
      name,
      versions.length,
      columns.length,
      versions.map((version) => renderTimeRow(name, version, axis, grid, now)),
    ),
  );
  const caption = `Versions of ${profile.name}: stage, expiry, and the stages on a time line`;
  const table = markup`<table id="${id}" class="time">${tableHead(caption, columns)}${bodies}</table>`;
  return [
    undated,
    axis === undefined ? '' : gridDefinition(axis, grid),
    filterFor(id, 'Find a version'),
    scrollable(`Time line of ${profile.name}`, table, 'tall'),
  ];
}

function renderTimeRow(
  name: string,
  version: VersionReport,
  axis: TimeAxis | undefined,
  grid: string,
  now: Date | null,
): Markup {
  const { stage, expiry } = version;
  const past = isPast(stage) ? markup` class="past"` : '';
  const left = expiry === undefined || now === null ? '' : markup` <small>${distance(expiry, now)}</small>`;
  const date =
    expiry === undefined ? none : markup`<time datetime="${isoDay(expiry)}">${isoDay(expiry)}</time>${left}`;
  const line =
    axis === undefined
      ? ''
      : markup`<td class="line"><svg aria-hidden="true" focusable="false"><use href="#${grid}"/>${bars(version.spans, axis)}</svg></td>`;
  return markup`<tr${past} data-find="${name} ${version.version} ${stage}"><th scope="row">${version.version}</th><td>${stageBadge(stage)}</td><td>${date}</td>${line}</tr>\n`;
}

/** What lies outside the axis runs to its edge; what has no beginning or end on it looks open. */
function bars(spans: readonly StageSpan[], axis: TimeAxis): Content {
  return spans.map(({ stage, from, to }) => {
    const start = from === undefined ? 0 : axis.place(from);
    const end = to === undefined ? 100 : axis.place(to);
    if (end <= start) return '';
    const width = Math.round((end - start) * 100) / 100;
    return markup`<rect class="${stageClass(stage)}" x="${start}%" width="${width}%" y="5" height="10" rx="2"><title>${titleOf(stage, from, to)}</title></rect>`;
  });
}

function titleOf(stage: string, from: number | undefined, to: number | undefined): string {
  const begin = from === undefined ? '' : ` from ${isoDay(from)}`;
  const end = to === undefined ? '' : ` until ${isoDay(to)}`;
  return `${stage}${begin}${end}`;
}

function axisHead(axis: TimeAxis): Markup {
  const { today } = axis;
  const labels = axis.ticks
    .filter(({ at }) => at < 96)
    .map(
      ({ at, label, isYear }) =>
        markup`<text x="${at}%" dx="3" y="13"${isYear ? markup` class="year"` : ''}>${label}</text>`,
    );
  const mark =
    today === undefined
      ? ''
      : markup`<text x="${today}%" y="26" text-anchor="${today > 90 ? 'end' : 'middle'}" class="today">today</text>`;
  return markup`<th scope="col" class="line"><span class="hidden">Time line</span><svg class="axis" aria-hidden="true" focusable="false">${labels}${mark}</svg></th>`;
}

/** Drawn once, and used by every row. */
function gridDefinition(axis: TimeAxis, id: string): Markup {
  const lines = axis.ticks.map(
    ({ at, isYear }) =>
      markup`<line x1="${at}%" x2="${at}%" y1="0" y2="20"${isYear ? markup` class="year"` : ''}/>`,
  );
  const { today } = axis;
  const mark =
    today === undefined ? '' : markup`<line x1="${today}%" x2="${today}%" y1="0" y2="20" class="today"/>`;
  return markup`<svg class="hidden" aria-hidden="true" focusable="false"><defs><g id="${id}" class="grid">${lines}${mark}</g></defs></svg>\n`;
}

/** A mark on the axis. */
interface Tick {
  /** Percent from the left. */
  readonly at: number;
  readonly label: string;
  readonly isYear: boolean;
}

const year = 365 * day;
/** Further away, a date says no more than its side: one typed 9999 would squeeze all others into a point. */
const past = year;
const future = 3 * year;
const most = 10;

/** The months that a time line shows, and where a time stands on it. */
export class TimeAxis {
  /**
   * From the dates of the versions and the day that is marked; undefined where there are none.
   * Without that day the dates are looked at from the one in their middle.
   */
  static of(versions: readonly VersionReport[], now: Date | null): TimeAxis | undefined {
    const times = versions
      .flatMap(({ spans }) => spans.flatMap(({ from, to }) => [from, to]))
      .filter((time) => time !== undefined)
      .sort((a, b) => a - b);
    const middle = now?.getTime() ?? times[times.length >> 1];
    if (times.length === 0 || middle === undefined) return undefined;
    const near = times.filter((time) => time >= middle - past && time <= middle + future);
    const first = Math.min(middle, near[0] ?? middle);
    const last = Math.max(middle, near.at(-1) ?? middle);
    return new TimeAxis(startOfMonth(first, -1), startOfMonth(last, 2), now?.getTime());
  }

  private constructor(
    private readonly start: number,
    private readonly end: number,
    private readonly now: number | undefined,
  ) {}

  /** Percent from the left, within the axis. */
  place(time: number): number {
    const share = (time - this.start) / (this.end - this.start);
    return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
  }

  /** Where the marked day stands. */
  get today(): number | undefined {
    return this.now === undefined ? undefined : this.place(this.now);
  }

  get ticks(): readonly Tick[] {
    const count = Math.round((this.end - this.start) / (30.44 * day));
    const step = [1, 2, 3, 6].find((candidate) => count / candidate <= most) ?? 12;
    const ticks: Tick[] = [];
    for (let time = this.start; time < this.end; time = startOfMonth(time, 1)) {
      const date = new Date(time);
      const month = date.getUTCMonth();
      if (month % step !== 0) continue;
      const isYear = month === 0;
      const label = isYear ? String(date.getUTCFullYear()) : monthName(month);
      ticks.push({ at: this.place(time), label, isYear });
    }
    return ticks;
  }
}

/** Start of the month that is some months away from that of a time. */
function startOfMonth(time: number, months: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
}
