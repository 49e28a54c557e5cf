import { customImageMark } from './ids';

/**
 * Regions that are open today, with their place and the three characters that image IDs of the region begin
 * with behind `m-`, where real metadata shows them. New regions open faster than any list is kept: what is not
 * here is worth a warning, never an error.
 */
const table: readonly (readonly [name: string, place: string, mark?: string])[] = [
  ['cn-qingdao', 'Qingdao', 'm5e'],
  ['cn-beijing', 'Beijing', '2ze'],
  ['cn-zhangjiakou', 'Zhangjiakou', '8vb'],
  ['cn-huhehaote', 'Hohhot', 'hp3'],
  ['cn-wulanchabu', 'Ulanqab', '0jl'],
  ['cn-hangzhou', 'Hangzhou', 'bp1'],
  ['cn-shanghai', 'Shanghai', 'uf6'],
  ['cn-shenzhen', 'Shenzhen', 'wz9'],
  ['cn-heyuan', 'Heyuan', 'f8z'],
  ['cn-guangzhou', 'Guangzhou', '7xv'],
  ['cn-chengdu', 'Chengdu', '2vc'],
  ['cn-wuhan-lr', 'Wuhan', 'n4a'],
  ['cn-nanjing', 'Nanjing', 'gc7'],
  ['cn-fuzhou', 'Fuzhou', 'gw0'],
  ['cn-zhongwei', 'Zhongwei'],
  ['cn-hongkong', 'Hong Kong', 'j6c'],
  ['ap-southeast-1', 'Singapore', 't4n'],
  ['ap-southeast-3', 'Kuala Lumpur', '8ps'],
  ['ap-southeast-5', 'Jakarta', 'k1a'],
  ['ap-southeast-6', 'Manila', '5ts'],
  ['ap-southeast-7', 'Bangkok', '0jo'],
  ['ap-southeast-8', 'Johor'],
  ['ap-northeast-1', 'Tokyo', '6we'],
  ['ap-northeast-2', 'Seoul', 'mj7'],
  ['us-west-1', 'Silicon Valley', 'rj9'],
  ['us-east-1', 'Virginia', '0xi'],
  ['na-south-1', 'Mexico', '4hf'],
  ['eu-central-1', 'Frankfurt', 'gw8'],
  ['eu-west-1', 'London', 'd7o'],
  ['eu-west-2', 'Paris'],
  ['me-east-1', 'Dubai', 'eb3'],
  ['me-central-1', 'Riyadh'],
  ['cn-hangzhou-finance', 'Hangzhou, finance'],
  ['cn-shanghai-finance-1', 'Shanghai, finance'],
  ['cn-shenzhen-finance-1', 'Shenzhen, finance'],
  ['cn-beijing-finance-1', 'Beijing, finance'],
  ['cn-north-2-gov-1', 'Beijing, government'],
];

/** Closed regions that old configurations still name. */
const closed: ReadonlySet<string> = new Set(['ap-southeast-2', 'ap-south-1', 'rus-west-1', 'us-southeast-1']);

export const knownRegions: ReadonlySet<string> = new Set(table.map(([name]) => name));

const places = new Map(table.map(([name, place]) => [name, place]));
const regionsByMark = new Map(table.flatMap(([name, , mark]) => (mark === undefined ? [] : [[mark, name]])));

/** Where a region is, e.g. `Frankfurt`; undefined for one that is not known. */
export function placeOfRegion(region: string): string | undefined {
  return places.get(region);
}

/** Whether a text has the form of a region ID, e.g. `eu-central-1` or `cn-shanghai-finance-1`. */
export function isRegionForm(text: string): boolean {
  return text.length <= 63 && /^[a-z]{2,3}-[a-z0-9-]*[a-z0-9]$/.test(text);
}

export function isClosedRegion(region: string): boolean {
  return closed.has(region);
}

/**
 * The region that a custom image's ID is known to belong to; undefined where its mark is none that real
 * metadata showed, which says nothing about it.
 */
export function regionOfImageId(id: string): string | undefined {
  const mark = customImageMark(id);
  return mark === undefined ? undefined : regionsByMark.get(mark);
}

/** Zones of finance and government clouds have infixes of their own, their images the marks of public regions. */
const special = /-(?:finance|gov)(?:-|$)/;

/** What zones of a region begin with: `cn-hangzhou-h`, but `eu-central-1a`. */
export function zonePrefix(region: string): string {
  return /[0-9]$/.test(region) ? region : `${region}-`;
}

/** A region of a finance or government cloud. */
export function isSpecialRegion(region: string): boolean {
  return special.test(region);
}

/** Whether a text has the form of a zone of the region. */
export function isZoneOf(zone: string, region: string): boolean {
  if (isSpecialRegion(region)) return zone.startsWith(region.split('-', 2).join('-'));
  const prefix = zonePrefix(region);
  return zone.startsWith(prefix) && /^[a-z]$/.test(zone.slice(prefix.length));
}
