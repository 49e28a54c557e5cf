import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject } from '../gardener/json';
import { readPackageInfo } from '../init/new-landscape';
import type { Issue, IssueOrigin } from '../issues/issue';
import type { Rule } from '../issues/rule';
import { documentsOf } from '../live/live-garden';
import type { AskedObject } from '../live/server-verdicts';
import { append, type LandscapeDocument } from '../validation/landscape/landscape';
import { renderGithub } from '../validation/report/github';
import { renderJson } from '../validation/report/json';
import { renderSarif } from '../validation/report/sarif';
import { countOf, renderText } from '../validation/report/text';
import type { ValidationReport } from '../validation/report/validation-report';
import {
  type LeftOut,
  readRepository,
  type RepositoryOptions,
  toLandscapeDocument,
} from '../validation/repository/repository';
import type { SourceFile } from '../validation/repository/sources';
import { judgeTexts } from '../validation/validate';
import { readWaivers, warningsAsErrors } from '../validation/waivers';
import { oneOf, parseArguments } from './arguments';
import { exitCode, forTerminal, hasColour, type Io, note, UsageError } from './io';
import { liveFlags, liveHelp, reachGarden } from './live-garden';
import { readManifests, readManifestsAt, readMoreFrom } from './read-manifests';
import { judgeFor, targetFlags, targetHelp } from './target-flags';

const validateHelp = `Usage: gardener-alicloud validate [FLAGS] PATH...

Judges manifests as a Gardener with the Alibaba Cloud extension does. PATH is a file, a folder (one landscape,
judged as a whole) or - for standard input. Of a folder with a kustomization.yaml its plain cases are judged as
they are built; what is no manifest is left out, and counted.

  --previous PATH        what is stored now (a file or folder): judges an update; objects pair by name
  --git REV              the same, as the revision has PATH, e.g. --git main
  --parent FILE          CloudProfiles that NamespacedCloudProfiles refine: judges the merged result, too
  --live                 what is stored, parents, and what is referred to is what the garden has, read through
                         kubectl with get alone
${liveHelp.trimEnd()}
  --shoots PATH          Shoots of the garden, as kubectl get shoots -A -o yaml prints them: says which of them do
                         not fit the profiles that are judged; they themselves are not counted
  --namespace NAME       for objects that name none, as kubectl has it
  --ignore GLOB          leaves out files below a folder, as .gitignore does; repeatable
  --strict               warnings count as errors
  --waivers FILE         YAML list of {rule, field, reason}: warnings that are known and meant
  --output FORMAT        text (default), json, sarif or github
${targetHelp}
Exit codes: 0 no errors, 1 errors, 2 wrong use.
`;

const formats = ['text', 'json', 'sarif', 'github'] as const;

/** `gardener-alicloud validate`; resolves to the exit code. */
export async function runValidate(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    ...targetFlags,
    ...liveFlags,
    previous: { type: 'string' },
    git: { type: 'string' },
    parent: { type: 'string' },
    shoots: { type: 'string' },
    namespace: { type: 'string' },
    ignore: { type: 'string', multiple: true },
    strict: { type: 'boolean' },
    waivers: { type: 'string' },
    output: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(validateHelp);
    return exitCode.fine;
  }
  if (positionals.length === 0)
    throw new UsageError('no file or folder given; see gardener-alicloud validate --help');
  if ([...positionals, values.shoots].filter((path) => path === '-').length > 1) {
    throw new UsageError('standard input can only be read once');
  }
  const output = oneOf('--output', values.output, formats);
  const judge = judgeFor(values, positionals, io);
  const waivers = values.waivers === undefined ? [] : loadWaivers(values.waivers, io);
  if (values.live === true && (values.previous !== undefined || values.git !== undefined)) {
    throw new UsageError('--live reads from the garden what is stored; give neither --previous nor --git');
  }
  const reached = await reachGarden(values, judge, io, positionals.includes('-'));
  const previous = reached?.garden.objects ?? readPrevious(values, positionals, io);
  const live = reached === undefined ? [] : documentsOf(reached.garden);

  const parents = values.parent === undefined ? [] : readParents(values.parent, io);

  const shoots = values.shoots === undefined ? [] : readShoots(values.shoots, io);

  const files = readManifests(positionals, io, values.ignore);
  const around = {
    readMore: readMoreFrom(io),
    ...(values.namespace === undefined ? {} : { namespace: values.namespace }),
  };
  const { issues, documents, leftOut, withoutRules } = judgeTexts(
    files,
    { ...judge.options, ...around },
    { previous, parents, live, shoots },
  );
  if (documents.length === 0 && !issues.some(isError)) {
    throw new UsageError(noManifest(positionals, leftOut, issues));
  }
  const waived = judge.waive(issues, waivers, documents);
  const judged = values.strict === true ? warningsAsErrors(waived) : waived;
  const report: ValidationReport = {
    ...{ issues: judged, files: files.length, documents: documents.length, withoutRules },
    leftOut: leftOut.others + leftOut.templates + leftOut.unbuilt,
    judgedFor: judge.says,
  };
  io.out(render(report, output, io));
  const isDifferent = await reached?.verdicts(askedAbout(documents, judged), judge.says);
  return judged.some(isError) || isDifferent === true ? exitCode.findings : exitCode.fine;
}

