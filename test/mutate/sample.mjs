/** A checker of StrykerJS that lets only a sample of the faults through. */
import { createHash } from 'node:crypto';

/** What tells a fault from every other one, in each run; places count from 1, as results have them. */
export function keyOf({ fileName, location, mutatorName, replacement }) {
  const { start, end } = location;
  const file = fileName.slice(fileName.lastIndexOf('/src/') + 1);
  return `${file}:${start.line}:${start.column}-${end.line}:${end.column} ${mutatorName} ${replacement}`;
}

/** Whether a fault is among `share` percent of all. */
export function isChosen(mutant, { share, seed }) {
  const digest = createHash('sha256')
    .update(`${seed} ${keyOf(mutant)}`)
    .digest();
  return (100 * digest.readUInt32BE(0)) / 2 ** 32 < share;
}

/** StrykerJS counts from 0 until it reports. */
function fromOne({ start, end }) {
  const next = ({ line, column }) => ({ line: line + 1, column: column + 1 });
  return { start: next(start), end: next(end) };
}

function sampler({ sample }) {
  return {
    init: () => Promise.resolve(),
    check: (mutants) =>
      Promise.resolve(
        Object.fromEntries(
          mutants.map((mutant) => [
            mutant.id,
            isChosen({ ...mutant, location: fromOne(mutant.location) }, sample)
              ? { status: 'passed' }
              : { status: 'compileError', reason: 'not in the sample' },
          ]),
        ),
      ),
    group: (mutants) => Promise.resolve([mutants.map(({ id }) => id)]),
  };
}
sampler.inject = ['options'];

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', factory: sampler }];
