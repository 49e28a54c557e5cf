import type { Config, ImageConfig, RegionConfig } from './config';
import type { ConfigProblem } from './config-problem';
import { InvalidConfigError } from './config-problem';
import { closest } from '../../../validation/closest';

/** One image in one region: the unit of work. */
export interface SelectedImage extends ImageConfig {
  readonly region: string;
}

export interface ImageFilter {
  /** Empty: all. */
  readonly regions: readonly string[];
  /** Empty: all. */
  readonly images: readonly string[];
}

/**
 * The images that this run is about, sorted by region and ID: those of its shard, without what the flags
 * leave out.
 *
 * @throws InvalidConfigError when a flag names what the config does not have.
 */
export function selectImages(config: Config, filter: ImageFilter): readonly SelectedImage[] {
  checkFilter(config, filter);
  return shardOf(config).filter(
    (image) =>
      (filter.regions.length === 0 || filter.regions.includes(image.region)) &&
      (filter.images.length === 0 || filter.images.includes(image.imageId)),
  );
}

/**
 * Shards share out whole regions where there are enough of them, because Alibaba Cloud counts calls by
 * region; otherwise they share out images. Any two shards are disjoint, and together they are everything.
 */
function shardOf(config: Config): readonly SelectedImage[] {
  const { index, count } = config.shard;
  const mine = (_: unknown, position: number) => position % count === index;
  if (config.regions.length >= count) return config.regions.filter(mine).flatMap(imagesOf);
  return config.regions.flatMap(imagesOf).filter(mine);
}

function imagesOf(region: RegionConfig): readonly SelectedImage[] {
  return region.images.map((image) => ({ ...image, region: region.region }));
}

function checkFilter(config: Config, filter: ImageFilter): void {
  const regions = config.regions.map((entry) => entry.region);
  const chosen = config.regions.filter(
    (entry) => filter.regions.length === 0 || filter.regions.includes(entry.region),
  );
  const images = chosen.flatMap((entry) => entry.images.map((image) => image.imageId));
  const problems = [
    ...filter.regions.flatMap((region) => unknownTo('--region', region, regions, 'the config')),
    ...filter.images.flatMap((image) =>
      unknownTo('--image', image, images, filter.regions.length === 0 ? 'the config' : 'the chosen regions'),
    ),
  ];
  if (problems.length > 0) throw new InvalidConfigError('arguments', problems);
}

function unknownTo(field: string, value: string, known: readonly string[], where: string): ConfigProblem[] {
  if (known.includes(value)) return [];
  const near = closest(value, known);
  const listed = [...new Set(known)].slice(0, 10).join(', ');
  const hint = near === undefined ? `it has ${listed === '' ? 'none' : listed}` : `did you mean ${near}?`;
  return [{ field, message: `${JSON.stringify(value)} is not in ${where}`, hint }];
}
