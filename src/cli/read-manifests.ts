import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fitsGlob } from '../validation/repository/selection';
import { isKustomizationFile, type ReadMore, type SourceFile } from '../validation/repository/sources';
import { type Io, UsageError } from './io';

const extensions = /\.(ya?ml|json)$/;

/**
 * Files, folders (all the way down, in the order of names; dot folders and node_modules left out) and standard input
 * (`-`). Below a folder a JSON file counts only if it is a manifest. A text is read when it is asked for: of many files
 * never more than a few are in memory.
 *
 * @param ignored globs, as in .gitignore, of what is left out below a folder
 * @throws UsageError for a path that is not there or cannot be read, at the latest when its text is asked for
 */
export function readManifests(
  paths: readonly string[],
  io: Io,
  ignored: readonly string[] = [],
): SourceFile[] {
  return paths.flatMap((path) => {
    if (path === '-') return [{ file: '<stdin>', text: io.readStdin() }];
    const place = resolve(io.cwd, path);
    return naming(path, () => {
      if (!statSync(place).isDirectory()) return [new FileToRead(path, place, true)];
      const prefix = path.replace(/\/+$/, '');
      return walk(place)
        .map((file) => ({ file, path: relative(place, file).replaceAll('\\', '/') }))
        .filter(({ path }) => !ignored.some((glob) => fitsGlob(glob, path)))
        .map(({ file, path }) => new FileToRead(`${prefix}/${path}`, file, false))
        .filter((file) => !file.file.endsWith('.json') || isManifest(file.text));
    });
  });
}

class FileToRead implements SourceFile {
  constructor(
    readonly file: string,
    private readonly place: string,
    readonly isNamed: boolean,
  ) {}

  get text(): string {
    return naming(this.file, () => readFileSync(this.place, 'utf8'));
  }
}

/** @throws UsageError that says which path could not be read, and why */
function naming<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (UsageError.is(error)) throw error;
    throw new UsageError(`${path}: ${reason(error as NodeJS.ErrnoException)}`);
  }
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
    if (status?.isFile() === true) return new FileToRead(path, place, true);
    if (status?.isDirectory() !== true) return undefined;
    const name = readdirSync(place).find(isKustomizationFile);
    if (name === undefined) return undefined;
    return new FileToRead(`${path}/${name}`, join(place, name), true);
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
