import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { closest } from '../gardener/closest';
import { isObject, quote } from '../gardener/json';
import { Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { applyWaivers, parseYaml, readWaiver, type Waiver, type WaiverOptions, waiverOf } from './waivers';

/** What a landscape says of itself: for whom it is judged, and which warnings are meant. */
export interface TargetFacts {
  /** Gardener that it is for, e.g. `1.149`. @default the newest known */
  readonly gardenerVersion?: string;
  /** Version of provider-alicloud in use, e.g. `1.71`. @default the newest known */
  readonly providerVersion?: string;
  /** Gates of gardener-apiserver that differ from that version's defaults. @default none */
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** Who applies it. @default not known */
  readonly gitops?: 'flux' | 'argocd' | 'none';
  /** Warnings that are known and meant, each with its reason; `file` counts from the folder of this file. @default none */
  readonly waivers?: readonly Waiver[];
}

/** Facts, and where they stand. */
export interface FoundTarget extends TargetFacts {
  readonly file: string;
  /** Folder that they are about. */
  readonly folder: string;
  /** Whether synthesis wrote them, which has judged by them already. */
  readonly isOutput: boolean;
}

/** What `GardenApp` writes beside its output: the facts, and the files that are ours. */
export const outputFactsFile = '.gardener-alicloud.json';
/** What people write into a repository of plain YAML. */
export const targetFile = 'gardener-alicloud.yaml';

/** A file with facts, or a property of the plugin, that says nothing which could be used. */
export class TargetFileError extends Error {
  override readonly name = 'TargetFileError';
}

/**
 * The facts that hold for a file or folder: those of its own folder, or of the nearest one above it up to the root
 * of its repository.
 *
 * @throws TargetFileError for a file with facts that cannot be used
 */
export function findTarget(path: string): FoundTarget | undefined {
  const start = resolve(path);
  const isFolder = statSync(start, { throwIfNoEntry: false })?.isDirectory() === true;
  for (let folder = isFolder ? start : dirname(start); ; folder = dirname(folder)) {
    const found = readOutputFacts(folder) ?? readTargetFile(folder);
    if (found !== undefined) return found;
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}

/** Nothing for a list of files that says no more, as version 0.1 wrote it. */
function readOutputFacts(folder: string): FoundTarget | undefined {
  const file = join(folder, outputFactsFile);
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new TargetFileError(`${file}: it is not JSON; restore it from Git, or synthesize anew`);
  }
  if (!isObject(value) || value['gardenerVersion'] === undefined) return undefined;
  const facts = Object.fromEntries(Object.entries(value).filter(([name]) => Object.hasOwn(kinds, name)));
  return { ...readFacts(facts, file), file, folder, isOutput: true };
}

function readTargetFile(folder: string): FoundTarget | undefined {
  const file = join(folder, targetFile);
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    throw new TargetFileError(`${file}: ${reason(error)}`);
  }
  if (!isObject(value)) {
    throw new TargetFileError(`${file}: it is no map; write gardenerVersion: "1.149" and the like`);
  }
  return { ...readFacts(value, file), file, folder, isOutput: false };
}

function readIfThere(file: string): string | undefined {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new TargetFileError(`${file}: it cannot be read: ${reason(error)}`);
  }
}

/** Kinds of the facts, as people write them. */
const kinds: Readonly<Record<keyof TargetFacts, string>> = {
  gardenerVersion: 'text',
  providerVersion: 'text',
  featureGates: 'map',
  gitops: 'text',
  waivers: 'list',
};

/** @throws TargetFileError with the sentence, and `where` before it */
function readFacts(given: Readonly<Record<string, unknown>>, where: string): TargetFacts {
  checkKinds(given, kinds, where);
  const { gitops, featureGates, waivers } = given as TargetFacts;
  const fail = (sentence: string): never => {
    throw new TargetFileError(`${where}: ${sentence}`);
  };
  for (const [gate, on] of Object.entries(featureGates ?? {})) {
    if (typeof on !== 'boolean') fail(`featureGates: ${gate}: ${quote(on)} is not true or false`);
  }
  if (gitops !== undefined && !['flux', 'argocd', 'none'].includes(gitops)) {
    fail(`gitops: ${quote(gitops)} is not known; write flux, argocd or none`);
  }
  try {
    waivers?.forEach((waiver, index) => readWaiver(waiver, index));
    new Target({ ...(given as TargetFacts), now: null });
  } catch (error) {
    fail(reason(error));
  }
  return given;
}

