import { editDistance, suggestName } from '../../../src/validation/structure';

test.each([
  ['same', 'same', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['zones', 'zone', 1],
  ['zones', 'zonas', 1],
  ['primary', 'prmiary', 1],
  ['kitten', 'sitting', 3],
])('%j and %j are %d edits apart', (from, to, edits) => {
  expect(editDistance(from, to)).toBe(edits);
  expect(editDistance(to, from)).toBe(edits);
});

test.each([
  ['Name', ['name', 'names'], 'name'],
  ['providerconfig', ['providerConfig'], 'providerConfig'],
  ['machineImage', ['machineTypes', 'machineImages'], 'machineImages'],
  ['cup', ['cpu', 'gpu'], 'cpu'],
  ['ab', ['ac', 'xy'], undefined],
  ['AB', ['ab'], 'ab'],
  ['spec', ['metadata', 'status'], undefined],
  ['x'.repeat(1_000_000), ['name'], undefined],
  ['', ['a'], undefined],
])('for %.20j of %j the suggestion is %j', (name, candidates, suggestion) => {
  expect(suggestName(name, candidates)).toBe(suggestion);
});
