import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue } from '../../src/cli/catalogue';
import { withoutCode } from './markdown';

const rules = new Set(catalogue().flatMap((group) => group.rules.map(({ id }) => id)));
const root = join(__dirname, '../..');
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).sort();
const pages = ['README.md', ...docs.map((name) => `docs/${name}`)].filter(
  (path) => path.endsWith('.md') && existsSync(join(root, path)),
);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** GitHub's way: lower case, without punctuation, dashes for blanks. */
function anchorsOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Targets of the links in the prose of a page. */
function linksOf(path: string): string[] {
  return [...withoutCode(read(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
}

test('there are pages to look at', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['docs/concepts.md', 'docs/cookbook.md', 'docs/troubleshooting.md']),
  );
});

test.each(pages)('%s: every relative link leads somewhere', (path) => {
  const broken = linksOf(path).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const place = file === '' ? path : join(dirname(path), file);
    if (!existsSync(join(root, place))) return true;
    return anchor !== undefined && !anchorsOf(read(place)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test.each(pages)('%s: every rule that it names exists', (path) => {
  const text = read(path);
  const named = [
    ...text.matchAll(/rules\.md#([\w-]+)/g),
    // Behind an issue, as the command line prints it.
    ...text.matchAll(/(?:error|warning): .* \[([a-z0-9-]+)\]$/gm),
    // In a waiver.
    ...text.matchAll(/\brule: '?([a-z0-9-]+)/g),
  ].map(([, id = '']) => id);
  expect(named.filter((id) => !rules.has(id))).toEqual([]);
});

test('a link to a rule is called like the rule', () => {
  const links = pages.flatMap((path) => [...read(path).matchAll(/\[([^\]]+)\]\([^)]*rules\.md#([^)]+)\)/g)]);
  expect(links.filter(([, text, anchor]) => text !== anchor).map(([link]) => link)).toEqual([]);
});