/** @throws TargetFileError for a name that does not exist, and for a value of another kind */
export function checkKinds(given: object, known: Readonly<Record<string, string>>, where: string): void {
  for (const [name, value] of Object.entries(given)) {
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    if (kind === undefined) {
      const near = closest(name, Object.keys(known));
      const remedy = near === undefined ? `use ${Object.keys(known).join(', ')}` : `did you mean ${near}?`;
      throw new TargetFileError(`${where}: there is no property ${JSON.stringify(name)}; ${remedy}`);
    }
    const found = Array.isArray(value) ? 'list' : isObject(value) ? 'map' : typeof value;
    const actual = found === 'string' ? 'text' : found;
    if (actual === kind) continue;
    const remedy = kind === 'text' && actual === 'number' ? 'put it in quotes' : `give a ${kind}`;
    throw new TargetFileError(`${where}: ${name}: ${quote(value)} is not a ${kind}; ${remedy}`);
  }
}

/**
 * Drops the warnings that are meant: those of the waivers given, and those that were found beside what is judged.
 *
 * @param paths what is judged
 * @param folder that file names of issues are relative to
 * @param manifestsOf what issues are about, if it is known
 */
export function waive(
  issues: readonly Issue[],
  given: readonly Waiver[],
  found: readonly FoundTarget[],
  paths: readonly string[],
  folder: string,
  manifestsOf?: WaiverOptions['manifestsOf'],
): Issue[] {
  // Synthesis has said already which of its waivers find nothing.
  const partial = found
    .filter(
      ({ isOutput, ...target }) => isOutput || !paths.some((path) => isWithin(target.folder, resolve(path))),
    )
    .flatMap(({ waivers = [] }) => waivers);
  const recorded = found.flatMap(({ waivers = [] }) => waivers);
  const options = { filesOf: filesAsSeenFrom(found, folder), partial };
  return applyWaivers(issues, [...given, ...recorded], {
    ...options,
    ...(manifestsOf === undefined ? {} : { manifestsOf }),
  });
}

/** Why a warning is meant, as `waive` finds it; undefined for one that is not. */
export function reasonToWaive(
  issue: Issue,
  given: readonly Waiver[],
  found: readonly FoundTarget[],
  folder: string,
  manifestsOf?: WaiverOptions['manifestsOf'],
): string | undefined {
  const recorded = found.flatMap(({ waivers = [] }) => waivers);
  return waiverOf(issue, [...given, ...recorded], {
    filesOf: filesAsSeenFrom(found, folder),
    ...(manifestsOf === undefined ? {} : { manifestsOf }),
  })?.reason;
}

/** The names that the file of an issue goes by: as it was given, and as seen from each folder with facts. */
function filesAsSeenFrom(found: readonly FoundTarget[], folder: string): (issue: Issue) => readonly string[] {
  return ({ origin }) => {
    const { file } = origin ?? {};
    if (file === undefined) return [];
    const place = resolve(folder, file);
    return [file, ...found.map((target) => relative(target.folder, place).split(sep).join('/'))];
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

/** The facts that hold for all of these paths, each file once. */
export function findTargets(paths: readonly string[]): readonly FoundTarget[] {
  const found = paths.map((path) => findTarget(path)).filter((target) => target !== undefined);
  return [...new Map(found.map((target) => [target.file, target])).values()];
}

/** `Gardener 1.149 and provider-alicloud 1.71`, for what is said of a run. */
export function versionsOf({ gardener, provider }: Target): string {
  return `Gardener 1.${gardener} and provider-alicloud 1.${provider}`;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
