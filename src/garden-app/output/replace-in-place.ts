import {
  copyFileSync,
  linkSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import {
  entryAt,
  foldersAbove,
  hasCode,
  makeAlikeIfAllowed,
  removeIfEmpty,
  type Likeness,
} from './file-tree';
import type { Lock } from './lock';
import { OutputError, toOutputError } from './output-error';
import { canBeOurs, contentHash, holdsContent, isBehindNoLink, ownershipFile } from './ownership';
import type { Changes } from './swap-folder';
import { clearWorkFolder, markWorkFolder } from './work-folder';

/**
 * For a folder that cannot change places with another: a mount point, the root of a Git checkout, a folder that
 * others own a part of. Everything is written into the work folder first, what it replaces is kept there, and how
 * to undo it is written down; then files move one by one. When one cannot, or when the process is killed (then by
 * the next run), all that has moved moves back.
 */
export function replaceInPlace(
  folder: string,
  work: string,
  { changed, removed }: Changes,
  lock: Lock,
): void {
  const undoing = planUndoing(folder, changed, removed);
  const journal = join(work, journalFile);
  try {
    markWorkFolder(work);
    mkdirSync(join(work, 'staged'));
    mkdirSync(join(work, 'saved'));
    undoing.entries.forEach(({ path }, index) => {
      lock.beat();
      const before = entryAt(join(folder, path));
      if (before !== undefined) save(join(folder, path), savedFile(work, index), before);
      const text = changed.get(path);
      if (text === undefined) return;
      writeFileSync(stagedFile(work, index), text, { flag: 'wx' });
      if (before?.isFile() === true) makeAlikeIfAllowed(stagedFile(work, index), before);
    });
    writeFileSync(`${journal}.part`, JSON.stringify(undoing));
    lock.assertHeld();
    renameSync(`${journal}.part`, journal);
  } catch (error) {
    clearWorkFolder(work);
    throw error;
  }
  try {
    for (const parent of undoing.made) mkdirSync(join(folder, parent));
    undoing.entries.forEach(({ path }, index) => {
      lock.beat();
      const place = join(folder, path);
      try {
        if (changed.has(path)) renameSync(stagedFile(work, index), place);
        else unlinkSync(place);
      } catch (error) {
        throw toOutputError(error, place);
      }
    });
    for (const { path } of undoing.left) removeIfEmpty(join(folder, path));
    unlinkSync(journal);
  } catch (error) {
    putBack(folder, work, undoing);
    throw error;
  }
  clearWorkFolder(work);
}

/** Takes back what a run did that was killed. */
export function recoverInPlace(folder: string, work: string): void {
  const journal = join(work, journalFile);
  if (entryAt(journal) !== undefined) undo(folder, work, readUndoing(folder, journal));
  clearWorkFolder(work);
}

/** How to make a folder again what it was. */
interface Undoing {
  /** Files to change or to remove; their numbers are those of the copies in `staged` and `saved`. */
  readonly entries: readonly {
    readonly path: string;
    /** Of the file that comes there where none was. */
    readonly added?: string;
  }[];
  /** Folders that were not there, the outermost first. */
  readonly made: readonly string[];
  /** Folders that may become empty and go, the innermost first. */
  readonly left: readonly (Likeness & { readonly path: string })[];
}

const journalFile = 'undo.json';

function stagedFile(work: string, index: number): string {
  return join(work, 'staged', String(index));
}

function savedFile(work: string, index: number): string {
  return join(work, 'saved', String(index));
}

function planUndoing(
  folder: string,
  changed: ReadonlyMap<string, string>,
  removed: ReadonlySet<string>,
): Undoing {
  const parents = (paths: Iterable<string>): string[] =>
    [...new Set([...paths].flatMap((path) => foldersAbove(path)))].sort(
      (a, b) => a.split('/').length - b.split('/').length,
    );
  return {
    entries: [...changed.keys(), ...removed].map((path) => {
      const text = changed.get(path);
      return text === undefined || entryAt(join(folder, path)) !== undefined
        ? { path }
        : { path, added: contentHash(Buffer.from(text)) };
    }),
    made: parents(changed.keys()).filter((parent) => entryAt(join(folder, parent)) === undefined),
    left: parents(removed)
      .reverse()
      .flatMap((path) => {
        const entry = entryAt(join(folder, path));
        return entry === undefined ? [] : [{ path, mode: entry.mode, uid: entry.uid, gid: entry.gid }];
      }),
  };
}

/** A second name for a file, or a copy where the file system knows no such thing. */
function save(from: string, to: string, entry: Stats): void {
  if (entry.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    return;
  }
  try {
    linkSync(from, to);
  } catch (error) {
    if (!hasCode(error, 'EACCES', 'EMLINK', 'ENOSYS', 'ENOTSUP', 'EPERM')) throw error;
    copyFileSync(from, to);
    makeAlikeIfAllowed(to, entry);
  }
}

function putBack(folder: string, work: string, undoing: Undoing): void {
  try {
    undo(folder, work, undoing);
  } catch {
    throw new OutputError(folder, 'some files are new and some old', 'run again to mend that');
  }
  clearWorkFolder(work);
}

/** Can be ended at any point, and begun again. */
function undo(folder: string, work: string, { entries, made, left }: Undoing): void {
  for (const { path, ...like } of [...left].reverse()) {
    if (entryAt(join(folder, path)) !== undefined) continue;
    mkdirSync(join(folder, path));
    makeAlikeIfAllowed(join(folder, path), like);
  }
  entries.forEach(({ path, added }, index) => {
    if (added === undefined) {
      if (entryAt(savedFile(work, index)) !== undefined)
        renameSync(savedFile(work, index), join(folder, path));
    } else if (holdsContent(folder, path, added)) {
      unlinkSync(join(folder, path));
    }
  });
  for (const path of [...made].reverse()) removeIfEmpty(join(folder, path));
  unlinkSync(join(work, journalFile));
}

/** It may come from anywhere, e.g. from a repository: it is obeyed within the folder only. */
function readUndoing(folder: string, journal: string): Undoing {
  try {
    const undoing = JSON.parse(readFileSync(journal, 'utf8')) as Undoing;
    const paths = [
      ...undoing.entries.map(({ path }) => path),
      ...undoing.made,
      ...undoing.left.map(({ path }) => path),
    ];
    if (paths.every((path) => isPathOfOurs(folder, path))) return undoing;
  } catch {
    // Said below.
  }
  throw new OutputError(journal, 'is not what a run of ours leaves', 'delete the folder that it is in');
}

function isPathOfOurs(folder: string, path: unknown): boolean {
  if (typeof path !== 'string') return false;
  return path === ownershipFile || (canBeOurs(path) && isBehindNoLink(folder, path));
}
