import { ShareFailure } from '../calls/failure';
import type { Body } from './cloud-api';

/** The parameters that choose a page. */
export interface PageQuery {
  readonly PageNumber: string;
  readonly PageSize: string;
}

export interface Page<T> {
  readonly body: Body;
  readonly items: readonly T[];
}

/** Far more than any list here can have; ends a list that never does. */
export const MOST_PAGES = 1000;

export function pageQuery(number: number, size: number): PageQuery {
  return { PageNumber: String(number), PageSize: String(size) };
}

export function totalCount(body: Body): number | undefined {
  const total = typeof body['TotalCount'] === 'string' ? Number(body['TotalCount']) : body['TotalCount'];
  return typeof total === 'number' && Number.isInteger(total) && total >= 0 ? total : undefined;
}

/** All items of a list, or a failure when a page ends before the total is reached. */
export async function readPages<T>(
  size: number,
  read: (page: PageQuery) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const page = await read(pageQuery(number, size));
    items.push(...page.items);
    const total = totalCount(page.body);
    if (total === undefined ? page.items.length < size : items.length >= total) return items;
    if (page.items.length === 0) break;
  }
  throw new ShareFailure({ code: 'IncompleteRead', class: 'incomplete-read' });
}
