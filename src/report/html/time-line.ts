import type { ProfileReport, StageSpan, VersionReport } from '../landscape-report';
import { markup, type Content, type Markup } from './markup';
import { filterFor, group, none, scrollable, tableHead } from './section';
import { isPast, stageBadge, stageClass } from './stage';
import { TimeAxis } from './time-axis';
import { distance, isoDay } from './words';

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
      versions.map((version) => renderRow(name, version, axis, grid, now)),
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

function renderRow(
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
