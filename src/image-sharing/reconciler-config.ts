import { createHash } from 'node:crypto';
import { mergeDeep, toPlain, type Unplain } from '../garden-object/props';
import { gardenAppRules } from '../garden-object/table';
import { FieldPath } from '../gardener/field-path';
import type { IssueCollector } from '../issues/check';
import { isCustomImageId } from '../alibaba-cloud/ids';
import { isRegionForm, knownRegions } from '../alibaba-cloud/regions';
import type { Accounts } from './accounts';
import { configMapSet, mounts } from './plan-pod';
import type { PruneGuard, SharedImage } from './props';
import { imageSharingRules as rules } from './table';
import type { InvalidConfigError } from '../sharing/object-reader';
import { closest } from '../gardener/closest';

/** What the config is made from. */
interface ConfigSource {
  readonly images: readonly SharedImage[];
  readonly accounts: Accounts;
  readonly credentials: 'files' | 'rrsa';
  readonly assumeRoleArn: string | undefined;
  readonly expectOwnerAccount: string | undefined;
  readonly policy: string | undefined;
  readonly prune: PruneGuard | undefined;
  readonly shards: number;
  readonly deadlineSeconds: number | undefined;
  readonly extraConfig: Readonly<Record<string, unknown>> | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** The guard's own default, which has to be divided, too. */
const defaultMaxTotal = 20;

/** The program's config. Only what differs from its defaults is written. */
export function toConfig(source: ConfigSource, issues: IssueCollector): Fields {
  const { assumeRoleArn, expectOwnerAccount, policy, deadlineSeconds, shards, extraConfig } = source;
  const sets = accountSets(source.accounts);
  const prune = dividedGuard(source, issues);
  const config: Fields = {
    apiVersion: 'image-sharing/v1',
    credentials: {
      kind: source.credentials,
      ...(source.credentials === 'files' ? { dir: mounts.owner } : {}),
      ...(assumeRoleArn === undefined ? {} : { assumeRoleArn }),
    },
    ...(expectOwnerAccount === undefined ? {} : { expectOwnerAccount }),
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
    issues.report(gardenAppRules['value-not-plain'], propOf(String(field)), message, { hint });
  }
  return plain;
}

function accountSets(accounts: Accounts): Fields {
  const { ids, credentials, configMaps, gardens } = accounts;
  const fromCredentials = credentials.map(({ reference }, index) => ({
    name: reference.name,
    dir: mounts.target(index),
  }));
  return {
    ...(ids.length === 0 ? {} : { listed: { static: ids } }),
    ...(credentials.length === 0 ? {} : { credentials: { fromCredentials } }),
    ...Object.fromEntries(configMaps.map((_, index) => [configMapSet(index), { static: [] }])),
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
  const regions = [...new Set(images.map(({ region }) => region))].sort();
  return Object.fromEntries(
    regions.map((region) => {
      const ids = images.filter((image) => image.region === region).map(({ imageId }) => imageId);
      return [region, { images: Object.fromEntries(ids.sort().map((id) => [id, { accounts }])) }];
    }),
  );
}

/** Each shard guards itself and knows nothing of the others: together they must not exceed the whole. */
function dividedGuard({ prune, shards }: ConfigSource, issues: IssueCollector): Fields | undefined {
  if (shards === 1) return prune === undefined ? undefined : { ...prune };
  const whole: unknown = prune?.maxTotal ?? defaultMaxTotal;
  // What is no number is left for the config's own check.
  if (typeof whole !== 'number') return { ...prune };
  const maxTotal = whole > 0 ? Math.floor(whole / shards) : whole;
  if (whole > 0 && maxTotal === 0) {
    const message = `${whole} accounts in all are none for each of ${shards} shards`;
    issues.report(rules['image-sharing-prune-undivided'], 'prune.maxTotal', message, {
      hint: `set it to ${shards} or more, or use fewer shards`,
    });
  }
  return { ...prune, maxTotal };
}

type Parser = typeof import('../sharing/parse-config');

/** It brings a YAML parser along, which is needed for a job only. */
function loadParser(): Parser {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- nothing else may load it
  return require('../sharing/parse-config') as Parser;
}

/** Lets the program's own parser judge the config, so that what is emitted is what it takes. */
export function checkConfig(text: string, issues: IssueCollector): void {
  const { parseConfig } = loadParser();
  try {
    parseConfig(text, '', {});
  } catch (error) {
    if (!isInvalidConfig(error)) throw error;
    for (const { field, message, hint } of error.problems) {
      issues.report(rules['image-sharing-config-invalid'], propOf(field), message, {
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
}

function isInvalidConfig(error: unknown): error is InvalidConfigError {
  return error instanceof Error && error.name === 'InvalidConfigError';
}

/** Where in the props a field of the config comes from. */
function propOf(field: string): FieldPath | string {
  if (/^(policy|prune|deadlineSeconds|expectOwnerAccount)(?![A-Za-z])/.test(field)) return field;
  return field === 'credentials.assumeRoleArn' ? 'assumeRoleArn' : `extraConfig.${field}`;
}

/** The images that can be shared, each once; the others are reported. */
export function checkImages(given: readonly unknown[], issues: IssueCollector): readonly SharedImage[] {
  const images = new Map<string, SharedImage>();
  given.forEach((item, index) => {
    const path = FieldPath.of('images').index(index);
    const { region, imageId } = {
      ...(item as { readonly region?: unknown; readonly imageId?: unknown } | null),
    };
    const regionIsOne = checkRegion(region, path.child('region'), issues);
    const imageIsOne = checkImageId(imageId, path.child('imageId'), issues);
    if (!regionIsOne || !imageIsOne) return;
    const image = { region: String(region), imageId: String(imageId) };
    const key = `${image.region} ${image.imageId}`;
    if (images.has(key)) {
      issues.report(
        rules['image-sharing-duplicate'],
        path,
        `${image.imageId} in ${image.region} is listed twice`,
        {
          hint: 'remove one, or put the right image there',
        },
      );
    }
    images.set(key, image);
  });
  return [...images.values()];
}

function checkRegion(region: unknown, path: FieldPath, issues: IssueCollector): boolean {
  if (typeof region !== 'string' || !isRegionForm(region)) {
    issues.report(rules['image-sharing-image-invalid'], path, `${show(region)} is not a region`, {
      hint: 'regions look like eu-central-1',
    });
    return false;
  }
  if (!knownRegions.has(region)) {
    const near = closest(region, [...knownRegions]);
    issues.report(rules['image-sharing-region-unknown'], path, `${show(region)} is not a known region`, {
      hint: near === undefined ? 'check its spelling' : `did you mean ${near}`,
    });
  }
  return true;
}

function checkImageId(imageId: unknown, path: FieldPath, issues: IssueCollector): boolean {
  if (typeof imageId === 'string' && isCustomImageId(imageId)) return true;
  issues.report(
    rules['image-sharing-image-invalid'],
    path,
    `${show(imageId)} is not the ID of a custom image`,
    {
      hint: 'only custom images can be shared; their IDs look like m-gw8xxxxxxxxxxxxxxxxx',
    },
  );
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
