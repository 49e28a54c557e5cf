import { parseDocument } from 'yaml';
import type { Environment } from '../environment';
import { readAccountSets } from './account-sets';
import type { Config, CredentialsConfig, PruneConfig, ShardConfig } from './config';
import type { ConfigProblem } from './config-problem';
import { InvalidConfigError } from './config-problem';
import { readAccountId } from './identifiers';
import { ObjectReader, show } from './object-reader';
import { readEndpoint, readRegions } from './regions';

const API_VERSION = 'image-sharing/v1';
const KEYS = [
  'apiVersion',
  'credentials',
  'expectOwnerAccount',
  'accounts',
  'policy',
  'prune',
  'regions',
  'stsEndpoint',
  'limits',
  'concurrency',
  'retry',
  'verify',
  'deadlineSeconds',
  'shard',
];
/** Timers cannot wait longer than about 24 days; a week is more than any run needs. */
const LONGEST_SECONDS = 604_800;
const LONGEST_MS = LONGEST_SECONDS * 1000;

/**
 * Reads a config, YAML or JSON.
 *
 * @throws InvalidConfigError with everything that is wrong with it.
 */
export function parseConfig(text: string, file: string, environment: Environment): Config {
  const problems: ConfigProblem[] = [];
  const document = parseDocument(text, { prettyErrors: false });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new InvalidConfigError(
      file,
      faults.map((fault) => ({ field: '', message: yamlProblem(fault, text) })),
    );
  }
  const reader = new ObjectReader('', toValue(document), KEYS, (problem) => problems.push(problem));
  const config = readConfig(reader, environment);
  if (problems.length > 0) throw new InvalidConfigError(file, problems);
  return config;
}

function toValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    // Aliases that multiply beyond all measure.
    return undefined;
  }
}

function readConfig(reader: ObjectReader, environment: Environment): Config {
  if (reader.required('apiVersion', `use ${API_VERSION}`) !== undefined) {
    reader.oneOf('apiVersion', [API_VERSION], API_VERSION);
  }
  for (const key of ['credentials', 'accounts', 'regions']) reader.required(key);
  const policy = reader.oneOf('policy', ['ensure', 'exact'], 'ensure');
  const accounts = readAccountSets(reader);
  const limits = reader.object('limits', ['accountsPerCall', 'accountsPerImage', 'pageSize']);
  const concurrency = reader.object('concurrency', ['total', 'perRegion', 'minIntervalMs']);
  const retry = reader.object('retry', ['maxAttempts', 'baseMs', 'capMs', 'budgetMs', 'callTimeoutMs']);
  const verify = reader.object('verify', ['attempts', 'delayMs']);
  return {
    credentials: readCredentials(reader),
    expectOwnerAccount: readOwner(reader),
    accounts,
    regions: readRegions(reader, new Set(accounts.keys()), policy),
    prune: readPrune(reader),
    stsEndpoint: readEndpoint(reader, 'stsEndpoint'),
    limits: {
      accountsPerCall: limits.number('accountsPerCall', 10, { least: 1, most: 10 }),
      accountsPerImage: limits.number('accountsPerImage', 50, { least: 1, most: 10_000 }),
      pageSize: limits.number('pageSize', 50, { least: 1, most: 100 }),
    },
    concurrency: {
      total: concurrency.number('total', 4, { least: 1, most: 1000 }),
      perRegion: concurrency.number('perRegion', 1, { least: 1, most: 1000 }),
      minIntervalMs: concurrency.number('minIntervalMs', 200, { least: 0, most: LONGEST_MS }),
    },
    retry: {
      maxAttempts: retry.number('maxAttempts', 8, { least: 1, most: 1000 }),
      baseMs: retry.number('baseMs', 500, { least: 0, most: LONGEST_MS }),
      capMs: retry.number('capMs', 30_000, { least: 0, most: LONGEST_MS }),
      budgetMs: retry.number('budgetMs', 180_000, { least: 0, most: LONGEST_MS }),
      callTimeoutMs: retry.number('callTimeoutMs', 10_000, { least: 1, most: LONGEST_MS }),
    },
    verify: {
      attempts: verify.number('attempts', 5, { least: 1, most: 1000 }),
      delayMs: verify.number('delayMs', 1000, { least: 0, most: LONGEST_MS }),
    },
    deadlineSeconds: reader.number('deadlineSeconds', 600, {
      least: 0.001,
      most: LONGEST_SECONDS,
      whole: false,
    }),
    shard: readShard(reader, environment),
  };
}

function readCredentials(reader: ObjectReader): CredentialsConfig {
  const credentials = reader.object('credentials', ['kind', 'dir', 'assumeRoleArn']);
  if (reader.has('credentials')) credentials.required('kind', 'use files, env or rrsa');
  const assumeRoleArn = credentials.text('assumeRoleArn', null);
  if (assumeRoleArn !== null && !/^acs:ram::\d+:role\/[A-Za-z0-9._-]+$/i.test(assumeRoleArn)) {
    const hint = 'its form is acs:ram::<account>:role/<name>';
    credentials.problem(credentials.at('assumeRoleArn'), `${show(assumeRoleArn)} is no role`, hint);
  }
  return {
    kind: credentials.oneOf('kind', ['files', 'env', 'rrsa'], 'files'),
    dir: credentials.text('dir', '/etc/image-owner'),
    assumeRoleArn,
  };
}

function readOwner(reader: ObjectReader): string | null {
  const value = reader.raw('expectOwnerAccount') ?? null;
  return value === null ? null : (readAccountId(value, 'expectOwnerAccount', reader.report) ?? null);
}

function readPrune(reader: ObjectReader): PruneConfig {
  const keys = ['maxPerImage', 'maxPercent', 'maxTotal', 'allowEmpty', 'protect'];
  const prune = reader.object('prune', keys);
  return {
    maxPerImage: prune.number('maxPerImage', 5, { least: 0 }),
    maxPercent: prune.number('maxPercent', 20, { least: 0, most: 100, whole: false }),
    maxTotal: prune.number('maxTotal', 20, { least: 0 }),
    allowEmpty: prune.boolean('allowEmpty', false),
    protect: prune
      .list('protect')
      .flatMap((item) => readAccountId(item.value, item.path, reader.report) ?? []),
  };
}

/** In an Indexed Job each pod finds its index in its environment, and the number of shards in the config. */
function readShard(reader: ObjectReader, environment: Environment): ShardConfig {
  const shard = reader.object('shard', ['index', 'count']);
  const index = shard.number('index', fromEnvironment(environment.JOB_COMPLETION_INDEX, 0), { least: 0 });
  const count = shard.number('count', fromEnvironment(environment.JOB_COMPLETIONS, 1), { least: 1 });
  if (index >= count) {
    const hint = 'set shard.count to the completions of the Job; the index counts from 0';
    reader.problem(
      'shard.index',
      `is ${index}, but there ${count === 1 ? 'is 1 shard' : `are ${count} shards`}`,
      hint,
    );
  }
  return { index, count };
}

function fromEnvironment(value: string | undefined, fallback: number): number {
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : fallback;
}

function yamlProblem(
  fault: { readonly message: string; readonly pos: readonly [number, number] },
  text: string,
): string {
  const line = text.slice(0, fault.pos[0]).split('\n').length;
  const sentence = fault.message.split('\n')[0] ?? '';
  return `line ${line} is not valid YAML: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
