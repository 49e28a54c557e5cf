import { ApiError } from './api-error';
import type { Call } from './call';

const DEFAULT_PAGE_SIZE = 10;

export interface PageRequest {
  /** From 1. */
  readonly number: number;
  readonly size: number;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly total: number;
}

/** How a list is cut into pages; the odd ones are what the documents allow a list to do. */
export type Pager = <T>(all: readonly T[], page: PageRequest) => Page<T>;

export const exactPages: Pager = (all, { number, size }) => ({
  items: all.slice((number - 1) * size, number * size),
  total: all.length,
});

/** Each page repeats the last entry of the one before, as if an entry had been put in meanwhile. */
export const overlappingPages: Pager = (all, { number, size }) => {
  const from = (number - 1) * (size - 1);
  return { items: all.slice(from, from + size), total: all.length };
};

/** Page 1 announces one more (or less) than the pages after it, with the same entries in them. */
export function driftingTotal(drift: number): Pager {
  return (all, page) => ({
    items: exactPages(all, page).items,
    total: all.length + (page.number === 1 ? drift : 0),
  });
}

/** No page holds the last `missing` entries, though the total counts them. */
export function shortPages(missing: number): Pager {
  return (all, page) => ({
    items: exactPages(all.slice(0, Math.max(0, all.length - missing)), page).items,
    total: all.length,
  });
}

export function pageRequest(call: Call, largest: number): PageRequest {
  const number = positiveInteger(call, 'PageNumber', 1, Number.MAX_SAFE_INTEGER);
  const size = positiveInteger(call, 'PageSize', DEFAULT_PAGE_SIZE, largest);
  return { number, size };
}

function positiveInteger(call: Call, name: string, byDefault: number, largest: number): number {
  const text = call.parameters.get(name);
  if (text === undefined) {
    return byDefault;
  }
  if (!/^[1-9]\d*$/.test(text) || Number(text) > largest) {
    throw new ApiError(400, `InvalidParameter.${name}`, `The specified parameter ${name} is not valid.`);
  }
  return Number(text);
}
