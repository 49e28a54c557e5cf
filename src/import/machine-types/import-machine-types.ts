import type { MachineType } from '../../cloud-profile/props';
import { toMachineTypeList } from '../data-file/landscape-data';
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
import { toOffers } from '../zones/offers';
import { mergeMachineTypes } from './merge-machine-types';
import { toMachineTypes } from './to-machine-types';

export interface ImportMachineTypesOptions {
  readonly source: ImportSource;
  /** Families to take, `ecs.g7` or `g7`; empty: all. */
  readonly families: readonly string[];
}

/** Imports machine types into what their data file holds. */
export async function importMachineTypes(
  value: unknown,
  label: string,
  { source, families }: ImportMachineTypesOptions,
): Promise<Outcome<readonly MachineType[]>> {
  const known = value === undefined ? [] : toMachineTypeList(value, label);
  const answers = await readTypeAnswers(source);
  const catalogue = answers.filter(({ action }) => action === 'DescribeInstanceTypes');
  if (catalogue.every(({ items }) => items.length === 0))
    throw new ImportProblem(
      source.paths.join(', ') || 'ECS',
      'has no instance type',
      'give answers of DescribeInstanceTypes',
    );
  const { types, notes } = toMachineTypes(catalogue);
  const stock = answers.filter(({ action }) => action !== 'DescribeInstanceTypes');
  const { offers } = toOffers(stock);
  for (const { region, zone } of offers) checkRegion(region, zone, source.regions);
  const merged = mergeMachineTypes(known, {
    types,
    isWholeCatalogue: source.live !== undefined,
    offers: stock.length === 0 ? undefined : offers,
    families: families.map((family) => (family.startsWith('ecs.') ? family : `ecs.${family}`)),
  });
  return { ...merged, notes: [...notes, ...merged.notes] };
}

async function readTypeAnswers(source: ImportSource): Promise<Answer[]> {
  const [first] = source.regions;
  if (source.live === undefined)
    return readSavedAnswers(readFilesOf(source), [
      'DescribeInstanceTypes',
      'DescribeAvailableResource',
      'DescribeZones',
    ]);
  if (first === undefined)
    throw new ImportProblem(
      '--region',
      'is missing',
      'name the regions of the landscape: what they sell becomes its machine types',
    );
  return await readLive(source.live, async (catalogue) => [
    ...(await catalogue.instanceTypes(first)),
    ...(await inEachRegion(catalogue, source.regions, async (region) => [await catalogue.offers(region)])),
  ]);
}
