import { lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NewFile } from './new-landscape';

/** What a folder holds before anything is written to it. */
type FolderState = 'absent' | 'empty' | 'filled' | 'no-folder';

/** `.git` alone counts as empty: a repository that was just made or cloned. */
export function folderState(folder: string): FolderState {
  const entry = lstatSync(folder, { throwIfNoEntry: false });
  if (entry === undefined) return 'absent';
  try {
    return readdirSync(folder).some((name) => name !== '.git') ? 'filled' : 'empty';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return 'no-folder';
    throw error;
  }
}

/** Which files are there already, whatever they hold or link to. */
export function existingFiles(folder: string, files: readonly NewFile[]): ReadonlySet<string> {
  return new Set(
    files
      .filter(({ path }) => lstatSync(join(folder, path), { throwIfNoEntry: false }) !== undefined)
      .map(({ path }) => path),
  );
}

/**
 * Writes new files; an existing one is an error (`EEXIST`), even if it came after the check: nothing is ever
 * overwritten.
 */
export function writeNewFiles(folder: string, files: readonly NewFile[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { path, text } of files) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text, { flag: 'wx' });
  }
}
