import { accessSync, constants, existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { OutputError } from './output-error';
import { ownershipFile, readOwnership, renderOwnership } from './ownership';
import { replaceFiles } from './replace-files';
import { cannotChangePlaces, recover, replaceFolder } from './replace-folder';
import type { OutputFile } from '../../garden-object/garden-object';

export interface OutputSummary {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes the output folder hold these files: all of them or, when anything fails, none. Files of earlier runs
 * that are no longer produced go away, files that are not ours stay, unchanged ones are not touched.
 *
 * @throws OutputError where the file system refuses; the folder is then as it was
 */
export function writeOutput(folder: string, files: readonly OutputFile[]): OutputSummary {
  try {
    return write(resolve(folder), files);
  } catch (error) {
    throw OutputError.from(error, folder);
  }
}

function write(place: string, files: readonly OutputFile[]): OutputSummary {
  mkdirSync(dirname(place), { recursive: true });
  recover(place);
  // A link stays a link: what it points to is replaced.
  const folder = existsSync(place) ? realpathSync(place) : place;
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) {
      throw new OutputError(
        folder,
        'is a file, not a folder',
        'move it away, or choose another output folder',
      );
    }
    accessSync(folder, constants.W_OK);
  }

  const wanted = new Map(files.map(({ path, text }) => [path, text]));
  const paths = [...wanted.keys()].sort();
  wanted.set(ownershipFile, renderOwnership(paths));
  const removed = readOwnership(folder).filter((path) => !wanted.has(path) && existsSync(join(folder, path)));
  const changed = new Map([...wanted].filter(([path, text]) => !holds(join(folder, path), text)));
  if (changed.size > 0 || removed.length > 0) replace(folder, changed, new Set(removed));
  return {
    written: paths.filter((path) => changed.has(path)),
    unchanged: paths.filter((path) => !changed.has(path)),
    removed,
  };
}

function replace(folder: string, changed: ReadonlyMap<string, string>, removed: ReadonlySet<string>): void {
  // A checkout's root is somebody's working directory: it keeps its identity.
  if (existsSync(join(folder, '.git'))) {
    replaceFiles(folder, changed, removed);
    return;
  }
  try {
    replaceFolder(folder, changed, removed);
  } catch (error) {
    if (!existsSync(folder) || !cannotChangePlaces(error)) throw error;
    replaceFiles(folder, changed, removed);
  }
}

function holds(file: string, text: string): boolean {
  const content = Buffer.from(text);
  try {
    return statSync(file).size === content.length && readFileSync(file).equals(content);
  } catch {
    return false;
  }
}
