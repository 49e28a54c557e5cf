import { readSharesPages } from '../../src/sharing/ecs-provider';
import { accounts } from './run-in-memory';

interface FakePage {
  readonly accounts: readonly unknown[];
  readonly total?: number | undefined;
}

const all = accounts(7);

/** What is thrown becomes a rejection, as in a call. */
async function attempt<T>(answer: () => T): Promise<T> {
  await Promise.resolve();
  return answer();
}

/** Serves the pages of one reading after another; the last reading again and again. */
async function read(size: number, ...readings: readonly (readonly FakePage[])[]) {
  let calls = 0;
  let reading = -1;
  const shares = await readSharesPages(size, (page, take) => {
    calls += 1;
    const number = Number(page.PageNumber);
    if (number === 1) reading += 1;
    const pages = readings[Math.min(reading, readings.length - 1)] ?? [];
    const { accounts: list, total } = pages[number - 1] ?? { accounts: [], total: pages.at(-1)?.total };
    const Account = list.map((account) => ({ AliyunId: account }));
    return attempt(() => take({ TotalCount: total, PageSize: size, Accounts: { Account } }));
  });
  return { ...shares, calls };
}

describe('readSharesPages', () => {
  it.each<[name: string, readings: FakePage[][], expected: object]>([
    ['one page', [[{ accounts: all.slice(0, 2), total: 2 }]], { complete: true, calls: 1, taken: 2 }],
    ['a full last page', [[{ accounts: all.slice(0, 3), total: 3 }]], { complete: true, calls: 1, taken: 3 }],
    [
      'several pages',
      [
        [
          { accounts: all.slice(0, 3), total: 7 },
          { accounts: all.slice(3, 6), total: 7 },
          { accounts: all.slice(6), total: 7 },
        ],
      ],
      { accounts: all, complete: true, calls: 3, taken: 7 },
    ],
    [
      'an account on two pages',
      [
        [
          { accounts: all.slice(0, 3), total: 5 },
          { accounts: all.slice(2, 5), total: 5 },
        ],
      ],
      { accounts: all.slice(0, 5), complete: true, calls: 2 },
    ],
    [
      'pages that shifted once',
      [
        [
          { accounts: all.slice(0, 3), total: 5 },
          { accounts: all.slice(4, 5), total: 4 },
        ],
        [
          { accounts: all.slice(0, 3), total: 4 },
          { accounts: all.slice(4, 5), total: 4 },
        ],
      ],
      { accounts: [...all.slice(0, 3), ...all.slice(4, 5)], complete: true, calls: 4 },
    ],
    [
      'a page that stays short',
      [[{ accounts: all.slice(0, 2), total: 5 }]],
      { accounts: all.slice(0, 2), complete: false, taken: 5, calls: 6 },
    ],
    [
      'the same page for ever',
      [Array.from({ length: 9 }, () => ({ accounts: all.slice(0, 3), total: 7 }))],
      { accounts: all.slice(0, 3), complete: false, taken: 7, calls: 6 },
    ],
    [
      'a total that grows while it is read',
      [
        [
          { accounts: all.slice(0, 3), total: 4 },
          { accounts: all.slice(3, 4), total: 5 },
        ],
      ],
      { accounts: all.slice(0, 4), complete: false },
    ],
    ['no total', [[{ accounts: all.slice(0, 2) }]], { accounts: all.slice(0, 2), complete: false }],
    ['a total that is too small', [[{ accounts: all.slice(0, 3), total: 1 }]], { complete: false, taken: 3 }],
  ])('reads %s', async (_name, readings, expected) => {
    expect(await read(3, ...readings)).toMatchObject(expected);
  });

  it.each<[name: string, body: Readonly<Record<string, unknown>>]>([
    ['no list', { TotalCount: 1 }],
    ['no list and no total', {}],
    ['an empty object for a list', { TotalCount: 1, Accounts: {} }],
    ['a name for an ID', { TotalCount: 1, Accounts: { Account: [{ AliyunId: 'root' }] } }],
    ['an account without an ID', { TotalCount: 1, Accounts: { Account: [{}] } }],
  ])('takes an answer with %s for malformed', async (_name, body) => {
    await expect(readSharesPages(50, (_page, take) => attempt(() => take(body)))).rejects.toMatchObject({
      class: 'malformed',
    });
  });

  it('takes no list for none where the total is 0', async () => {
    const shares = await readSharesPages(50, (_page, take) => attempt(() => take({ TotalCount: 0 })));
    expect(shares).toEqual({ accounts: [], complete: true, taken: 0 });
  });

  it('refuses an image that is shared with everybody', async () => {
    const body = { TotalCount: 0, ShareGroups: { ShareGroup: [{ Group: 'all' }] } };
    await expect(readSharesPages(50, (_page, take) => attempt(() => take(body)))).rejects.toMatchObject({
      class: 'image-public',
    });
  });
});
