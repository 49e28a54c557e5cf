import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRegionForm } from '../alibaba-cloud/regions';
import { parseTimestamp } from '../gardener/timestamp';
import { openDataFile, printData, writeAtomically } from '../import/data-file';
import { importImages } from '../import/images';
import { toMachineTypeList, toRegionList } from '../import/landscape-data';
import { importMachineTypes } from '../import/machine-types';
import { type PromotionPolicy, readPolicy } from '../import/promote';
import { counted, ImportProblem, type Outcome, toText } from '../import/outcome';
import type { ImportSource } from '../import/source';
import { importZones } from '../import/zones';
import { oneOf, parseArguments } from './arguments';
import { exitCode, harmless, type Io, note, UsageError } from './io';

const importHelp = `Usage: gardener-alicloud import images|machine-types|zones --out FILE [FLAGS] PATH...

Reads a catalogue of Alibaba Cloud into a data file of the landscape, keeps what people wrote there, and prints
what changed. PATH is a file or a folder: Garden Linux metadata (*.s3_metadata.yaml, images only), or saved
answers of ECS in JSON, a page each, e.g. of aliyun ecs DescribeImages. A landscape reads the data file with
readMachineImage, readMachineTypes or readRegions.

  --out FILE             the data file, *.json; it is updated, or made
  --format json          its format; there is no other
  --dry-run              prints what would change, writes nothing
  --live                 asks ECS instead of reading PATH: DescribeImages, DescribeInstanceTypes, DescribeZones,
                         DescribeAvailableResource, DescribeRegions
  --region REGION        only this region, of metadata and answers alike; repeatable (default: all; with --live
                         machine-types needs one). One region is that of answers without RegionId (aliyun --pager)
  --credentials-dir DIR  files accessKeyID and accessKeySecret (default: ALIBABA_CLOUD_ACCESS_KEY_ID and
                         ALIBABA_CLOUD_ACCESS_KEY_SECRET in the environment)
  --endpoint URL         replaces https://ecs.{region}.aliyuncs.com, e.g. https://ecs-vpc.{region}.aliyuncs.com

images: a new version is preview, the first ones of a file are supported, unless promoted
  --regions-of FILE      only the regions of the landscape: its data file of import zones
  --flavor NAME          which flavour of Garden Linux, e.g. gardener_prod, where a release has several
  --match REGEX          which images of ECS, by name; the group (?<version>...) gives the version
  --version V            the version, where names do not say it
  --owner WHO            self (default), system, others or marketplace; with --live
  --newest               of several images of a version in a region the newest
  --promote FILE         policy: {"newVersion": "supported", "deprecatePrevious": true, "expireAfterDays": 90,
                         "keep": 2}; needs --date
  --date DATE            the day of the promotion, e.g. 2026-11-21

machine-types: memory, vCPUs, GPUs and NVMe support of DescribeInstanceTypes; with DescribeAvailableResource or
DescribeZones only what a zone sells. What no zone sells gets usable: false, and with --live what is retired: a
saved answer of DescribeInstanceTypes may have been asked for a few types only
  --regions-of FILE      only the regions of the landscape: its data file of import zones
  --family F             only this InstanceTypeFamily, e.g. g7; repeatable

zones: of DescribeZones and DescribeAvailableResource; none is ever taken out
  --machine-types FILE   data file: lists per zone which of its types are not sold there, computed anew
  --volume-type NAME     a disk category, listed where a zone does not sell it; repeatable
  --sold-out             counts types that are sold out for now as not sold

Exit codes: 0 up to date, written or shown; 1 something has to be decided first, nothing was written; 2 wrong use,
wrong input, or ECS refused.
`;

