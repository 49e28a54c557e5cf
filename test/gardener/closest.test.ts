import { closest } from '../../src/gardener/closest';

test.each<[string, string, string[], string | undefined]>([
  ['another case', 'Name', ['name', 'names'], 'name'],
  ['case inside', 'providerconfig', ['providerConfig'], 'providerConfig'],
  ['a letter too few', 'machineImage', ['machineTypes', 'machineImages'], 'machineImages'],
  ['two letters swapped', 'cup', ['cpu', 'gpu'], 'cpu'],
  ['two slips', 'regionss', ['regions', 'zones'], 'regions'],
  ['too short to tell', 'ab', ['ac', 'xy'], undefined],
  ['short, in another case', 'AB', ['ab'], 'ab'],
  ['another name', 'spec', ['metadata', 'status'], undefined],
  ['a very long text', 'x'.repeat(1_000_000), ['name'], undefined],
  ['nothing', '', ['a'], undefined],
])('%s', (_, name, candidates, expected) => {
  expect(closest(name, candidates)).toBe(expected);
});
