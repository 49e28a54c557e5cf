import { lstatSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** All that is in a folder, hidden things and empty folders too, with modes, contents and what links point to. */
export function treeOf(folder: string): Record<string, string> {
  const tree: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    const entry = lstatSync(path);
    const what = entry.isSymbolicLink()
      ? `-> ${readlinkSync(path)}`
      : entry.isFile()
        ? readFileSync(path, 'utf8')
        : '';
    tree[name] = `${entry.isSymbolicLink() ? '' : entry.mode.toString(8)} ${what}`;
  }
  return tree;
}
