import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { removeEmptyParents } from './empty-parents';

/**
 * Puts changed files into a folder and takes removed ones out, in one step: the whole new folder is built
 * beside the old one (files that stay are hard links), then the two change places. A process that is killed
 * leaves the old folder or the new one; between the two renames neither, which `recover` mends.
 */
export function replaceFolder(
  folder: string,
  changed: ReadonlyMap<string, string>,
  removed: ReadonlySet<string>,
): void {
  const next = besides(folder, `new-${process.pid}`);
  const old = besides(folder, 'old');
  try {
    mkdirSync(next);
    if (existsSync(folder)) linkTree(folder, next, '', (path) => !changed.has(path) && !removed.has(path));
    for (const [path, text] of changed) {
      mkdirSync(dirname(join(next, path)), { recursive: true });
      writeFileSync(join(next, path), text, { flag: 'wx' });
    }
    for (const path of removed) removeEmptyParents(next, path);
  } catch (error) {
    rmSync(next, { recursive: true, force: true });
    throw error;
  }
  const existed = existsSync(folder);
  try {
    if (existed) renameSync(folder, old);
    renameSync(next, folder);
  } catch (error) {
    if (existed && !existsSync(folder)) renameSync(old, folder);
    rmSync(next, { recursive: true, force: true });
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

/** Whether the failure says that this folder cannot be renamed, rather than that nothing can be written. */
export function cannotChangePlaces(error: unknown): boolean {
  return ['EBUSY', 'EXDEV', 'EACCES', 'EPERM', 'EROFS', 'EINVAL'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
}

/** Cleans up after a run that was killed: an old folder without a successor comes back, half-built ones go. */
export function recover(folder: string): void {
  const old = besides(folder, 'old');
  if (existsSync(old)) {
    if (existsSync(folder)) rmSync(old, { recursive: true, force: true });
    else renameSync(old, folder);
  }
  const prefix = basename(besides(folder, 'new-'));
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length)))) continue;
    rmSync(join(dirname(folder), name), { recursive: true, force: true });
  }
}

function besides(folder: string, role: string): string {
  return join(dirname(folder), `.${basename(folder)}.${role}`);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Repeats a folder's structure with hard links, or copies where the file system knows no links. */
function linkTree(from: string, to: string, below: string, stays: (path: string) => boolean): void {
  for (const entry of readdirSync(join(from, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) {
      mkdirSync(join(to, path));
      linkTree(from, to, path, stays);
    } else if (!stays(path)) {
      continue;
    } else if (entry.isSymbolicLink()) {
      symlinkSync(readlinkSync(join(from, path)), join(to, path));
    } else {
      linkOrCopy(join(from, path), join(to, path));
    }
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EMLINK', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? ''))
      throw error;
    copyFileSync(from, to);
  }
}
