import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diffLandscapes } from '../diff/diff-landscapes';
import type { DiffDocument, LandscapeDiff } from '../diff/landscape-diff';
import { renderDiffJson, renderDiffMarkdown, renderDiffText } from '../diff/render';
import { readRevision, RevisionError } from '../diff/revision-files';
import { objectsOf } from '../validation/validate';
import { readYaml } from '../yaml/read';
import { oneOf, parseArguments } from './arguments';
import { exitCode, forTerminal, hasColour, type Io, UsageError } from './io';
import { readManifests } from './read-manifests';
import { targetFlags, targetFrom, targetHelp } from './target-flags';

const diffHelp = `Usage: gardener-alicloud diff [FLAGS] OLD NEW
       gardener-alicloud diff [FLAGS] --git REV [PATH]

Says in a few lines what changes between two states of a landscape, and marks each change: refused by Gardener,
dangerous (accepted, but Shoots may suffer), or safe. OLD and NEW are files, folders, or - for standard input.

  --git REV              OLD is PATH (default: .) as the revision has it, NEW is PATH as it is now
  --shoots FILE          output of kubectl get shoots -A -o json (or -): says which Shoots are hit; to take away
                         what none of them uses is safe
  --fail-on MARK         refused (default) or dangerous: exit with 1 for that mark and worse
  --output FORMAT        text (default), json, or markdown that fits into a pull-request comment
${targetHelp}
Exit codes: 0 nothing that --fail-on names, 1 something, 2 wrong use.
`;

const formats = ['text', 'json', 'markdown'] as const;
const failures = ['refused', 'dangerous'] as const;

/**
 * `gardener-alicloud diff`.
 *
 * @returns the exit code
 * @throws UsageError for input that cannot be read
 */
export function runDiff(args: readonly string[], io: Io): number {
  const { values, positionals } = parseArguments(args, {
    ...targetFlags,
    git: { type: 'string' },
    shoots: { type: 'string' },
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
  const options = targetFrom(values);
  if ([...positionals, values.shoots].filter((path) => path === '-').length > 1) {
    throw new UsageError('- is given twice; standard input can be read once');
  }
  const [before, now] =
    values.git === undefined ? readStates(positionals, io) : readSince(values.git, positionals, io);
  const shoots = values.shoots === undefined ? undefined : readShoots(values.shoots, io);
  const diff = diffLandscapes(before, now, { ...options, ...(shoots === undefined ? {} : { shoots }) });
  io.out(render(diff, output, io));
  const { refused, dangerous } = diff.summary;
  return refused > 0 || (failOn === 'dangerous' && dangerous > 0) ? exitCode.findings : exitCode.fine;
}

type States = readonly [readonly DiffDocument[], readonly DiffDocument[]];

function readStates(paths: readonly string[], io: Io): States {
  const [before, now, more] = paths;
  if (before === undefined || now === undefined || more !== undefined) {
    throw new UsageError(
      `OLD and NEW are needed, and ${paths.length} given; or write --git REV [PATH], see gardener-alicloud diff --help`,
    );
  }
  return [readState(before, io), readState(now, io)];
}

function readSince(revision: string, paths: readonly string[], io: Io): States {
  const [path = '.', more] = paths;
  if (more !== undefined) throw new UsageError('--git takes one PATH; give REV to --git, and no OLD');
  if (path === '-') throw new UsageError('--git needs a file or folder, not standard input');
  const before = readOld(revision, path, io).flatMap((file) =>
    toDocuments(`${revision}:${file.path === '' ? path : file.path}`, file.path, file.text),
  );
  // What is gone as a whole is removed; a path that was never there is mistyped.
  const isGone = !existsSync(resolve(io.cwd, path)) && before.length > 0;
  return [before, isGone ? [] : readState(path, io)];
}

function readOld(revision: string, path: string, io: Io): { readonly path: string; readonly text: string }[] {
  try {
    return readRevision(revision, path, io.cwd, io.env).filter(
      // As readManifests does: package.json and RAM policies lie beside manifests, and are none.
      (file) =>
        file.path === '' ||
        !file.path.endsWith('.json') ||
        (file.text.includes('"apiVersion"') && file.text.includes('"kind"')),
    );
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(`--git ${revision}: ${error.message}`);
    throw error;
  }
}

function readState(path: string, io: Io): DiffDocument[] {
  const prefix = `${path.replace(/\/+$/, '')}/`;
  return readManifests([path], io).flatMap(({ file, text }) =>
    toDocuments(file, file.startsWith(prefix) ? file.slice(prefix.length) : '', text),
  );
}

/** @throws UsageError for a text that is not YAML: of half a landscape nothing true can be said */
function toDocuments(file: string, path: string, text: string): DiffDocument[] {
  return readYaml(text).flatMap((document) => {
    const problem = document.problems.find(
      ({ severity, kind }) => severity === 'error' && kind !== 'duplicate-key' && kind !== 'not-an-object',
    );
    if (problem !== undefined) {
      throw new UsageError(
        `${file}:${problem.line}:${problem.column}: ${problem.message}; see gardener-alicloud validate`,
      );
    }
    return objectsOf(document).flatMap(({ value }) =>
      value === undefined ? [] : [{ manifest: value, path }],
    );
  });
}

function readShoots(path: string, io: Io): readonly unknown[] {
  const flag = `--shoots ${path}`;
  let text: string;
  try {
    text = path === '-' ? io.readStdin() : readFileSync(resolve(io.cwd, path), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${flag}: ${code === 'ENOENT' ? 'no such file' : message}`);
  }
  const remedy = 'write what kubectl get shoots -A -o json prints';
  let list: unknown;
  try {
    list = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new UsageError(`${flag}: it is not JSON; ${remedy}`);
  }
  const shoots = isRecord(list) && Array.isArray(list['items']) ? (list['items'] as unknown[]) : [list];
  const other = shoots.find((item) => !isRecord(item) || item['kind'] !== 'Shoot');
  if (other !== undefined) {
    const kind = isRecord(other) && typeof other['kind'] === 'string' ? other['kind'] : 'something else';
    throw new UsageError(`${flag}: it holds ${kind}, not only Shoots; ${remedy}`);
  }
  return shoots;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
