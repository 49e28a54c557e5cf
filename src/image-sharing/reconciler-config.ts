import { mergeDeep } from '../garden-app/merge';
import { toPlain, type Unplain } from '../garden-app/plain-value';
import { gardenAppRules } from '../garden-app/rules';
import type { FieldPath } from '../validation/field-path';
import type { IssueCollector } from '../validation/issue-collector';
import { configMapSet, mounts } from './mounts';
import type { PruneGuard, SharedImage } from './props';
import type { Accounts } from './read-accounts';
import type { InvalidConfigError } from './reconciler/config/config-problem';
import { imageSharingRules as rules } from './rules';

/** What the config is made from. */
export interface ConfigSource {
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

type Parser = typeof import('./reconciler/config/parse-config');

/** It brings a YAML parser along, which is needed for a job only. */
function loadParser(): Parser {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- nothing else may load it
  return require('./reconciler/config/parse-config') as Parser;
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
