import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSections } from './markdown';
import { RecipeFolder } from './recipe-folder';
import { typeErrors } from './type-errors';

const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
const [example] = readSections(readme.replace(/^# .*$/m, '## Example'));

test('the example is what its code makes, to the byte, and its mistake is what the validator says', async () => {
  const folder = new RecipeFolder({});
  try {
    const [program, manifest, sentence, ...more] = example?.blocks ?? [];
    if (program === undefined || manifest === undefined || sentence === undefined)
      throw new Error('the README has no example');
    expect(more).toEqual([]);
    await folder.perform(program);
    const shown = manifest.text.slice(manifest.text.indexOf('\n') + 1);
    expect(readFileSync(join(folder.path, manifest.path ?? ''), 'utf8')).toBe(shown);

    await folder.perform({ language: 'yaml', path: 'profile.yaml', text: mistaken(shown), line: 0 });
    await folder.perform({
      ...manifest,
      language: 'sh',
      text: 'gardener-alicloud validate profile.yaml # exit 1',
    });
    await folder.perform(sentence);
    expect(typeErrors(folder.programs)).toEqual([]);
  } finally {
    folder.remove();
  }
});

function mistaken(manifest: string): string {
  return manifest.replace('usable: true', 'usabel: true');
}

test('every command that it names for npx is one of the package', () => {
  const { bin } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as { bin: object };
  const named = [...readme.matchAll(/\bnpx ([a-z0-9-]+)/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(3);
  // The first may be run where nothing is installed: then npx takes the name for that of a package.
  expect(named[0]).toBe('cdk8s-gardener-alicloud');
  expect(named.filter((name) => !Object.hasOwn(bin, name))).toEqual([]);
});

test('what init is told is what init takes', () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(readme).toContain(`--package cdk8s-gardener-alicloud-${version}.tgz`);
});