const flags = {
  out: { type: 'string' },
  format: { type: 'string' },
  'dry-run': { type: 'boolean' },
  live: { type: 'boolean' },
  region: { type: 'string', multiple: true, default: [] as string[] },
  'credentials-dir': { type: 'string' },
  endpoint: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const flagsOf = {
  images: {
    ...flags,
    'regions-of': { type: 'string' },
    flavor: { type: 'string' },
    match: { type: 'string' },
    version: { type: 'string' },
    owner: { type: 'string', default: 'self' },
    newest: { type: 'boolean' },
    promote: { type: 'string' },
    date: { type: 'string' },
  },
  'machine-types': {
    ...flags,
    'regions-of': { type: 'string' },
    family: { type: 'string', multiple: true, default: [] as string[] },
  },
  zones: {
    ...flags,
    'machine-types': { type: 'string' },
    'volume-type': { type: 'string', multiple: true, default: [] as string[] },
    'sold-out': { type: 'boolean' },
  },
} as const;

const owners = ['self', 'system', 'others', 'marketplace'] as const;
const catalogues = ['images', 'machine-types', 'zones'] as const;

/** `gardener-alicloud import`; resolves to the exit code. */
export async function runImport(args: readonly string[], io: Io): Promise<number> {
  const [catalogue, ...rest] = args;
  if (catalogue === undefined)
    throw new UsageError(`nothing to import given; it is one of ${catalogues.join(', ')}`);
  if (catalogue === '--help' || catalogue === '-h' || rest.includes('--help') || rest.includes('-h')) {
    io.out(importHelp);
    return exitCode.fine;
  }
  try {
    switch (oneOf('import', catalogue, catalogues)) {
      case 'images':
        return await runImages(rest, io);
      case 'machine-types':
        return await runMachineTypes(rest, io);
      case 'zones':
        return await runZones(rest, io);
    }
  } catch (error) {
    if (error instanceof ImportProblem) throw new UsageError(error.message);
    throw error;
  }
}

async function runImages(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArguments(args, flagsOf.images);
  const source = sourceFrom(values, positionals, io);
  const owner = oneOf('--owner', values.owner, owners);
  const { match, version, newest, flavor } = values;
  const selection = match === undefined ? undefined : { match: toRegExp(match), version, newest };
  const promotion =
    values.promote === undefined
      ? undefined
      : { policy: readPolicyFile(values.promote, io), date: toDate(values.date) };
  if (promotion === undefined && values.date !== undefined)
    throw new UsageError('--date: only --promote needs it; give both, or none');
  return await update(values, io, (value, label) =>
    importImages(value, label, { source, selection, flavor, owner, promotion }),
  );
}

async function runMachineTypes(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArguments(args, flagsOf['machine-types']);
  const source = sourceFrom(values, positionals, io);
  return await update(values, io, (value, label) =>
    importMachineTypes(value, label, { source, families: values.family }),
  );
}

async function runZones(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArguments(args, flagsOf.zones);
  const source = sourceFrom(values, positionals, io);
  const file = values['machine-types'];
  const machineTypes = file === undefined ? undefined : readTypeNames(file, io);
  return await update(values, io, (value, label) =>
    importZones(value, label, {
      source,
      machineTypes,
      volumeTypes: values['volume-type'],
      soldOutIsUnavailable: values['sold-out'] === true,
    }),
  );
}

interface OutValues {
  readonly out?: string | undefined;
  readonly format?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
}

/** Reads the data file, imports into it, says what changed, and writes it if anything did. */
async function update<T>(
  { out, format = 'json', 'dry-run': isDry = false }: OutValues,
  io: Io,
  run: (value: unknown, label: string) => Promise<Outcome<T>>,
): Promise<number> {
  if (out === undefined || out === '')
    throw new UsageError('--out is missing; name the data file of the landscape');
  const path = resolve(io.cwd, out);
  oneOf('--format', format, ['json']);
  const file = openDataFile(path, out);
  const { data, changes, notes, findings } = await run(file.value, out);
  if (findings.length > 0) {
    for (const line of [`${out}: not written:`, ...findings.map((finding) => `  ${finding}`)]) note(io, line);
    return exitCode.findings;
  }
  const text = printData(data);
  const isChanged = text !== file.text;
  if (isChanged && !isDry) writeAtomically(path, out, text);
  const verb = !isChanged ? 'up to date' : isDry ? 'would be written' : 'written';
  const count = isChanged
    ? `, ${changes.length === 0 ? 'order or form only' : counted(changes.length, 'change')}`
    : '';
  const lines = [
    `${out}: ${verb}${count}`,
    ...changes.map((line) => `  ${line}`),
    ...notes.map((line) => `  note: ${line}`),
  ];
  io.out(`${lines.map(harmless).join('\n')}\n`);
  return exitCode.fine;
}

interface SourceValues {
  readonly live?: boolean | undefined;
  readonly region: readonly string[];
  readonly 'regions-of'?: string | undefined;
  readonly 'credentials-dir'?: string | undefined;
  readonly endpoint?: string | undefined;
}

function sourceFrom(values: SourceValues, paths: readonly string[], io: Io): ImportSource {
  const isLive = values.live === true;
  if (isLive && paths.length > 0)
    throw new UsageError(`--live: ${paths.join(', ')} would not be read; give files or --live`);
  if (!isLive && paths.length === 0)
    throw new UsageError('no file or folder given; name saved answers, or give --live');
  for (const flag of ['credentials-dir', 'endpoint'] as const)
    if (!isLive && values[flag] !== undefined) throw new UsageError(`--${flag}: only --live needs it`);
  for (const region of values.region)
    if (!isRegionForm(region))
      throw new UsageError(`--region: ${JSON.stringify(region)} is no region; write e.g. eu-central-1`);
  const landscape = values['regions-of'];
  if (landscape !== undefined && values.region.length > 0)
    throw new UsageError('--regions-of: --region says which regions already; give one of the two');
  const regions = landscape === undefined ? values.region : readRegionNames(landscape, io);
  const dir = values['credentials-dir'];
  const live = {
    environment: io.env,
    credentialsDir: dir === undefined ? undefined : resolve(io.cwd, dir),
    endpoint: values.endpoint,
    onWait: (sentence: string) => {
      note(io, sentence);
    },
  };
  return { paths, cwd: io.cwd, regions: [...new Set(regions)], live: isLive ? live : undefined };
}

function toRegExp(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch {
    throw new UsageError(
      `--match: ${JSON.stringify(text)} is no regular expression; write e.g. "^my-os-(?<version>[0-9.]+)"`,
    );
  }
}

function toDate(text: string | undefined): Date {
  const time =
    text === undefined || !/^\d{4}-\d\d-\d\d$/.test(text) ? undefined : parseTimestamp(`${text}T00:00:00Z`);
  if (time !== undefined) return new Date(time);
  throw new UsageError(
    `--date: ${text === undefined ? 'is missing; --promote needs the day' : `${JSON.stringify(text)} is no day`}; write e.g. 2026-11-21`,
  );
}

function readPolicyFile(label: string, io: Io): PromotionPolicy {
  return readPolicy(readText(label, io), label);
}

function readTypeNames(label: string, io: Io): string[] {
  return toMachineTypeList(readData(label, 'machine-types', io), label).map(({ name }) => name);
}

function readRegionNames(label: string, io: Io): string[] {
  const names = toRegionList(readData(label, 'zones', io), label).map(({ name }) => name);
  if (names.length === 0) throw new ImportProblem(label, 'has no region', 'import zones first');
  return names;
}

function readData(label: string, catalogue: string, io: Io): unknown {
  const { value } = openDataFile(resolve(io.cwd, label), label);
  if (value === undefined)
    throw new ImportProblem(label, 'there is no such file', `import ${catalogue} first`);
  return value;
}

function readText(label: string, io: Io): string {
  try {
    return toText(readFileSync(resolve(io.cwd, label)), label);
  } catch (error) {
    if (error instanceof ImportProblem) throw error;
    throw new ImportProblem(label, 'cannot be read', 'name the file with the policy');
  }
}
