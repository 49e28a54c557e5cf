import type { Environment } from '../environment';
import type { TextStream } from '../report/progress';

/** The signals that end a run in good order. */
export type EndSignal = 'SIGINT' | 'SIGTERM';

/** What the command sees of its process. */
export interface CommandIo {
  /** Files named by flags are relative to it. */
  readonly cwd: string;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly env: Environment;
  /** Calls back for each signal; the answer ends that. */
  readonly onSignal: (listener: (signal: EndSignal) => void) => () => void;
}

export const processIo: CommandIo = {
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  onSignal(listener) {
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.on(signal, listener);
    return () => {
      for (const signal of signals) process.off(signal, listener);
    };
  },
};
