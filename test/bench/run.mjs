/**
 * Runs every bench of this folder (modules whose default export is a function that gives a list of failures), or
 * those that are named: `npm run bench -- synth validate`. Exits with 1 if one missed its target.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { basename } from 'node:path';

const wanted = process.argv.slice(2);
const names = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => basename(file, '.mjs'))
  .sort();

const failures = [];
// CPU times hold on a busy machine, but not as well as on a quiet one.
console.log(`Node ${process.version}, load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`);
for (const name of names) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const { default: bench } = await import(`./${name}.mjs`);
  if (bench === undefined) continue;
  console.log(`\n## ${name}`);
  failures.push(...(await bench()).map((failure) => `${name}: ${failure}`));
}
for (const name of wanted) if (!names.includes(name)) failures.push(`${name}: there is no such bench`);
for (const failure of failures) console.error(`failed: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
