import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { catalogue } from '../../src/cli/catalogue';

const project = resolve(__dirname, '../..');
const rules = catalogue().flatMap((group) => group.rules);

/** All TypeScript below a folder, by path. */
function sources(folder: string): Map<string, string> {
  const files = readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' });
  return new Map(
    files
      .filter((file) => file.endsWith('.ts'))
      .map((file) => [file, readFileSync(join(project, folder, file), 'utf8')]),
  );
}

const src = sources('src');

test('every table of rules is in the catalogue', () => {
  const defined = [...src.values()].flatMap((text) =>
    [...text.matchAll(/= defineRules\(\{\n([\s\S]*?)\n\}\);/g)].flatMap(([, body = '']) =>
      [...body.matchAll(/^ {2}'?([a-z0-9-]+)'?: \{$/gm)].map(([, id]) => id),
    ),
  );
  expect(defined.length).toBeGreaterThan(300);
  expect(defined.sort()).toEqual(rules.map(({ id }) => id).sort());
});

test('every rule is reported somewhere', () => {
  // A table names its rules as keys; whoever reports one names it in brackets, in a list or in a choice.
  const used = [...src]
    .flatMap(([, text]) => [...text.matchAll(/(?<=['.`])[a-z][a-z0-9]*(?:-[a-z0-9]+)+(?=['`])(?!': \{)/g)])
    .map(([id]) => id);
  const reported = new Set(used);
  expect(rules.map(({ id }) => id).filter((id) => !reported.has(id))).toEqual([]);
});

/**
 * Rules whose sentences other tests keep: those on changes stand in `test/diff/golden.txt`, those on files in
 * `test/cli/inputs.test.ts`. A name that reads like a lost value stands under another, a package may be not built.
 */
const toldElsewhere = new Set([
  ...rules.map(({ id }) => id).filter((id) => id.startsWith('change-')),
  ...['json-not-utf-8', 'file-unreadable', 'link-broken', 'gitops-variable-undefined'],
  ...['image-sharing-code-missing', 'prop-invalid', 'gitops-field-unknown', 'image-sharing-schedule-unusual'],
]);

test('every rule has a sentence in a golden file', () => {
  const folder = join(project, 'test/validation/golden');
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  const told = new Set(lines.map((line) => line.split(' | ', 1)[0]));
  expect(rules.map(({ id }) => id).filter((id) => !told.has(id) && !toldElsewhere.has(id))).toEqual([]);
});

test.each(rules.map((rule) => [rule.id, rule] as const))('%s is documented', (id, rule) => {
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(rule.kinds.length).toBeGreaterThan(0);
  expect(rule.what.trim()).toBe(rule.what);
  expect(rule.what.length).toBeGreaterThan(10);
  expect(rule.why.length).toBeGreaterThan(10);
});
