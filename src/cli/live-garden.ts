import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readPackageInfo } from '../init/new-landscape';
import { GardenError, Kubectl } from '../live/kubectl';
import { type LiveGarden, readGarden } from '../live/live-garden';
import {
  type AskedObject,
  askServer,
  isDifferent,
  renderBugReport,
  type ServerVerdict,
} from '../live/server-verdicts';
import { countOf } from '../validation/report/text';
import { type Io, UsageError } from './io';

/** Flags of the commands that look at a live garden. */
export const liveFlags = {
  live: { type: 'boolean' },
  context: { type: 'string' },
  kubeconfig: { type: 'string' },
  'server-dry-run': { type: 'boolean' },
  'bug-report': { type: 'string' },
} as const;

export const liveHelp = `  --context NAME         of the kubeconfig (default: its current one); with --live
  --kubeconfig FILE      (default: the one that kubectl takes); with --live
  --server-dry-run       asks the garden for its verdict on each object, and says where it differs from ours;
                         with --live
  --bug-report FILE      where such differences are written, without secrets (default: verdicts-that-differ.md)
`;

interface LiveValues {
  readonly live?: boolean | undefined;
  readonly context?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly 'server-dry-run'?: boolean | undefined;
  readonly 'bug-report'?: string | undefined;
}

/** A garden that was read, and may be asked more. */
export interface ReachedGarden {
  readonly garden: LiveGarden;
  /** Says the verdicts of the garden, and writes down those that differ; whether any does. */
  verdicts(objects: readonly AskedObject[], judgedFor: string): Promise<boolean>;
}

/**
 * The garden that `--live` asks for, what is left out of it said on standard error; undefined without the flag.
 *
 * @param readsStdin whether standard input is read for something else
 * @throws UsageError for a garden that cannot be read, and for flags that need --live
 */
export async function reachGarden(
  values: LiveValues,
  io: Io,
  readsStdin: boolean,
): Promise<ReachedGarden | undefined> {
  const { live, context, kubeconfig } = values;
  if (live !== true) {
    for (const flag of ['context', 'kubeconfig', 'server-dry-run', 'bug-report'] as const) {
      if (values[flag] !== undefined) throw new UsageError(`--${flag}: only --live needs it`);
    }
    return undefined;
  }
  if (kubeconfig !== undefined && !existsSync(resolve(io.cwd, kubeconfig))) {
    throw new UsageError(`--kubeconfig ${kubeconfig}: no such file`);
  }
  const kubectl = new Kubectl({
    ...{ context, kubeconfig, cwd: io.cwd, env: io.env },
    isInteractive: io.isProcess === true && !readsStdin,
    tell: (text) => io.err(text),
  });
  const garden = await orUsage(() => readGarden(kubectl));
  for (const note of garden.notes) io.err(`note: ${note}\n`);
  return {
    garden,
    verdicts: async (objects, judgedFor) => {
      if (values['server-dry-run'] !== true) return false;
      const verdicts = await orUsage(() => askServer(kubectl, objects, garden));
      return sayVerdicts(verdicts, values['bug-report'] ?? 'verdicts-that-differ.md', judgedFor, io);
    },
  };
}

async function orUsage<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GardenError) throw new UsageError(`--live: ${error.message}`);
    throw error;
  }
}

/** On standard error: what a program reads from standard output stays as it is. */
function sayVerdicts(verdicts: readonly ServerVerdict[], file: string, judgedFor: string, io: Io): boolean {
  const different = verdicts.filter(isDifferent);
  for (const { title, place, answer, reason, objections } of verdicts) {
    if (answer === 'not-asked') io.err(`note: ${place}: ${title} was not asked: ${reason}\n`);
    else if (answer === 'refused') io.err(`${place}: the garden refuses ${title}: ${reason}\n`);
    else if (objections.length > 0) io.err(`${place}: the garden accepts ${title}, and we do not\n`);
  }
  const asked = verdicts.filter(({ answer }) => answer !== 'not-asked').length;
  const report = renderBugReport(verdicts, { toolVersion: readPackageInfo().version, judgedFor });
  if (report === undefined) {
    io.err(`the garden was asked about ${countOf(asked, 'object')}, and says the same as we do\n`);
    return false;
  }
  try {
    writeFileSync(resolve(io.cwd, file), report);
  } catch (error) {
    throw new UsageError(`--bug-report ${file}: ${(error as Error).message}`);
  }
  io.err(
    `the garden was asked about ${countOf(asked, 'object')}, and says otherwise of ${different.length}: ` +
      `that is a bug of ours, please report it; ${file} says what to send, without secrets\n`,
  );
  return true;
}
