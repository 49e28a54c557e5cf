import { parseArguments } from '../sharing/arguments';
import { type CommandIo, processIo, runShareImages as run } from '../sharing/command';
import { describeProblem, InvalidConfigError } from '../sharing/object-reader';
import { type Io, UsageError } from './io';

/**
 * The command `share-images`. It is the very program that runs in the cluster, whose entry point calls the
 * same function; its flags, exit codes and output are a contract of their own. In the cluster wrong use is a line
 * of the log, here it is a sentence.
 *
 * @throws UsageError for wrong use
 */
export async function runShareImages(argv: readonly string[], io: Io): Promise<number> {
  checkArguments(argv);
  return await run(argv, io.isProcess === true ? processIo() : written(io));
}

function checkArguments(argv: readonly string[]): void {
  try {
    parseArguments(argv);
  } catch (error) {
    if (error instanceof InvalidConfigError)
      throw new UsageError(...error.problems.map((problem) => describeProblem('share-images', problem)));
    throw error;
  }
}

function written(io: Io): CommandIo {
  return {
    cwd: io.cwd,
    env: io.env,
    stdout: { write: (text) => io.out(text), isTTY: io.terminal.out },
    stderr: { write: (text) => io.err(text), isTTY: io.terminal.err },
    onSignal: () => () => undefined,
  };
}
