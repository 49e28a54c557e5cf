import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROBE = join(dirname(fileURLToPath(import.meta.url)), 'programs/peak-memory.cjs');

/** Runs node once on a program, as an operator would; gives the milliseconds of the whole process. */
export function timeProcess(args, { expected = 0 } = {}) {
  const started = performance.now();
  run(args, {}, expected);
  return performance.now() - started;
}

/** Peak memory of a process in MiB. Not of a timed run: to ask costs a little. */
export function peakMemory(args, file, { expected = 0 } = {}) {
  run(['--require', PROBE, ...args], { PEAK_MEMORY_FILE: file }, expected);
  const kibibytes = Number(readFileSync(file, 'utf8'));
  rmSync(file);
  return kibibytes / 1024;
}

function run(args, env, expected) {
  const { status, stderr, error } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
  });
  if (error !== undefined) throw error;
  if (status !== expected) throw new Error(`node ${args.join(' ')}: exit code ${status}\n${stderr}`);
}
