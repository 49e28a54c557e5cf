import { mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { entryAt, hasCode, mountPoints, removeIfEmpty, removeTree } from './file-tree';
import { OutputError } from './output-error';

/**
 * The folder that a run has for a while: what is built, what is kept until all is well, and the lock. Git ignores
 * it by a `.gitignore` of its own, and it is gone when nobody writes.
 */
export const workFolderInside = '.gardener-alicloud.work';

export function workFolderBeside(folder: string): string {
  return join(dirname(folder), `.${basename(folder)}${workFolderInside}`);
}

/** Makes a work folder, or finds it, and marks it as ours for Git and for the next run. */
export function markWorkFolder(work: string): void {
  makeWorkFolder(work);
  if (!isMarked(work)) writeFileSync(join(work, markerFile), markerText);
}

/** Removes what a run had in a work folder; what cannot be removed now is for the next run. */
export function clearWorkFolder(work: string): void {
  for (const name of workNames) attempt(() => removeTree(join(work, name)));
}

/** Removes a work folder with marker and lock; the marker stays for others who are in it. */
export function leaveWorkFolder(work: string, lock?: string): void {
  if (readNames(work).every((name) => name === markerFile || name === lock))
    removeFile(join(work, markerFile));
  if (lock !== undefined) removeFile(join(work, lock));
  removeIfEmpty(work);
}

/** What a run may have in a work folder beside lock and marker. */
const workNames: readonly string[] = [
  'next',
  'old',
  'trash',
  'staged',
  'saved',
  'undo.json',
  'undo.json.part',
];
const markerFile = '.gitignore';
const markerText =
  '# cdk8s-gardener-alicloud works here for a moment; the next run removes what a killed one left.\n*\n';
export const lockPrefix = 'lock.';

/** Makes a work folder, or finds it. */
export function makeWorkFolder(work: string): void {
  try {
    if (entryAt(work) === undefined) mkdirSync(work);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  refuseForeign(work);
}

/** @throws OutputError where something is in the way that only looks like a work folder */
export function refuseForeign(work: string): void {
  // It may change while it is looked at: only what is seen twice is foreign.
  if (isOurs(work) || isOurs(work)) return;
  throw new OutputError(work, 'is in the way, and not ours', 'move it away; nothing was changed');
}

/** Whether a folder of that name holds what we put there, and nothing else: no links, nothing mounted. */
function isOurs(work: string): boolean {
  const entry = entryAt(work);
  if (entry === undefined) return true;
  if (!entry.isDirectory()) return false;
  const names = readNames(work);
  const rest = names.filter((name) => name !== markerFile && !isLock(name));
  return (
    (rest.length === 0 || isMarked(work) || names.some((name) => isLock(name))) &&
    rest.every((name) => workNames.includes(name) && isPlain(join(work, name))) &&
    ![...mountPoints()].some((place) => place === work || place.startsWith(`${work}${sep}`))
  );
}

function isPlain(path: string): boolean {
  const entry = entryAt(path);
  return entry === undefined || entry.isDirectory() || entry.isFile();
}

function isMarked(work: string): boolean {
  const marker = join(work, markerFile);
  try {
    return entryAt(marker)?.isFile() === true && readFileSync(marker, 'utf8') === markerText;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

export function isLock(name: string): boolean {
  return name.startsWith(lockPrefix);
}

export function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

/** Somebody else may have removed it already; where it cannot be removed, it does no harm. */
export function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'EACCES', 'EPERM', 'EROFS')) throw error;
  }
}

/** For what is not worth failing for. */
export function attempt(step: () => void): void {
  try {
    step();
  } catch {
    // The next run tries again, and fails where it matters.
  }
}
