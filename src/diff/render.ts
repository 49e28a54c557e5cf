import { printable, printableJson, printableLine } from '../validation/report/printable';
import type { Change, DiffSummary, LandscapeDiff, Mark, ObjectDiff, ObjectDrift } from './landscape-diff';
import { plural, toReasons, toSentence } from './sentence';

/** The diff as JSON, for programs: the very shape of `LandscapeDiff`. Ends with a line end. */
export function renderDiffJson(diff: LandscapeDiff): string {
  return `${printableJson(JSON.stringify(diff, undefined, 2))}\n`;
}

/** Characters of a comment on GitHub, at most. */
export const commentLimit = 65_536;

interface DiffMarkdownOptions {
  /** Characters at most, 2,000 or more. @default 65,536, what a pull-request comment takes */
  readonly limit?: number;
}

/** Characters of one change: a name or a message may be endless. */
const changeLimit = 1_500;
/** Kept free for the line that says what was cut, and for what closes a section. */
const reserve = 600;

const driftHeading = 'Drift: the garden differs from the revision';

const headings: Readonly<Record<Mark, string>> = {
  refused: 'Refused by Gardener',
  dangerous: 'Dangerous',
  waived: 'Waived',
  safe: 'Safe',
};

/**
 * The diff as a comment for a pull request. What is refused comes first, then what is dangerous, then the
 * rest folded away; when it does not fit, safe changes are counted by object, then dangerous ones are cut,
 * and the last line says so.
 */
export function renderDiffMarkdown(diff: LandscapeDiff, options: DiffMarkdownOptions = {}): string {
  const page = new Page((options.limit ?? commentLimit) - reserve);
  page.add(`### Landscape diff\n\n${escapeMarkdown(toSummary(diff.summary))}\n`);
  const cut: string[] = [];
  for (const mark of ['refused', 'dangerous'] as const) {
    const entries = entriesOf(diff, mark);
    if (entries.length === 0) continue;
    page.add(`\n#### ${headings[mark]}\n\n`);
    const shown = page.addAll(entries.map(({ object, change }) => toItem(change, toTitle(object))));
    if (shown < entries.length) cut.push(`${entries.length - shown} of ${entries.length} ${mark} changes`);
  }
  const undrifted = addDrift(page, diff.drift ?? []);
  if (undrifted > 0) cut.push(plural(undrifted, 'drifted object'));
  for (const mark of ['waived', 'safe'] as const) {
    const left = addFolded(page, diff, mark);
    if (left !== '') cut.push(left);
  }
  if (cut.length > 0) {
    page.close(
      `\n_Cut to fit into a comment: ${cut.join(' and ')} are not listed; \`--output json\` has them all._\n`,
    );
  }
  return page.text;
}

interface Entry {
  readonly object: ObjectDiff;
  readonly change: Change;
}

function entriesOf(diff: LandscapeDiff, mark: Mark): Entry[] {
  return diff.objects.flatMap((object) =>
    object.changes.filter((change) => change.mark === mark).map((change) => ({ object, change })),
  );
}

/** What the garden has otherwise than the revision, an object a line; returns how many did not fit. */
function addDrift(page: Page, drift: readonly ObjectDrift[]): number {
  if (drift.length === 0) return 0;
  page.add(`\n#### ${driftHeading}\n\n`);
  const items = drift.map((object) => {
    const sentences = object.changes.map((change) => `<br>${escapeMarkdown(toSentence(change))}`);
    const what = object.action === 'removed' ? ': not there' : sentences.join('');
    return `- ${cap(`**${escapeMarkdown(toTitle(object))}**${what}`)}\n`;
  });
  return drift.length - page.addAll(items);
}

/** Object by object: its changes as far as they fit, then how many more. Says what is not listed. */
function addFolded(page: Page, diff: LandscapeDiff, folded: 'waived' | 'safe'): string {
  const objects = diff.objects.flatMap((object) => {
    const changes = object.changes.filter(({ mark }) => mark === folded);
    return changes.length === 0 ? [] : [{ title: toTitle(object), changes }];
  });
  const total = objects.reduce((sum, { changes }) => sum + changes.length, 0);
  if (total === 0) return '';
  const close = '\n</details>\n';
  if (!page.fits(`\n<details><summary>${headings[folded]} (${total})</summary>\n\n${close}`)) {
    return `all ${plural(total, `${folded} change`)}`;
  }
  page.add(`\n<details><summary>${headings[folded]} (${total})</summary>\n\n`);
  const rest = (title: string, count: number): string =>
    `- **${cap(escapeMarkdown(title))}**: ${plural(count, `more ${folded} change`)}\n`;
  // Room for one line of each object that follows, so that a large one does not hide the others.
  let later = objects.reduce((sum, { title, changes }) => sum + rest(title, changes.length).length, 0);
  let shown = 0;
  for (const { title, changes } of objects) {
    const count = rest(title, changes.length);
    const items = changes.map((change) => toItem(change, title));
    const isWhole = page.fits(items.join(''), later - count.length);
    const told = page.addAll(items, isWhole ? later - count.length : later);
    shown += told;
    const line = rest(title, changes.length - told);
    if (told < changes.length && page.fits(line)) page.add(line);
    later -= count.length;
  }
  page.close(close);
  return shown < total ? `${total - shown} of ${total} ${folded} changes` : '';
}

