/** The program's JSON result, as the contract fixes it. */
export interface Result {
  readonly owner: string | null;
  readonly dryRun: boolean;
  readonly items: readonly Item[];
  readonly summary: unknown;
}

export interface Item {
  readonly region: string;
  readonly image: string;
  readonly status: 'converged' | 'changed' | 'planned' | 'blocked' | 'skipped' | 'failed' | 'retryable';
  readonly current: readonly string[];
  readonly desired: readonly string[];
  readonly add: readonly string[];
  readonly remove: readonly string[];
  readonly keep: readonly string[];
  readonly blocked: readonly { readonly account: string; readonly reason: string }[];
  readonly batches: number;
  readonly error: { readonly code: string; readonly class: string; readonly requestId: string | null } | null;
}

const ITEM_KEYS = [
  ...[
    'add',
    'batches',
    'blocked',
    'current',
    'desired',
    'error',
    'image',
    'keep',
    'region',
    'remove',
    'status',
  ],
];
const STATUSES = ['converged', 'changed', 'planned', 'blocked', 'skipped', 'failed', 'retryable'];

/** Everything that is true of every result, whatever the run did. */
export function expectResultShape(result: Result): void {
  expect(Object.keys(result).sort()).toEqual(['dryRun', 'items', 'owner', 'summary']);
  expect(typeof result.dryRun).toBe('boolean');
  const places = result.items.map(({ region, image }) => `${region}\n${image}`);
  expect(places).toEqual([...places].sort());
  result.items.forEach(expectItemShape);
}

function expectItemShape(item: Item): void {
  expect(Object.keys(item).sort()).toEqual(ITEM_KEYS);
  expect(STATUSES).toContain(item.status);
  for (const list of [item.current, item.desired, item.add, item.remove, item.keep]) {
    expect(list).toEqual([...new Set(list)].sort());
    expect(list.filter((account) => !/^\d+$/.test(account))).toEqual([]);
  }
  const blocked = item.blocked.map(({ account }) => account);
  expect(blocked).toEqual([...new Set(blocked)].sort());
  for (const entry of item.blocked) {
    expect(Object.keys(entry).sort()).toEqual(['account', 'reason']);
    expect(entry.reason).not.toBe('');
  }
  expect(item.add.filter((account) => item.current.includes(account))).toEqual([]);
  expect(item.remove.filter((account) => !item.current.includes(account))).toEqual([]);
  expect(item.remove.filter((account) => item.keep.includes(account))).toEqual([]);
  if (item.error !== null) {
    expect(Object.keys(item.error).sort()).toEqual(['class', 'code', 'requestId']);
    expect(item.error.code).not.toBe('');
  }
  if (item.status === 'failed') {
    expect(item.error).not.toBeNull();
  }
}
