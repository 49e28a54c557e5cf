import type { Adoption } from '../../src/adopt/adopt';
import { Program } from '../../src/adopt/program';
import { data, printCode } from '../../src/adopt/code';
import { hostileTexts as texts, json, landscapeOf } from './hostile-texts';
import { adoptYaml, sourcesOf, unexplained } from './landscapes';

const scalars = [0, -0, 1, -1, 0.1, 1e21, -1e-7, 2 ** 53, true, false, null];

function evaluate(code: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what was printed is run, that is the test
  return (new Function(`return (${code});`) as () => unknown)();
}

test.each(texts.map((text) => [JSON.stringify(text), text]))('%s is printed as what it is', (_, text) => {
  const values = [text, [text], { [text]: text }, { a: { [text]: [text, { [text]: text }] } }];
  for (const value of values) {
    for (const before of [0, 100]) {
      const printed = printCode(data(value), 2, before, 1);
      expect(JSON.stringify(evaluate(printed))).toBe(JSON.stringify(value));
      // Nobody sees less, or in another order, than there is.
      expect(printed).not.toMatch(/[\u202a-\u202e\u2028\u2029\u200b\ufeff\0\r]/);
    }
  }
});

test('numbers, truth and nothing', () => {
  expect(evaluate(printCode(data(scalars), 0, 0, 1))).toEqual(scalars.map((one) => (one === 0 ? 0 : one)));
});

test('names become variables, files and ids, each once', () => {
  const { names } = new Program();
  const wanted = [
    ...texts,
    'a-b',
    'a.b',
    'A-B',
    'class',
    'new',
    '1a',
    'app',
    'GardenApp',
    'aB',
    'main',
    '..',
    '../x',
    'CON',
  ];
  const variables = wanted.map((name) => names.variable(name, 'object'));
  const files = wanted.map((name) => names.file(name));
  const ids = wanted.map((name) => names.id(name));
  for (const list of [variables, files, ids]) expect(new Set(list).size).toBe(list.length);
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
  for (const variable of variables) {
    expect(variable).toMatch(/^[a-z][A-Za-z0-9]*$/);
    expect(() =>
      evaluate(`(() => { 'use strict'; const ${variable} = 1; return ${variable}; })()`),
    ).not.toThrow();
  }
  for (const file of files) expect(file).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
});

const names = texts.filter((text) => !/[\0\ud800\r]/.test(text) && text !== '');
const adoptions = new Map<string, Adoption>(names.map((text) => [text, adoptYaml(landscapeOf(text))]));

test.each(names.map((text) => [json(text), text]))(
  '%s everywhere: nothing runs, nothing is lost',
  (_, text) => {
    const adoption = adoptions.get(text) ?? adoptYaml([]);
    expect(adoption.objects).toHaveLength(6);
    expect(unexplained(adoption)).toEqual([]);
    for (const path of Object.keys(sourcesOf(adoption))) expect(path).toMatch(/^[a-z0-9/.-]+$/);
  },
);

test('objects of the same name in different namespaces, and of different kinds, stay apart', () => {
  const adoption = adoptYaml([
    ...landscapeOf('alicloud').map((text) => text.replace('other: "alicloud"', 'other: "x"')),
  ]);
  expect(adoption.objects).toHaveLength(6);
  expect(unexplained(adoption)).toEqual([]);
  const main = sourcesOf(adoption)['src/main.ts'] ?? '';
  const ids = [...main.matchAll(/\(app\.garden, '([^']*)'/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(5);
});
