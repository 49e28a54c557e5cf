import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesBelow, type PackageJson } from './packed-package';

/** By extension: a text in a program that looks like an import is none. */
const relativeImport: Readonly<Record<string, RegExp>> = {
  '.js': /require\(["'](\.{1,2}\/[^"']*|#[^"']+)["']\)/g,
  '.d.ts': /(?:from |import\()["'](\.{1,2}\/[^"']*|#[^"']+)["']/g,
};

/**
 * Modules that somebody who uses the package can get to: from its exports and programs, along the imports in
 * compiled code and in declarations, without file extensions.
 */
export function reachableModules(folder: string, { exports, bin }: PackageJson): ReadonlySet<string> {
  const entries = Object.values(exports)
    .flatMap((entry) => (typeof entry === 'string' ? [entry] : [entry.default]))
    .flatMap((entry) => (entry.includes('*') ? matching(folder, entry) : [entry.replace('./', '')]));
  const reached = new Set<string>();
  const waiting = [...entries, ...Object.values(bin)].map(withoutExtension);
  for (let module = waiting.pop(); module !== undefined; module = waiting.pop()) {
    if (reached.has(module)) continue;
    reached.add(module);
    for (const extension of Object.keys(relativeImport))
      waiting.push(...importsOf(folder, module, extension));
  }
  return reached;
}

export function withoutExtension(path: string): string {
  return path.replace(/(\.d\.ts|\.[a-z]+)$/, '');
}

function importsOf(folder: string, module: string, extension: string): string[] {
  const file = join(folder, module + extension);
  if (!existsSync(file)) return [];
  return [...readFileSync(file, 'utf8').matchAll(relativeImport[extension] ?? /(?!)/g)].map(
    ([, path = '']) => {
      if (path.startsWith('#')) return `lib/${path.slice(1)}`;
      const target = join(dirname(module), path);
      const index = `${target}/index`;
      return existsSync(join(folder, `${index}.js`)) ? index : withoutExtension(target);
    },
  );
}

function matching(folder: string, pattern: string): string[] {
  const [before = '', after = ''] = pattern.replace('./', '').split('*');
  return filesBelow(folder).filter((path) => path.startsWith(before) && path.endsWith(after));
}
