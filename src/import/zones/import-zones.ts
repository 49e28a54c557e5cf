import type { Region } from '../../cloud-profile/props';
import { toRegionList } from '../data-file/landscape-data';
import { ImportProblem } from '../import-problem';
import {
  checkRegion,
  inEachRegion,
  readFilesOf,
  readLive,
  readSavedAnswers,
  type ImportSource,
} from '../import-request';
import type { Outcome } from '../outcome';
import type { Answer } from '../sources/answers';
import { mergeZones } from './merge-zones';
import { toOffers } from './offers';

export interface ImportZonesOptions {
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
  const { offers, notes } = toOffers(answers);
  if (offers.length === 0)
    throw new ImportProblem(
      source.paths.join(', ') || 'ECS',
      'has no zone',
      'give answers of DescribeZones or DescribeAvailableResource',
    );
  for (const { region, zone } of offers) checkRegion(region, zone, source.regions);
  const merged = mergeZones(known, {
    offers,
    machineTypes,
    volumeTypes: volumeTypes.length === 0 ? undefined : volumeTypes,
    soldOutIsUnavailable,
  });
  const unopened = unopenedRegions(answers, known, merged.data);
  return { ...merged, notes: [...notes, ...merged.notes, ...unopened] };
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
