import { createHash } from 'node:crypto';
import { isCustomImageId, isPlaceholder, isUsualAccountId } from '../alibaba-cloud/ids';
import { isRegionForm, knownRegions } from '../alibaba-cloud/regions';
import { mergeDeep, toPlain, type Unplain } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { closest } from '../gardener/closest';
import { FieldPath } from '../gardener/field-path';
import type { Check } from '../issues/check';
import type { InvalidConfigError } from '../sharing/object-reader';
import type { Accounts } from './accounts';
import type { ImageSharingJobProps, PruneGuard, SharedImage } from './props';
import { imageSharingRules as rules } from './table';

/** Where the program finds things in its pod. */
export const mounts = {
  config: '/etc/image-sharing',
  owner: '/etc/image-owner',
  code: '/opt/image-sharing',
  /** Where Alibaba Cloud's own webhook mounts the token, too. */
  token: '/var/run/secrets/ack.alibabacloud.com/rrsa-tokens',
  target: (index: number) => `/etc/targets/${index}`,
  garden: (index: number) => `/etc/garden/${index}`,
  accounts: (index: number) => `/etc/accounts/${index}`,
};
export const configFile = 'config.json';

/** What the config is made from. */
interface ConfigSource {
  readonly images: readonly SharedImage[];
  readonly accounts: Accounts;
  readonly credentials: 'files' | 'rrsa';
  readonly owner: string | undefined;
  readonly shards: number;
  readonly props: Pick<
    Partial<ImageSharingJobProps>,
    'assumeRoleArn' | 'policy' | 'prune' | 'deadlineSeconds' | 'extraConfig'
  >;
}

type Fields = Readonly<Record<string, unknown>>;

/** The guard's own default, which has to be divided, too. */
const defaultMaxTotal = 20;

/** The program's config. Only what differs from its defaults is written. */
export function toConfig(source: ConfigSource, check: Check): Fields {
  const { owner, shards, props } = source;
  const { assumeRoleArn, policy, deadlineSeconds, extraConfig } = props;
  const sets = accountSets(source.accounts);
  const prune = dividedGuard(props.prune, shards, check);
  const config: Fields = {
    apiVersion: 'image-sharing/v1',
    credentials: {
      kind: source.credentials,
      ...(source.credentials === 'files' ? { dir: mounts.owner } : {}),
      ...(assumeRoleArn === undefined ? {} : { assumeRoleArn }),
    },
    ...(owner === undefined ? {} : { expectOwnerAccount: owner }),
    accounts: sets,
    policy: policy ?? 'ensure',
    ...(prune === undefined ? {} : { prune }),
    regions: regionsOf(source.images, Object.keys(sets)),
    ...(deadlineSeconds === undefined ? {} : { deadlineSeconds }),
    ...(shards === 1 ? {} : { shard: { count: shards } }),
  };
  const unplain: Unplain[] = [];
  const plain = toPlain(mergeDeep(config, extraConfig ?? {}), unplain) as Fields;
  for (const { field, message, hint } of unplain) {
    check.as(propOf(String(field))).report(gardenAppRules['value-not-plain'], message, hint);
  }
  return plain;
}

/** The ConfigMaps that accounts come from, each once, with the keys that are read. */
export function accountMaps({ configMaps }: Accounts): readonly (readonly [name: string, keys: string[]])[] {
  const keys = new Map<string, string[]>();
  for (const { configMap, key } of configMaps) {
    const known = keys.get(configMap) ?? [];
    if (!known.includes(key)) keys.set(configMap, [...known, key]);
  }
  return [...keys];
}

function accountSets(accounts: Accounts): Fields {
  const { ids, credentials, gardens } = accounts;
  const fromCredentials = credentials.map(({ reference }, index) => ({
    name: reference.name,
    dir: mounts.target(index),
  }));
  const files = accountMaps(accounts).map(([, keys], index) => [
    `config-map-${index}`,
    { files: keys.map((key) => `${mounts.accounts(index)}/${key}`) },
  ]);
  return {
    ...(ids.length === 0 ? {} : { listed: { static: ids } }),
    ...(credentials.length === 0 ? {} : { credentials: { fromCredentials } }),
    ...(Object.fromEntries(files) as Fields),
    ...Object.fromEntries(
      gardens.map(({ kubeconfigKey, projects }, index) => [
        `garden-${index}`,
        {
          fromGarden: {
            kubeconfig: `${mounts.garden(index)}/${kubeconfigKey}`,
            projects: projects.map(({ name }) => name),
          },
        },
      ]),
    ),
  };
}

/** Sorted, so that the order of the images changes no name. */
function regionsOf(images: readonly SharedImage[], accounts: readonly string[]): Fields {
  const idsByRegion = new Map<string, string[]>();
  for (const { region, imageId } of images) {
    const ids = idsByRegion.get(region);
    if (ids === undefined) idsByRegion.set(region, [imageId]);
    else ids.push(imageId);
  }
  return Object.fromEntries(
    [...idsByRegion]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([region, ids]) => [
        region,
        { images: Object.fromEntries(ids.sort().map((id) => [id, { accounts }])) },
      ]),
  );
}

/** Each shard guards itself and knows nothing of the others: together they must not exceed the whole. */
function dividedGuard(prune: PruneGuard | undefined, shards: number, check: Check): Fields | undefined {
  if (shards === 1) return prune === undefined ? undefined : { ...prune };
  const whole: unknown = prune?.maxTotal ?? defaultMaxTotal;
  // What is no number is left for the config's own check.
  if (typeof whole !== 'number') return { ...prune };
  const maxTotal = whole > 0 ? Math.floor(whole / shards) : whole;
  if (whole > 0 && maxTotal === 0) {
    const message = `${whole} accounts in all are none for each of ${shards} shards`;
    const hint = `set it to ${shards} or more, or use fewer shards`;
    check.at('prune', 'maxTotal').report(rules['image-sharing-prune-undivided'], message, hint);
  }
  return { ...prune, maxTotal };
}

