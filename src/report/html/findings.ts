import type { Change, LandscapeDiff, Mark, ObjectDiff } from '../../diff/landscape-diff';
import { toSummary, toTitle } from '../../diff/render';
import { toReasons, toSentence } from '../../diff/sentence';
import type { Issue, Severity } from '../../issues/issue';
import type { LandscapeReport } from '../landscape-report';
import { type Content, countOf, markup, type Markup, ruleLink } from './markup';

/** Places listed for one rule; a broken template repeats itself. */
const placesShown = 100;

/** What the validation says: a block a rule, errors first, the most frequent first, then what is waived. */
export function renderIssues(report: LandscapeReport): Content {
  return [renderFound(report), renderWaived(report.waived)];
}

/** Calm: somebody has looked at it, and said why it is right. */
function renderWaived(waived: LandscapeReport['waived']): Content {
  if (waived.length === 0) return '';
  const items = waived.slice(0, placesShown).map(({ issue, reason }) => {
    const place = placeOf(issue);
    return markup`<li>${ruleLink(issue.rule)} ${place === '' ? '' : markup`<span class="place">${place}</span> `}${issue.field === '' ? '' : markup`<code>${issue.field}</code> `}${issue.message}. <span class="hint">${capital(reason)}.</span></li>\n`;
  });
  const left = waived.length - placesShown;
  return markup`<details class="issue"><summary>${countOf(waived.length, 'warning')} waived, each with a reason</summary><ul>${items}</ul>${left > 0 ? markup`<p class="hint">and ${left} more</p>` : ''}</details>`;
}

function renderFound({ issues, waived, gardener, provider, rules }: LandscapeReport): Content {
  const target = `Gardener 1.${gardener} with provider-alicloud 1.${provider}`;
  if (issues.length === 0)
    return markup`<p class="good">✓ ${target} accepts everything, and there is nothing to warn of${waived.length === 0 ? '' : ' but what is meant'}.</p>`;
  const errors = countIssues(issues, 'error');
  const verdict =
    errors === 0
      ? `${target} accepts everything. ${countOf(issues.length, 'warning')} ${issues.length === 1 ? 'says' : 'say'} what will hurt.`
      : `${target} refuses what has an error. The landscape has ${countOf(errors, 'error')} and ${countOf(issues.length - errors, 'warning')}.`;
  return [markup`<p>${verdict}</p>\n`, groupByRule(issues).map((group) => renderGroup(group, rules))];
}

export function countIssues(issues: readonly Issue[], severity: Severity): number {
  return issues.filter((issue) => issue.severity === severity).length;
}

/** Errors before warnings, then by count; the order of the issues decides the rest. */
function groupByRule(issues: readonly Issue[]): Issue[][] {
  const groups = new Map<string, Issue[]>();
  for (const issue of issues) {
    const key = `${issue.severity} ${issue.rule}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [issue]);
    else group.push(issue);
  }
  return [...groups.values()].sort((a, b) => isWarning(a) - isWarning(b) || b.length - a.length);
}

function isWarning(group: readonly Issue[]): number {
  return group[0]?.severity === 'warning' ? 1 : 0;
}

function renderGroup(group: readonly Issue[], rules: LandscapeReport['rules']): Markup {
  const [first] = group;
  if (first === undefined) return markup``;
  const hints = new Set(group.map(({ hint }) => hint));
  const shared = hints.size === 1 ? first.hint : undefined;
  const left = group.length - placesShown;
  const explained = rules.find(({ id }) => id === first.rule);
  const why = explained === undefined ? '' : markup`<p class="hint">${sentence(explained.why)}</p>`;
  return markup`<details class="issue ${first.severity}"${first.severity === 'error' ? markup` open` : ''}><summary><span class="severity">${first.severity}</span> ${ruleLink(first.rule)} <span class="count">${group.length}</span> <span class="lead">${first.message}</span></summary>${why}${shared === undefined ? '' : markup`<p class="advice">${capital(shared)}.</p>`}<ul>${group.slice(0, placesShown).map((issue) => renderIssue(issue, shared === undefined))}</ul>${left > 0 ? markup`<p class="hint">and ${left} more</p>` : ''}</details>`;
}

function renderIssue(issue: Issue, withHint: boolean): Markup {
  const place = placeOf(issue);
  const hint =
    withHint && issue.hint !== undefined ? markup` <span class="hint">${capital(issue.hint)}.</span>` : '';
  return markup`<li>${place === '' ? '' : markup`<span class="place">${place}</span> `}${issue.field === '' ? '' : markup`<code>${issue.field}</code> `}${issue.message}${hint}</li>\n`;
}

function placeOf({ origin = {} }: Issue): string {
  const { file, constructPath, line } = origin;
  const name = file ?? constructPath ?? '';
  return line === undefined || name === '' ? name : `${name}:${line}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Changes listed of one object; a profile that is rewritten repeats itself. */
const changesShown = 200;

const classes: Readonly<Record<Mark, string>> = {
  refused: 'error',
  dangerous: 'warning',
  waived: 'safe',
  safe: 'safe',
};

/** What changed since another state, object by object; what may hurt lies open. */
export function renderChanges(changes: LandscapeDiff): Content {
  return [markup`<p>${capital(toSummary(changes.summary))}.</p>\n`, changes.objects.map(renderObject)];
}

function renderObject(object: ObjectDiff): Markup {
  const { mark, action, changes } = object;
  const left = changes.length - changesShown;
  const more = left > 0 ? markup`<p class="hint">and ${left} more</p>\n` : '';
  const open = mark === 'safe' || mark === 'waived' ? '' : markup` open`;
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
  const rule = change.rule === undefined ? '' : markup` ${ruleLink(change.rule)}`;
  return markup`<li>${mark}${toSentence(change)}${rule}${reasons}</li>\n`;
}

/** What the rules that the page names are about: whoever gets the page alone has no other place to look it up. */
export function renderRules(rules: LandscapeReport['rules']): Content {
  const entries = rules.map(
    ({ id, what, why }) =>
      markup`<dt id="rule-${id}"><code>${id}</code></dt><dd>${sentence(what)} ${sentence(why)}</dd>\n`,
  );
  return markup`<dl class="rules">\n${entries}</dl>`;
}

function sentence(text: string): string {
  return `${capital(text.replace(/\.$/, ''))}.`;
}
