/**
 * Puts small faults into the source, one at a time, and counts those that no test notices:
 * `npm run mutate -- src/diff src/yaml --share 5`. Each PATH is a folder or a file of src. The tests are those of the
 * same folder below test/, and whatever `--tests` names; others might find more. A share takes that percentage of the
 * faults, always the same ones for a seed. Faults are there for tests in this process only: a program that a test
 * starts stays whole.
 */
import { existsSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';
import { isChosen, keyOf } from './sample.mjs';

const detected = ['Killed', 'Timeout', 'RuntimeError'];
/** Holds every text of the tables of rules. */
const documentation = 'test/build/rules-page.test.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    share: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    tests: { type: 'string', multiple: true, default: [] },
  },
});
const missing = [
  ...positionals.filter((path) => !/^src\//.test(path) || !existsSync(path)),
  ...values.tests.filter((path) => !/^test\//.test(path) || !existsSync(path)),
][0];
if (positionals.length === 0 || missing !== undefined) {
  console.error(`${missing ?? 'PATH'} is no path here; e.g. npm run mutate -- src/diff --share 5`);
  process.exit(2);
}

console.log(`seed ${values.seed}, ${values.share} % of the faults`);
const rows = [];
for (const path of positionals.map((path) => path.replace(/\/$/, ''))) rows.push(await measure(path));
console.log('\nfound  faults  share');
for (const { path, found, faults } of [...rows, total()]) {
  const share = faults === 0 ? '-' : `${((100 * found) / faults).toFixed(0)} %`;
  console.log(`${String(found).padStart(5)}  ${String(faults).padStart(6)}  ${share.padStart(5)}  ${path}`);
}

async function measure(path) {
  const faults = await mutate(path);
  const survivors = faults.filter(({ status }) => !detected.includes(status));
  for (const mutant of survivors)
    console.log(`\nsurvived: ${keyOf(mutant).replace(/\s+/g, ' ').slice(0, 240)}`);
  return { path, found: faults.length - survivors.length, faults: faults.length };
}

/** The nearest folder with tests of the same subject. */
function nearTests(path) {
  let folder = statSync(path).isDirectory() ? path : dirname(path);
  while (folder !== 'src' && !existsSync(folder.replace('src', 'test'))) folder = dirname(folder);
  return folder === 'src' ? [] : [folder.replace('src', 'test')];
}

/** The faults of the sample, each with what became of it. */
async function mutate(path) {
  const tempDirName = join(tmpdir(), `mutate-${process.pid}`);
  process.env['MUTATE_TESTS'] = [...nearTests(path), ...values.tests, documentation].join(' ');
  const sample = { share: Number(values.share), seed: values.seed };
  const stryker = new Stryker({
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner', fileURLToPath(new URL('sample.mjs', import.meta.url))],
    checkers: ['sample'],
    sample,
    coverageAnalysis: 'perTest',
    jest: {
      projectType: 'custom',
      configFile: 'jest.config.cjs',
      enableFindRelatedTests: false,
      config: { testMatch: ['<rootDir>/test/mutate/near.ts'] },
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

function total() {
  const sum = (key) => rows.reduce((result, row) => result + row[key], 0);
  return { path: 'all', found: sum('found'), faults: sum('faults') };
}
