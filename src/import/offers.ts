import { knownRegions } from '../alibaba-cloud/regions';
import { isObject } from '../gardener/json';
import { type Answer, type Item, listIn, textOf } from './answers';
import { byCodeUnit, ImportProblem, listed } from './outcome';

/**
 * Whether something can be bought: `sold`; `sold-out` for now, stock comes back; `closed`, nothing comes back.
 */
export type Stock = 'sold' | 'sold-out' | 'closed';

/** What a zone sells, as far as the answers say. */
export interface Offers {
  readonly region: string;
  readonly zone: string;
  /** Of the zone as a whole. */
  readonly stock: Stock;
  /** Why nothing is sold, where another answer than that of the stock says so. */
  readonly reason: string | undefined;
  /** By instance type. Undefined: no answer says. */
  readonly types: ReadonlyMap<string, Stock> | undefined;
  /** Whether `types` is all that the zone sells: then what is not in it is not sold there. */
  readonly isWhole: boolean;
  /** Disk categories. Undefined: no answer says. */
  readonly disks: ReadonlySet<string> | undefined;
}

/** What answers of DescribeAvailableResource say of a zone. */
interface ZoneStock {
  readonly stock: Stock;
  readonly types: ReadonlyMap<string, Stock>;
  readonly isWhole: boolean;
}

/**
 * What zones sell, from answers of DescribeZones and DescribeAvailableResource; of the latter comes the stock, the
 * former knows disks. Zones that are none of a region's own (edge, CloudBox) are left out with a note.
 *
 * A saved answer does not say what it was asked for: what looks like the answer to a question for one zone, one
 * type or one size says nothing about the others.
 *
 * @param isUnfiltered whether the answers are known to be whole, as those that an import asks for itself
 * @throws ImportProblem for an answer with zones of several regions
 */
export function toOffers(
  answers: readonly Answer[],
  isUnfiltered: boolean,
): { offers: Offers[]; notes: string[] } {
  const notes: string[] = [];
  const zones = new Map<string, Offers>();
  const excluded = new Set<string>();
  for (const answer of answers.filter(({ action }) => action === 'DescribeZones')) {
    const region = regionOfZones(answer);
    for (const item of answer.items) {
      const zone = textOf(item, 'ZoneId', answer.where);
      const kind = item['ZoneType'];
      if (typeof kind === 'string' && kind !== 'AvailabilityZone') {
        excluded.add(zone);
        notes.push(`${zone} is of type ${kind}: left out`);
        continue;
      }
      // Without Verbose the list of types is empty, whatever the zone sells.
      const types = namesIn(item, 'AvailableInstanceTypes', 'InstanceTypes') ?? [];
      const disks = namesIn(item, 'AvailableDiskCategories', 'DiskCategories');
      const reason = reasonOf(item);
      zones.set(zone, {
        region,
        zone,
        stock: reason === undefined ? 'sold' : 'closed',
        reason,
        types: types.length === 0 ? undefined : new Map(types.map((name) => [name, 'sold'])),
        isWhole: types.length > 0,
        disks: disks === undefined ? undefined : new Set(disks),
      });
    }
  }
  const { stocks, partial } = toStocks(answers, excluded, isUnfiltered);
  if (partial.length > 0)
    notes.push(
      `${listed(partial)}: an answer for one type or one size, it seems; nothing is concluded from what it lacks`,
    );
  for (const [region, byZone] of stocks) {
    for (const [zone, { stock, types, isWhole }] of byZone) {
      const known = zones.get(zone);
      zones.set(zone, {
        region,
        zone,
        stock,
        reason: undefined,
        types: types.size === 0 ? known?.types : types,
        isWhole: types.size === 0 ? (known?.isWhole ?? false) : isWhole,
        disks: known?.disks,
      });
    }
    // A zone that its region's stock does not mention sells nothing, unless one zone was asked for.
    if (!isUnfiltered && byZone.size < 2) continue;
    for (const offer of zones.values())
      if (offer.region === region && !byZone.has(offer.zone))
        zones.set(offer.zone, { ...offer, stock: 'closed' });
  }
  return { offers: [...zones.values()].sort((a, b) => byCodeUnit(a.zone, b.zone)), notes };
}

