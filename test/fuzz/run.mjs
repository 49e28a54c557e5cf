/**
 * Runs every fuzzer of this folder over and over until the time is up: `npm run fuzz -- 600` takes ten minutes, ten
 * seconds are the default. The first round always runs to its end. A module's default export maps the name of a
 * property to `[arbitrary, check, show, runs]`; `show` gives the text of a failing input, `runs` says how many inputs a
 * round has. Exits with 1 if a property fails, with the smallest input that was found and the seed that finds it again:
 * `npm run fuzz -- --seed N`. The lib folder has to be built.
 */
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';

/** One property has so long to make its failing input small. */
const patience = 60_000;
const longestInput = 6_000;

const { seconds, seed } = readArguments();
const deadline = Date.now() + seconds * 1000;
console.log(`seed ${seed}, ${seconds} s`);

const properties = await readProperties();
const failures = [];
for (let round = 0; round === 0 || Date.now() < deadline; round += 1) {
  for (const property of properties) {
    if (property.failed || (round > 0 && Date.now() >= deadline)) continue;
    await run(property, (seed + round) | 0);
  }
  if (properties.every(({ failed }) => failed)) break;
}
for (const { name, inputs } of properties) console.log(`${String(inputs).padStart(8)}  ${name}`);
for (const failure of failures) console.error(`\n${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;

async function run(property, seed) {
  const { name, arbitrary, check, show, runs } = property;
  const options = { seed, numRuns: runs, interruptAfterTimeLimit: patience };
  const details = await fc.check(fc.asyncProperty(arbitrary, check), options);
  property.inputs += details.numRuns;
  // One that was interrupted before it failed has no counterexample.
  if (!details.failed || details.counterexample === null) return;
  property.failed = true;
  const reason = String(details.errorInstance?.stack ?? details.errorInstance).slice(0, 2_000);
  const input = show(details.counterexample[0]);
  const shown =
    input.length > longestInput ? `${input.slice(0, longestInput)}... (${input.length} characters)` : input;
  failures.push(
    `failed: ${name}\n${reason}\nsmallest input (${details.numShrinks} steps smaller):\n${shown}\nagain: npm run fuzz -- --seed ${seed}`,
  );
}

async function readProperties() {
  const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.fuzz.mjs'));
  const modules = await Promise.all(
    files.sort().map(async (file) => [basename(file, '.fuzz.mjs'), (await import(`./${file}`)).default]),
  );
  return modules.flatMap(([area, byName]) =>
    Object.entries(byName).map(
      ([name, [arbitrary, check, show = (input) => fc.stringify(input), runs = 20]]) => ({
        ...{ name: `${area}: ${name}`, arbitrary, check, show, runs, inputs: 0, failed: false },
      }),
    ),
  );
}

function readArguments() {
  const usage = 'npm run fuzz [-- [--seed N] [SECONDS]]';
  try {
    const { values, positionals } = parseArgs({
      options: { seed: { type: 'string' } },
      allowPositionals: true,
    });
    const [seconds = '10', more] = positionals;
    const seed = values.seed ?? String(Date.now() % 2 ** 31);
    if (more === undefined && /^\d{1,6}$/.test(seconds) && /^-?\d{1,10}$/.test(seed))
      return { seconds: Number(seconds), seed: Number(seed) | 0 };
  } catch {
    // An unknown flag.
  }
  console.error(`wrong use: ${usage}`);
  process.exit(2);
}
