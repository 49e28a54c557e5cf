import type { RunOutcome } from '../run/run-once';
import type { ItemResult, ItemStatus, RunResult } from './result';
import { itemStatuses } from './result';

export function toRunResult(outcome: RunOutcome, dryRun: boolean, exitCode: number): RunResult {
  const { owner, items, unresolved } = outcome;
  const sum = (count: (item: ItemResult) => number) => items.reduce((total, item) => total + count(item), 0);
  const statuses = Object.fromEntries(
    itemStatuses.map((status) => [status, items.filter((item) => item.status === status).length]),
  ) as Record<ItemStatus, number>;
  return {
    owner,
    dryRun,
    items,
    summary: {
      exitCode,
      images: items.length,
      statuses,
      added: sum((item) => item.add.length),
      removed: sum((item) => item.remove.length),
      blocked: sum((item) => item.blocked.length),
      batches: sum((item) => item.batches),
      unresolved: [...unresolved].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1)),
    },
  };
}

function keyOf(entry: { readonly accounts: string; readonly source: string }): string {
  return `${entry.accounts}\n${entry.source}`;
}