/** The stock by region and zone, and the answers that look filtered. */
function toStocks(
  answers: readonly Answer[],
  excluded: ReadonlySet<string>,
  isUnfiltered: boolean,
): { stocks: ReadonlyMap<string, ReadonlyMap<string, ZoneStock>>; partial: readonly string[] } {
  const stocks = new Map<string, Map<string, ZoneStock>>();
  const partial: string[] = [];
  for (const { action, items, where } of answers) {
    if (action !== 'DescribeAvailableResource') continue;
    const zones = items.map((item) => ({
      region: textOf(item, 'RegionId', where),
      zone: textOf(item, 'ZoneId', where),
      stock: stockOf(item),
      types: instanceTypesOf(item, where),
    }));
    const isWhole = isUnfiltered || !looksFiltered(zones.flatMap(({ types }) => [...types.keys()]));
    if (!isWhole) partial.push(where);
    for (const { region, zone, stock, types } of zones) {
      if (excluded.has(zone)) continue;
      const byZone = stocks.get(region) ?? new Map<string, ZoneStock>();
      const before = byZone.get(zone);
      byZone.set(zone, {
        stock: before?.stock === 'sold' ? 'sold' : stock,
        types: new Map([...(before?.types ?? []), ...types]),
        isWhole: isWhole || before?.isWhole === true,
      });
      stocks.set(region, byZone);
    }
  }
  return { stocks, partial };
}

/** Who asks for a type, or for a number of vCPUs, gets one size alone; a region sells many. */
function looksFiltered(types: readonly string[]): boolean {
  const sizes = new Set(types.map((name) => name.slice(name.lastIndexOf('.') + 1)));
  return sizes.size === 1;
}

/** `AvailableResourceCreation` lists what can be made in a zone; undefined where nodes can. */
function reasonOf(zone: Item): string | undefined {
  const kinds = namesIn(zone, 'AvailableResourceCreation', 'ResourceTypes');
  if (kinds === undefined || kinds.includes('Instance')) return undefined;
  return kinds.includes('Disk') ? 'sells no instances' : 'sells neither instances nor disks';
}

/** An answer of DescribeZones does not name its region; the zones do. */
function regionOfZones({ items, where }: Answer): string {
  const regions = [...new Set(items.map((item) => regionOfZone(textOf(item, 'ZoneId', where), where)))];
  const [region, ...others] = regions;
  if (region === undefined)
    throw new ImportProblem(where, 'lists no zone', 'save the answer of one region unchanged');
  if (others.length > 0) {
    throw new ImportProblem(
      where,
      `mixes zones of ${regions.join(' and ')}`,
      'save the answer of each region in a file of its own',
    );
  }
  return region;
}

/** `cn-hangzhou-h` lies in cn-hangzhou, `eu-central-1a` in eu-central-1, `cn-shanghai-finance-1-pub-a` in its own. */
export function regionOfZone(zone: string, where: string): string {
  const known = [...knownRegions]
    .filter((region) => zone.startsWith(region) && /^(-[a-z0-9-]+|[a-z])$/.test(zone.slice(region.length)))
    .sort((a, b) => b.length - a.length)[0];
  const region =
    known ?? /^(cn-.+)-[a-z]$/.exec(zone)?.[1] ?? /^([a-z]{2,3}-[a-z-]+-\d+)[a-z]$/.exec(zone)?.[1];
  if (region === undefined)
    throw new ImportProblem(where, `${JSON.stringify(zone)} is no zone ID`, 'save the answer unchanged');
  return region;
}

function instanceTypesOf(zone: Item, where: string): Map<string, Stock> {
  const types = new Map<string, Stock>();
  for (const resource of listIn(zone, 'AvailableResources', 'AvailableResource') ?? []) {
    if (!isObject(resource) || resource['Type'] !== 'InstanceType') continue;
    for (const item of listIn(resource, 'SupportedResources', 'SupportedResource') ?? [])
      if (isObject(item)) types.set(textOf(item, 'Value', where), stockOf(item));
  }
  return types;
}

/** ClosedWithStock can still be bought; only without stock and closed is it gone for good. */
function stockOf({ Status: status, StatusCategory: category }: Item): Stock {
  if (category === 'ClosedWithoutStock') return 'closed';
  return status === 'SoldOut' || category === 'WithoutStock' ? 'sold-out' : 'sold';
}

function namesIn(item: Item, outer: string, inner: string): string[] | undefined {
  return listIn(item, outer, inner)?.filter((name) => typeof name === 'string');
}
