import type { Region, Zone } from '../cloud-profile/props';
import type { Answer } from './answers';
import { toRegionList } from './landscape-data';
import { type Offers, type Stock, toOffers } from './offers';
import { byCodeUnit, counted, ImportProblem, listed, type Outcome } from './outcome';
import {
  type ImportSource,
  inEachRegion,
  ofWantedRegions,
  readFilesOf,
  readLive,
  readSavedAnswers,
} from './source';

interface ImportZonesOptions {
  readonly source: ImportSource;
  /** Names of the landscape's machine types; undefined: lists of what zones do not sell stay. */
  readonly machineTypes: readonly string[] | undefined;
  /** Names of the landscape's disk categories; empty: lists stay. */
  readonly volumeTypes: readonly string[];
  readonly soldOutIsUnavailable: boolean;
}

/** Imports regions with their zones into what their data file holds. */
export async function importZones(
  value: unknown,
  label: string,
  { source, machineTypes, volumeTypes, soldOutIsUnavailable }: ImportZonesOptions,
): Promise<Outcome<readonly Region[]>> {
  const known = value === undefined ? [] : toRegionList(value, label);
  const answers = await readZoneAnswers(source);
  const { offers: all, notes } = toOffers(answers, source.live !== undefined);
  if (all.length === 0)
    throw new ImportProblem(
      source.paths.join(', ') || 'ECS',
      'has no zone',
      'give answers of DescribeZones or DescribeAvailableResource',
    );
  const { kept: offers, notes: regionNotes } = ofWantedRegions(all, source);
  const merged = mergeZones(known, {
    offers,
    machineTypes,
    volumeTypes: volumeTypes.length === 0 ? undefined : volumeTypes,
    soldOutIsUnavailable,
  });
  const unopened = unopenedRegions(answers, known, merged.data);
  return { ...merged, notes: [...notes, ...regionNotes, ...merged.notes, ...unopened] };
}

async function readZoneAnswers(source: ImportSource): Promise<Answer[]> {
  if (source.live === undefined)
    return readSavedAnswers(readFilesOf(source), [
      'DescribeZones',
      'DescribeAvailableResource',
      'DescribeRegions',
    ]);
  return await readLive(source.live, (catalogue) =>
    inEachRegion(catalogue, source.regions, async (region) => [
      await catalogue.zones(region),
      await catalogue.offers(region),
    ]),
  );
}

/** Regions of the landscape that DescribeRegions does not give this account: closed, or of the other site. */
function unopenedRegions(
  answers: readonly Answer[],
  known: readonly Region[],
  data: readonly Region[],
): string[] {
  const listings = answers.filter(({ action }) => action === 'DescribeRegions');
  if (listings.length === 0) return [];
  const open = new Set(listings.flatMap(({ items }) => items.map((item) => item['RegionId'])));
  return [...new Set([...known, ...data].map(({ name }) => name))]
    .filter((name) => !open.has(name))
    .map((name) => `${name} is not open to this account`);
}

interface ZoneFacts {
  readonly offers: readonly Offers[];
  /** Machine types of the landscape: those that a zone does not sell are listed there. @default lists stay */
  readonly machineTypes?: readonly string[] | undefined;
  /** Disk categories of the landscape. @default lists stay */
  readonly volumeTypes?: readonly string[] | undefined;
  /** Whether a machine type that is sold out for now counts as not sold. */
  readonly soldOutIsUnavailable: boolean;
}

/**
 * Adds regions and zones, and lists in each zone what it does not sell. No zone is ever taken out: Shoots may
 * have nodes there. Labels and access restrictions stay.
 */
function mergeZones(known: readonly Region[], facts: ZoneFacts): Outcome<readonly Region[]> {
  const changes: string[] = [];
  const notes: string[] = [];
  const names = [...new Set([...known.map(({ name }) => name), ...facts.offers.map(({ region }) => region)])];
  const data = names.sort(byCodeUnit).flatMap((name): Region[] => {
    const old = known.find((region) => region.name === name);
    const offers = facts.offers.filter(({ region }) => region === name);
    if (offers.length === 0) return old === undefined ? [] : [old];
    const zones = mergeRegion(old, offers, facts, changes, notes);
    if (old === undefined && zones.length === 0) return [];
    if (old === undefined)
      changes.push(
        `+ ${name}: ${counted(zones.length, 'zone')}: ${listed(zones.map((zone) => nameOf(zone)))}`,
      );
    return [{ ...old, name, zones }];
  });
  const missing = known.filter(({ name }) => !facts.offers.some(({ region }) => region === name));
  if (missing.length > 0)
    notes.push(`no answer for ${listed(missing.map(({ name }) => name))}: left as it is`);
  return { data, changes, notes, findings: [] };
}

