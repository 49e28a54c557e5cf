import * as fc from 'fast-check';
import { parseConfig } from '../../src/sharing/parse-config';
import { type ImageFilter, selectImages } from '../../src/sharing/plan';
import { InvalidConfigError } from '../../src/sharing/object-reader';

function configWith(regions: Readonly<Record<string, readonly string[]>>, shard = { index: 0, count: 1 }) {
  const entries = Object.entries(regions).map(([region, images]) => [
    region,
    { images: Object.fromEntries(images.map((image) => [image, { accounts: [] }])) },
  ]);
  const text = JSON.stringify({
    apiVersion: 'image-sharing/v1',
    credentials: { kind: 'env' },
    accounts: {},
    regions: Object.fromEntries(entries) as unknown,
    shard,
  });
  return parseConfig(text, 'config.json', {});
}

const everything: ImageFilter = { regions: [], images: [] };
const names = (config: ReturnType<typeof configWith>, filter = everything) =>
  selectImages(config, filter).map((image) => `${image.region}/${image.imageId}`);

describe('selectImages', () => {
  const config = configWith({ 'us-west-1': ['m-c'], 'eu-central-1': ['m-b', 'm-a'] });

  it('takes all, sorted, without flags', () => {
    expect(names(config)).toEqual(['eu-central-1/m-a', 'eu-central-1/m-b', 'us-west-1/m-c']);
  });

  it('takes what both flags name', () => {
    expect(names(config, { regions: ['eu-central-1'], images: ['m-a'] })).toEqual(['eu-central-1/m-a']);
  });

  it.each<[name: string, filter: ImageFilter, field: string]>([
    ['a region', { regions: ['eu-central-2'], images: [] }, '--region'],
    ['an image', { regions: [], images: ['m-x'] }, '--image'],
    ['an image of another region', { regions: ['eu-central-1'], images: ['m-c'] }, '--image'],
  ])('refuses %s that is not there', (_name, filter, field) => {
    let problems: unknown;
    try {
      selectImages(config, filter);
    } catch (error) {
      problems = error instanceof InvalidConfigError ? error.problems.map((problem) => problem.field) : error;
    }
    expect(problems).toEqual([field]);
  });

  it('gives every image to exactly one shard, and a region to one shard where there are enough', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 8 }),
        (count, sizes) => {
          const regions = Object.fromEntries(
            sizes.map((size, region) => [
              `eu-r${region}`,
              Array.from({ length: size }, (_, image) => `m-${region}x${image}`),
            ]),
          );
          const shards = Array.from({ length: count }, (_, index) =>
            names(configWith(regions, { index, count })),
          );
          expect(shards.flat().sort()).toEqual(names(configWith(regions)));
          if (sizes.length >= count) {
            const owners = shards.flatMap((shard) => [...new Set(shard.map((name) => name.split('/')[0]))]);
            expect(new Set(owners).size).toBe(owners.length);
          }
        },
      ),
    );
  });
});
