import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitIsInstalled } from '../git';
import { type CodeBlock, readSections } from './markdown';
import { RecipeFolder, type Sources } from './recipe-folder';
import { shoots } from './shoots';
import { typeErrors } from './type-errors';

const cookbook = readFileSync(join(__dirname, '../../docs/cookbook.md'), 'utf8');
const [start, ...recipes] = readSections(cookbook);

/** A recipe about revisions needs Git. */
const tried = recipes.filter(({ blocks }) => gitIsInstalled || !blocks.some((block) => usesGit(block)));

const sources: Sources[] = [];
const failures = new Map<string, unknown>();

beforeAll(async () => {
  for (const { title, blocks } of tried) {
    const folder = new RecipeFolder({ kubectl: `cat <<'END'\n${JSON.stringify(shoots)}\nEND` });
    try {
      for (const block of start?.blocks ?? []) await folder.perform(block);
      if (blocks.some(usesGit)) folder.commit();
      for (const block of blocks) await folder.perform(block);
    } catch (error) {
      failures.set(title, error);
    }
    sources.push(...folder.programs);
    folder.remove();
  }
}, 60_000);

function usesGit({ language, text }: CodeBlock): boolean {
  return language === 'sh' && /\bgit\b/.test(text);
}

test('there are eleven recipes, and each says something that can be tried', () => {
  expect(recipes.map(({ title }) => title.split('.')[0])).toEqual(
    Array.from({ length: 11 }, (_, index) => String(index + 1)),
  );
  expect(recipes.filter(({ blocks }) => blocks.length === 0)).toEqual([]);
});

test.each(tried.map(({ title }) => title))('%s', (title) => {
  if (failures.has(title)) throw failures.get(title);
});

test('the recipes have no type errors', () => {
  expect(sources.length).toBeGreaterThanOrEqual(2 * tried.length);
  expect(typeErrors(sources)).toEqual([]);
}, 60_000);
