import { printable, printableLine } from '../validation/report/printable';

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
  /** Whether standard output, and standard error, are a terminal: only then is there progress. */
  readonly terminal: { readonly out: boolean; readonly err: boolean; readonly columns?: number | undefined };
  /** What `--color` says. @default auto */
  readonly color?: ColorChoice;
}

export const colorChoices = ['auto', 'always', 'never'] as const;
export type ColorChoice = (typeof colorChoices)[number];

/** Exit codes of every command but `share-images`, which has a contract of its own. */
export const exitCode = { fine: 0, findings: 1, misuse: 2 } as const;

/** The command line asks for something that cannot be: exit 2, and this sentence, or a few. */
export class UsageError extends Error {
  /** Whether an error is one of these, also if it comes from a command's own file, which has a class of its own. */
  static is(error: unknown): error is UsageError {
    return error instanceof Error && error.name === 'UsageError';
  }

  override readonly name = 'UsageError';

  /** @param sentences with what the user wrote in them as it is: it is made harmless here */
  constructor(...sentences: readonly string[]) {
    super(sentences.map(harmless).join('\n'));
  }
}

/** One line on standard error, whatever text of somebody else is in it. */
export function note(io: Io, sentence: string): void {
  io.err(`${harmless(sentence)}\n`);
}

/** Text of somebody else as one line, which neither a terminal nor a runner obeys. */
export function harmless(text: string): string {
  return printableLine(printable(text));
}

/** Whether standard output is coloured: the flag, then NO_COLOR, then FORCE_COLOR, then what the terminal can do. */
export function hasColour({ color = 'auto', env, terminal }: Io): boolean {
  if (color !== 'auto') return color === 'always';
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return !['0', 'false'].includes(FORCE_COLOR);
  return terminal.out && TERM !== 'dumb';
}

/** Text for people: on a terminal its lines end between words, and what follows is indented; elsewhere it is as it was. */
export function forTerminal(text: string, { terminal }: Io): string {
  const { out, columns } = terminal;
  if (!out || columns === undefined || columns < narrowest) return text;
  return text
    .split('\n')
    .map((line) => wrap(line, columns))
    .join('\n');
}

/** Narrower terminals break lines better than we do. */
const narrowest = 40;
/** The sequences that colour a text: they take no room. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

function wrap(line: string, columns: number): string {
  if (line.length <= columns || width(line) <= columns) return line;
  const own = /^ */.exec(line)?.[0] ?? '';
  // What explains a flag or a command stands in a column of its own.
  const column = /^ {2}\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? 0;
  const indent = ' '.repeat(column > 0 && column < columns / 2 ? column : own.length + 2);
  const lines: string[] = [];
  let current = own;
  let isEmpty = true;
  for (const part of line.slice(own.length).split(/(?<= )(?! )/)) {
    if (!isEmpty && width(current + part.trimEnd()) > columns) {
      lines.push(current.trimEnd());
      current = indent;
    }
    current += part;
    isEmpty = false;
  }
  return [...lines, current].join('\n');
}

function width(text: string): number {
  return text.replace(colours, '').length;
}
