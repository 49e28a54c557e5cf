import { isScalar, parseDocument, visit } from 'yaml';
import { isLoopback, type Environment } from '../alibaba-cloud/http';
import { isCustomImageId } from '../alibaba-cloud/ids';
import { isRegionForm } from '../alibaba-cloud/regions';
import {
  type AccountSetConfig,
  type Config,
  type GardenConfig,
  type ImageConfig,
  type PruneConfig,
  pruneDefaults,
  readAccountId,
  type RegionConfig,
  type ShardConfig,
  type SharingPolicy,
  type TargetCredential,
} from './config';
import { ObjectReader, show, type ConfigProblem, InvalidConfigError } from './object-reader';
import type { CredentialsConfig } from '../alibaba-cloud/credentials';
import { closest } from '../gardener/closest';

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
const SET_KEYS = ['static', 'files', 'fromCredentials', 'fromGarden'];
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
  // The parser's own search for a key that stands twice takes the square of their number.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false });
  const faults = [...document.errors, ...document.warnings, ...repeatedKeys(document)];
  if (faults.length > 0) throw new InvalidConfigError(file, yamlProblems(faults, text));
  const reader = new ObjectReader('', toValue(document), KEYS, (problem) => problems.push(problem));
  const config = readConfig(reader, environment);
  if (problems.length > 0) throw new InvalidConfigError(file, problems);
  return config;
}

type Document = ReturnType<typeof parseDocument>;

function toValue(document: Document): unknown {
  try {
    return document.toJS() as unknown;
  } catch {
    // Aliases that multiply beyond all measure.
    return undefined;
  }
}

/** Something wrong at a place of the text. */
interface YamlFault {
  readonly message: string;
  readonly pos: readonly [number, number];
}

function repeatedKeys(document: Document): readonly YamlFault[] {
  const faults: YamlFault[] = [];
  visit(document, {
    Map(_key, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const [start = 0, end = 0] = key.range ?? [];
        if (seen.has(String(key.value)))
          faults.push({ message: 'Map keys must be unique', pos: [start, end] });
        seen.add(String(key.value));
      }
    },
  });
  return faults;
}

/** In the order of the text, whose lines are counted once. */
function yamlProblems(faults: readonly YamlFault[], text: string): readonly ConfigProblem[] {
  let line = 1;
  let counted = 0;
  return [...faults]
    .sort((one, other) => one.pos[0] - other.pos[0])
    .map(({ message, pos: [start] }) => {
      for (; counted < start && counted < text.length; counted += 1) if (text[counted] === '\n') line += 1;
      // Behind a colon the parser quotes the text, which nobody but its writer may see.
      const sentence = message.split(/\n|: /, 1)[0] ?? '';
      const told = sentence.charAt(0).toLowerCase() + sentence.slice(1);
      return { field: '', message: `line ${line} is not valid YAML: ${told}` };
    });
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
    maxPerImage: prune.number('maxPerImage', pruneDefaults.maxPerImage, { least: 0 }),
    maxPercent: prune.number('maxPercent', pruneDefaults.maxPercent, { least: 0, most: 100, whole: false }),
    maxTotal: prune.number('maxTotal', pruneDefaults.maxTotal, { least: 0 }),
    allowEmpty: prune.boolean('allowEmpty', pruneDefaults.allowEmpty),
    protect: prune
      .list('protect')
      .flatMap((item) => readAccountId(item.value, item.path, reader.report) ?? []),
  };
}

/** In an Indexed Job each pod finds its index in its environment, and the number of shards in the config. */
function readShard(reader: ObjectReader, environment: Environment): ShardConfig {
  const shard = reader.object('shard', ['index', 'count']);
  const { JOB_COMPLETION_INDEX: ownIndex, JOB_COMPLETIONS: completions } = environment;
  const count = shard.has('count')
    ? shard.number('count', 1, { least: 1 })
    : fromEnvironment('JOB_COMPLETIONS', completions === '' ? undefined : completions, 1, reader);
  // Without shards an empty variable harms nobody; with shards all pods would do the work of the first.
  const index = shard.has('index')
    ? shard.number('index', 0, { least: 0 })
    : fromEnvironment(
        'JOB_COMPLETION_INDEX',
        ownIndex === '' && count === 1 ? undefined : ownIndex,
        0,
        reader,
      );
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

function fromEnvironment(
  variable: string,
  value: string | undefined,
  fallback: number,
  reader: ObjectReader,
): number {
  if (value === undefined) return fallback;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  reader.problem(variable, `is ${show(value)}`, 'a Job sets it to a whole number; set shard in the config');
  return fallback;
}

/** The named sets of accounts. */
function readAccountSets(reader: ObjectReader): ReadonlyMap<string, AccountSetConfig> {
  return new Map(
    reader.dictionary('accounts').map(({ key, value, path }) => {
      return [key, readAccountSet(new ObjectReader(path, value, SET_KEYS, reader.report))];
    }),
  );
}

function readAccountSet(set: ObjectReader): AccountSetConfig {
  return {
    static: set.list('static').flatMap((item) => readAccountId(item.value, item.path, set.report) ?? []),
    files: set.list('files').flatMap((item) => readFileName(item.value, item.path, set)),
    fromCredentials: set.list('fromCredentials').map((item) => readTarget(item.value, item.path, set)),
    fromGarden: (set.raw('fromGarden') ?? null) === null ? null : readGarden(set),
  };
}

function readFileName(value: unknown, path: string, set: ObjectReader): string[] {
  if (typeof value === 'string' && value.trim() !== '' && !value.includes('\0')) return [value];
  set.problem(path, `${show(value)} is not the name of a file`, 'name a mounted text file with account IDs');
  return [];
}

function readTarget(value: unknown, path: string, set: ObjectReader): TargetCredential {
  const target = new ObjectReader(path, value, ['name', 'dir'], set.report);
  for (const key of ['name', 'dir']) target.required(key);
  return { name: target.text('name', ''), dir: target.text('dir', '') };
}

function readGarden(set: ObjectReader): GardenConfig {
  const garden = set.object('fromGarden', ['kubeconfig', 'projects']);
  const projects = garden.list('projects').flatMap(({ value, path }) => {
    if (typeof value === 'string' && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value)) return [value];
    const hint = 'use lower-case letters, digits and hyphens, without the prefix garden-';
    garden.problem(path, `${show(value)} is not the name of a project`, hint);
    return [];
  });
  return { kubeconfig: garden.text('kubeconfig', null), projects };
}

/** The regions with their images, both sorted. */
function readRegions(
  reader: ObjectReader,
  accountSets: ReadonlySet<string>,
  policy: SharingPolicy,
): readonly RegionConfig[] {
  return reader.dictionary('regions').map(({ key, value, path }) => {
    if (!isRegionForm(key)) {
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
  image.problem(path, `${show(value)} is not a set of accounts`, hintAtSets(value, accountSets));
  return [];
}

/** Among more names than this no near one is looked for: somebody may have misspelt thousands of them. */
const MOST_NAMES = 100;

function hintAtSets(value: unknown, accountSets: ReadonlySet<string>): string {
  if (accountSets.size > MOST_NAMES) return `there are ${accountSets.size} sets, none of that name`;
  const names = [...accountSets];
  const near = typeof value === 'string' ? closest(value, names) : undefined;
  return near === undefined ? `the sets are ${names.join(', ') || 'none yet'}` : `did you mean ${near}?`;
}

/** An endpoint that replaces the usual one; keys and sessions cross it, so http stays on the machine. */
function readEndpoint(reader: ObjectReader, key: string): string | null {
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
