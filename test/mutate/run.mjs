/**
 * Puts small faults into the source, one at a time, and counts those that no test notices:
 * `npm run mutate -- src/diff src/yaml --share 5`. Each PATH is a folder or a file of src. The tests of the same folder
 * below test/ run first; what they let pass is tried again with every test that reaches the file. A share takes that
 * percentage of the faults, always the same for the same seed; `--near` leaves the second round out.
 * Faults are told to tests in this process only: what a test starts as a program of its own stays whole.
 */
import { existsSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { isChosen, keyOf } from './sample.mjs';

/** Everything else reaches sources through lib, or runs for minutes. */
const everyTest = ['<rootDir>/test/!(package|browser|e2e|bench|fuzz)/**/*.test.ts'];
const detected = ['Killed', 'Timeout', 'RuntimeError'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    concurrency: { type: 'string', default: '1' },
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
  const first = near === undefined ? undefined : await mutate(path, near, { share: values.share, seed: values.seed });
  const passed = first?.filter(({ status }) => !detected.includes(status)) ?? [];
  const again =
    near !== undefined && (values.near || passed.length === 0)
      ? []
      : await mutate(
          path,
          everyTest,
          first === undefined ? { share: values.share, seed: values.seed } : { keys: passed.map(keyOf) },
        );
  const foundLater = new Set(again.filter(({ status }) => detected.includes(status)).map(keyOf));
  const all = first ?? again;
  const survivors = all.filter((mutant) => !detected.includes(mutant.status) && !foundLater.has(keyOf(mutant)));
  for (const mutant of survivors) {
    console.log(`survived: ${keyOf(mutant).replace(/\s+/g, ' ').slice(0, 240)}`);
  }
  return { path, found: all.length - survivors.length, faults: all.length };
}

/** The tests of the same folder. */
function nearTests(path) {
  const folder = statSync(path).isDirectory() ? path : join(path, '..');
  const tests = folder.replace(/^src/, 'test');
  return tests !== 'test' && existsSync(tests) ? [`<rootDir>/${tests}/**/*.test.ts`] : undefined;
}

/** The faults of the sample, each with what became of it. */
async function mutate(path, testMatch, sample) {
  const tempDirName = join(tmpdir(), `mutate-${process.pid}`);
  const stryker = new Stryker({
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner', fileURLToPath(new URL('sample.mjs', import.meta.url))],
    checkers: ['sample'],
    sample,
    coverageAnalysis: 'perTest',
    ignoreStatic: sample.keys !== undefined,
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.cjs',
      enableFindRelatedTests: true,
      config: { testMatch },
    },
    mutate: [path.endsWith('.ts') ? path : `${path}/**/*.ts`, '!**/*.d.ts'],
    concurrency: Number(values.concurrency),
    dryRunTimeoutMinutes: 30,
    timeoutMS: 60_000,
    disableTypeChecks: false,
    reporters: [],
    logLevel: 'warn',
    tempDirName,
    warnings: false,
  });
  try {
    const results = await stryker.runMutationTest();
    // A fault outside the sample counts as one that does not compile.
    return results.filter(({ status }) => status !== 'CompileError').filter((mutant) => isChosen(mutant, sample));
  } finally {
    rmSync(tempDirName, { recursive: true, force: true });
  }
}

function total(rows) {
  const sum = (key) => rows.reduce((result, row) => result + row[key], 0);
  return { path: 'all', found: sum('found'), faults: sum('faults') };
}
