/** What a command reads and writes, so that it can be run from a test as from a shell. */
export interface Io {
  /** Paths on the command line are relative to it. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readStdin(): string;
  out(text: string): void;
  err(text: string): void;
  /** Whether it is the process's own: then a command may watch its signals and streams. @default false */
  readonly isProcess?: boolean;
  /** Whether standard output, and standard error, are a terminal: only then is there colour and progress. */
  readonly terminal: { readonly out: boolean; readonly err: boolean };
}

/** Exit codes of every command but `share-images`, which has a contract of its own. */
export const exitCode = { fine: 0, findings: 1, misuse: 2 } as const;

/** The command line asks for something that cannot be: exit 2, and this sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
