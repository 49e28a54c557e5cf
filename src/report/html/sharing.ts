import type { LandscapeReport, SharingReport } from '../landscape-report';
import { type Content, countOf, markup, type Markup, numeric, scrollable, tableHead } from './markup';

/** Customers that are named before the rest is only counted. */
const named = 5;

/** Which charts of extensions are deployed, and which images are shared with whom. */
export function renderSharing({ charts, sharing }: LandscapeReport): Content {
  const list = charts.map(({ object, chart }) => markup`<li>${object}: <code>${chart}</code></li>\n`);
  return [
    charts.length === 0
      ? markup`<p class="none">The landscape deploys no extension.</p>`
      : markup`<ul>${list}</ul>`,
    sharing.length === 0
      ? markup`<p class="none">No job of the landscape shares images with customers.</p>`
      : sharing.map(renderConfig),
  ];
}

function renderConfig({ name, schedule, images }: SharingReport): Markup {
  const caption = `Images that ${name} shares`;
  const rows = images.map(({ image, policy, customers }) => {
    const more = customers.length > named ? ` and ${customers.length - named} more` : '';
    return markup`<tr><th scope="row" class="mono">${image}</th><td>${policy}</td><td class="number">${customers.length}</td><td class="mono">${customers.slice(0, named).join(', ')}${more}</td></tr>\n`;
  });
  const table = markup`<table>${tableHead(caption, ['Image', 'Policy', numeric('Customers'), 'Who they are'])}<tbody>${rows}</tbody></table>`;
  const runs = schedule === '' ? 'No job of the landscape runs with it' : `The job runs at ${schedule}`;
  return markup`<h3>${name}</h3><p>${runs}. It shares ${countOf(images.length, 'image')}.</p>${scrollable(caption, table)}`;
}
