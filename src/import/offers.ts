import { isObject } from '../gardener/json';
import { knownRegions } from '../alibaba-cloud/regions';
import { type Answer, type Item, textOf } from './answers';
import { byCodeUnit, ImportProblem } from './request';

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
  /** By instance type; what is not in it is not sold there. Undefined: no answer says. */
  readonly types: ReadonlyMap<string, Stock> | undefined;
  /** Disk categories. Undefined: no answer says. */
  readonly disks: ReadonlySet<string> | undefined;
}

/**
 * What zones sell, from answers of DescribeZones and DescribeAvailableResource; of the latter comes the stock, the
 * former knows disks. Zones that are none of a region's own (edge, CloudBox) are left out with a note.
 *
 * @throws ImportProblem for an answer with zones of several regions
 */
export function toOffers(answers: readonly Answer[]): { offers: Offers[]; notes: string[] } {
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
      const types = namesIn(item, 'AvailableInstanceTypes', 'InstanceTypes');
      const disks = namesIn(item, 'AvailableDiskCategories', 'DiskCategories');
      zones.set(zone, {
        region,
        zone,
        stock: 'sold',
        types: types === undefined ? undefined : new Map(types.map((name) => [name, 'sold'])),
        disks: disks === undefined ? undefined : new Set(disks),
      });
    }
  }
  const resources = answers.filter(({ action }) => action === 'DescribeAvailableResource');
  const stocked = new Map<string, Stock>();
  const stockedRegions = new Set<string>();
  for (const { items, where } of resources) {
    for (const item of items) {
      const region = textOf(item, 'RegionId', where);
      const zone = textOf(item, 'ZoneId', where);
      if (excluded.has(zone)) continue;
      const types = instanceTypesOf(item, where);
      const known = zones.get(zone);
      stocked.set(zone, stockOf(item));
      stockedRegions.add(region);
      zones.set(zone, {
        region,
        zone,
        stock: 'sold',
        types: types.size === 0 ? known?.types : types,
        disks: known?.disks,
      });
    }
  }
  const offers = [...zones.values()].map((offer): Offers => {
    // A zone that its region's stock does not mention sells nothing.
    const stock = stockedRegions.has(offer.region) ? (stocked.get(offer.zone) ?? 'closed') : 'sold';
    return { ...offer, stock };
  });
  return { offers: offers.sort((a, b) => byCodeUnit(a.zone, b.zone)), notes };
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

function listIn(item: Item, outer: string, inner: string): readonly unknown[] | undefined {
  const list = item[outer];
  const items: unknown = isObject(list) ? list[inner] : undefined;
  return Array.isArray(items) ? items : undefined;
}
