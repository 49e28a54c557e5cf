import { type ItemResult, itemStatuses, type RunResult } from './result';

/** How a result is written to stdout. */
export const outputForms = ['text', 'json', 'summary'] as const;
export type OutputForm = (typeof outputForms)[number];

/** Accounts that a line names before it only counts the rest. */
const MOST_NAMED = 12;

/** A result, piece by piece: all of it at once may be more than a string can hold. */
export function renderResult(result: RunResult, form: OutputForm): Iterable<string> {
  switch (form) {
    case 'text':
      return renderText(result);
    case 'json':
      return renderJson(result, result.items);
    case 'summary':
      return renderJson(result, summaryItems(result.items));
  }
}

/** The bytes of `JSON.stringify(…, null, 2)` with a line break, an item at a time. */
function* renderJson(result: RunResult, items: Iterable<unknown>): Iterable<string> {
  const { owner, dryRun, summary } = result;
  yield `{\n  "owner": ${JSON.stringify(owner)},\n  "dryRun": ${JSON.stringify(dryRun)},\n  "items": [`;
  let count = 0;
  for (const item of items) {
    yield `${count === 0 ? '' : ','}\n    ${indented(item, '    ')}`;
    count += 1;
  }
  yield `${count === 0 ? '' : '\n  '}],\n  "summary": ${indented(summary, '  ')}\n}\n`;
}

/** No text in a result holds a line break: JSON writes it as an escape. */
function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

/** What changed, is blocked or failed: a log with every account three times a run would be too long to read. */
function* summaryItems(items: readonly ItemResult[]): Iterable<unknown> {
  for (const item of items) {
    if (item.status === 'converged') continue;
    const { region, image, status, add, remove, blocked, batches, error } = item;
    yield { region, image, status, add, remove, blocked, batches, error };
  }
}

/** One line an image, in columns, and a summary. */
function* renderText(result: RunResult): Iterable<string> {
  const cells = (item: ItemResult) => [item.region, item.image, item.status];
  const widths = [0, 0, 0];
  for (const item of result.items) {
    cells(item).forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  for (const item of result.items) {
    const columns = cells(item).map((cell, column) => cell.padEnd(widths[column] ?? 0));
    yield `${[...columns, describe(item)].join('  ').trimEnd()}\n`;
  }
  for (const line of describeRun(result)) yield `${line}\n`;
}

function describe(item: ItemResult): string {
  const changes = named([...item.add.map((id) => `+${id}`), ...item.remove.map((id) => `-${id}`)]);
  const reasons = new Map<string, string[]>();
  for (const { account, reason } of item.blocked) {
    const known = reasons.get(reason);
    if (known === undefined) reasons.set(reason, [account]);
    else known.push(account);
  }
  const blocked = [...reasons].map(([reason, accounts]) => `not done (${reason}): ${named(accounts)}`);
  const error = item.error === null ? [] : [describeError(item.error.code, item.error.requestId)];
  const kept = item.keep.length > 0 ? [`${item.keep.length} kept`] : [];
  return [...(changes === '' ? [] : [changes]), ...blocked, ...error, ...kept].join('; ');
}

function describeError(code: string, requestId: string | null): string {
  return requestId === null ? code : `${code} (request ${requestId})`;
}

function named(accounts: readonly string[]): string {
  const more = accounts.length - MOST_NAMED;
  return accounts.slice(0, MOST_NAMED).join(' ') + (more > 0 ? ` and ${more} more` : '');
}

function describeRun({ owner, dryRun, summary }: RunResult): readonly string[] {
  const statuses = itemStatuses
    .filter((status) => summary.statuses[status] > 0)
    .map((status) => `${summary.statuses[status]} ${status}`);
  const { added, removed, blocked, batches } = summary;
  const writes = batches === 1 ? '1 write' : `${batches} writes`;
  const changes = dryRun
    ? `to add ${added}, to remove ${removed}, in ${writes}`
    : `added ${added}, removed ${removed}, in ${writes}`;
  const images = `${summary.images} ${summary.images === 1 ? 'image' : 'images'}${statuses.length === 0 ? '' : ` (${statuses.join(', ')})`}`;
  const notDone = blocked === 0 ? '' : `, not done ${blocked}`;
  return [
    ...summary.unresolved.map((entry) => `unresolved: ${entry.accounts}: ${entry.source}: ${entry.code}`),
    `${dryRun ? 'dry run: ' : ''}owner ${owner ?? 'unknown'}: ${images}; ${changes}${notDone}`,
  ];
}
