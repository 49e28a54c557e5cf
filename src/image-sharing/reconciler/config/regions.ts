import { isLoopback } from '../http/loopback';
import type { ImageConfig, RegionConfig, SharingPolicy } from './config';
import { isCustomImageId, isRegion } from './identifiers';
import { closest } from '../../../validation/closest';
import { ObjectReader, show } from './object-reader';

/** The regions with their images, both sorted. */
export function readRegions(
  reader: ObjectReader,
  accountSets: ReadonlySet<string>,
  policy: SharingPolicy,
): readonly RegionConfig[] {
  return reader.dictionary('regions').map(({ key, value, path }) => {
    if (!isRegion(key)) {
      reader.problem(path, `${show(key)} is not a region`, 'regions look like eu-central-1');
    }
    const region = new ObjectReader(path, value, ['endpoint', 'images'], reader.report);
    region.required('images', 'list the images by their IDs');
    const images = region.dictionary('images').map((entry) => readImage(entry, region, accountSets, policy));
    return { region: key, endpoint: readEndpoint(region, 'endpoint'), images };
  });
}

function readImage(
  entry: { readonly key: string; readonly value: unknown; readonly path: string },
  region: ObjectReader,
  accountSets: ReadonlySet<string>,
  policy: SharingPolicy,
): ImageConfig {
  const { key: imageId, value, path } = entry;
  if (!isCustomImageId(imageId)) {
    const hint = 'only custom images can be shared; their IDs look like m-gw8xxxxxxxxxxxxxxxxx';
    region.problem(path, `${show(imageId)} is not the ID of a custom image`, hint);
  }
  const image = new ObjectReader(path, value, ['accounts', 'policy', 'ifMissing'], region.report);
  image.required('accounts', 'name the sets of accounts to share it with');
  return {
    imageId,
    accounts: image
      .list('accounts')
      .flatMap((item) => readSetName(item.value, item.path, image, accountSets)),
    policy: image.oneOf('policy', ['ensure', 'exact'], policy),
    ifMissing: image.oneOf('ifMissing', ['fail', 'skip'], 'fail'),
  };
}

function readSetName(
  value: unknown,
  path: string,
  image: ObjectReader,
  accountSets: ReadonlySet<string>,
): string[] {
  if (typeof value === 'string' && accountSets.has(value)) return [value];
  const names = [...accountSets];
  const near = typeof value === 'string' ? closest(value, names) : undefined;
  const hint =
    near === undefined ? `the sets are ${names.join(', ') || 'none yet'}` : `did you mean ${near}?`;
  image.problem(path, `${show(value)} is not a set of accounts`, hint);
  return [];
}

/** An endpoint that replaces the usual one; keys and sessions cross it, so http stays on the machine. */
export function readEndpoint(reader: ObjectReader, key: string): string | null {
  const text = reader.text(key, null);
  if (text === null) return null;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain =
    url !== undefined && url.username === '' && url.pathname === '/' && url.search + url.hash === '';
  if (url === undefined || !/^https?:$/.test(url.protocol) || !plain) {
    reader.problem(
      reader.at(key),
      `${show(text)} is not an endpoint`,
      'use https://<host>, nothing after it',
    );
    return null;
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    reader.problem(reader.at(key), `${show(text)} would send credentials in clear`, 'use https');
    return null;
  }
  return url.origin;
}
