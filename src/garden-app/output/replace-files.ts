import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { removeEmptyParents } from './empty-parents';

/**
 * For a folder that cannot change places with another (a mount point, the root of a Git checkout, a folder
 * whose parent is read-only): everything is written below it first, then moved file by file. A file system
 * that refuses in the middle gets what was moved moved back; a process that is killed in the middle may
 * leave some files old and some new, which the next run mends.
 */
export function replaceFiles(
  folder: string,
  changed: ReadonlyMap<string, string>,
  removed: ReadonlySet<string>,
): void {
  const staged = join(folder, stagingFolder);
  const undo: (() => void)[] = [];
  try {
    rmSync(staged, { recursive: true, force: true });
    for (const [path, text] of changed) {
      mkdirSync(dirname(join(staged, 'new', path)), { recursive: true });
      mkdirSync(dirname(join(staged, 'old', path)), { recursive: true });
      writeFileSync(join(staged, 'new', path), text);
    }
    const move = (from: string, to: string): void => {
      mkdirSync(dirname(to), { recursive: true });
      renameSync(from, to);
      undo.unshift(() => renameSync(to, from));
    };
    for (const path of [...changed.keys(), ...removed]) {
      if (existsSync(join(folder, path))) move(join(folder, path), join(staged, 'old', path));
      if (changed.has(path)) move(join(staged, 'new', path), join(folder, path));
    }
    for (const path of removed) removeEmptyParents(folder, path);
  } catch (error) {
    for (const step of undo) step();
    throw error;
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

const stagingFolder = '.gardener-alicloud.staged';
