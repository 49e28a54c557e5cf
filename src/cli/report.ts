import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diffLandscapes } from '../diff/diff-landscapes';
import type { DiffDocument } from '../diff/landscape-diff';
import { Target, type TargetOptions } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { renderPage } from '../report/html/page';
import type { WaivedIssue } from '../report/landscape-report';
import { toLandscapeReport } from '../report/to-landscape-report';
import { printable } from '../validation/report/printable';
import { inOrder } from '../validation/report/validation-report';
import { judgeTexts, objectsOf } from '../validation/validate';
import { applyWaivers, type Waiver } from '../validation/waivers';
import { readYaml } from '../yaml/read';
import { parseArguments } from './arguments';
import { exitCode, type Io, UsageError } from './io';
import { type ManifestFile, readManifests } from './read-manifests';
import { targetFlags, targetFrom, targetHelp } from './target-flags';
import { loadWaivers } from './validate';

const reportHelp = `Usage: gardener-alicloud report --out FILE [FLAGS] PATH...

Writes one HTML page about a landscape, for people: image coverage, lifecycles, machine types, regions, Seeds,
what the validation says, and what changed. The page needs no network, and is the same for the same input. PATH is a file, a
folder or - for standard input.

  --out FILE             the page; - for standard output
  --waivers FILE         YAML list of {rule, field, reason}: warnings that are known and meant stand apart
  --since PATH           an earlier state (a file or folder): the page says what changed since then
${targetHelp.replace('default: the clock', 'default: none, and nothing is expired')}
Exit codes: 0 the page is written, whatever the validation says; 2 wrong use.
`;

/** `gardener-alicloud report`; returns the exit code. */
export function runReport(args: readonly string[], io: Io): number {
  const { values, positionals } = parseArguments(args, {
    ...targetFlags,
    out: { type: 'string' },
    since: { type: 'string' },
    waivers: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(reportHelp);
    return exitCode.fine;
  }
  if (values.out === undefined || values.out === '') {
    throw new UsageError(
      '--out is missing; say which file the page is written to, e.g. --out landscape.html',
    );
  }
  if (positionals.length === 0) {
    throw new UsageError('no file or folder given; see gardener-alicloud report --help');
  }
  const options: TargetOptions = {
    ...targetFrom(values),
    ...(values.now === undefined ? { now: null } : {}),
  };
  if ([...positionals, values.since].filter((path) => path === '-').length > 1) {
    throw new UsageError('- is given twice; standard input can be read once');
  }
  const files = readManifests(positionals, io);
  const before = values.since === undefined ? undefined : readManifests([values.since], io);
  const { documents, issues } = judgeTexts(files, options);
  const waivers = values.waivers === undefined ? [] : loadWaivers(values.waivers, io);
  const kept = applyWaivers(issues, waivers);
  const report = toLandscapeReport({
    waived: waivedOf(issues, kept, waivers, positionals),
    explanations: explanationsOf(kept),
    manifests: documents.map(({ manifest }) => manifest),
    issues: inOrder({ issues: kept, files: 0, documents: 0 }).issues.map((issue) =>
      below(positionals, issue),
    ),
    target: new Target(options),
    ...(before === undefined ? {} : { changes: diffLandscapes(toStates(before), toStates(files), options) }),
  });
  if (report.kinds.length === 0 && issues.length === 0) {
    throw new UsageError(
      `${positionals.join(', ')}: no Gardener manifests there; give the folder that synth writes`,
    );
  }
  const page = renderPage(report);
  if (values.out === '-') io.out(page);
  else writePage(values.out, page, io);
  return exitCode.fine;
}

/** Warnings that waivers took away, each with the reason of the first that names it. */
function waivedOf(
  issues: readonly Issue[],
  kept: readonly Issue[],
  waivers: readonly Waiver[],
  paths: readonly string[],
): WaivedIssue[] {
  const left = new Set(kept);
  return issues.flatMap((issue) => {
    if (left.has(issue)) return [];
    const waiver = waivers.find((candidate) => !applyWaivers([issue], [candidate]).includes(issue));
    return waiver === undefined ? [] : [{ issue: below(paths, issue), reason: waiver.reason }];
  });
}

/** Why the rules that found something are rules. */
function explanationsOf(issues: readonly Issue[]): Map<string, string> {
  if (issues.length === 0) return new Map();
  const found = new Set(issues.map(({ rule }) => rule));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads every table, which only findings need
  const { catalogue } = require('./catalogue') as typeof import('./catalogue');
  const rules = catalogue().flatMap((section) => section.rules);
  return new Map(rules.flatMap(({ id, why }) => (found.has(id) ? [[id, why] as const] : [])));
}

/** @throws UsageError for a text that is not YAML: its objects would look as if they were removed */
function toStates(files: readonly ManifestFile[]): DiffDocument[] {
  return files.flatMap(({ file, text }) =>
    readYaml(text).flatMap((document) => {
      const { value, problems } = document;
      const problem = problems.find(({ severity }) => severity === 'error');
      if (problem !== undefined && value === undefined) {
        throw new UsageError(
          `--since: ${file}:${problem.line}:${problem.column}: ${problem.message}; nothing can be compared with what is no YAML`,
        );
      }
      return objectsOf(document).flatMap((object) =>
        object.value === undefined ? [] : [{ manifest: object.value }],
      );
    }),
  );
}

/** Files of the only folder are named as seen from it, so that the page is the same wherever it lies. */
function below(paths: readonly string[], issue: Issue): Issue {
  const folder = `${(paths[0] ?? '').replace(/\/+$/, '')}/`;
  const file = issue.origin?.file;
  if (paths.length !== 1 || file?.startsWith(folder) !== true) return issue;
  return { ...issue, origin: { ...issue.origin, file: file.slice(folder.length) } };
}

function writePage(out: string, page: string, io: Io): void {
  try {
    replaceFile(resolve(io.cwd, out), page);
  } catch (error) {
    throw new UsageError(`--out ${out}: ${reason(error as NodeJS.ErrnoException)}`);
  }
  io.out(`${printable(out)}: ${Math.ceil(Buffer.byteLength(page) / 1024)} KiB\n`);
}

/** Beside it first, so that nobody opens half a page; a pipe or device is written as it is. */
function replaceFile(path: string, text: string): void {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing !== undefined && !existing.isFile()) {
    writeFileSync(path, text);
    return;
  }
  const place = existing === undefined ? path : realpathSync(path);
  const draft = `${place}.part`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, place);
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    throw error;
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EISDIR':
      return 'is a folder; name a file in it, e.g. landscape.html';
    case 'ENOENT':
      return 'its folder is not there; make it first';
    case 'ENOTDIR':
      return 'its folder is a file';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'no permission to write it';
    default:
      return message;
  }
}
