import { ShareFailure } from '../calls/failure';
import type { Shares } from '../provider';
import { isObject, malformed } from './answer';
import type { Body } from './cloud-api';
import { exactId } from './exact-json';
import type { PageQuery } from './pages';
import { MOST_PAGES, pageQuery, totalCount } from './pages';

/** How often the pages are read anew while they contradict each other. */
const ATTEMPTS = 3;

/**
 * Reads every page of an image's accounts. Pages can shift while they are read, repeat an account, or end
 * early; then they are read again, and what never adds up to the total is marked as incomplete.
 */
export async function readSharesPages(
  size: number,
  readPage: (page: PageQuery) => Promise<Body>,
): Promise<Shares> {
  let shares = await readOnce(size, readPage);
  for (let attempt = 2; attempt <= ATTEMPTS && !shares.complete; attempt += 1) {
    const again = await readOnce(size, readPage);
    if (again.complete || again.accounts.length > shares.accounts.length) shares = again;
  }
  return shares;
}

async function readOnce(size: number, readPage: (page: PageQuery) => Promise<Body>): Promise<Shares> {
  const accounts = new Set<string>();
  const totals = new Set<number | undefined>();
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const body = await readPage(pageQuery(number, size));
    if (isSharedWithAll(body)) throw new ShareFailure({ code: 'Image.Public', class: 'image-public' });
    const page = accountsIn(body);
    const known = accounts.size;
    for (const account of page) accounts.add(account);
    const total = totalCount(body);
    totals.add(total);
    const nothingNew = accounts.size === known;
    if (nothingNew || (total === undefined ? page.length < pageSize(body, size) : accounts.size >= total))
      break;
  }
  const [total] = totals;
  const complete = totals.size === 1 && accounts.size === total;
  return { accounts: [...accounts].sort(), complete, taken: Math.max(accounts.size, total ?? 0) };
}

/** The group of everybody is how the list of accounts shows a published image. */
function isSharedWithAll(body: Body): boolean {
  const groups = isObject(body['ShareGroups']) ? body['ShareGroups']['ShareGroup'] : undefined;
  return Array.isArray(groups) && groups.some((group) => isObject(group) && group['Group'] === 'all');
}

/** A service may give smaller pages than it was asked for, and then says so. */
function pageSize(body: Body, asked: number): number {
  const given = Number(body['PageSize']);
  return Number.isInteger(given) && given > 0 ? Math.min(given, asked) : asked;
}

/** No list at all means "none" only where the total says so. */
function accountsIn(body: Body): readonly string[] {
  const list = isObject(body['Accounts']) ? body['Accounts']['Account'] : undefined;
  if (list === undefined && totalCount(body) === 0) return [];
  if (!Array.isArray(list)) throw malformed(body, 'DescribeImageSharePermission without Accounts');
  return list.map((entry: unknown) => {
    const account = isObject(entry) ? exactId(entry['AliyunId']) : undefined;
    if (account === undefined) throw malformed(body, 'an account without a numeric AliyunId');
    return account;
  });
}