function mergeRegion(
  old: Region | undefined,
  offers: readonly Offers[],
  facts: ZoneFacts,
  changes: string[],
  notes: string[],
): (string | Zone)[] {
  const zones = new Map((old?.zones ?? []).map((zone) => [nameOf(zone), zone]));
  for (const name of zones.keys())
    if (!offers.some(({ zone }) => zone === name))
      notes.push(`${name} is in the data file, ECS does not list it: left as it is`);
  for (const offer of offers) {
    const before = zones.get(offer.zone);
    if (offer.stock !== 'sold')
      notes.push(
        `${offer.zone} ${offer.reason ?? words[offer.stock]}${before === undefined ? ': left out' : ''}`,
      );
    if (before === undefined && offer.stock !== 'sold') continue;
    const zone = withOffers(before ?? offer.zone, offer, facts);
    zones.set(offer.zone, zone);
    if (before === undefined) {
      if (old !== undefined) changes.push(`+ ${offer.zone}`);
    } else {
      changes.push(...differences(before, zone));
    }
  }
  return [...zones.values()].sort((a, b) => byCodeUnit(nameOf(a), nameOf(b)));
}

const words: Readonly<Record<Stock, string>> = {
  sold: 'is open',
  'sold-out': 'is sold out for now',
  closed: 'is closed',
};

/** The zone with its lists computed anew; a plain name where there is nothing to say. */
function withOffers(old: string | Zone, offer: Offers, facts: ZoneFacts): string | Zone {
  const {
    unavailableMachineTypes: types,
    unavailableVolumeTypes: disks,
    ...rest
  } = typeof old === 'string' ? { name: old } : old;
  const noTypes =
    facts.machineTypes === undefined || offer.types === undefined
      ? types
      : missingTypes(facts.machineTypes, offer, types ?? [], facts);
  const noDisks =
    facts.volumeTypes === undefined || offer.disks === undefined
      ? disks
      : facts.volumeTypes.filter((name) => offer.disks?.has(name) !== true).sort(byCodeUnit);
  const zone = {
    ...rest,
    ...(noTypes === undefined || noTypes.length === 0 ? {} : { unavailableMachineTypes: noTypes }),
    ...(noDisks === undefined || noDisks.length === 0 ? {} : { unavailableVolumeTypes: noDisks }),
  };
  return Object.keys(zone).length === 1 ? zone.name : zone;
}

/** What is sold out for now stays as it was listed: stock comes and goes, and a profile should not flap with it. */
function missingTypes(
  names: readonly string[],
  { types: sold, isWhole }: Offers,
  before: readonly string[],
  { soldOutIsUnavailable }: ZoneFacts,
): string[] {
  return [...new Set(names)]
    .filter((name) => {
      const stock = sold?.get(name);
      if (stock === undefined) return isWhole || before.includes(name);
      return stock === 'closed' || (stock === 'sold-out' && (soldOutIsUnavailable || before.includes(name)));
    })
    .sort(byCodeUnit);
}

function differences(before: string | Zone, after: string | Zone): string[] {
  const [old, now] = [before, after].map((zone) => (typeof zone === 'string' ? { name: zone } : zone)) as [
    Zone,
    Zone,
  ];
  return (['unavailableMachineTypes', 'unavailableVolumeTypes'] as const).flatMap((list) => {
    const added = (now[list] ?? []).filter((name) => old[list]?.includes(name) !== true);
    const removed = (old[list] ?? []).filter((name) => now[list]?.includes(name) !== true);
    return [
      ...(added.length === 0 ? [] : [`~ ${now.name}: does not sell ${listed(added)}`]),
      ...(removed.length === 0 ? [] : [`~ ${now.name}: sells ${listed(removed)}`]),
    ];
  });
}

function nameOf(zone: string | Zone): string {
  return typeof zone === 'string' ? zone : zone.name;
}
