import type { Change, LandscapeDiff, Mark, ObjectDiff } from '../../diff';
import { toReasons, toSentence } from '../../diff/sentence';
import { toSummary, toTitle } from '../../diff/render/object-title';
import { markup, type Content, type Markup } from './markup';

/** Changes listed of one object; a profile that is rewritten repeats itself. */
const changesShown = 200;

const classes: Readonly<Record<Mark, string>> = { refused: 'error', dangerous: 'warning', safe: 'safe' };

/** What changed since another state, object by object; what may hurt lies open. */
export function renderChanges(changes: LandscapeDiff): Content {
  return [markup`<p>${capital(toSummary(changes.summary))}.</p>\n`, changes.objects.map(renderObject)];
}

function renderObject(object: ObjectDiff): Markup {
  const { mark, action, changes } = object;
  const left = changes.length - changesShown;
  const more = left > 0 ? markup`<p class="hint">and ${left} more</p>\n` : '';
  const open = mark === 'safe' ? '' : markup` open`;
  return markup`<details class="issue ${classes[mark]}"${open}>
<summary><span class="severity">${mark}</span> ${toTitle(object)} <span class="hint">${action}</span> <span class="count">${changes.length}</span></summary>
<ul>
${changes.slice(0, changesShown).map(renderChange)}</ul>
${more}</details>
`;
}

function renderChange(change: Change): Markup {
  const reasons = toReasons(change).map((reason) => markup`<div class="hint">${capital(reason)}</div>`);
  const mark = change.mark === 'safe' ? '' : markup`<b>${change.mark}</b> `;
  return markup`<li>${mark}${toSentence(change)}${reasons}</li>\n`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