function toItem(change: Change, title: string): string {
  const reasons = toReasons(change).map((reason) => `<br>${escapeMarkdown(reason)}`);
  return `- ${cap(`**${escapeMarkdown(title)}**: ${escapeMarkdown(toSentence(change))}${reasons.join('')}`)}\n`;
}

function cap(text: string): string {
  if (text.length <= changeLimit) return text;
  // Neither an escape nor a surrogate pair may be left in halves.
  return `${text.slice(0, changeLimit).replace(/(?:\\|<[^>]*|[\uD800-\uDBFF])$/, '')}…`;
}

/** Text from a manifest is no markup, mentions nobody and links to no issue. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/[\\`*_{}[\]<|~&]/g, '\\$&')
    .replace(/[@#](?=[\w-])/g, '$&\u200b');
}

/** Text up to a limit. */
class Page {
  text = '';

  constructor(private readonly limit: number) {}

  fits(text: string, later = 0): boolean {
    return this.text.length + text.length + later <= this.limit;
  }

  add(text: string): void {
    this.text += text;
  }

  /** As many as fit beside what comes later, from the first; returns how many. */
  addAll(texts: readonly string[], later = 0): number {
    let shown = 0;
    for (const text of texts) {
      if (!this.fits(text, later)) break;
      this.add(text);
      shown++;
    }
    return shown;
  }

  /** What closes may use what is kept free. */
  close(text: string): void {
    this.text += text;
  }
}

interface DiffTextOptions {
  /** Whether the reader is a terminal that shows colours. @default false */
  readonly colour?: boolean;
  /** Safe changes of one object that are told; refused and dangerous ones all are. @default 40 */
  readonly safeLimit?: number;
}

const sgr: Readonly<Record<Mark, number>> = { refused: 31, dangerous: 33, waived: 2, safe: 32 };
const width = 'dangerous'.length;

/** The diff for people: a block an object, a line a change with its reasons below it, the counts at the end. */
export function renderDiffText(diff: LandscapeDiff, options: DiffTextOptions = {}): string {
  const { colour = false, safeLimit = 40 } = options;
  const blocks = diff.objects.map((object) => {
    const shown = capSafe(object.changes, safeLimit);
    const lines = shown.flatMap((change) => toLines(change, colour));
    const left = object.changes.length - shown.length;
    if (left > 0) lines.push(`  and ${left} more safe changes; --output json has them all`);
    return [printable(`${toTitle(object)}: ${object.action}`), ...lines].map(printableLine).join('\n');
  });
  return `${[...blocks, ...toDriftBlocks(diff.drift ?? [], safeLimit), toSummary(diff.summary)].join('\n\n')}\n`;
}

/** Nothing of it is a change of the files: it has no mark. */
function toDriftBlocks(drift: readonly ObjectDrift[], limit: number): string[] {
  if (drift.length === 0) return [];
  const blocks = drift.map((object) => {
    const title = toTitle(object);
    if (object.action === 'removed') return printableLine(printable(`${title}: not in the garden`));
    const sentences = object.changes.slice(0, limit).map((change) => `  ${printable(toSentence(change))}`);
    const left = object.changes.length - sentences.length;
    if (left > 0) sentences.push(`  and ${left} more; --output json has them all`);
    return [printable(`${title}: changed in the garden`), ...sentences].map(printableLine).join('\n');
  });
  return [driftHeading, ...blocks];
}

function capSafe(changes: readonly Change[], limit: number): Change[] {
  let safe = 0;
  return changes.filter(({ mark }) => mark !== 'safe' || safe++ < limit);
}

function toLines(change: Change, colour: boolean): string[] {
  const word = change.mark.padEnd(width);
  const mark = colour ? `\u001b[${sgr[change.mark]}m${word}\u001b[0m` : word;
  const indent = ' '.repeat(width + 4);
  return [
    `  ${mark}  ${printable(toSentence(change))}${change.rule === undefined ? '' : `  [${change.rule}]`}`,
    ...toReasons(change).map((reason) => `${indent}${printable(reason)}`),
  ];
}

/** `CloudProfile alicloud`, `Gardenlet garden/ali-eu`; the file of what has no name. */
export function toTitle({
  kind,
  namespace,
  name,
  path,
}: Pick<ObjectDiff, 'kind' | 'namespace' | 'name' | 'path'>): string {
  if (name === '') return path ?? 'a document without a name';
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Counts of everything in one line. */
export function toSummary(summary: DiffSummary): string {
  const { refused, dangerous, waived, safe, added, removed, changed, unchanged, shootsHit, shoots, drifted } =
    summary;
  const drift = drifted === undefined || drifted === 0 ? '' : `; drift: ${plural(drifted, 'object')}`;
  if (added + removed + changed === 0) return `no changes in ${plural(unchanged, 'object')}${drift}`;
  const objects = [
    ...(added === 0 ? [] : [`${added} added`]),
    ...(removed === 0 ? [] : [`${removed} removed`]),
    ...(changed === 0 ? [] : [`${changed} changed`]),
    `${unchanged} unchanged`,
  ];
  const told = waived === undefined ? '' : `${waived} waived, `;
  const counts = `${refused} refused, ${dangerous} dangerous, ${told}${safe} safe; objects: ${objects.join(', ')}`;
  const hits =
    shoots !== undefined
      ? `; hits ${shootsHit ?? 0} of ${plural(shoots, 'Shoot')}`
      : shootsHit === undefined
        ? ''
        : `; hits ${plural(shootsHit, 'Shoot')} of the landscape`;
  return `${counts}${hits}${drift}`;
}
