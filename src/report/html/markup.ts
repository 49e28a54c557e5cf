import { hidden } from '../../gardener/secrecy';
import { printableLines } from '../../validation/report/printable';
import { scanForSecrets } from '../../validation/secret-scan';

/** Markup that may stand in the page as it is. Only `markup` and `trusted` make it. */
export class Markup {
  constructor(readonly text: string) {}
}

/** What a template takes: texts are escaped, markup is not, lists are joined, nothing is left out. */
export type Content = Markup | string | number | undefined | readonly Content[];

/** Markup with values in it. Every value that is not markup itself is escaped, in text as in quoted attributes. */
export function markup(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  let text = strings[0] ?? '';
  for (let index = 0; index < values.length; index++) {
    text += toText(values[index]) + (strings[index + 1] ?? '');
  }
  return new Markup(text);
}

/** Text of our own that is markup, style or script already. Never anything out of a manifest. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function toText(value: Content): string {
  if (value === undefined) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escape(value);
  if (typeof value === 'number') return String(value);
  let text = '';
  for (const item of value) text += toText(item);
  return text;
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);
const plain = /^[\w .:,;/=()+-]*$/;
const special = /[&<>"']/g;

/** Credentials are longer. */
const shortestSecret = 16;

/**
 * Makes a text harmless: what cannot be seen is spelt out, lest a name looks like another, and what has the form of
 * a credential is not shown, wherever in a landscape somebody has put it.
 */
function escape(text: string): string {
  if (text.length >= shortestSecret && scanForSecrets(text).length > 0) return hidden;
  if (plain.test(text)) return text;
  return printableLines(text).replace(special, (character) => entities.get(character) ?? '');
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const day = 86_400_000;

/** `2027-02-28`, in UTC like every time on the page. */
export function isoDay(time: number): string {
  return new Date(time).toISOString().replace(/T.*/, '');
}

export function monthName(month: number): string {
  return months[month] ?? '';
}

/** `no errors`, `1 error`, `1,234 errors`. */
export function countOf(count: number, noun: string, plural = `${noun}s`): string {
  if (count === 0) return `no ${plural}`;
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** `1,234` in every locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `in 98 days`, `3 days ago`, `today`. */
export function distance(time: number, now: Date): string {
  const days = Math.floor(time / day) - Math.floor(now.getTime() / day);
  if (days === 0) return 'today';
  return days > 0 ? `in ${countOf(days, 'day')}` : `${countOf(-days, 'day')} ago`;
}

/** A rule's id, which leads to what the page says of the rule. */
export function ruleLink(id: string): Markup {
  return markup`<a href="#rule-${id}"><code>${id}</code></a>`;
}

/** A part of the page: what the navigation names, and what it holds. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** A word or number behind the title in the navigation. */
  readonly note?: string;
  readonly body: Content;
}

export function renderSection({ id, title, body }: Section): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`;
}

/** A table that scrolls by itself, for the keyboard as well. */
export function scrollable(name: string, table: Content, kind = ''): Markup {
  return markup`<div class="scroll ${kind}" role="region" tabindex="0" aria-label="${name}">
${table}
</div>
<p class="more" hidden>The table goes on: scroll in it, or use the arrow keys.</p>
`;
}

/** A field that hides the rows of a table which do not hold its text; the script brings it to life. */
export function filterFor(table: string, label: string, extra: Content = ''): Markup {
  const field = markup`<input type="search" data-table="${table}" autocomplete="off" spellcheck="false">`;
  return markup`<p class="filter" hidden><label>${label} ${field}</label>${extra} <output></output></p>
`;
}

/** A column of numbers, which stand to the right. */
export function numeric(name: string): Markup {
  return markup`<th scope="col" class="number">${name}</th>`;
}

/** A table's caption, for those who hear it, and its head; names become column headers. */
export function tableHead(caption: string, columns: readonly Content[]): Markup {
  const cells = columns.map((column) =>
    typeof column === 'string' ? markup`<th scope="col">${column}</th>` : column,
  );
  return markup`
<caption class="hidden">${caption}</caption>
<thead><tr>${cells}</tr></thead>
`;
}

/** The rows of one subject below its name. */
export function group(name: Content, count: number, columns: number, rows: Content): Markup {
  return markup`<tbody>
<tr class="group"><th scope="rowgroup" colspan="${columns}"><span>${name} <span class="count">${count}</span></span></th></tr>
${rows}</tbody>
`;
}

/** Short words side by side. */
export function chips(words: readonly string[]): Markup[] {
  return words.map((word) => markup`<span class="chip">${word}</span> `);
}

/** What there is nothing of. */
export const none = markup`<span class="none">–</span>`;

export function orNone(list: readonly Markup[]): Content {
  return list.length === 0 ? none : list;
}

const known = ['unavailable', 'preview', 'supported', 'deprecated', 'expired'];

/** Class of a stage's colour; a stage that Gardener does not know has one of its own. */
export function stageClass(stage: string): string {
  return known.includes(stage) ? `s-${stage}` : 's-unknown';
}

/** A stage in its colour, and in words. */
export function stageBadge(stage: string): Markup {
  return markup`<span class="stage ${stageClass(stage)}">${stage === '' ? 'unknown' : stage}</span>`;
}

export function isPast(stage: string): boolean {
  return stage === 'expired';
}
