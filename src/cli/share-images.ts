import { type CommandIo, processIo, runShareImages as run } from '../sharing/command';
import type { Io } from './io';

/**
 * The command `share-images`. It is the very program that runs in the cluster, whose entry point calls the
 * same function; its flags, exit codes and output are a contract of their own.
 */
export async function runShareImages(argv: readonly string[], io: Io): Promise<number> {
  return await run(argv, io.isProcess === true ? processIo() : written(io));
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