type Parser = typeof import('../sharing/parse-config');

/** It brings a YAML parser along, which is needed for a job only. */
function loadParser(): Parser {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- nothing else may load it
  return require('../sharing/parse-config') as Parser;
}

/** The values of a ConfigMap together, in bytes: the API server takes no more. */
const longestData = 1024 * 1024;

/** Lets the program's own parser judge the config, so that what is emitted is what it takes. */
export function checkConfig(text: string, config: Fields, check: Check): void {
  const { parseConfig } = loadParser();
  try {
    const { expectOwnerAccount, prune } = parseConfig(text, '', {});
    if (expectOwnerAccount !== null) warnOfUnusual(expectOwnerAccount, check.at('expectOwnerAccount'));
    prune.protect.forEach((id, index) => warnOfUnusual(id, check.at('prune', 'protect', index)));
    checkExtraRegions(config, check.at('extraConfig', 'regions'));
  } catch (error) {
    if (!isInvalidConfig(error)) throw error;
    for (const { field, message, hint } of error.problems) {
      check.as(propOf(field)).report(rules['image-sharing-config-invalid'], message, hint);
    }
  }
  const size = Buffer.byteLength(text);
  if (size <= longestData) return;
  const message = `the config has ${size} bytes, and a ConfigMap may have ${longestData}`;
  const hint = 'name accounts in ConfigMaps of their own, or use several jobs';
  check.report(rules['image-sharing-config-too-long'], message, hint);
}

function warnOfUnusual(id: string, check: Check): void {
  if (isUsualAccountId(id)) return;
  const message = `${id} has ${id.length} ${id.length === 1 ? 'digit' : 'digits'}, an account has 16 to 18`;
  check.report(rules['image-sharing-account-unusual'], message, 'look the number up in the console');
}

/** Regions that no image of the props has: those are judged with the image. */
function checkExtraRegions({ regions }: Fields, check: Check): void {
  for (const [region, value] of Object.entries({ ...(regions as Fields) })) {
    const fromProps = Object.values({ ...(value as { images?: Fields }).images }).some(
      (image) => Object.keys({ ...(image as Fields) }).length > 0,
    );
    if (!fromProps) warnOfUnknown(region, check.at(region));
  }
}

/** Whether it is what the program throws for a bad config or bad flags. */
export function isInvalidConfig(error: unknown): error is InvalidConfigError {
  return error instanceof Error && error.name === 'InvalidConfigError';
}

/** Where in the props a field of the config comes from. */
function propOf(field: string): FieldPath {
  if (/^(?:policy|prune|deadlineSeconds|expectOwnerAccount)(?![A-Za-z])/.test(field)) {
    return FieldPath.of(field);
  }
  return FieldPath.of(field === 'credentials.assumeRoleArn' ? 'assumeRoleArn' : `extraConfig.${field}`);
}

/** The images that can be shared, each once; the others are reported. */
export function checkImages(given: readonly unknown[], check: Check): readonly SharedImage[] {
  const images = new Map<string, SharedImage>();
  given.forEach((item, index) => {
    const at = check.at(index);
    const { region, imageId } = {
      ...(item as { readonly region?: unknown; readonly imageId?: unknown } | null),
    };
    const regionIsOne = checkRegion(region, at.at('region'));
    const imageIsOne = checkImageId(imageId, at.at('imageId'));
    if (!regionIsOne || !imageIsOne) return;
    const image = { region: String(region), imageId: String(imageId) };
    const key = `${image.region} ${image.imageId}`;
    if (images.has(key)) {
      const message = `${image.imageId} in ${image.region} is listed twice`;
      at.report(rules['image-sharing-duplicate'], message, 'remove one, or put the right image there');
    }
    images.set(key, image);
  });
  return [...images.values()];
}

function checkRegion(region: unknown, check: Check): boolean {
  if (typeof region !== 'string' || !isRegionForm(region)) {
    const message = `${show(region)} is not a region`;
    check.report(rules['image-sharing-image-invalid'], message, 'regions look like eu-central-1');
    return false;
  }
  warnOfUnknown(region, check);
  return true;
}

function warnOfUnknown(region: string, check: Check): void {
  if (knownRegions.has(region)) return;
  const near = closest(region, [...knownRegions]);
  const hint = near === undefined ? 'check its spelling' : `did you mean ${near}`;
  check.report(rules['image-sharing-region-unknown'], `${show(region)} is not a known region`, hint);
}

function checkImageId(imageId: unknown, check: Check): boolean {
  const stands = typeof imageId === 'string' && isPlaceholder(imageId);
  if (typeof imageId === 'string' && isCustomImageId(imageId)) {
    if (stands) {
      const message = `${show(imageId)} is a placeholder, no image`;
      check.report(
        rules['image-sharing-image-placeholder'],
        message,
        'write the ID of the image in this region',
      );
    }
    return true;
  }
  const message = `${show(imageId)} is ${stands ? 'a placeholder, no image' : 'not the ID of a custom image'}`;
  const hint = 'only custom images can be shared; their IDs look like m-gw8xxxxxxxxxxxxxxxxx';
  check.report(rules['image-sharing-image-invalid'], message, hint);
  return false;
}

function show(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return typeof value === 'string' || typeof value === 'number' ? JSON.stringify(value) : typeof value;
}

/** Ten characters that follow the content, for the name of something that never changes. */
export function contentHash(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 10);
}
