import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSections, type CodeBlock } from './markdown';
import { RecipeFolder } from './recipe-folder';
import { shoots } from './shoots';
import { typeErrors } from './type-errors';

const root = join(__dirname, '../..');
const sections = readSections(readFileSync(join(root, 'docs/cookbook.md'), 'utf8'));
const [start, ...recipes] = sections;

let folder: RecipeFolder;

beforeEach(() => {
  folder = new RecipeFolder({ kubectl: `cat <<'END'\n${JSON.stringify(shoots)}\nEND` });
});

afterEach(() => folder.remove());

test('there are ten recipes, and each says something that can be tried', () => {
  expect(recipes.map(({ title }) => title.split('.')[0])).toEqual(
    Array.from({ length: 10 }, (_, index) => String(index + 1)),
  );
  expect(recipes.filter(({ blocks }) => blocks.length === 0)).toEqual([]);
});

test.each(recipes.map(({ title, blocks }) => [title, blocks] as const))('%s', async (_, blocks) => {
  for (const block of start?.blocks ?? []) await folder.perform(block);
  if (blocks.some(usesGit)) folder.commit();
  for (const block of blocks) await folder.perform(block);
});

test('the recipes have no type errors', () => {
  expect(typeErrors(sections)).toEqual([]);
}, 60_000);

function usesGit({ language, text }: CodeBlock): boolean {
  return language === 'sh' && /\bgit\b/.test(text);
}
