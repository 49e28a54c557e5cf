import { resolve } from 'node:path';
import type { Adoption, ComparedObject } from '../adopt/adopt';
import { reasons } from '../adopt/compare';
import { type AdoptedDocument, labelOf, type Steps } from '../adopt/read-objects';
import { showSteps, toGuide } from '../adopt/report';
import { counted, listed } from '../import/outcome';
import { newLandscape } from '../init/new-landscape';
import { folderState, writeNewFiles } from '../init/write-new-files';
import { renderText } from '../validation/report/text';
import { parseArguments } from './arguments';
import { exitCode, forTerminal, harmless, hasColour, type Io, note, UsageError } from './io';
import { landscapeFlags, landscapeHelp, nextCommands, readLandscape, withReason } from './landscape-flags';
import { readManifests, readMoreFrom, toDocuments } from './read-manifests';
import { judgeFor, targetFlags, targetHelp } from './target-flags';

const adoptHelp = `Usage: gardener-alicloud adopt [FLAGS] PATH|-...

Makes a landscape in TypeScript of YAML that exists: CloudProfiles with their CloudProfileConfig,
NamespacedCloudProfiles, Seeds, Gardenlets, ManagedSeeds, ControllerDeployments with their ControllerRegistrations,
and operator Extensions. PATH is a file, a folder, or - for what kubectl get -o yaml prints. Then it synthesizes
what it wrote, and says where that differs from what was read. Credentials are never written.

  --out DIR          the landscape; it is made, or is empty but for .git (default: nothing is written, only said)
${landscapeHelp}${targetHelp}
Exit codes: 0 adopted; 1 adopted, but npm run synth refuses it until the errors that are printed are mended, a
credential was left out, or something differs without a reason; 2 wrong use, or nothing to adopt: nothing was written.
`;

/** `gardener-alicloud adopt`. */
export function runAdopt(args: readonly string[], io: Io): number {
  const { values, positionals } = parseArguments(args, {
    out: { type: 'string' },
    ...landscapeFlags,
    ...targetFlags,
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    io.out(adoptHelp);
    return exitCode.fine;
  }
  if (positionals.length === 0)
    throw new UsageError('nothing to adopt given; name files or folders, or - for standard input');
  const { out } = values;
  if (out === '') throw new UsageError('--out: is empty; name a folder');
  const folder = resolve(io.cwd, out ?? 'landscape');
  if (out !== undefined) refuseFilled(out, folder);
  const { options, info, copies } = readLandscape(values, folder, io);
  const judge = judgeFor(values, positionals, io);

  const adoption = loadAdopt()(readDocuments(positionals, io), {
    target: judge.options,
    gitops: options.gitops,
    repoUrl: options.repoUrl,
  });
  const [conflict] = adoption.conflicts;
  if (conflict !== undefined) throw new UsageError(conflict);
  if (adoption.objects.length === 0) throw new UsageError(nothing(adoption, positionals));
  const content = { sources: adoption.files, guide: toGuide(adoption) };
  const files = [...newLandscape(options, info, content), ...copies];
  if (out !== undefined) withReason(out, () => writeNewFiles(folder, files));
  report(adoption, io);
  io.err(`judged for ${judge.says}\n`);
  if (out === undefined) {
    const written = adoption.files.map(({ path }) => `  ${path}\n`).join('');
    io.out(`\nNothing was written; --out DIR makes a landscape of:\n${written}`);
  } else io.out(`\n${harmless(`${out}: ${files.length} files written`)}\n\n${nextCommands(out, copies)}`);
  return isFine(adoption) ? exitCode.fine : exitCode.findings;
}

/**
 * Constructs are made of cdk8s, which no other command needs.
 *
 * @throws UsageError where it is not installed
 */
function loadAdopt(): typeof import('../adopt/adopt').adopt {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see above
    return (require('../adopt/adopt') as typeof import('../adopt/adopt')).adopt;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new UsageError('adopt needs cdk8s beside this package; run npm install cdk8s constructs');
  }
}

function refuseFilled(out: string, folder: string): void {
  const state = withReason(out, () => folderState(folder));
  if (state === 'no-folder') throw new UsageError(`${out}: is a file; name a folder`);
  if (state === 'filled') throw new UsageError(`${out}: is not empty; name a new folder`);
}

