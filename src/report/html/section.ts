import { markup, type Content, type Markup } from './markup';

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
