import {
  customImageMark,
  isCustomImageId,
  isPlaceholder,
  isPublicImageName,
} from '../../src/alibaba-cloud/ids';
import {
  isClosedRegion,
  isRegionForm,
  isZoneOf,
  knownRegions,
  regionOfImageId,
} from '../../src/alibaba-cloud/regions';

test.each([
  '<image_id_1>',
  '<your-image-id>',
  '${IMAGE}',
  'm-xxxxxxxxxxxxxxxxxxxx',
  'm-00000000000000000000',
  'xxx',
  '…',
])('%s is to be replaced', (text) => {
  expect(isPlaceholder(text)).toBe(true);
});

test.each(['REPLACE_ME', 'm-replaceme', 'image_id_1', 'todo', 'example.vhd'])(
  '%s is to be replaced',
  (text) => {
    expect(isPlaceholder(text)).toBe(true);
  },
);

test.each([
  'm-gw86dlqmpaugljiykx91',
  // Random characters may be a word.
  'm-gw81todo2tbd3your4ab',
  'm-1',
  'm-gw8a1',
  'ubuntu_24_04_x64_20G_alibase_20250601.vhd',
  'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
])('%s is an image', (text) => {
  expect(isPlaceholder(text)).toBe(false);
  expect(isCustomImageId(text) || isPublicImageName(text)).toBe(true);
});

test('the mark of an ID tells its region, where it is known', () => {
  expect(customImageMark('m-gw86dlqmpaugljiykx91')).toBe('gw8');
  expect(customImageMark('m-gw8a1')).toBeUndefined();
  expect(regionOfImageId('m-gw86dlqmpaugljiykx91')).toBe('eu-central-1');
  expect(regionOfImageId('m-gw07bfbctuzphl2bpk0p')).toBe('cn-fuzhou');
  expect(regionOfImageId('m-zzz7bfbctuzphl2bpk0p')).toBeUndefined();
});

test('regions and zones have forms', () => {
  expect([...knownRegions].filter((region) => !isRegionForm(region) || isClosedRegion(region))).toEqual([]);
  expect(isZoneOf('cn-hangzhou-h', 'cn-hangzhou')).toBe(true);
  expect(isZoneOf('eu-central-1a', 'eu-central-1')).toBe(true);
  expect(isZoneOf('eu-central-1-a', 'eu-central-1')).toBe(false);
  expect(isZoneOf('cn-hangzhou-fin-b', 'cn-hangzhou-finance')).toBe(true);
});