function readDocuments(paths: readonly string[], io: Io): readonly AdoptedDocument[] {
  if (paths.filter((path) => path === '-').length > 1)
    throw new UsageError('- is given twice; standard input can be read once');
  return toDocuments(readManifests(paths, io), '', { readMore: readMoreFrom(io) }, io);
}

function nothing({ others, notes }: Adoption, paths: readonly string[]): string {
  const kinds = [...others].map(([kind, count]) => `${count} ${kind}`);
  const found =
    notes[0] ??
    (kinds.length === 0
      ? 'there is no manifest'
      : `there are objects of other kinds only (${listed(kinds)})`);
  return (
    `${paths.join(', ')}: nothing to adopt, ${found}; name a CloudProfile, NamespacedCloudProfile, Seed, Gardenlet, ` +
    'ManagedSeed, ControllerDeployment, ControllerRegistration or operator Extension'
  );
}

function isFine({ objects, issues }: Adoption): boolean {
  return (
    issues.every(({ severity }) => severity !== 'error') &&
    objects.every(
      ({ object, differences }) =>
        object.credentials.length === 0 && differences.every(({ reason }) => reason !== undefined),
    )
  );
}

function report({ objects, issues, others, notes }: Adoption, io: Io): void {
  const say = (text: string): void => io.out(forTerminal(text, io));
  const width = Math.max(...objects.map(({ object }) => labelOf(object).length));
  for (const { object, className } of objects)
    say(`${harmless(`${labelOf(object).padEnd(width)}  ${className}`)}\n`);
  say(`\n${renderDifferences(objects)}`);
  for (const text of notes) note(io, `note: ${text}`);
  const total = [...others.values()].reduce((sum, count) => sum + count, 0);
  if (total > 0) {
    const kinds = [...others].map(([kind, count]) => `${count} ${kind}`);
    note(io, `note: ${counted(total, 'object')} of other kinds left out: ${listed(kinds)}`);
  }
  if (issues.length === 0) return;
  const colour = hasColour({ ...io, terminal: { ...io.terminal, out: io.terminal.err } });
  io.err(renderText({ issues, files: 0, documents: objects.length }, { colour }));
}

/** Every field that the landscape says otherwise, object by object, with the reason. */
function renderDifferences(objects: readonly ComparedObject[]): string {
  const blocks = objects.flatMap(({ object, differences }) => {
    const lines = [
      ...object.normalized.map(({ steps, stored }) => ({
        steps,
        reason: stored === undefined ? 'not stored, as it is empty' : 'the normal form of the same value',
      })),
      ...object.credentials.map((steps) => ({
        steps,
        reason: 'left out, as it looks like a credential, which no landscape holds; refer to a Secret',
      })),
      ...differences.map(({ steps, reason }) => ({
        steps,
        reason: reason ?? 'differs, and nobody knows why: please report it',
      })),
    ];
    return lines.length === 0 ? [] : [`${harmless(labelOf(object))}\n${renderLines(lines)}`];
  });
  const same = objects.length - blocks.length;
  const head =
    `${counted(objects.length, 'object')} compared with what was read, but for what the API server and its controllers ` +
    'own: ';
  if (blocks.length === 0) return `${head}no difference\n`;
  return `${head}${same} without a difference\n${blocks.join('')}`;
}

/** What holds for many entries of a list for the same reason is one line. */
function renderLines(lines: readonly { readonly steps: Steps; readonly reason: string }[]): string {
  const groups = new Map<string, { readonly steps: Steps; readonly reason: string; count: number }>();
  for (const { steps: given, reason } of lines) {
    // Both engines have an annotation of their own, for the same end.
    const steps = reason === reasons.protection ? given.slice(0, 2) : given;
    const key = JSON.stringify([steps.map((step) => (typeof step === 'number' ? '' : step)), reason]);
    const group = groups.get(key) ?? { steps, reason, count: 0 };
    groups.set(key, group);
    group.count++;
  }
  return [...groups.values()]
    .map(({ steps, reason, count }) => {
      const more = count === 1 || reason === reasons.protection ? '' : ` and ${count - 1} more like it`;
      return `  ${harmless(showSteps(steps))}${more}: ${reason}\n`;
    })
    .join('');
}
