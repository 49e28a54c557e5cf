import { readFileSync } from 'node:fs';
import type { MachineImageProps } from '../cloud-profile/machine-image';
import type { MachineType, Region } from '../cloud-profile/props';
import { isObject } from '../gardener/json';
import { ImportProblem } from './outcome';

/**
 * Reads a machine image's versions and IDs from what `gardener-alicloud import images` writes:
 *
 * ```ts
 * const versions = readMachineImage('landscape/gardenlinux.json');
 * export const gardenlinux = MachineImage.of('gardenlinux', versions);
 * ```
 *
 * With `resolveJsonModule` the file can be imported as well; TypeScript takes its texts for any text, and this
 * function gives the data its type: `readMachineImage(gardenlinuxJson)`.
 *
 * @param source a JSON file, its path relative to the working directory of the app; or its data
 * @throws ImportProblem, with one sentence, for a file that is not there or holds something else. What the
 * versions say is judged when the app is synthesized.
 */
export function readMachineImage(source: string | object): MachineImageProps {
  return toMachineImage(...read(source));
}

/**
 * Reads machine types from what `gardener-alicloud import machine-types` writes:
 * `machineTypes: readMachineTypes('landscape/machine-types.json')`.
 *
 * @param source a JSON file, its path relative to the working directory of the app; or its data
 * @throws ImportProblem for a file that is not there or holds something else
 */
export function readMachineTypes(source: string | object): readonly MachineType[] {
  return toMachineTypeList(...read(source));
}

/**
 * Reads regions with their zones from what `gardener-alicloud import zones` writes:
 * `regions: readRegions('landscape/regions.json')`.
 *
 * @param source a JSON file, its path relative to the working directory of the app; or its data
 * @throws ImportProblem for a file that is not there or holds something else
 */
export function readRegions(source: string | object): readonly Region[] {
  return toRegionList(...read(source));
}

function read(source: string | object): [value: unknown, label: string] {
  return typeof source === 'string' ? [readJson(source), source] : [source, 'the imported data'];
}

/** The value as image versions, as far as the shape goes that everything else relies on. */
export function toMachineImage(value: unknown, label: string): MachineImageProps {
  const versions = isObject(value) ? value['versions'] : undefined;
  if (!Array.isArray(versions) || !versions.every(isVersion))
    throw new ImportProblem(
      label,
      'holds no image versions',
      'its form is { "versions": [{ "version": "1877.3.0", "regions": { "<region>": "<image ID>" } }] }',
    );
  return value as MachineImageProps;
}

export function toMachineTypeList(value: unknown, label: string): readonly MachineType[] {
  const isType = (item: unknown): boolean =>
    isObject(item) && ['name', 'cpu', 'gpu', 'memory'].every((field) => typeof item[field] === 'string');
  if (!Array.isArray(value) || !value.every(isType))
    throw new ImportProblem(
      label,
      'holds no machine types',
      'its form is [{ "name": "ecs.g7.large", "cpu": "2", "gpu": "0", "memory": "8Gi" }]',
    );
  return value as MachineType[];
}

export function toRegionList(value: unknown, label: string): readonly Region[] {
  const isZone = (item: unknown): boolean =>
    typeof item === 'string' || (isObject(item) && typeof item['name'] === 'string');
  const isRegion = (item: unknown): boolean =>
    isObject(item) &&
    typeof item['name'] === 'string' &&
    Array.isArray(item['zones']) &&
    item['zones'].every(isZone);
  if (!Array.isArray(value) || !value.every(isRegion))
    throw new ImportProblem(
      label,
      'holds no regions',
      'its form is [{ "name": "eu-central-1", "zones": ["eu-central-1a"] }]',
    );
  return value as Region[];
}

function isVersion(item: unknown): boolean {
  if (!isObject(item) || typeof item['version'] !== 'string') return false;
  const { regions, flavors, facts } = item;
  if (regions !== undefined && !isIds(regions)) return false;
  if (facts !== undefined && !isObject(facts)) return false;
  return (
    flavors === undefined ||
    (Array.isArray(flavors) &&
      flavors.every(
        (flavor) => isObject(flavor) && isObject(flavor['capabilities']) && isIds(flavor['regions']),
      ))
  );
}

function isIds(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((id) => typeof id === 'string');
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const what = code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code ?? 'unknown reason'})`;
    throw new ImportProblem(file, what, 'paths are relative to the working directory of the app');
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ImportProblem(file, 'is not JSON', 'write it with gardener-alicloud import');
  }
}
