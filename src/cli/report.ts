import { existsSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diffLandscapes } from '../diff/diff-landscapes';
import type { DiffDocument } from '../diff/landscape-diff';
import { Target } from '../gardener/target';
import type { Issue } from '../issues/issue';
import { renderPage } from '../report/html/page';
import type { WaivedIssue } from '../report/landscape-report';
import { toLandscapeReport } from '../report/to-landscape-report';
import type { LandscapeDocument } from '../validation/landscape/landscape';
import { inOrder } from '../validation/report/validation-report';
import { type Repository, readRepository } from '../validation/repository/repository';
import { judgeTexts } from '../validation/validate';
import type { LandscapeOptions } from '../validation/validate-landscape';
import { manifestsByPlace } from '../validation/waivers';
import { parseArguments } from './arguments';
import { exitCode, harmless, type Io, UsageError } from './io';
import { readManifests, readMoreFrom } from './read-manifests';
import { judgeFor, targetFlags, targetHelp } from './target-flags';
import { everyRule, loadWaivers } from './validate';

const reportHelp = `Usage: gardener-alicloud report --out FILE [FLAGS] PATH...

Writes one HTML page about a landscape, for people: image coverage, lifecycles, machine types, regions, Seeds,
what the validation says, and what changed. The page needs no network, and is the same for the same input. PATH is a file, a
folder or - for standard input.

  --out FILE             the page; - for standard output
  --waivers FILE         YAML list of {rule, field, reason}: warnings that are known and meant stand apart
  --since PATH           an earlier state (a file or folder): the page says what changed since then
  --namespace NAME       for objects that name none, as kubectl has it
  --ignore GLOB          leaves out files below a folder, as .gitignore does; repeatable
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
    namespace: { type: 'string' },
    ignore: { type: 'string', multiple: true },
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
  const judge = judgeFor(values, positionals, io);
  const [path = '.'] = positionals;
  const options: LandscapeOptions = {
    ...judge.options,
    ...(values.now === undefined ? { now: null } : {}),
  };
  if ([...positionals, values.since].filter((path) => path === '-').length > 1) {
    throw new UsageError('- is given twice; standard input can be read once');
  }
  const around = {
    readMore: readMoreFrom(io),
    ...(values.namespace === undefined ? {} : { namespace: values.namespace }),
  };
  const files = readManifests(positionals, io, values.ignore);
  const before =
    values.since === undefined
      ? undefined
      : readRepository(readManifests([values.since], io, values.ignore), around);
  const { documents, issues } = judgeTexts(files, { ...options, ...around });
  const waivers = values.waivers === undefined ? [] : loadWaivers(values.waivers, io);
  const kept = judge.waive(issues, waivers, documents);
  const report = toLandscapeReport({
    waived: waivedOf(issues, kept, documents, judge.reasonToWaive(waivers, documents)).map(
      ({ issue, ...rest }) => ({ ...rest, issue: below(positionals, issue) }),
    ),
    rules: everyRule(),
    manifests: documents.map(({ manifest }) => manifest),
    issues: inOrder({ issues: kept, files: 0, documents: 0 }).issues.map((issue) =>
      below(positionals, issue),
    ),
    target: new Target(options),
    ...(before === undefined
      ? {}
      : {
          changes: diffLandscapes(
            toStates(before, [values.since ?? '']),
            toStates(readRepository(files, around), positionals),
            { ...options, waiver: judge.waiverOfDangers(positionals.length === 1 ? path : '.', waivers) },
          ),
        }),
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

/** Warnings that waivers took away, each with the reason and with what it is about. */
function waivedOf(
  issues: readonly Issue[],
  kept: readonly Issue[],
  documents: readonly LandscapeDocument[],
  reasonOf: (issue: Issue) => string | undefined,
): WaivedIssue[] {
  const left = new Set(kept);
  const manifestsOf = manifestsByPlace(documents);
  return issues.flatMap((issue) =>
    left.has(issue) ? [] : [{ issue, reason: reasonOf(issue) ?? '', manifest: manifestsOf(issue)[0] }],
  );
}

/** @throws UsageError for a text that is not YAML or cannot be read: its objects would look as if they were removed */
function toStates({ documents, issues }: Repository, paths: readonly string[]): DiffDocument[] {
  const unread = issues.find(({ severity }) => severity === 'error');
  if (unread !== undefined)
    throw new UsageError(`--since: ${unread.origin?.file ?? ''}: ${unread.message}; ${unread.hint ?? ''}`);
  return documents.flatMap(({ file, document }) => {
    const problem = document.problems.find(({ severity }) => severity === 'error');
    if (problem !== undefined && document.value === undefined) {
      throw new UsageError(
        `--since: ${file}:${problem.line}:${problem.column}: ${problem.message}; nothing can be compared with what is no YAML`,
      );
    }
    return document.value === undefined
      ? []
      : [{ manifest: document.value, path: file === paths[0] ? '' : fileBelow(paths, file) }];
  });
}

/** Files of the only folder are named as seen from it, so that the page is the same wherever it lies. */
function below(paths: readonly string[], issue: Issue): Issue {
  const file = issue.origin?.file;
  return file === undefined ? issue : { ...issue, origin: { ...issue.origin, file: fileBelow(paths, file) } };
}

function fileBelow(paths: readonly string[], file: string): string {
  const folder = `${(paths[0] ?? '').replace(/\/+$/, '')}/`;
  return paths.length === 1 && file.startsWith(folder) ? file.slice(folder.length) : file;
}

function writePage(out: string, page: string, io: Io): void {
  try {
    replaceFile(resolve(io.cwd, out), page);
  } catch (error) {
    throw new UsageError(`--out ${out}: ${reason(error as NodeJS.ErrnoException)}`);
  }
  io.out(`${harmless(out)}: ${Math.ceil(Buffer.byteLength(page) / 1024)} KiB\n`);
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
