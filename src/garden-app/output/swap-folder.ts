import {
  accessSync,
  constants,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
  type Dirent,
} from 'node:fs';
import { join } from 'node:path';
import {
  entryAt,
  foldersAbove,
  hasCode,
  makeAlike,
  makeAlikeIfAllowed,
  makeFoldersAbove,
  removeIfEmpty,
  removeTree,
} from './file-tree';
import type { Lock } from './lock';
import { OutputError } from './output-error';
import { isBehindNoLink, isOurs, ownershipFile, readOwnership, type Ownership } from './ownership';
import { attempt, workFolderInside } from './work-folder';

/** What is to become of an output folder; paths relative to it. */
export interface Changes {
  readonly changed: ReadonlyMap<string, string>;
  readonly removed: ReadonlySet<string>;
}

/** This folder cannot be swapped as a whole, but what is in it may be replaced in place. */
export class NotSwappable extends Error {}

/**
 * Puts changed files into a folder and takes removed ones out, in one step: the whole new folder is built in the
 * work folder beside the old one (files that stay are hard links), then the two change places. A process that is
 * killed leaves the old folder or the new one; between the two renames neither, which `recoverSwap` mends.
 *
 * @throws NotSwappable where something in the folder could not be linked, or the folder not renamed
 */
export function swapFolder(folder: string, work: string, changes: Changes, lock: Lock): void {
  const next = join(work, 'next');
  const old = join(work, 'old');
  const exists = entryAt(folder) !== undefined;
  try {
    build(folder, next, changes, lock);
    lock.assertHeld();
    if (exists) renameSync(folder, old);
  } catch (error) {
    attempt(() => removeTree(next));
    throw hasCode(error, ...refusals) && exists ? new NotSwappable() : error;
  }
  try {
    renameSync(next, folder);
  } catch (error) {
    if (exists) bringBack(folder, old);
    attempt(() => removeTree(next));
    throw hasCode(error, ...refusals) && exists ? new NotSwappable() : error;
  }
  attempt(() => finish(folder, work));
}

/** What file systems say of things that cannot be linked or moved by this user; not of a disk that is full. */
const refusals = ['EACCES', 'EBUSY', 'EINVAL', 'EMLINK', 'ENOSYS', 'ENOTSUP', 'EPERM', 'EROFS', 'EXDEV'];

/** Completes or takes back what a run did that was killed. */
export function recoverSwap(folder: string, work: string): void {
  const old = join(work, 'old');
  const next = join(work, 'next');
  removeTree(join(work, 'trash'));
  if (entryAt(old) !== undefined && entryAt(next) !== undefined) {
    removeIfEmpty(folder);
    // Somebody may have made the folder anew in the meantime, e.g. with Git: then what only the old one has joins it.
    if (entryAt(folder) === undefined) renameSync(old, folder);
  }
  finish(folder, work);
  removeTree(next);
}

function bringBack(folder: string, old: string): void {
  try {
    if (entryAt(folder) === undefined) {
      renameSync(old, folder);
      return;
    }
  } catch {
    // Said below.
  }
  throw new OutputError(
    folder,
    `could not be put in its place, and waits in ${old}`,
    'run again to mend that',
  );
}

/** What came into the old folder while the new one was built moves over, then the old one goes. */
function finish(folder: string, work: string): void {
  const old = join(work, 'old');
  const trash = join(work, 'trash');
  if (entryAt(old) !== undefined) {
    if (entryAt(folder) !== undefined) bringLateFiles(old, folder);
    renameSync(old, trash);
  }
  removeTree(trash);
}

function bringLateFiles(old: string, folder: string): void {
  const before = filesOf(old);
  const now = filesOf(folder);
  const isLate = (path: string): boolean => {
    const from = entryAt(join(old, path));
    const to = entryAt(join(folder, path));
    if (from === undefined || path === ownershipFile || now.has(path)) return false;
    if (!isBehindNoLink(folder, path)) return false;
    if (to === undefined) return !isOurs(old, path, before.get(path));
    if (from.ino === to.ino || to.isDirectory() || (from.isSymbolicLink() && to.isSymbolicLink()))
      return false;
    return from.mtimeMs > to.mtimeMs;
  };
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(old, below), { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (path === workFolderInside) continue;
      if (entry.isDirectory()) {
        walk(path);
      } else if (isLate(path)) {
        makeFoldersAbove(folder, path);
        renameSync(join(old, path), join(folder, path));
      }
    }
  };
  walk('');
}

function filesOf(folder: string): Ownership['files'] {
  try {
    return readOwnership(folder).files;
  } catch (error) {
    // A list that is none says nothing; but one that cannot be read now may say what is ours the next time.
    if (error instanceof OutputError) return new Map();
    throw error;
  }
}

function build(folder: string, next: string, { changed, removed }: Changes, lock: Lock): void {
  const link = (below: string): void => {
    const from = join(folder, below);
    // What is not ours to change could not be removed from the old folder either.
    accessSync(from, constants.R_OK | constants.W_OK | constants.X_OK);
    mkdirSync(join(next, below));
    makeAlike(join(next, below), lstatSync(from));
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      const path = join(below, entry.name);
      lock.beat();
      if (entry.isDirectory()) link(path);
      else if (changed.has(path) || removed.has(path)) refuseLocked(join(folder, path), entry);
      else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(join(folder, path)), join(next, path));
      else linkSync(join(folder, path), join(next, path));
    }
  };
  if (entryAt(folder) === undefined) mkdirSync(next);
  else link('');
  for (const [path, text] of changed) {
    lock.beat();
    makeFoldersAbove(next, path);
    writeFileSync(join(next, path), text, { flag: 'wx' });
    const before = entryAt(join(folder, path));
    if (before?.isFile() === true) makeAlikeIfAllowed(join(next, path), before);
  }
  for (const path of removed) {
    for (const parent of foldersAbove(path)) removeIfEmpty(join(next, parent));
  }
}

/** A file that cannot be written may be one that cannot be removed. */
function refuseLocked(file: string, entry: Dirent): void {
  if (entry.isFile()) accessSync(file, constants.W_OK);
}
