import type { OutputFile } from '../../garden-object/garden-object';
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { entryAt, foldersAbove, hasCode, mountPoints, realFolder, removeIfEmpty } from './file-tree';
import { Lock } from './lock';
import { OutputError, toOutputError } from './output-error';
import { canBeOurs, isOurs, ownershipFile, readOwnership, renderOwnership } from './ownership';
import { recoverInPlace, replaceInPlace } from './replace-in-place';
import { NotSwappable, recoverSwap, swapFolder, type Changes } from './swap-folder';
import { attempt, leaveWorkFolder, refuseForeign, workFolderBeside, workFolderInside } from './work-folder';

export interface OutputOptions {
  /** More to state at the top of `.gardener-alicloud.json`: plain JSON, in this order. @default nothing */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** How long to wait while others write the same folder, in seconds. @default 60 */
  readonly patience?: number;
}

export interface OutputSummary {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  /**
   * Files that an earlier run lists and this one does not make, but that are not as they were written: they stay.
   * Left out where there is none.
   */
  readonly kept?: readonly string[];
}

/**
 * Makes the output folder hold these files: all of them or, when anything fails, none. Files of earlier runs
 * that are no longer produced go away if they are as they were written; files that are not ours stay, unchanged
 * ones are not touched, and nothing is changed behind a link or a mount point. One run at a time writes. What a run
 * left that was killed is mended first.
 *
 * @throws OutputError where the file system refuses, or others do not end to write; the folder is then as it was
 */
export function writeOutput(
  folder: string,
  files: readonly OutputFile[],
  options: OutputOptions = {},
): OutputSummary {
  const place = resolve(folder);
  let made: string | undefined;
  try {
    made = mkdirSync(dirname(place), { recursive: true });
    return write(realFolder(place), files, options);
  } catch (error) {
    if (made !== undefined) attempt(() => removeFoldersUpTo(made ?? '', dirname(place)));
    throw toOutputError(error, folder);
  }
}

function write(
  folder: string,
  files: readonly OutputFile[],
  { facts, patience = 60 }: OutputOptions,
): OutputSummary {
  const paths = files.map(({ path }) => path).sort();
  const odd = paths.find((path) => !canBeOurs(path));
  if (odd !== undefined) {
    throw new OutputError(join(folder, odd), 'is no name for an output file', 'choose another name');
  }
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const wanted = new Map([...texts, [ownershipFile, renderOwnership(texts, facts)]]);
  const beside = workFolderBeside(folder);
  const inside = join(folder, workFolderInside);
  if (entryAt(beside) === undefined && entryAt(inside) === undefined && isUpToDate(folder, wanted)) {
    return { written: [], unchanged: paths, removed: [] };
  }
  for (const work of [beside, inside]) refuseForeign(work);
  try {
    return Lock.during(staysInPlace(folder) ? [inside, beside] : [beside, inside], patience, (lock) => {
      recover(folder, beside, recoverSwap);
      recover(folder, inside, recoverInPlace);
      const plan = planChanges(folder, wanted);
      const { changed, removed, kept } = plan;
      if (changed.size > 0 || removed.size > 0) replace(folder, plan, lock);
      return {
        written: paths.filter((path) => changed.has(path)),
        unchanged: paths.filter((path) => !changed.has(path)),
        removed: [...removed],
        ...(kept.length > 0 ? { kept } : {}),
      };
    });
  } finally {
    for (const work of [beside, inside]) attempt(() => leaveWorkFolder(work));
  }
}

/** Completes or takes back what a run did that was killed, and says where that fails. */
function recover(folder: string, work: string, mend: (folder: string, work: string) => void): void {
  try {
    mend(folder, work);
  } catch (error) {
    throw toOutputError(error, work);
  }
}

function replace(folder: string, changes: Changes, lock: Lock): void {
  try {
    if (!staysInPlace(folder) && !isInUse(folder)) {
      swapFolder(folder, workFolderBeside(folder), changes, lock);
      return;
    }
  } catch (error) {
    if (!(error instanceof NotSwappable)) throw error;
  }
  replaceInPlace(folder, join(folder, workFolderInside), changes, lock);
}

/** Whether a folder is something that only it can be: a checkout, a mount point, all that its parent lets us have. */
function staysInPlace(folder: string): boolean {
  const parent = dirname(folder);
  const entry = entryAt(folder);
  if (entry === undefined) return false;
  return (
    entryAt(join(folder, '.git')) !== undefined ||
    entryAt(parent)?.dev !== entry.dev ||
    mountPoints().has(folder) ||
    !canWrite(parent)
  );
}

