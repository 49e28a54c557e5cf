import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { runShareImages } from '../../../src/sharing/command';

const ENTRY = resolve(__dirname, '../../../lib/src/sharing/main.js');
/** Longer than any test should take: a program that never ends fails its test, not the suite. */
const PATIENCE_MS = 100_000;

export interface Exit {
  /** As a shell would show it: 128 + the signal's number where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly args: readonly string[];
  /** All that the program sees of an environment, beside PATH. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets a function that sends the program a signal. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void;
}

const SIGNAL_EXITS: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143, SIGKILL: 137 };

/** Runs the compiled program as a process of its own and waits for its end. */
export async function runProgram({ args, env = {}, onStart }: ProgramOptions): Promise<Exit> {
  const child = spawn(process.execPath, [ENTRY, ...args], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  onStart?.((signal) => child.kill(signal));
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit, signal) => resolve(exit ?? SIGNAL_EXITS[signal ?? ''] ?? -1));
  });
  clearTimeout(patience);
  return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}

/** The same without a process of its own: for what ends before the first call, where a process adds nothing. */
export async function runInProcess({ args, env = {} }: ProgramOptions): Promise<Exit> {
  const written = { stdout: '', stderr: '' };
  const code = await runShareImages(args, {
    cwd: process.cwd(),
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    env,
    onSignal: () => () => undefined,
  });
  return { code, ...written };
}
