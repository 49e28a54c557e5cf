import { accessSync, constants, type Dirent, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readRevision, RevisionError } from '../diff/revision-files';
import { readRepository, type RepositoryOptions } from '../validation/repository/repository';
import { fitsGlob } from '../validation/repository/selection';
import {
  isKustomizationFile,
  isManifestName,
  type ReadMore,
  type SourceFile,
} from '../validation/repository/sources';
import { decodeText } from '../yaml/bytes';
import { type Io, note, UsageError } from './io';

/**
 * Files, folders (all the way down, in the order of names; dot folders and node_modules left out) and standard input
 * (`-`). Below a folder a JSON file counts only if it is a manifest, and what cannot be read is among the files, with
 * the reason. A text is read when it is asked for: of many files never more than a few are in memory.
 *
 * @param ignored globs, as in .gitignore, of what is left out below a folder
 * @throws UsageError for a path that is not there or cannot be read, at the latest when its text is asked for, and a
 *   folder that cannot be looked into
 */
export function readManifests(
  paths: readonly string[],
  io: Io,
  ignored: readonly string[] = [],
): SourceFile[] {
  return paths.flatMap((path) => {
    if (path === '-') return [{ file: '<stdin>', text: io.readStdin() }];
    const place = resolve(io.cwd, path);
    if (isNamedFile(path, place)) return [new FileToRead(path, place, true)];
    const prefix = path.replace(/\/+$/, '');
    return walk(place, prefix)
      .map((file) => ({ file, path: relative(place, file).replaceAll('\\', '/') }))
      .filter(({ path }) => !ignored.some((glob) => fitsGlob(glob, path)))
      .map(({ file, path }) => new FileToRead(`${prefix}/${path}`, file, false, unreadable(file)))
      .filter(
        (file) => file.unreadable !== undefined || !file.file.endsWith('.json') || isJsonManifest(file.text),
      );
  });
}

/** @throws UsageError for a path that is not there */
function isNamedFile(path: string, place: string): boolean {
  try {
    return !statSync(place).isDirectory();
  } catch (error) {
    throw new UsageError(`${path}: ${reason(error, place)}`);
  }
}

function unreadable(place: string): string | undefined {
  try {
    accessSync(place, constants.R_OK);
    return undefined;
  } catch (error) {
    return reason(error, place);
  }
}

class FileToRead implements SourceFile {
  readonly unreadable?: string;

  constructor(
    readonly file: string,
    private readonly place: string,
    readonly isNamed: boolean,
    unreadable?: string,
  ) {
    if (unreadable !== undefined) this.unreadable = unreadable;
  }

  /** @throws UsageError */
  get text(): string {
    try {
      return decodeText(readFileSync(this.place));
    } catch (error) {
      throw new UsageError(`${this.file}: ${reason(error, this.place)}`);
    }
  }
}

/**
 * The same of a Git revision, named as seen from the path.
 *
 * @throws UsageError for a revision that is none, outside of a repository, and for standard input
 */
export function readManifestsAt(
  revision: string,
  path: string,
  io: Io,
  ignored: readonly string[] = [],
): SourceFile[] {
  if (path === '-') throw new UsageError('--git needs a file or folder, not standard input');
  try {
    return readRevision(revision, path, io.cwd, io.env)
      .filter(
        (file) =>
          file.path === '' ||
          (!ignored.some((glob) => fitsGlob(glob, file.path)) &&
            (!file.path.endsWith('.json') || file.unreadable !== undefined || isJsonManifest(file.text))),
      )
      .map(({ path: inner, ...file }) => ({
        ...{ ...file, file: inner === '' ? path : inner, isNamed: inner === '' },
      }));
  } catch (error) {
    if (error instanceof RevisionError) throw new UsageError(`--git ${revision}: ${error.message}`);
    throw error;
  }
}

/**
 * Files that may be manifests, and links that lead to nothing.
 *
 * @param label the folder as the user wrote it
 */
function walk(folder: string, label: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new UsageError(`${label}: ${reason(error, folder)}`);
  }
  return entries
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const place = join(folder, entry.name);
      if (entry.isDirectory()) return walk(place, `${label}/${entry.name}`);
      if (!entry.isSymbolicLink()) return entry.isFile() && isManifestName(entry.name) ? [place] : [];
      // A link counts as the file it leads to; one to a folder is not followed, as it may lead in circles.
      const end = endOf(place);
      return end === undefined || (end.isFile() && isManifestName(entry.name)) ? [place] : [];
    });
}

/** Undefined for a link that leads to nothing, or to itself. */
function endOf(link: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined;
  }
}

/** Reads a file, or the kustomization.yaml of a folder, that a kustomization.yaml names outside of what was given. */
export function readMoreFrom(io: Io): ReadMore {
  return (path) => {
    const place = resolve(io.cwd, path);
    const status = endOf(place);
    if (status?.isFile() === true) return new FileToRead(path, place, true);
    if (status?.isDirectory() !== true) return undefined;
    const name = readdirSync(place).find(isKustomizationFile);
    if (name === undefined) return undefined;
    return new FileToRead(`${path}/${name}`, join(place, name), true);
  };
}

/** package.json and RAM policies lie beside manifests, and are none. */
function isJsonManifest(text: string): boolean {
  return text.includes('"apiVersion"') && text.includes('"kind"');
}

function reason(error: unknown, place: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ELOOP') return 'the link leads back to itself';
  if (code === 'ENOENT') return isLink(place) ? 'the link leads to nothing' : 'no such file or folder';
  if (code === 'EACCES') return 'no permission to read it';
  return message;
}

function isLink(place: string): boolean {
  return lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** A manifest, and where it stands. */
interface ReadDocument {
  readonly manifest: unknown;
  readonly file: string;
  /** As seen from the folder that was given; empty for a file that somebody named. */
  readonly path: string;
}

/**
 * What files make, named as seen from the folder that was given; what is left out is said on standard error.
 *
 * @throws UsageError for a text that is not YAML: of half a landscape nothing true can be said
 */
export function toDocuments(
  files: readonly SourceFile[],
  prefix: string,
  options: RepositoryOptions,
  io: Io,
  revision = '',
): ReadDocument[] {
  const { documents, issues } = readRepository(files, options);
  for (const { severity, message, hint = '', origin } of issues) {
    const sentence = `${revision}${origin?.file ?? ''}: ${message}${hint === '' ? '' : `; ${hint}`}`;
    if (severity === 'error') throw new UsageError(sentence);
    note(io, `note: ${sentence}`);
  }
  const named = new Set(files.filter(({ isNamed }) => isNamed === true).map(({ file }) => file));
  return documents.flatMap(({ file, document }) => {
    const problem = document.problems.find(
      ({ severity, kind }) => severity === 'error' && kind !== 'duplicate-key' && kind !== 'not-an-object',
    );
    if (problem !== undefined) {
      throw new UsageError(
        `${revision}${file}:${problem.line}:${problem.column}: ${problem.message}; see gardener-alicloud validate`,
      );
    }
    const path = named.has(file) || !file.startsWith(prefix) ? '' : file.slice(prefix.length);
    return document.value === undefined ? [] : [{ manifest: document.value, file, path }];
  });
}