/** Whether somebody's shell is in the folder, or something is mounted below it. */
function isInUse(folder: string): boolean {
  const below = `${folder}${sep}`;
  return (
    `${currentFolder()}${sep}`.startsWith(below) ||
    [...mountPoints()].some((mountPoint) => mountPoint.startsWith(below))
  );
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return '';
  }
}

interface Plan extends Changes {
  readonly kept: readonly string[];
}

/** Asked without the lock: others may be replacing the folder right now, and then the answer is no. */
function isUpToDate(folder: string, wanted: ReadonlyMap<string, string>): boolean {
  const places = new Places(folder);
  try {
    return [...wanted].every(
      ([path, text]) => places.obstacleAbove(path) === undefined && holds(join(folder, path), text),
    );
  } catch {
    return false;
  }
}

/** @throws OutputError that names what is in the way: before anything is changed */
function planChanges(folder: string, wanted: ReadonlyMap<string, string>): Plan {
  const places = new Places(folder);
  for (const path of wanted.keys()) places.refuseObstacles(path);
  const changed = new Map([...wanted].filter(([path, text]) => !holds(join(folder, path), text)));
  const removed = new Set<string>();
  const kept: string[] = [];
  for (const [path, hash] of readOwnership(folder).files) {
    if (wanted.has(path) || entryAt(join(folder, path)) === undefined) continue;
    if (places.obstacleAbove(path) === undefined && isOurs(folder, path, hash)) removed.add(path);
    else kept.push(path);
  }
  for (const path of [...changed.keys(), ...removed]) places.refuseReadOnly(path);
  return { changed, removed, kept };
}

/** What stands in the way of files in a folder; each folder below it is looked at once. */
class Places {
  private readonly obstacles = new Map<string, string | undefined>();
  private readonly writable = new Set<string>();
  private readonly mountPoints = mountPoints();
  private readonly device: number | undefined;

  constructor(private readonly folder: string) {
    this.device = entryAt(folder)?.dev;
  }

  refuseObstacles(path: string): void {
    const [place, what] =
      this.obstacleAbove(path) ??
      (entryAt(join(this.folder, path))?.isDirectory() === true ? [path, 'is a folder, not a file'] : []);
    if (place === undefined) return;
    throw new OutputError(
      join(this.folder, place),
      `${what ?? ''}, so ${path} cannot be written`,
      'move it away, or choose another output folder; nothing was changed',
    );
  }

  /** What is above a file and is no plain folder, and what it is. */
  obstacleAbove(path: string): [place: string, what: string] | undefined {
    for (const parent of foldersAbove(path).reverse()) {
      if (!this.obstacles.has(parent)) this.obstacles.set(parent, this.obstacleAt(join(this.folder, parent)));
      const what = this.obstacles.get(parent);
      if (what !== undefined) return [parent, what];
    }
    return undefined;
  }

  private obstacleAt(place: string): string | undefined {
    const entry = entryAt(place);
    if (entry === undefined) return undefined;
    if (entry.isSymbolicLink()) return 'is a link to elsewhere';
    if (!entry.isDirectory()) return 'is a file, not a folder';
    return entry.dev !== this.device || this.mountPoints.has(place) ? 'is a mount point' : undefined;
  }

  /** The innermost folder above a file that is there is the one to be written. */
  refuseReadOnly(path: string): void {
    for (const parent of [...foldersAbove(path), '']) {
      const place = join(this.folder, parent);
      if (entryAt(place) === undefined) continue;
      if (this.writable.has(place)) return;
      try {
        accessSync(place, constants.W_OK | constants.X_OK);
      } catch (error) {
        throw toOutputError(error, place);
      }
      this.writable.add(place);
      return;
    }
  }
}

function holds(file: string, text: string): boolean {
  const entry = entryAt(file);
  if (entry?.isFile() !== true || entry.size < text.length) return false;
  const content = Buffer.from(text);
  return entry.size === content.length && readFileSync(file).equals(content);
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch (error) {
    if (hasCode(error, 'EACCES', 'EPERM', 'EROFS')) return false;
    throw error;
  }
}

/** Takes back what making the folder's parents made. */
function removeFoldersUpTo(outermost: string, folder: string): void {
  for (let place = folder; ; place = dirname(place)) {
    removeIfEmpty(place);
    if (place === outermost || entryAt(place) !== undefined) return;
  }
}