/** Each document with the errors that were found in it. */
function askedAbout(documents: readonly LandscapeDocument[], issues: readonly Issue[]): AskedObject[] {
  const errors = new Map<string, string[]>();
  const placeOf = (origin: IssueOrigin = {}): string => `${origin.file ?? ''} ${origin.document ?? 0}`;
  for (const { severity, origin, field, message, rule } of issues) {
    if (severity === 'error') append(errors, placeOf(origin), `${field}: ${message} [${rule}]`);
  }
  return documents.flatMap(({ manifest, origin }) => {
    if (!isObject(manifest)) return [];
    return [{ manifest, place: origin?.file ?? '', objections: errors.get(placeOf(origin)) ?? [] }];
  });
}

interface PreviousValues {
  readonly previous?: string | undefined;
  readonly git?: string | undefined;
  readonly ignore?: readonly string[] | undefined;
  readonly namespace?: string | undefined;
}

/**
 * What is stored now, as a flag says it. What cannot be read of it is said on standard error: a change that mends
 * it must not fail for that.
 */
function readPrevious(values: PreviousValues, paths: readonly string[], io: Io): unknown[] {
  const { previous, git, ignore, namespace } = values;
  if (previous !== undefined && git !== undefined)
    throw new UsageError('--previous and --git both say what is stored now; give one of them');
  const around = namespace === undefined ? {} : { namespace };
  if (previous !== undefined)
    return valuesOf(readManifests([previous], io, ignore), { ...around, readMore: readMoreFrom(io) }, io);
  if (git === undefined) return [];
  const files = paths.flatMap((path) => {
    const prefix = path.replace(/\/+$/, '');
    return readManifestsAt(git, path, io, ignore).map((file) =>
      file.isNamed === true ? file : { ...file, file: `${prefix}/${file.file}` },
    );
  });
  const stored = valuesOf(files, around, io, `${git}:`);
  if (stored.length === 0)
    note(io, `note: ${git} has no manifest at ${paths.join(', ')}: everything is judged as new`);
  return stored;
}

/** What the files make, as they are applied. */
function valuesOf(
  files: readonly SourceFile[],
  options: RepositoryOptions,
  io: Io,
  revision = '',
): unknown[] {
  const { documents, issues } = readRepository(files, options);
  for (const { message, origin } of issues.filter(isError))
    note(io, `note: ${revision}${origin?.file ?? ''}: ${message}`);
  return documents.flatMap(({ file, document }) => {
    if (document.value !== undefined) return [document.value];
    const [{ line, column, message } = { line: 1, column: 1, message: 'it is not YAML' }] = document.problems;
    note(io, `note: ${revision}${file}:${line}:${column}: ${message}; what replaces it is judged as new`);
    return [];
  });
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}

/** Nothing was judged: nobody should take that for a good answer. */
function noManifest(
  paths: readonly string[],
  { others, templates, unbuilt }: LeftOut,
  notes: readonly Issue[],
): string {
  const reasons = [
    ...(others === 0 ? [] : [`${countOf(others, 'document')} without apiVersion and kind`]),
    ...(templates === 0 ? [] : [`${countOf(templates, 'template')} of Helm or spiff: render them first`]),
    ...(unbuilt === 0
      ? []
      : [`${countOf(unbuilt, 'document')} of a kustomization: judge what kustomize build prints`]),
  ];
  const left = reasons.length === 0 ? '' : `, only ${reasons.join(', ')}`;
  const told = notes.map(({ origin, message }) => `\n${origin?.file ?? ''}: ${message}`);
  return `${paths.join(', ')}: there is no manifest${left}${told.join('')}`;
}

function readParents(file: string, io: Io): unknown[] {
  const profiles = valuesOf(readManifests([file], io), { readMore: readMoreFrom(io) }, io).filter(
    (value) => isObject(value) && value['kind'] === 'CloudProfile',
  );
  if (profiles.length > 0) return profiles;
  throw new UsageError(`--parent ${file}: holds no CloudProfile; give the one that is the parent`);
}

function readShoots(path: string, io: Io): LandscapeDocument[] {
  const shoots = readRepository(readManifests([path], io), { readMore: readMoreFrom(io) }).documents.filter(
    ({ document }) => isObject(document.value) && document.value['kind'] === 'Shoot',
  );
  if (shoots.length > 0) return shoots.map(toLandscapeDocument);
  throw new UsageError(`--shoots ${path}: holds no Shoot; write what kubectl get shoots -A -o yaml prints`);
}

/** @throws UsageError for a file that cannot be read, or holds no waivers */
export function loadWaivers(file: string, io: Io): ReturnType<typeof readWaivers> {
  try {
    return readWaivers(readFileSync(resolve(io.cwd, file), 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`--waivers ${file}: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
}

function render(report: ValidationReport, output: (typeof formats)[number], io: Io): string {
  switch (output) {
    case 'text':
      return forTerminal(renderText(report, { colour: hasColour(io) }), io);
    case 'json':
      return renderJson(report);
    case 'sarif':
      return renderSarif(report, { rules: everyRule(), ...readToolInfo() });
    case 'github':
      return renderGithub(report);
  }
}

/** The rules are explained in the package itself: the address holds wherever its sources are. */
function readToolInfo(): { readonly toolVersion: string; readonly rulesUri: string } {
  const { name, version } = readPackageInfo();
  return { toolVersion: version, rulesUri: `npm:${name}@${version}/docs/rules.md` };
}

/** The whole catalogue, for formats that say what rules are about. */
export function everyRule(): readonly Rule[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loads every table, which SARIF and report need
  const { catalogue } = require('./catalogue') as typeof import('./catalogue');
  return catalogue().flatMap(({ rules }) => rules);
}
