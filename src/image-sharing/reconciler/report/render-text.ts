import type { ItemResult, RunResult } from './result';
import { itemStatuses } from './result';

/** Accounts that a line names before it only counts the rest. */
const MOST_NAMED = 12;

/** One line an image, in columns, and a summary. */
export function renderText(result: RunResult): string {
  const rows = result.items.map((item) => [item.region, item.image, item.status, describe(item)]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [...lines, ...describeRun(result), ''].join('\n');
}

function describe(item: ItemResult): string {
  const changes = named([...item.add.map((id) => `+${id}`), ...item.remove.map((id) => `-${id}`)]);
  const reasons = new Map<string, string[]>();
  for (const { account, reason } of item.blocked) {
    reasons.set(reason, [...(reasons.get(reason) ?? []), account]);
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
