import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Adoption, AdoptOptions } from '../../src/adopt/adopt';
import { readVectors } from '../conformance/vectors';
import { typeErrors } from '../docs/type-errors';
import { adoptYaml, now, sourcesOf, synthesized, unexplained, unformatted } from './landscapes';

/** All of them take minutes: `ADOPT_ALL=1 npx jest test/adopt/program`. */
const isAll = process.env['ADOPT_ALL'] === '1';

/** A landscape, and what it is for. */
interface Sample {
  readonly adoption: Adoption;
  readonly target: AdoptOptions['target'];
}

function sample(texts: readonly string[], target: Partial<Sample['target']>): Sample {
  const whole = { now, ...target };
  return { adoption: adoptYaml(texts, { target: whole }), target: whole };
}

function vectors(name: string, everyNth: number): Sample[] {
  return (
    readVectors(name)
      .filter((vector) => vector.accepted)
      .filter((_, index) => isAll || index % everyNth === 0)
      .map(({ manifest, parent, featureGates = {} }) =>
        sample(parent === undefined ? [manifest] : [parent, manifest], { featureGates }),
      )
      // No file can have the longest names that Gardener takes.
      .filter(
        ({ adoption }) =>
          adoption.objects.length > 0 && adoption.objects.every(({ object }) => object.name.length < 200),
      )
  );
}

const dist = join(__dirname, '../../dist');
function distFiles(): string[] {
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort();
}
const example = sample(
  distFiles().map((path) => readFileSync(join(dist, path), 'utf8')),
  { gardenerVersion: '1.149', providerVersion: '1.71' },
);

const samples = [
  example,
  ...vectors('cloud-profile', 60),
  ...vectors('seed', 40),
  ...vectors('gardenlet', 20),
  ...vectors('managed-seed', 20),
  ...vectors('controller-deployment', 40),
  ...vectors('extension', 20),
  ...vectors('found/namespaced-cloud-profile', 30),
];
const adoptions = samples.map(({ adoption }) => adoption);

test('the compiler takes it, as strict as in a landscape', () => {
  expect(typeErrors(adoptions.map((adoption) => sourcesOf(adoption)))).toEqual([]);
});

test('Prettier has nothing to do', () => {
  expect(unformatted(adoptions)).toBe('');
});

test('the TypeScript writes what was compared, and what it writes is adopted as the same program', () => {
  const isRefused = ({ adoption }: Sample): boolean =>
    adoption.issues.some(({ severity }) => severity === 'error');
  const written = samples.filter((one) => !isRefused(one));
  expect(written.length).toBeGreaterThan(samples.length * 0.9);
  for (const { adoption, target } of written) {
    const again = adoptYaml(synthesized(adoption), { target });
    expect(unexplained(again)).toEqual([]);
    expect(sourcesOf(again)).toEqual(sourcesOf(adoption));
  }
});

test('the example landscape comes out as it is, to the byte', () => {
  const { adoption } = example;
  expect(adoption.objects.flatMap(({ differences }) => differences)).toEqual([]);
  const garden = distFiles().filter((path) => path.startsWith('garden/'));
  expect(synthesized(adoption)).toEqual(garden.map((path) => readFileSync(join(dist, path), 'utf8')));
});
