import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diffLandscapes } from '../diff/diff-landscapes';
import { diffLive } from '../diff/diff-live';
import type { DiffDocument, DiffOptions, LandscapeDiff } from '../diff/landscape-diff';
import { renderDiffJson, renderDiffMarkdown, renderDiffText } from '../diff/render';
import { asObject, isObject } from '../gardener/json';
import type { LiveGarden } from '../live/live-garden';
import type { AskedObject } from '../live/server-verdicts';
import { secretsIn } from '../validation/validate';
import type { SourceFile } from '../validation/repository/sources';
import { brokenByteIn, decodeText } from '../yaml/bytes';
import { oneOf, parseArguments } from './arguments';
import { exitCode, forTerminal, hasColour, type Io, note, UsageError } from './io';
import { liveFlags, liveHelp, reachGarden } from './live-garden';
import { readManifests, readManifestsAt, readMoreFrom, toDocuments } from './read-manifests';
import { judgeFor, targetFlags, targetHelp } from './target-flags';
import { loadWaivers } from './validate';

const diffHelp = `Usage: gardener-alicloud diff [FLAGS] OLD NEW
       gardener-alicloud diff [FLAGS] --git REV [PATH]
       gardener-alicloud diff [FLAGS] --live [--git REV] [PATH]

Says in a few lines what changes between two states of a landscape, and marks each change: refused by Gardener,
dangerous (accepted, but Shoots may suffer), waived (a danger that is meant), or safe. OLD and NEW are files,
folders, or - for standard input.

  --git REV              OLD is PATH (default: .) as the revision has it, NEW is PATH as it is now
  --live                 OLD is the garden as it is, read through kubectl with get alone, Shoots included; with
                         --git REV it is told apart what the garden has otherwise than REV, as drift
${liveHelp.trimEnd()}
  --shoots FILE          output of kubectl get shoots -A -o json (or -): says which Shoots are hit; to take away
                         what none of them uses is safe
  --namespace NAME       for objects that name none, as kubectl has it
  --ignore GLOB          leaves out files below a folder, as .gitignore does; repeatable
  --waivers FILE         YAML list of {rule, field, reason}: dangers that are known and meant stand apart, and do not
                         count; those that the landscape records hold, too
  --fail-on MARK         refused (default) or dangerous: exit with 1 for that mark and worse; drift: for refused
                         changes, and for drift
  --output FORMAT        text (default), json, or markdown that fits into a pull-request comment
${targetHelp}
Exit codes: 0 nothing that --fail-on names, 1 something, 2 wrong use.
`;

const formats = ['text', 'json', 'markdown'] as const;
const failures = ['refused', 'dangerous', 'drift'] as const;

/**
 * `gardener-alicloud diff`.
 *
 * @returns the exit code
 * @throws UsageError for input that cannot be read
 */
export async function runDiff(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    ...targetFlags,
    ...liveFlags,
    git: { type: 'string' },
    shoots: { type: 'string' },
    waivers: { type: 'string' },
    namespace: { type: 'string' },
    ignore: { type: 'string', multiple: true },
    'fail-on': { type: 'string', default: 'refused' },
    output: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(diffHelp);
    return exitCode.fine;
  }
  const output = oneOf('--output', values.output, formats);
  const failOn = oneOf('--fail-on', values['fail-on'], failures);
  const isLive = values.live === true;
  if (failOn === 'drift' && !(isLive && values.git !== undefined)) {
    throw new UsageError('--fail-on drift: only --live with --git REV tells drift apart');
  }
  if (isLive && values.shoots !== undefined) throw new UsageError('--shoots: --live reads the Shoots itself');
  const isOne = isLive || values.git !== undefined;
  const judge = judgeFor(values, isOne ? [positionals[0] ?? '.'] : positionals.slice(1, 2), io);
  if ([...positionals, values.shoots].filter((path) => path === '-').length > 1) {
    throw new UsageError('- is given twice; standard input can be read once');
  }
  const reading = { namespace: values.namespace ?? '', ignored: values.ignore ?? [] };
  const [before, now] =
    values.git !== undefined
      ? readSince(values.git, positionals, reading, io)
      : isLive
        ? readPresent(positionals, reading, io)
        : readStates(positionals, reading, io);
  const reached = await reachGarden(values, judge, io, positionals.includes('-'));
  const shoots = values.shoots === undefined ? undefined : readShoots(values.shoots, io);
  const waivers = values.waivers === undefined ? [] : loadWaivers(values.waivers, io);
  const path = positionals[values.git === undefined && !isLive ? 1 : 0] ?? '.';
  const options: DiffOptions = {
    ...judge.options,
    ...(shoots === undefined ? {} : { shoots }),
    waiver: judge.waiverOfDangers(path, waivers),
  };
  const diff =
    reached === undefined
      ? diffLandscapes(before, now, options)
      : compareLive(reached.garden, now, values.git === undefined ? undefined : before, options, io);
  io.out(render(diff, output, io));
  const isDifferent = await reached?.verdicts(askedAbout(now, diff), judge.says);
  note(io, `judged for ${judge.says}`);
  const { refused, dangerous, drifted = 0 } = diff.summary;
  const isFound =
    refused > 0 ||
    (failOn === 'dangerous' && dangerous > 0) ||
    (failOn === 'drift' && drifted > 0) ||
    isDifferent === true;
  return isFound ? exitCode.findings : exitCode.fine;
}

