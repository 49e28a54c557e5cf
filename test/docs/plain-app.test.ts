import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Testing } from 'cdk8s';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../../src';
import { findTarget } from '../../src/validation/target-file';
import { readSections } from './markdown';
import { typeErrors } from './type-errors';

const page = readFileSync(join(__dirname, '../../docs/plain-app.md'), 'utf8').replace(/^# /, '## ');
const blocks = readSections(page).flatMap((section) => section.blocks);
const sources = Object.fromEntries(
  blocks.flatMap(({ path, text }) => (path === undefined ? [] : [[path, text] as const])),
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plain-app-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What a block exports; it finds the library, the other blocks, and what the caller gives it. */
function load(path: string, given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { outputText } = transpileModule(sources[path] ?? '', {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const find = (name: string): unknown => {
    if (Object.hasOwn(given, name)) return given[name];
    if (name === 'cdk8s-gardener-alicloud') return library;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- as the block does
    return name.startsWith('./') ? load(`${name.slice(2)}.ts`, given) : (require(name) as unknown);
  };
  const exports: Record<string, unknown> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own code
  const run = new Function('require', 'exports', outputText) as (find: unknown, exports: unknown) => void;
  run(find, exports);
  return exports;
}

test('the programs have no type errors', () => {
  expect(Object.keys(sources)).toEqual(['landscape.ts', 'main.ts', 'landscape.test.ts']);
  expect(typeErrors([sources])).toEqual([]);
}, 60_000);

test('the app writes its chart, and the tests of the page pass', () => {
  class Elsewhere extends App {
    constructor() {
      super({ outdir: folder });
    }
  }
  const cdk8s = jest.requireActual<object>('cdk8s');
  load('main.ts', { cdk8s: { ...cdk8s, App: Elsewhere, Testing } });
  expect(readFileSync(join(folder, 'garden.k8s.yaml'), 'utf8')).toContain('kind: CloudProfile');

  const tests: (() => void)[] = [];
  const globals = { expect, test: (_: string, run: () => void) => tests.push(run) };
  load('landscape.test.ts', { '@jest/globals': globals });
  expect(tests).toHaveLength(2);
  for (const run of tests) run();
});

test('gardener-alicloud.yaml is one that can be used, and every key is explained', () => {
  const yaml = blocks.find(({ language }) => language === 'yaml');
  writeFileSync(join(folder, 'gardener-alicloud.yaml'), yaml?.text ?? '');
  const { file: _, folder: __, isOutput: ___, ...facts } = findTarget(folder) ?? {};
  expect(Object.keys(facts)).toEqual([
    ...['gardenerVersion', 'providerVersion', 'featureGates', 'gitops', 'waivers'],
  ]);
  for (const key of Object.keys(facts)) expect(page).toMatch(new RegExp(`^\\| \`${key}\``, 'm'));
});
