/**
 * What synthesis costs with our constructs, validation included, against plain cdk8s without any: the same
 * CloudProfiles, as whole processes that take turns, and the peak of their memory.
 *
 * Both programs run as they are and bundled: plain cdk8s by esbuild, ours by `bundleProgram`, whose first run, not
 * timed, keeps what V8 compiled for the runs that are. The aim is stated for our bundle against plain cdk8s as
 * everybody runs it. Needs `npm run build`. Alone: `node test/bench/synth.mjs`.
 */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'yaml';
import { bundleProgram } from '../../lib/src/bundle/bundle-program.js';
import { peakMemory, timeProcess } from './processes.mjs';
import { median, printTable } from './table.mjs';

const PROGRAMS = join(dirname(fileURLToPath(import.meta.url)), 'programs');
/** By size: the most that we may take of plain cdk8s' time, and how often each program runs. */
const AIMS = {
  '60 KiB': { ratio: 0.6, rounds: 15 },
  '530 KiB': { ratio: 0.4, rounds: 11 },
  '5.3 MiB': { ratio: 0.3, rounds: 7 },
};
const VARIANTS = ['plain', 'plain bundled', 'ours', 'ours bundled'];

export default async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'synth-bench-'));
  try {
    const programs = {
      plain: join(PROGRAMS, 'plain.cjs'),
      'plain bundled': await bundle(join(PROGRAMS, 'plain.cjs'), join(folder, 'plain.cjs')),
      ours: join(PROGRAMS, 'ours.mjs'),
      'ours bundled': join(folder, 'ours.cjs'),
    };
    await bundleProgram(programs.ours, programs['ours bundled']);
    console.log('synthesis: ours with validation, plain cdk8s without; medians in ms, peak memory in MiB');
    const failures = [];
    for (const size of Object.keys(AIMS)) failures.push(...(await compare(size, programs, folder)));
    return failures;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundle(entry, outfile) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  return outfile;
}

async function compare(size, programs, folder) {
  const { ratio: aim, rounds } = AIMS[size];
  const outdir = join(folder, 'dist');
  const args = (variant) => [programs[variant], size, outdir];
  const times = Object.fromEntries(VARIANTS.map((variant) => [variant, []]));
  const peaks = {};
  const outputs = [];
  for (const variant of VARIANTS) {
    // Not timed: the files come into the system's cache, and what was written is compared.
    await rm(outdir, { recursive: true, force: true });
    peaks[variant] = peakMemory(args(variant), join(folder, 'peak'));
    outputs.push(await readObjects(outdir));
  }
  for (let round = 0; round < rounds; round++) {
    for (const variant of VARIANTS) {
      await rm(outdir, { recursive: true, force: true });
      times[variant].push(timeProcess(args(variant)));
    }
  }
  const medians = Object.fromEntries(VARIANTS.map((variant) => [variant, median(times[variant])]));
  printTable([
    [size, 'median', 'of plain', 'aim', 'peak'],
    ...VARIANTS.map((variant) => [
      variant,
      medians[variant].toFixed(0),
      (medians[variant] / medians.plain).toFixed(2),
      variant === 'ours bundled' ? `<= ${aim.toFixed(2)}` : '',
      peaks[variant].toFixed(0),
    ]),
  ]);
  const failures = [];
  const ratio = medians['ours bundled'] / medians.plain;
  if (ratio > aim) failures.push(`${size}: ours takes ${ratio.toFixed(2)} of plain cdk8s, more than ${aim}`);
  if (peaks['ours bundled'] > peaks.plain) failures.push(`${size}: ours needs more memory than plain cdk8s`);
  if (outputs.some((output) => !isDeepStrictEqual(output, outputs[0]))) {
    failures.push(`${size}: the programs wrote different objects`);
  }
  return failures;
}

/** All objects below a folder by name, whatever the files are called. */
async function readObjects(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    entries
      .filter(({ name }) => name.endsWith('.yaml'))
      .map(({ parentPath, path, name }) => readFile(join(parentPath ?? path, name), 'utf8')),
  );
  const objects = texts.flatMap((text) => text.split(/^---$/m).map((document) => parse(document)));
  return Object.fromEntries(objects.map((object) => [object.metadata.name, object]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const failures = await bench();
  for (const failure of failures) console.error(`failed: ${failure}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
