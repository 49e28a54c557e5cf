import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../src');

/** From top to bottom: a folder imports only from folders behind it, types included. */
const house = [
  ...['main', 'landscape', 'index', 'cli', 'adopt', 'init', 'report', 'diff', 'import', 'live', 'garden-app'],
  ...['image-sharing', 'seed-backup', 'provider-extension', 'cloud-profile', 'secrets', 'garden-object'],
  ...['sharing', 'validation', 'schema', 'issues', 'yaml', 'alibaba-cloud', 'gardener'],
];
/** The reconciler stands alone. */
const belowSharing = ['yaml', 'alibaba-cloud', 'gardener'];

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .sort();
const importForm =
  /(?:^(import type|export type|import|export)\b[^;]*?\bfrom\s|(?:require|import)\()\s*'(\.[^']*)'/gm;

interface Import {
  readonly to: string;
  readonly isType: boolean;
}

function importsOf(path: string): Import[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(importForm)].flatMap(([, word, specifier = '']) => {
    const target = relative(root, resolve(root, dirname(path), specifier));
    const to = [`${target}.ts`, `${target}/index.ts`, `${target}.d.ts`].find((name) => files.includes(name));
    // What is no file of ours stands in a text, or lies above src.
    return to === undefined ? [] : [{ to, isType: word?.endsWith('type') === true }];
  });
}

const folderOf = (path: string): string => path.replace(/\.ts$/, '').split('/')[0] ?? '';

test('every folder has its place in the house', () => {
  const places = [...new Set(files.map(folderOf))].filter((folder) => folder !== 'build');
  expect(places.filter((folder) => !house.includes(folder))).toEqual([]);
});

test('imports go downward', () => {
  const upward = files
    .filter((path) => folderOf(path) !== 'build')
    .flatMap((path) =>
      importsOf(path).flatMap(({ to }) => {
        const [from, into] = [folderOf(path), folderOf(to)];
        const isAllowed =
          from === into ||
          (from === 'sharing' ? belowSharing.includes(into) : house.indexOf(into) > house.indexOf(from));
        return isAllowed ? [] : [`${path} imports ${to}`];
      }),
    );
  expect(upward).toEqual([]);
});

test('no circle, but for types inside one folder', () => {
  const circles = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    if (done.has(path)) return;
    if (trail.includes(path)) {
      circles.add([...trail.slice(trail.indexOf(path)), path].join(' > '));
      return;
    }
    for (const { to, isType } of importsOf(path)) {
      if (isType && dirname(to) === dirname(path)) continue;
      walk(to, [...trail, path]);
    }
    done.add(path);
  };
  const done = new Set<string>();
  for (const path of files) walk(path, []);
  expect([...circles]).toEqual([]);
});

test('an index only hands on', () => {
  const others = files
    .filter((path) => /(?:^|\/)index\.ts$/.test(path))
    .filter((path) => /^(?!export|import|\s|\}|\/\/|\/?\*)\S/m.test(readFileSync(join(root, path), 'utf8')));
  expect(others).toEqual([]);
});
