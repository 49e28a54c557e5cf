/**
 * Puts small faults into the source, one at a time, and counts those that no test notices:
 * `npm run mutate -- src/diff src/yaml --share 5`. Each PATH is a folder or a file of src. The tests of the same folder
 * below test/ run first; what they let pass is tried again with every test that reaches the file. A share takes that
 * percentage of the faults, always the same for the same seed; `--near` leaves the second round out.
 * Faults are told to tests in this process only: what a test starts as a program of its own stays whole.
 */
import { existsSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { isChosen, keyOf } from './sample.mjs';

/** Everything else reaches sources through lib. */
const everyTest = ['<rootDir>/test/!(package)/**/*.test.ts'];
const detected = ['Killed', 'Timeout', 'RuntimeError'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    near: { type: 'boolean', default: false },
  },
});
const missing = positionals.find((path) => !/^src\//.test(path) || !existsSync(path));
if (positionals.length === 0 || missing !== undefined) {
  console.error(`${missing ?? 'PATH'} is no path below src; e.g. npm run mutate -- src/diff --share 5`);
  process.exit(2);
}

console.log(`seed ${values.seed}, ${values.share} % of the faults`);
const rows = [];
for (const path of positionals.map((path) => path.replace(/\/$/, ''))) rows.push(await measure(path));
console.log('\nfound  faults  share');
for (const { path, found, faults } of [...rows, total(rows)]) {
  const share = faults === 0 ? '-' : `${((100 * found) / faults).toFixed(0)} %`;
  console.log(`${String(found).padStart(5)}  ${String(faults).padStart(6)}  ${share.padStart(5)}  ${path}`);
}

async function measure(path) {
  const near = nearTests(path);
  const first = await mutate(path, near, { share: values.share, seed: values.seed });
  const passed = first.filter(({ status }) => !detected.includes(status));
  const isDone = near === undefined || values.near || passed.length === 0;
  const again = isDone ? [] : await mutate(path, undefined, { keys: passed.map(keyOf) });
  const foundLater = new Set(again.filter(({ status }) => detected.includes(status)).map(keyOf));
  const survivors = passed.filter((mutant) => !foundLater.has(keyOf(mutant)));
  for (const mutant of survivors)
    console.log(`survived: ${keyOf(mutant).replace(/\s+/g, ' ').slice(0, 240)}`);
  return { path, found: first.length - survivors.length, faults: first.length };
}

/** The nearest folder with tests of the same subject. */
function nearTests(path) {
  let folder = statSync(path).isDirectory() ? path : dirname(path);
  while (folder !== 'src' && !existsSync(folder.replace('src', 'test'))) folder = dirname(folder);
  return folder === 'src' ? undefined : folder.replace('src', 'test');
}

/** The faults of the sample, each with what became of it. */
async function mutate(path, near, sample) {
  const tempDirName = join(tmpdir(), `mutate-${process.pid}`);
  process.env['MUTATE_TESTS'] = near;
  const stryker = new Stryker({
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner', fileURLToPath(new URL('sample.mjs', import.meta.url))],
    checkers: ['sample'],
    sample,
    coverageAnalysis: 'perTest',
    // What is read once while a file is loaded would ask for every test there is.
    ignoreStatic: near === undefined,
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.cjs',
      enableFindRelatedTests: near === undefined,
      config: { testMatch: near === undefined ? everyTest : ['<rootDir>/test/mutate/near.ts'] },
    },
    mutate: [path.endsWith('.ts') ? path : `${path}/**/*.ts`, '!**/*.d.ts'],
    concurrency: 1,
    dryRunTimeoutMinutes: 30,
    timeoutMS: 60_000,
    disableTypeChecks: false,
    reporters: ['dots'],
    logLevel: 'warn',
    tempDirName,
    warnings: false,
  });
  try {
    const results = await stryker.runMutationTest();
    // A fault outside the sample counts as one that does not compile; one that no test reaches is never checked.
    return results.filter((mutant) => mutant.status !== 'CompileError' && isChosen(mutant, sample));
  } finally {
    rmSync(tempDirName, { recursive: true, force: true });
  }
}

function total(rows) {
  const sum = (key) => rows.reduce((result, row) => result + row[key], 0);
  return { path: 'all', found: sum('found'), faults: sum('faults') };
}
