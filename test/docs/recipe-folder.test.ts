import { type CodeBlock, readSections } from './markdown';
import { RecipeFolder } from './recipe-folder';
import { typeErrors } from './type-errors';

let folder: RecipeFolder;

beforeEach(() => {
  folder = new RecipeFolder({ kubectl: 'echo "a shoot"' });
});

afterEach(() => folder.remove());

/** A block of code. */
type Written = readonly [language: string, ...lines: string[]];

/** The blocks as they are read from a page. */
function blocksOf(blocks: readonly Written[]): readonly CodeBlock[] {
  const page = blocks.map(([language, ...lines]) => ['```' + language, ...lines, '```'].join('\n'));
  return readSections(`## Section\n\n${page.join('\n\n')}\n`)[0]?.blocks ?? [];
}

const program: Written = [
  'ts',
  '// main.ts',
  "import { GardenApp } from 'cdk8s-gardener-alicloud';",
  'new GardenApp().synth();',
];

async function perform(...blocks: readonly Written[]): Promise<void> {
  for (const block of blocksOf(blocks)) await folder.perform(block);
}

test('what is right passes', async () => {
  await perform(
    program,
    [
      'sh',
      'gardener-alicloud validate nowhere # exit 2',
      'kubectl get shoots > shoots.txt',
      'cat shoots.txt',
    ],
    ['text', 'a sh…t'],
    ['yaml', '# values.yaml', 'a: {b: 1, c: [2]}'],
    ['sh', 'mkdir -p dist && cp values.yaml dist/values.yaml'],
    ['yaml', '# dist/values.yaml', 'a: {c: [2]}'],
  );
});

test.each<[string, ...Written[]]>([
  ['an exit code', ['sh', 'gardener-alicloud validate nowhere']],
  ['an exit code of a shell', ['sh', 'false']],
  ['a command', ['sh', 'gardener-alicloud valdate']],
  ['an output', ['sh', 'kubectl get shoots'], ['text', 'no shoot']],
  ['the order of an output', ['sh', 'printf "a\\nb\\n"'], ['text', 'b', 'a']],
  ['a file of the output', ['yaml', '# dist/nothing.yaml', 'a: 1']],
  ['a value', ['sh', 'mkdir dist', 'echo "a: 1" > dist/value.yaml'], ['yaml', '# dist/value.yaml', 'a: 2']],
  ['a program that fails', ['ts', '// main.ts', "throw new Error('no');"]],
  ['an import', ['ts', '// main.ts', "import './nowhere';"]],
  ['a block without a file', ['yaml', 'a: 1']],
])('%s that is wrong is noticed', async (_, ...blocks) => {
  await expect(perform(...blocks)).rejects.toThrow();
});

test('a block that is never closed is noticed', () => {
  expect(() => readSections('## Section\n\n```sh\nls\n')).toThrow('line 3');
});

test('a type that is wrong is noticed, at its line', async () => {
  await perform(program);
  const [text] = folder.programs.map((sources) => sources['main.ts'] ?? '');
  expect(typeErrors([{ 'main.ts': `${text ?? ''}new GardenApp({ strict: 'yes' });\n` }])).toEqual([
    expect.stringMatching(/^0\/main\.ts:4: Type 'string' is not assignable/),
  ]);
}, 60_000);
