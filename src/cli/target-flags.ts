import { relative, resolve, sep } from 'node:path';
import { changeRules } from '../diff/table';
import { closest } from '../gardener/closest';
import { Target, UnsupportedVersionError } from '../gardener/target';
import { parseTimestamp } from '../gardener/timestamp';
import type { Issue } from '../issues/issue';
import {
  findTargets,
  type FoundTarget,
  reasonToWaive,
  type TargetFacts,
  TargetFileError,
  versionsOf,
  waive,
} from '../validation/target-file';
import type { LandscapeOptions } from '../validation/validate-landscape';
import type { LandscapeDocument } from '../validation/landscape/landscape';
import { isForChanges, manifestsByPlace, type Waiver } from '../validation/waivers';
import { type Io, note, UsageError } from './io';

/** Flags of every command that judges manifests. */
export const targetFlags = {
  'gardener-version': { type: 'string' },
  'provider-version': { type: 'string' },
  'feature-gate': { type: 'string', multiple: true },
  now: { type: 'string' },
} as const;

export const targetHelp = `  --gardener-version V   Gardener to judge as, e.g. 1.149 (default: what the landscape says
                         in .gardener-alicloud.json or gardener-alicloud.yaml, else the newest known)
  --provider-version V   provider-alicloud to judge as, e.g. 1.71 (default: the same)
  --feature-gate G=BOOL  a gate of gardener-apiserver that differs from its default; repeatable
  --now TIME             the time to judge expiry dates by, e.g. 2026-11-21T00:00:00Z (default: the clock)
`;

interface TargetValues {
  readonly 'gardener-version'?: string | undefined;
  readonly 'provider-version'?: string | undefined;
  readonly 'feature-gate'?: string[] | undefined;
  readonly now?: string | undefined;
}

/** For whom a command judges, and which warnings are meant. */
export interface Judge {
  readonly options: LandscapeOptions & { readonly now: Date };
  /** E.g. `Gardener 1.149 and provider-alicloud 1.71, as dist/.gardener-alicloud.json says`. */
  readonly says: string;
  /** Drops what is meant; `waivers` are those of flags, `documents` what was judged. */
  waive(
    issues: readonly Issue[],
    waivers: readonly Waiver[],
    documents: readonly LandscapeDocument[],
  ): Issue[];
  /** Why a warning is meant, as `waive` finds it; undefined for one that is not. */
  reasonToWaive(
    waivers: readonly Waiver[],
    documents: readonly LandscapeDocument[],
  ): (issue: Issue) => string | undefined;
  /**
   * The same for dangers of a diff.
   *
   * @param path of the state that they are in, as the user wrote it
   */
  waiverOfDangers(path: string, waivers: readonly Waiver[]): (danger: Issue) => string | undefined;
}

/**
 * What flags say goes first; then what stands beside the paths, see `findTarget`.
 *
 * @throws UsageError for a version, gate or time that is none, and for paths that are for different versions
 */
export function judgeFor(values: TargetValues, paths: readonly string[], io: Io): Judge {
  const places = paths.map((path) => (path === '-' ? io.cwd : resolve(io.cwd, path)));
  try {
    const found = findTargets(places);
    const options = optionsFrom(values, factsOf(values, found));
    const named = found.map(({ file }) => relative(io.cwd, file).split(sep).join('/'));
    const source = named.length === 0 ? '' : `, as ${named.join(' and ')} says`;
    return {
      options,
      says: `${versionsOf(new Target(options))}${source}`,
      waive: (issues, waivers, documents) =>
        waive(issues, waivers, found, places, io.cwd, manifestsByPlace(documents)),
      reasonToWaive: (waivers, documents) => {
        const manifestsOf = manifestsByPlace(documents);
        return (issue) => reasonToWaive(issue, waivers, found, io.cwd, manifestsOf);
      },
      waiverOfDangers: (path, waivers) => {
        noteUnknownChanges([...waivers, ...found.flatMap((target) => target.waivers ?? [])], io);
        return (danger) => reasonToWaive(below(path, danger), waivers, found, io.cwd);
      },
    };
  } catch (error) {
    if (error instanceof UnsupportedVersionError || error instanceof TargetFileError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}

/** A danger's file is named as seen from the folder that holds it; that of a file alone has no name. */
function below(path: string, { origin = {}, ...danger }: Issue): Issue {
  const { file = '' } = origin;
  return { ...danger, origin: { file: file === '' ? path : `${path.replace(/\/+$/, '')}/${file}` } };
}

/** Nobody else notices a waiver of a change that is misspelled. */
function noteUnknownChanges(waivers: readonly Waiver[], io: Io): void {
  const known = Object.keys(changeRules);
  for (const waiver of waivers) {
    if (!isForChanges(waiver) || known.includes(waiver.rule)) continue;
    const near = closest(waiver.rule, known);
    const remedy = near === undefined ? 'docs/rules.md has those of changes' : `did you mean ${near}?`;
    note(io, `note: a waiver names the rule ${waiver.rule}, which does not exist; ${remedy}`);
  }
}

/** Of several outputs one can only judge as one landscape what is for the same versions. */
function factsOf(values: TargetValues, found: readonly FoundTarget[]): TargetFacts {
  const versions = new Set(
    found.map(({ gardenerVersion, providerVersion, featureGates }) =>
      JSON.stringify([gardenerVersion, providerVersion, featureGates]),
    ),
  );
  const [first] = found;
  if (
    versions.size < 2 ||
    (values['gardener-version'] !== undefined && values['provider-version'] !== undefined)
  ) {
    return first ?? {};
  }
  throw new UsageError(
    `${found.map(({ file }) => file).join(' and ')} are for different versions; ` +
      'judge them one after the other, or give --gardener-version and --provider-version',
  );
}

function optionsFrom(values: TargetValues, facts: TargetFacts): Judge['options'] {
  const gardenerVersion = values['gardener-version'] ?? facts.gardenerVersion;
  const providerVersion = values['provider-version'] ?? facts.providerVersion;
  const gates = Object.fromEntries((values['feature-gate'] ?? []).map((gate) => readGate(gate)));
  return {
    ...(gardenerVersion === undefined ? {} : { gardenerVersion }),
    ...(providerVersion === undefined ? {} : { providerVersion }),
    featureGates: { ...facts.featureGates, ...gates },
    ...(facts.gitops === undefined ? {} : { gitops: facts.gitops }),
    now: values.now === undefined ? new Date() : readTime(values.now),
  };
}

function readGate(text: string): [string, boolean] {
  const match = /^(\w+)=(true|false)$/.exec(text);
  if (match === null) {
    throw new UsageError(
      `--feature-gate: ${JSON.stringify(text)} is not of the form Name=true or Name=false`,
    );
  }
  return [match[1] ?? '', match[2] === 'true'];
}

function readTime(text: string): Date {
  const time = parseTimestamp(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (time === undefined) {
    throw new UsageError(
      `--now: ${JSON.stringify(text)} is no date; write 2026-11-21 or 2026-11-21T00:00:00Z`,
    );
  }
  return new Date(time);
}
