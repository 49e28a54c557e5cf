import { createHash } from 'node:crypto';
import type { LandscapeDiff } from '../../diff/landscape-diff';
import type { LandscapeReport, ProfileReport } from '../landscape-report';
import { countIssues, renderChanges, renderIssues, renderRules } from './findings';
import { countGaps, renderCoverage, renderTimeLine } from './images';
import {
  type Content,
  countOf,
  grouped,
  isoDay,
  markup,
  type Markup,
  renderSection,
  type Section,
  trusted,
} from './markup';
import { renderMachineTypes, renderRegions, renderSeeds } from './regions';
import { renderSharing } from './sharing';
import { script } from './script';
import { style } from './style';
import { renderTiles } from './tiles';

/**
 * One HTML page that needs nothing else: it loads nothing, and its Content Security Policy would not let it.
 * The same report gives the same page, to the byte.
 */
export function renderPage(report: LandscapeReport): string {
  const sections = toSections(report);
  const links = sections.map(
    ({ id, title, note }) =>
      markup`<a href="#${id}">${title}${note === undefined ? '' : markup` <span class="count">${note}</span>`}</a>\n`,
  );
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>Gardener on Alibaba Cloud: landscape report</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header><div class="bar">
<h1>Gardener on Alibaba Cloud</h1>
<nav aria-label="Sections">
${links}</nav>
<button type="button" id="theme" hidden>Dark</button>
</div></header>
<main id="main" tabindex="-1">
<p class="facts">${facts(report)}</p>
${renderTiles(report)}
${sections.map(renderSection)}
</main>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.text;
}

/** Nothing but the page's own style and script, which are known by their hashes. */
const policy = [
  "default-src 'none'",
  `style-src '${hashOf(style)}'`,
  `script-src '${hashOf(script)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function facts({ gardener, provider, now, kinds }: LandscapeReport): Content {
  const day =
    now === null
      ? 'No day was given, so nothing counts as expired.'
      : `Expiry is judged by ${isoDay(now.getTime())} (UTC).`;
  const counts = kinds.map(({ kind, count }) => countOf(count, kind));
  const objects = counts.length === 0 ? '' : ` It has ${listWords(counts)}.`;
  return `The landscape is judged for Gardener 1.${gardener} with provider-alicloud 1.${provider}.${objects} ${day}`;
}

function listWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

function toSections(report: LandscapeReport): Section[] {
  const { profiles, seeds, issues, now, changes, rules } = report;
  const errors = countIssues(issues, 'error');
  const gaps = profiles.reduce((sum, profile) => sum + countGaps(profile), 0);
  const each = (id: string, render: (profile: ProfileReport, tableId: string) => Content): Content =>
    profiles.length === 0
      ? markup`<p class="none">No CloudProfile is here.</p>`
      : profiles.map((profile, index) => [profileHead(profile), render(profile, `${id}-${index + 1}`)]);
  return [
    {
      id: 'validation',
      title: 'Validation',
      note: errors > 0 ? countOf(errors, 'error') : issues.length > 0 ? String(issues.length) : '✓',
      body: renderIssues(report),
    },
    ...(changes === undefined
      ? []
      : [{ id: 'changes', title: 'Changes', ...noteOn(changes.summary), body: renderChanges(changes) }]),
    {
      id: 'lifecycles',
      title: 'Lifecycles',
      body: each('lifecycles', (profile, id) => renderTimeLine(profile, id, now)),
    },
    {
      id: 'coverage',
      title: 'Image coverage',
      ...(gaps === 0 ? {} : { note: countOf(gaps, 'gap') }),
      body: each('coverage', renderCoverage),
    },
    { id: 'machine-types', title: 'Machine types', body: each('machine-types', renderMachineTypes) },
    { id: 'regions', title: 'Regions', body: each('regions', (profile) => renderRegions(profile, seeds)) },
    { id: 'seeds', title: 'Seeds and backups', body: renderSeeds(report) },
    { id: 'sharing', title: 'Extension and sharing', body: renderSharing(report) },
    ...(rules.length === 0 ? [] : [{ id: 'rules', title: 'Rules', body: renderRules(rules) }]),
  ];
}

/** What may hurt, or else how many objects differ. */
function noteOn({ refused, dangerous, added, removed, changed }: LandscapeDiff['summary']): { note: string } {
  if (refused > 0) return { note: `${grouped(refused)} refused` };
  return { note: dangerous > 0 ? `${grouped(dangerous)} dangerous` : grouped(added + removed + changed) };
}

function profileHead({ kind, name, parent }: ProfileReport): Markup {
  return markup`<h3><span class="kind">${kind}</span> ${name}${parent === undefined ? '' : markup` <small>adds to ${parent}</small>`}</h3>`;
}