function compareLive(
  garden: LiveGarden,
  now: readonly DiffDocument[],
  committed: readonly DiffDocument[] | undefined,
  options: DiffOptions,
  io: Io,
): LandscapeDiff {
  const { diff, leftOut } = diffLive(garden, now, committed, options);
  if (leftOut.size > 0) {
    const kinds = [...leftOut].map(([kind, count]) => `${count} ${kind}`).join(', ');
    note(io, `note: not compared, as it is not read from the garden: ${kinds}`);
  }
  return diff;
}

/** Each object of the new state with what the diff says against it. */
function askedAbout(now: readonly DiffDocument[], diff: LandscapeDiff): AskedObject[] {
  const keyOf = (kind: unknown, namespace: unknown, name: unknown): string =>
    [kind, namespace, name].map((part) => (typeof part === 'string' ? part : '')).join(' ');
  const refusals = new Map<string, string[]>();
  for (const { kind, namespace, name, changes } of diff.objects) {
    const said = changes.flatMap((change) =>
      change.refusals.map(({ field, message, rule }) => `${field}: ${message} [${rule ?? 'admission'}]`),
    );
    refusals.set(keyOf(kind, namespace, name), said);
  }
  return now.flatMap(({ manifest, path: place = '' }) => {
    if (!isObject(manifest)) return [];
    const { namespace, name } = asObject(manifest['metadata']);
    const objections = refusals.get(keyOf(manifest['kind'], namespace, name)) ?? [];
    return [{ manifest, place, objections }];
  });
}

type States = readonly [readonly DiffDocument[], readonly DiffDocument[]];

/** How files become a state. */
interface Reading {
  readonly namespace: string;
  readonly ignored: readonly string[];
}

function readStates(paths: readonly string[], reading: Reading, io: Io): States {
  const [before, now, more] = paths;
  if (before === undefined || now === undefined || more !== undefined) {
    throw new UsageError(
      `OLD and NEW are needed, and ${paths.length} given; or write --git REV [PATH], see gardener-alicloud diff --help`,
    );
  }
  return [readState(before, reading, io), readState(now, reading, io, warnOfSecrets)];
}

/** The garden is the old state: files are the new one alone. */
function readPresent(paths: readonly string[], reading: Reading, io: Io): States {
  const [path = '.', more] = paths;
  if (more !== undefined) throw new UsageError('--live takes one PATH; OLD is the garden');
  return [[], readState(path, reading, io, warnOfSecrets)];
}

function readSince(revision: string, paths: readonly string[], reading: Reading, io: Io): States {
  const [path = '.', more] = paths;
  if (more !== undefined) throw new UsageError('--git takes one PATH; give REV to --git, and no OLD');
  const files = readManifestsAt(revision, path, io, reading.ignored);
  const before = toDocuments(files, '', { namespace: reading.namespace }, io, `${revision}:`);
  // What is gone as a whole is removed; a path that was never there is mistyped.
  const isGone = !existsSync(resolve(io.cwd, path)) && before.length > 0;
  return [before, isGone ? [] : readState(path, reading, io, warnOfSecrets)];
}

function readState(
  path: string,
  { namespace, ignored }: Reading,
  io: Io,
  look: (file: SourceFile, io: Io) => void = () => undefined,
): DiffDocument[] {
  const files = readManifests([path], io, ignored);
  for (const file of files) look(file, io);
  const prefix = `${path.replace(/\/+$/, '')}/`;
  return toDocuments(files, prefix, { namespace, readMore: readMoreFrom(io) }, io);
}

/** What a change brings to Git is worth a look, whatever else it does. */
function warnOfSecrets(file: SourceFile, io: Io): void {
  for (const { origin, message, hint } of secretsIn(file)) {
    note(io, `${file.file}:${origin?.line ?? 1}: warning: ${message}; ${hint ?? ''}`);
  }
}

function readShoots(path: string, io: Io): readonly unknown[] {
  const flag = `--shoots ${path}`;
  let text: string;
  try {
    text = path === '-' ? io.readStdin() : decodeText(readFileSync(resolve(io.cwd, path)));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${flag}: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
  const broken = brokenByteIn(text);
  if (broken !== undefined)
    throw new UsageError(`${flag}: the byte ${broken.byte} is not UTF-8; save the file as UTF-8`);
  const remedy = 'write what kubectl get shoots -A -o json prints';
  let list: unknown;
  try {
    list = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`${flag}: it is not JSON; ${remedy}`);
  }
  const shoots = isObject(list) && Array.isArray(list['items']) ? (list['items'] as unknown[]) : [list];
  const other = shoots.find((item) => !isObject(item) || item['kind'] !== 'Shoot');
  if (other !== undefined) {
    const kind = isObject(other) && typeof other['kind'] === 'string' ? other['kind'] : 'something else';
    throw new UsageError(`${flag}: it holds ${kind}, not only Shoots; ${remedy}`);
  }
  return shoots;
}

function render(diff: LandscapeDiff, output: (typeof formats)[number], io: Io): string {
  switch (output) {
    case 'text':
      return forTerminal(renderDiffText(diff, { colour: hasColour(io) }), io);
    case 'json':
      return renderDiffJson(diff);
    case 'markdown':
      return renderDiffMarkdown(diff);
  }
}
