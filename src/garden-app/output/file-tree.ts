import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmdirSync,
  unlinkSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { OutputError } from './output-error';

/** What is at a path, a link itself rather than what it points to; nothing where there is nothing. */
export function entryAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
}

export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}

/** `a/b` and `a` for `a/b/c.yaml`: the innermost first. */
export function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) folders.push(parent);
  return folders;
}

/** Makes the folders above a file, one by one. */
export function makeFoldersAbove(folder: string, path: string): void {
  for (const parent of foldersAbove(path).reverse()) {
    if (!existsSync(join(folder, parent))) mkdirSync(join(folder, parent));
  }
}

/** Removes a folder unless something lies in it, or came into it just now. */
export function removeIfEmpty(folder: string): void {
  try {
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw error;
  }
}

/** Removes a file, a link or a whole folder, but nothing that is mounted there or that a link points to. */
export function removeTree(path: string, device = entryAt(dirname(path))?.dev): void {
  const entry = entryAt(path);
  if (entry === undefined) return;
  if (entry.dev !== device) throw new OutputError(path, 'is a mount point', 'unmount it, and run again');
  if (!entry.isDirectory()) {
    unlinkSync(path);
    return;
  }
  for (const name of readdirSync(path)) removeTree(join(path, name), device);
  rmdirSync(path);
}

/** Owner and mode of what something takes the place of. */
export type Likeness = Pick<Stats, 'mode' | 'uid' | 'gid'>;

/** @throws where the owner cannot be kept */
export function makeAlike(path: string, like: Likeness): void {
  const is = lstatSync(path);
  const moves = is.uid !== like.uid || is.gid !== like.gid;
  if (moves) chownSync(path, like.uid, like.gid);
  // Changing the owner may clear bits of the mode.
  if (moves || ((is.mode ^ like.mode) & 0o7777) !== 0) chmodSync(path, like.mode & 0o7777);
}

/** As far as this user may: who may write a file may not always give it away. */
export function makeAlikeIfAllowed(path: string, like: Likeness): void {
  try {
    makeAlike(path, like);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP')) throw error;
  }
}

/** The folder that a path means, links resolved; it need not be there, and another run may be replacing it. */
export function realFolder(place: string, links = 0): string {
  const entry = entryAt(place);
  if (entry?.isSymbolicLink() === true) {
    const target = resolve(realpathSync(dirname(place)), readlinkSync(place));
    if (links < 20 && existsSync(dirname(target))) return realFolder(target, links + 1);
    throw new OutputError(
      place,
      'is a link to a place that is not there',
      'make the folder that it points to, or remove the link',
    );
  }
  if (entry === undefined || entry.isDirectory()) return join(realpathSync(dirname(place)), basename(place));
  throw new OutputError(place, 'is a file, not a folder', 'move it away, or choose another output folder');
}

/** Every mount point that this process sees; none where the system has no such list. */
export function mountPoints(): ReadonlySet<string> {
  let table: string;
  try {
    table = readFileSync('/proc/self/mountinfo', 'utf8');
  } catch {
    return new Set();
  }
  const places = table.split('\n').map((line) => line.split(' ')[4] ?? '');
  return new Set(
    places.map((place) =>
      place.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))),
    ),
  );
}
