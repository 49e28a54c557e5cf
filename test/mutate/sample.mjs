/** A checker of StrykerJS that lets only a sample of the faults through. */
import { createHash } from 'node:crypto';

/** What tells a fault from every other one, in each run. */
export function keyOf({ fileName, location, mutatorName, replacement }) {
  const { start, end } = location;
  const file = fileName.slice(fileName.lastIndexOf('/src/') + 1);
  return `${file}:${start.line}:${start.column}-${end.line}:${end.column} ${mutatorName} ${replacement}`;
}

/** `{keys}` are the faults themselves, `{share, seed}` a percentage of all. */
export function isChosen(mutant, { keys, share, seed }) {
  if (keys !== undefined) return keys.includes(keyOf(mutant));
  const digest = createHash('sha256').update(`${seed} ${keyOf(mutant)}`).digest();
  return (100 * digest.readUInt32BE(0)) / 2 ** 32 < Number(share);
}

function sampler({ sample }) {
  return {
    init: () => Promise.resolve(),
    check: (mutants) =>
      Promise.resolve(
        Object.fromEntries(
          mutants.map((mutant) => [
            mutant.id,
            isChosen(mutant, sample)
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
