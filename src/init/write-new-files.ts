import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
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
 * Writes new files, all of them or none. They are written beside first and then put in their places; an existing
 * one is an error (`EEXIST`), even if it came after the check: nothing is ever overwritten.
 */
export function writeNewFiles(folder: string, files: readonly NewFile[]): void {
  const isNew = lstatSync(folder, { throwIfNoEntry: false }) === undefined;
  // Beside, so that a folder that is new appears at once, and as a whole.
  const made = isNew ? mkdirSync(dirname(folder), { recursive: true }) : undefined;
  const stage = join(isNew ? dirname(folder) : folder, `.${basename(folder)}.${process.pid}.new`);
  const placed: string[] = [];
  try {
    for (const { path, text } of files) {
      const place = join(stage, path);
      mkdirSync(dirname(place), { recursive: true });
      writeFileSync(place, text, { flag: 'wx' });
    }
    if (isNew) renameSync(stage, folder);
    else for (const { path } of files) placed.push(...place(join(stage, path), join(folder, path)));
  } catch (error) {
    for (const path of placed.reverse()) removeOwn(path);
    if (made !== undefined) rmSync(made, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** @returns what is new: the first folder that was made, if one was, and the file */
function place(staged: string, path: string): string[] {
  const folder = mkdirSync(dirname(path), { recursive: true });
  const made = folder === undefined ? [] : [folder];
  try {
    // Unlike a rename it replaces nothing.
    linkSync(staged, path);
  } catch (error) {
    for (const own of made) removeOwn(own);
    throw error;
  }
  return [...made, path];
}

function removeOwn(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
