import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './table.mjs';

const PROBE = join(dirname(fileURLToPath(import.meta.url)), 'programs/peak-memory.cjs');

/**
 * CPU milliseconds of a whole process and its children, as the operating system counts them when they have
 * ended: what other programs do on the machine hardly changes them. bash's `time` has the resolution for it.
 */
export function cpuOf(command, { cwd, env, expected = 0 } = {}) {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@" > /dev/null 2>&1';
  const { stderr, status, error } = spawnSync('bash', ['-c', script, 'bash', ...command], {
    encoding: 'utf8',
    cwd,
    env: { ...process.env, ...env },
  });
  if (error !== undefined) throw error;
  if (status !== expected) throw new Error(`${command.join(' ')}: exit code ${status}`);
  const [user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return 1000 * (user + system);
}

/**
 * Runs two commands in turn, each after its own preparation; gives the medians of both and of the quotient pair
 * by pair, which holds when the speed of the machine drifts.
 */
export function inPairs(rounds, a, b, options = {}) {
  const times = { a: [], b: [] };
  const quotients = [];
  for (let round = -1; round < rounds; round++) {
    options.prepare?.();
    const first = cpuOf(a, options);
    options.prepare?.();
    const second = cpuOf(b, options);
    // The first round brings the files into the system's cache.
    if (round < 0) continue;
    times.a.push(first);
    times.b.push(second);
    quotients.push(first / second);
  }
  return { a: median(times.a), b: median(times.b), quotient: median(quotients) };
}

/** Peak memory of a Node.js process in MiB. Not of a timed run: to ask costs a little. */
export function peakMemory(args, file, { expected = 0 } = {}) {
  const { status, stderr, error } = spawnSync(process.execPath, ['--require', PROBE, ...args], {
    encoding: 'utf8',
    env: { ...process.env, PEAK_MEMORY_FILE: file },
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw error;
  if (status !== expected) throw new Error(`node ${args.join(' ')}: exit code ${status}\n${stderr}`);
  const kibibytes = Number(readFileSync(file, 'utf8'));
  rmSync(file);
  return kibibytes / 1024;
}

/** Whether a program is on the PATH. */
export function isInstalled(program) {
  return spawnSync('bash', ['-c', 'command -v "$1"', 'bash', program]).status === 0;
}
