import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fitsGlob } from '../validation/repository/selection';
import { isKustomizationFile, type ReadMore, type SourceFile } from '../validation/repository/sources';
import { type Io, UsageError } from './io';

const extensions = /\.(ya?ml|json)$/;

/**
 * Reads files, folders (all the way down, in the order of names; dot folders and node_modules left out) and
 * standard input (`-`). Below a folder a JSON file counts only if it is a manifest.
 *
 * @param ignored globs, as in .gitignore, of what is left out below a folder
 * @throws UsageError for a path that is not there or cannot be read
 */
export function readManifests(
  paths: readonly string[],
  io: Io,
  ignored: readonly string[] = [],
): SourceFile[] {
  return paths.flatMap((path) => {
    if (path === '-') return [{ file: '<stdin>', text: io.readStdin() }];
    const place = resolve(io.cwd, path);
    try {
      if (!statSync(place).isDirectory()) return [{ file: path, text: readFileSync(place, 'utf8') }];
      const prefix = path.replace(/\/+$/, '');
      return walk(place)
        .map((file) => ({ file, path: relative(place, file).replaceAll('\\', '/') }))
        .filter(({ path }) => !ignored.some((glob) => fitsGlob(glob, path)))
        .map(({ file, path }) => ({
          ...{ file: `${prefix}/${path}`, text: readFileSync(file, 'utf8'), isNamed: false },
        }))
        .filter(({ file, text }) => !file.endsWith('.json') || isManifest(text));
    } catch (error) {
      throw new UsageError(`${path}: ${reason(error as NodeJS.ErrnoException)}`);
    }
  });
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const place = join(folder, entry.name);
      if (entry.isDirectory()) return walk(place);
      const isMeant = extensions.test(entry.name) || isKustomizationFile(entry.name);
      return isMeant && isFile(entry, place) ? [place] : [];
    });
}

/** Reads a file, or the kustomization.yaml of a folder, that a kustomization.yaml names outside of what was given. */
export function readMoreFrom(io: Io): ReadMore {
  return (path) => {
    const place = resolve(io.cwd, path);
    const status = statSync(place, { throwIfNoEntry: false });
    if (status?.isFile() === true) return { file: path, text: readFileSync(place, 'utf8') };
    if (status?.isDirectory() !== true) return undefined;
    const name = readdirSync(place).find(isKustomizationFile);
    if (name === undefined) return undefined;
    return { file: `${path}/${name}`, text: readFileSync(join(place, name), 'utf8') };
  };
}

/** A link counts as the file it points to; one to a folder is not followed, as it may lead in circles. */
function isFile(entry: Dirent, place: string): boolean {
  return (
    entry.isFile() ||
    (entry.isSymbolicLink() && statSync(place, { throwIfNoEntry: false })?.isFile() === true)
  );
}

/** package.json and RAM policies lie beside manifests, and are none. */
function isManifest(text: string): boolean {
  return text.includes('"apiVersion"') && text.includes('"kind"');
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES') return 'no permission to read it';
  return message;
}
